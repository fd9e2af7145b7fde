"""What the surfaces share: people who do what a story says, and what they then see, in the story's own words.

Rules of this file: people act through their platform and see what it shows them. The database is asked for one thing
only, in which order the bot queued what arrived, because no platform tells that. Names and rooms are the story's.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy.engine import make_url

from adapters.shell import Spoken, StoryClock
from adapters.shell.carrier import direct_room
from adapters.shell.joining import join
from adapters.shell.line import Action, ClockMove, Edit, Fill, Join, Press, React, Say, head
from adapters.shell.transcript import Seen, Transcript
from bot.address import Identity, Room, native
from bot.cli.wiring import App
from bot.message import Message
from bot.text import Rendered

FORMS = frozenset({"apply", "answer", "decline"})
"""Commands that ask something, and are answered with a form or in the direct chat."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A parcel as the bot queued it: its place in the order, and what it is about."""

    row: int
    case: int | None = None
    key: str | None = None


ANSWER = Queued(0)
"""What came back through the call that somebody made: before everything that was queued."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that somebody sees now. ``to``: they alone do; ``room`` is then where it stands for them."""

    queued: Queued
    room: Room
    id: str
    rendered: Rendered
    to: str | None = None
    edit: bool = False

    @property
    def spoken(self) -> Spoken:
        """It as a story tells it."""
        name = native(self.room)
        if self.to is not None or name.startswith("@"):
            return Spoken(head(None, self.to or name[1:], edits=self.edit), self.rendered)
        return Spoken(head(name, None, edits=self.edit), self.rendered)


class Surface(ABC):
    """See ``adapters.shell.story.Surface``. ``app`` is another one after a restart."""

    app: App

    def __init__(self, clock: StoryClock) -> None:
        self.clock = clock
        self.transcript = Transcript()
        self.said: list[Spoken] = []
        self.coming: deque[Action] = deque()

    def prepare(self, story: str) -> None:
        """What will be done next, line by line: how somebody begins depends on how they go on."""
        lines = (logical.read() for logical in join(story.split("\n")))
        self.coming = deque(line for line in lines if isinstance(line, Action))

    def next_of(self, who: str) -> Action | None:
        """What somebody does next."""
        return next((each for each in self.coming if not isinstance(each, ClockMove) and each.who == who), None)

    async def perform(self, action: Action) -> list[Spoken]:
        """Do what a line means on this platform; returns what people saw of it."""
        if self.coming:
            self.coming.popleft()
        before: list[Arrived] = []
        if isinstance(action, ClockMove):
            before = await self._moves(action)
        else:
            await self._DOES[type(action)](self, action)
        arrived = sorted([*before, *await self.settled()], key=lambda each: each.queued.row)
        for each in arrived:
            to = Identity(f"shell:{each.to}") if each.to is not None else None
            seen = Seen(each.room, each.id, to, each.rendered, each.queued.case, each.queued.key)
            self.transcript.hear(seen)
        spoken = [each.spoken for each in self.shown(action, arrived)]
        self.said += spoken
        return spoken

    def words(self, message: Message) -> Rendered:
        """A message about the story itself."""
        return self.app.catalogue.render(message)

    def queued(self, tokens: Iterable[str]) -> dict[str, Queued]:
        """Parcels by their token, or by the beginning of it that a file's name holds."""
        wanted = set(tokens)
        if not wanted:
            return {}
        with closing(sqlite3.connect(make_url(self.app.database.url).database or "")) as database:
            rows = database.execute("SELECT token, id, case_id, key FROM outbox ORDER BY id").fetchall()
        known = {begun: Queued(row, case, key) for token, row, case, key in rows for begun in (token, token[:12])}
        return {token: known[token] for token in wanted}

    def shown(self, action: Action, arrived: list[Arrived]) -> list[Arrived]:
        """What of it a story tells; the rest is what ``differences.py`` declares."""
        return arrived

    async def _moves(self, move: ClockMove) -> list[Arrived]:
        """What is due on the way is done at its own time, and arrives then."""
        begun = self.clock.now()
        to = move.to if move.to is not None else begun + (move.by or timedelta())
        arrived: list[Arrived] = []
        while (due := await self._following()) is not None and due <= to:
            self.clock.set(max(due, begun))
            await self.app.ticker.tick()
            arrived += await self.settled()
            assert await self._following() != due, "it isn't even put off"
        self.clock.set(to)
        await self.app.engine.recover()
        return arrived

    async def _following(self) -> datetime | None:
        return await self.app.database.read(lambda store: store.dues.following())

    @abstractmethod
    async def settled(self) -> list[Arrived]:
        """Wait until all that follows from what was done has arrived; returns what did."""

    @abstractmethod
    async def say(self, line: Say) -> None:
        """Somebody writes, or gives a command."""

    @abstractmethod
    async def press(self, line: Press) -> None:
        """Somebody presses a button."""

    @abstractmethod
    async def react(self, line: React) -> None:
        """Somebody reacts, or takes it back."""

    @abstractmethod
    async def fill(self, line: Fill) -> None:
        """Somebody fills a form."""

    @abstractmethod
    async def edit(self, line: Edit) -> None:
        """Somebody edits or deletes a message of theirs."""

    @abstractmethod
    async def join(self, line: Join) -> None:
        """Somebody opens the direct chat with the bot."""

    _DOES: ClassVar[dict[type[Any], Callable[["Surface", Any], Awaitable[None]]]] = {
        Say: lambda here, line: here.say(line),
        Press: lambda here, line: here.press(line),
        React: lambda here, line: here.react(line),
        Fill: lambda here, line: here.fill(line),
        Edit: lambda here, line: here.edit(line),
        Join: lambda here, line: here.join(line),
    }


def identity(name: str) -> Identity:
    """Somebody as the transcript knows them."""
    return Identity(f"shell:{name}")


def room(name: str | None) -> Room | None:
    """A room as the transcript knows it."""
    return Room(f"shell:{name}") if name else None


def place(who: str, where: str | None) -> Room:
    """Where somebody says something."""
    return room(where) or direct_room(who)
