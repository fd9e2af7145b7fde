"""An open programme on a real database, and everything that people see of it.

Rules of this file: engine, courier, store and the shell's carrier are the real ones; only the clock is moved. What was
ever shown stays pressable, as on a screen that nobody refreshed. It judges nothing.
"""

import asyncio
import itertools
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from adapters.shell import START, StoryClock
from adapters.shell.carrier import ShellCarrier, is_direct
from adapters.shell.words import text
from bot.address import Identity, Room
from bot.catalogue import Catalogue
from bot.cli.config import Config
from bot.cli.wiring import App, opened
from bot.courier import Courier
from bot.effect import Answer
from bot.engine import Engine
from bot.event import AnyEvent, Edited, Joined, Pressed, Reacted, Said, Sender, Submitted, Unreacted
from bot.leases import Cursor
from bot.text import Rendered
from storage.database import SqlDatabase

SOURCE = "proof"
_MENTION = re.compile(r"(?<![\w@.])@([^\W\d][\w-]*)")


def identity(name: str) -> Identity:
    """Somebody on the shell."""
    return Identity(f"shell:{name}")


def direct(name: str) -> Room:
    """Their direct chat."""
    return Room(f"shell:@{name}")


def room(name: str) -> Room:
    """A shared room."""
    return Room(f"shell:{name}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A button that was once shown in a room, and what it types."""

    room: Room
    command: str


@dataclass
class Screen:
    """What people have seen: buttons, messages of the bot's, cards by message, their own messages and reactions."""

    buttons: list[Shown] = field(default_factory=list)
    messages: list[tuple[Room, str]] = field(default_factory=list)
    cards: dict[tuple[Room, str], int] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    reactions: list[Reacted] = field(default_factory=list)

    def show(self, where: Room, rendered: Rendered) -> None:
        """Buttons appear in a room."""
        shown = [Shown(where, button.command) for button in rendered.buttons if not button.hint]
        self.buttons += [each for each in shown if each not in self.buttons]

    def pressable(self, who: str) -> list[Shown]:
        """The buttons that somebody sees, or saw."""
        return [each for each in self.buttons if not is_direct(each.room) or each.room == direct(who)]


class Stage:
    """The programme of ``config``. ``names`` are display names that aren't simply the capitalised name."""

    app: App

    def __init__(self, config: Config, names: dict[str, str]) -> None:
        self.config, self.clock, self.screen = config, StoryClock(START), Screen()
        self._names = names
        self._ids = itertools.count(1)
        self._stack = AsyncExitStack()
        self._catalogue = Catalogue.load()
        self._carrier = ShellCarrier(self._catalogue, self._is_command)
        self._token: str | None = None

    async def open(self) -> None:
        """Open the database, with engine and courier on it, as a process does that starts; and a replica beside it."""
        self.app = await self._stack.enter_async_context(opened(self.config, self.clock))
        self._courier = Courier(self.app.database, self._carrier, self.clock)
        beside = SqlDatabase(self.config.storage.url)
        self._stack.push_async_callback(asyncio.to_thread, beside.close)
        beside.open()
        replica = Engine(beside, self.app.engine.registry, self.config.core, self.clock, lambda: None)
        await replica.start()
        self._engines = (self.app.engine, replica)

    async def close(self) -> None:
        """Let everything go."""
        await self._stack.aclose()

    async def restart(self) -> None:
        """Close everything and open the same database again. The platform, and people's screens, outlive it."""
        await self.close()
        await self.open()
        await self.app.engine.recover()

    @property
    def policy(self) -> str:
        """Who sponsors."""
        return self.config.sponsoring.policy

    def _is_command(self, typed: str) -> bool:
        return self.app.engine.registry.find(typed) is not None

    # What comes in

    async def handle(self, event: AnyEvent, replica: int = 0) -> Answer | None:
        """An event that the platform brings to one of the two processes."""
        answer = await self._engines[replica % 2].handle(event)
        if answer is not None:
            where = event.room if not answer.private or event.direct else direct(event.sender.identity.split(":")[1])
            self.screen.show(where, self._catalogue.render(answer.message))
        return answer

    async def keep(self, events: list[AnyEvent]) -> None:
        """Take a batch in as a syncing platform does: pending, together with its token."""
        now = self.clock.now()
        database = self.app.database
        fence = await database.write(lambda store: store.leases.take("proof", "stage", now, now + timedelta(days=1)))
        assert fence is not None
        following = f"t{next(self._ids)}"
        wanted = [event for event in events if self.app.engine.wants(event)]
        await self.app.engine.accept(wanted, Cursor("proof", fence, self._token, following))
        self._token = following

    async def settle(self) -> None:
        """Deliver what waits, until nothing is due, and let people see it."""
        await self._courier.drain()
        for delivery in self._carrier.take():
            self.screen.messages.append((delivery.room, delivery.message))
            self.screen.show(delivery.room, delivery.rendered)
            assert text(delivery.rendered).strip(), "a message without words"
            if delivery.key is not None and delivery.key.startswith("card:"):
                self.screen.cards[delivery.room, delivery.message] = int(delivery.key.removeprefix("card:"))

    # Events, as the shell would make them

    def _frame(self, who: str, where: Room | None, window: bool) -> dict[str, Any]:
        sender = Sender(identity=identity(who), name=self._names.get(who, who.capitalize()))
        place = where or direct(who)
        return {
            "source": SOURCE, "id": f"e{next(self._ids)}", "at": self.clock.now(), "sender": sender, "room": place,
            "direct": is_direct(place), "window": window,
        }  # fmt: skip

    def says(
        self, who: str, words: str, where: Room | None = None, *, addressed: bool = False, wait: bool = True
    ) -> Said:
        """Somebody writes, in their direct chat unless ``where`` says otherwise."""
        frame = self._frame(who, where, wait)
        mentions = {f"@{name}": identity(name.casefold()) for name in _MENTION.findall(words) if name != "ghost"}
        said = Said(**frame, text=words, message=frame["id"], addressed=addressed, mentions=mentions)
        self.screen.said.append(said)
        return said

    def presses(self, who: str, shown: Shown, *, wait: bool = True) -> Pressed:
        """Somebody presses a button."""
        return Pressed(**self._frame(who, shown.room, wait), text=shown.command)

    def reacts(self, who: str, on: tuple[Room, str], emoji: str, *, wait: bool = True) -> Reacted:
        """Somebody reacts to a message."""
        frame = self._frame(who, on[0], wait)
        reacted = Reacted(**frame, message=on[1], emoji=emoji, reaction=frame["id"])
        self.screen.reactions.append(reacted)
        return reacted

    def unreacts(self, who: str, reaction: Reacted, *, wait: bool = True) -> Unreacted:
        """Somebody takes a reaction off, or somebody else's."""
        return Unreacted(**self._frame(who, reaction.room, wait), reaction=reaction.reaction)

    def edits(self, who: str, message: Said, words: str | None, *, wait: bool = True) -> Edited:
        """A message is changed, or deleted."""
        return Edited(**self._frame(who, message.room, wait), message=message.message, text=words)

    def submits(self, who: str, form: str, values: dict[str, str], *, wait: bool = True) -> Submitted:
        """Somebody sends a whole form."""
        return Submitted(**self._frame(who, None, wait), form=form, values=values)

    def joins(self, who: str) -> Joined:
        """The bot comes into a direct chat with somebody."""
        return Joined(**self._frame(who, None, window=False))
