"""An engine and two couriers on a real database, with a platform at the end that does what it is told.

Rules of this file: everything of the project's is real. The platform knows a token that it has seen, as Matrix does. A
crash is a database that is away from one moment on: whatever was under way is never written down.
"""

import itertools
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from bot import features
from bot.address import Room
from bot.command import Registry, command
from bot.context import Ctx
from bot.courier import Courier
from bot.effect import Outcome, Post, Show
from bot.errors import Refused
from bot.event import Said
from bot.message import Words, say
from bot.parameters import Sentence
from bot.platform import Later, Parcel, Receipt, Uncertain, Undeliverable
from tests.engine.troubled import Troubled
from tests.proofs.ground import Ground
from tests.world import World, world

ROOMS = tuple(Room(f"shell:room-{letter}") for letter in "abc")
BOARD = "board"
SOURCE = "test"


@dataclass
class Platform:
    """Takes parcels. ``moods``: what becomes of a room's next ones; a lost reply is one after the parcel arrived."""

    platform: str = "shell"
    moods: dict[str, list[str]] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    arrived: dict[str, list[str]] = field(default_factory=dict)
    boards: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def render(self, parcel: Parcel) -> str:
        """Its words, if it has any of ours, and the attempt: so that a body which isn't frozen shows."""
        typed = parcel.message.args.get("typed")
        words = typed.words if isinstance(typed, Words) else parcel.message.key
        return f"{words}|{parcel.attempts}"

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """As the mood is."""
        moods = self.moods.get(parcel.to)
        match moods.pop() if moods else "fine":
            case "busy":
                raise Later("429", 7)
            case "never":
                raise Undeliverable("no such room")
            case "unsure":
                raise Uncertain("no word of it")
            case "lost":
                self._take(parcel, body)
                raise Later("the reply got lost")
            case _:
                return self._take(parcel, body)

    def _take(self, parcel: Parcel, body: str) -> Receipt:
        if self.bodies.setdefault(parcel.token, body) != body:
            self.changed.append(parcel.token)
        if parcel.token not in self.receipts:
            words = body.partition("|")[0]
            self.arrived.setdefault(parcel.to, []).append(words)
            if parcel.key == BOARD:
                self.boards[parcel.to] = words
            self.receipts[parcel.token] = Receipt(Room(parcel.to), parcel.message_id or f"m{next(self._ids)}")
        return self.receipts[parcel.token]


@dataclass
class Handlers:
    """What the toy command does with an event: how often it still breaks, and in which order it ran."""

    breaks: Counter[str] = field(default_factory=Counter)
    ran: list[str] = field(default_factory=list)

    def registry(self) -> Registry:
        """The command ``spread NUMBER how``."""

        @command("spread", examples=("spread 1 post",))
        def spread(ctx: Ctx, words: Sentence) -> Outcome:
            """Say a number in rooms, or break, or refuse."""
            number, how, *letters = words.split()
            self.ran.append(number)
            if self.breaks[number]:
                self.breaks[number] -= 1
                raise LookupError("told to break")
            if how == "refuse":
                raise Refused("nothing-asked")
            word = say("unknown", typed=Words(number))
            rooms = [Room(f"shell:room-{letter}") for letter in letters]
            return [Show(room, BOARD, word) if how == "show" else Post(room, word) for room in rooms]

        real = features.load()
        return Registry({**real.commands, "spread": spread}, real.forms, real.hooks)


class Office:
    """Everything, open. ``courier`` 0 and 1 are two processes' on one database."""

    def __init__(self, ground: Ground) -> None:
        self.platform, self.handlers = Platform(), Handlers()
        self._life = AsyncExitStack()
        self._stack = AsyncExitStack()
        self._url = self._stack.enter_context(ground())
        self.there: World
        self.ways: list[Troubled]
        self.couriers: list[Courier]

    async def open(self) -> None:
        """Begin a life on the database as it stands."""
        clock = getattr(self, "there", None) and self.there.clock
        self.there = await self._life.enter_async_context(world(self._url, registry=self.handlers.registry()))
        if clock is not None:
            self.there.clock.set(clock.now())
        self.ways = [Troubled(self.there.database) for _ in range(2)]
        self.couriers = [Courier(way, self.platform, self.there.clock) for way in self.ways]

    async def restart(self) -> None:
        """End the life and begin another."""
        await self._life.aclose()
        await self.open()

    async def close(self) -> None:
        """Let everything go."""
        await self._life.aclose()
        await self._stack.aclose()

    def event(self, number: int, who: str, how: str) -> Said:
        """An event that nobody waits for, as Matrix brings them."""
        return self.there.said(who, f"!spread {number} {how}", id=f"e{number}", window=False, source=SOURCE)
