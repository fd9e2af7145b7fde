"""The shell: lines in, what the bot says out, over the real engine and courier.

It holds no logic of the programme. A line becomes an event, the engine answers it, the courier is drained, and
all that the bot said comes back: first the answer, then the effects in the order in which they were queued. One
line is done at a time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import uuid4

from adapters.shell.carrier import PLATFORM, Delivery, ShellCarrier, direct_room, is_direct
from adapters.shell.clock import StoryClock
from adapters.shell.grammar import parse
from adapters.shell.line import BOT, Action, Blank, ClockMove, Edit, Fill, Join, Press, React, Say, head, written
from adapters.shell.rooms import named
from adapters.shell.transcript import Own, Seen, Transcript
from adapters.shell.words import safe, text, typed_as_commands
from bot.address import Identity, Room, native
from bot.catalogue import Catalogue
from bot.courier import Courier
from bot.effect import Answer
from bot.engine import Engine
from bot.errors import Refused
from bot.event import AnyEvent, Edited, Joined, Pressed, Reacted, Said, Sender, Submitted, Unreacted
from bot.message import Message
from bot.text import Rendered

_MENTION = re.compile(r"(?<![\w@.])@([^\W\d][\w-]*)")
_ADDRESSED = re.compile(rf"@{BOT}\b[:,]?\s*", re.I)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing that the bot said; ``head`` is how its line begins in a story."""

    head: str
    rendered: Rendered

    @property
    def text(self) -> str:
        """Its words, plain."""
        return text(self.rendered)

    @property
    def lines(self) -> list[str]:
        """The lines that a story would expect."""
        return written(self.head, self.text)


class Ticker(Protocol):
    """Does what is due by now."""

    async def tick(self) -> None: ...


