"""The engine on a real database, for tests that look closer than a conversation can.

Rules of this file: it builds events as an adapter would, and opens what the composition root opens. Nothing in it
stands in for the project's own code.
"""

import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import TextClause, text

from adapters.shell import START, StoryClock
from bot import features
from bot.address import Identity, Room
from bot.cli.wiring import opened
from bot.command import Registry
from bot.effect import Answer
from bot.engine import Engine
from bot.event import Pressed, Reacted, Said, Sender, Submitted, Unreacted
from bot.ports import Store
from bot.settings import Core
from storage.database import SqlDatabase
from storage.store import SqlStore
from tests.chat import Where, configured

T = TypeVar("T")
APPLICATION = {
    "account": "kim",
    "email": "kim@example.org",
    "region": "EMEA",
    "languages": "English",
    "why": "I like maps",
    "so_far": "I drew two of them",
    "would_do": "Map parties in every town",
    "links": "",
    "mentors": "none",
}
MENTORS = Room("shell:mentors")


def identity(name: str) -> Identity:
    """Somebody on the shell."""
    return Identity(f"shell:{name}")


@dataclass
class World:
    """The demo's programme behind an engine."""

    database: SqlDatabase
    engine: Engine
    clock: StoryClock
    config: Core
    woken: list[bool]
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def frame(self, who: str, room: Room | None = None, **more: Any) -> dict[str, Any]:
        """What every event carries; ``room`` None is the direct chat."""
        event = {"source": "test", "id": f"event-{next(self._ids)}", "at": self.clock.now(), "window": True}
        where = room or Room(f"shell:@{who}")
        sender = Sender(identity=identity(who), name=who.capitalize())
        return {**event, "sender": sender, "room": where, "direct": room is None, **more}

    def said(self, who: str, text: str, room: Room | None = None, **more: Any) -> Said:
        """Somebody writes."""
        frame = self.frame(who, room, **more)
        return Said(**{"message": frame["id"], **frame}, text=text)

    def pressed(self, who: str, text: str, room: Room | None = None, **more: Any) -> Pressed:
        """Somebody presses a button that types ``text``."""
        return Pressed(**self.frame(who, room, **more), text=text)

    def reacted(self, who: str, message: str, emoji: str = "👍", **more: Any) -> Reacted:
        """Somebody reacts in the mentors' room."""
        frame = self.frame(who, MENTORS, **more)
        return Reacted(**frame, message=message, emoji=emoji, reaction=frame["id"])

    def unreacted(self, who: str, reaction: str, **more: Any) -> Unreacted:
        """Somebody takes a reaction back."""
        return Unreacted(**self.frame(who, MENTORS, **more), reaction=reaction)

    def submitted(self, who: str, form: str, values: dict[str, str], **more: Any) -> Submitted:
        """Somebody sends a whole form."""
        return Submitted(**self.frame(who, **more), form=form, values=values)

    async def say(self, who: str, text: str, **more: Any) -> Answer | None:
        """Somebody writes, and gets their answer."""
        return await self.engine.handle(self.said(who, text, **more))

    async def apply(self, who: str = "kim", **answers: str) -> None:
        """Somebody applies."""
        await self.say(who, "!apply")
        values = {**APPLICATION, "account": who, "email": f"{who}@example.org", **answers}
        reply = await self.engine.handle(self.submitted(who, "apply", values))
        assert reply is not None
        assert reply.message.key == "applied"

    async def read(self, unit: Callable[[SqlStore], T]) -> T:
        """Look at the database."""
        return await self.database.read(unit)  # type: ignore[arg-type]

    async def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look at a table; a ``?`` in the statement stands for a value."""
        return await self.read(
            lambda store: [tuple(row) for row in store._connection.execute(*bound(statement, values))]
        )

    async def change(self, statement: str, *values: Any) -> None:
        """What nobody but a fault does to a table."""

        def unit(store: Store) -> None:
            assert isinstance(store, SqlStore)
            store._connection.execute(*bound(statement, values))

        await self.database.write(unit)


def bound(statement: str, values: Sequence[Any]) -> tuple[TextClause, dict[str, Any]]:
    """A statement with ``?`` for its values, as either kind of database takes it."""
    first, *others = statement.split("?")
    numbered = "".join(f":value_{number}{part}" for number, part in enumerate(others))
    return text(first + numbered), {f"value_{number}": value for number, value in enumerate(values)}


def key(reply: Answer | None) -> str | None:
    """What an answer says, by its catalogue key."""
    return reply.message.key if reply is not None else None


@asynccontextmanager
async def world(where: Where, variants: Sequence[str] = (), registry: Registry | None = None) -> AsyncIterator[World]:
    """The programme on a database; ``registry``: what it can do, instead of every feature."""
    config = configured(where, variants)
    clock = StoryClock(START)
    async with opened(config, clock) as app:
        woken: list[bool] = []
        engine = Engine(app.database, registry or features.load(), config.core, clock, lambda: woken.append(True))
        await engine.start()
        yield World(app.database, engine, clock, config.core, woken)