class Shell:
    """Everybody's conversation with the bot. Where the clock goes on, each thing is done when it is due."""

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        clock: StoryClock,
        ticker: Ticker | None = None,
    ) -> None:
        self.engine, self.catalogue, self.clock = engine, catalogue, clock
        self._ticker = ticker
        self._carrier = ShellCarrier(catalogue, self._is_command)
        self._courier = Courier(engine.database, self._carrier, clock)
        self._transcript = Transcript()
        self._run, self._count = uuid4().hex[:12], 0

    async def do(self, line: str) -> list[Spoken]:
        """Do one line; returns what the bot said. Raises Refused where it can't be read or done."""
        action = parse(line)
        if isinstance(action, Blank):
            return []
        if not isinstance(action, Action):
            raise Refused("shell-only-in-stories")
        return await self.perform(action)

    async def perform(self, action: Action) -> list[Spoken]:
        """Do what a line means. Raises Refused where there is nothing to do it to."""
        if isinstance(action, ClockMove):
            return await self._move(action)
        event = self._EVENTS[type(action)](self, action)
        reply = await self.engine.handle(event)
        spoken = [self._answered(event, reply)] if reply is not None else []
        return [*spoken, *await self._settle()]

    def words(self, message: Message) -> Rendered:
        """A message of the shell's own, in the programme's language."""
        return self.catalogue.render(message, self.engine.config.programme.language)

    async def _move(self, move: ClockMove) -> list[Spoken]:
        begun = self.clock.now()
        try:
            if move.by is not None:
                self.clock.move(move.by)
            elif move.to is not None:
                self.clock.set(move.to)
        except OverflowError:
            raise Refused("shell-clock-end") from None
        to = self.clock.now()
        said = await self._due(self._ticker, begun, to) if self._ticker is not None else []
        await self.engine.recover()
        return [*said, *await self._settle()]

    async def _due(self, ticker: Ticker, begun: datetime, to: datetime) -> list[Spoken]:
        """What is said on the way, each at its own time."""
        said: list[Spoken] = []
        while (due := await self._following()) is not None and due <= to:
            self.clock.set(max(due, begun))
            await ticker.tick()
            said += await self._settle()
            if await self._following() == due:
                break  # not even put off
        self.clock.set(to)
        await ticker.tick()
        return said

    async def _following(self) -> datetime | None:
        return await self.engine.database.read(lambda store: store.dues.following())

    async def _settle(self) -> list[Spoken]:
        await self._courier.drain()
        return [self._arrived(delivery) for delivery in self._carrier.take()]

    def _arrived(self, delivery: Delivery) -> Spoken:
        seen = Seen(delivery.room, delivery.message, None, delivery.rendered, delivery.case, delivery.key)
        self._transcript.hear(seen)
        return Spoken(_head(delivery.room, edits=delivery.edit), delivery.rendered)

    def _answered(self, event: AnyEvent, reply: Answer) -> Spoken:
        rendered = typed_as_commands(self.words(reply.message), self._is_command)
        who = event.sender.identity
        to = who if reply.private and not event.direct else None
        self._transcript.hear(Seen(event.room, self._id(), to, rendered))
        return Spoken(_head(event.room) if to is None else head(None, native(who)), rendered)

    def _is_command(self, typed: str) -> bool:
        return self.engine.registry.find(typed) is not None

    def _id(self) -> str:
        # The run's own prefix keeps ids unique on a database that was used before.
        self._count += 1
        return f"{self._run}-{self._count}"

    def _frame(self, who: str, room: Room | None) -> dict[str, Any]:
        room = room or direct_room(who)
        return {
            "source": PLATFORM,
            "id": self._id(),
            "at": self.clock.now(),
            "sender": Sender(identity=_identity(who), name=who.capitalize()),
            "room": room,
            "direct": is_direct(room),
            "window": True,
        }

    def _said(self, line: Say) -> Said:
        frame = self._frame(line.who, _room(line.room))
        self._transcript.keep(Own(line.who, frame["room"], frame["id"], line.text))
        called = _ADDRESSED.match(line.text)
        typed = line.text[called.end() :] if called else line.text
        names = {name for name in _MENTION.findall(typed) if name.casefold() != BOT}
        mentions = {f"@{name}": _identity(name.casefold()) for name in names}
        said = {"text": typed, "message": frame["id"], "addressed": called is not None}
        return Said(**frame, **said, mentions=mentions, rooms=named(typed))

    def _pressed(self, line: Press) -> Pressed:
        seen, button = self._transcript.button(_identity(line.who), line.label, line.case, _room(line.room), line.old)
        return Pressed(**self._frame(line.who, seen.room), text=button.command, rooms=named(button.command))

    def _reacted(self, line: React) -> Reacted | Unreacted:
        seen = self._transcript.card(_identity(line.who), line.case, _room(line.room))
        frame = self._frame(line.who, seen.room)
        if line.back:
            return Unreacted(**frame, reaction=self._transcript.unreacted(line.who, seen.id, line.emoji))
        self._transcript.reacted(line.who, seen.id, line.emoji, frame["id"])
        return Reacted(**frame, message=seen.id, emoji=line.emoji, reaction=frame["id"])

    def _filled(self, line: Fill) -> Submitted:
        if line.form not in self.engine.registry.forms:
            raise Refused("shell-no-form", form=line.form)
        return Submitted(**self._frame(line.who, None), form=line.form, values=line.values)

    def _edited(self, line: Edit) -> Edited:
        own = self._transcript.own(line.who, line.old)
        own.text = line.new
        return Edited(**self._frame(line.who, own.room), message=own.id, text=line.new)

    def _joined(self, line: Join) -> Joined:
        return Joined(**self._frame(line.who, None))

    _EVENTS: ClassVar[dict[type[Any], Callable[["Shell", Any], AnyEvent]]] = {
        Say: _said,
        Press: _pressed,
        React: _reacted,
        Fill: _filled,
        Edit: _edited,
        Join: _joined,
    }


def _identity(name: str) -> Identity:
    return Identity(f"{PLATFORM}:{name}")


def _room(name: str | None) -> Room | None:
    return Room(f"{PLATFORM}:{name}") if name else None


def _head(room: Room, *, edits: bool = False) -> str:
    name = safe(native(room))
    return head(None, name[1:], edits=edits) if is_direct(room) else head(name, None, edits=edits)
