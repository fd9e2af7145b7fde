"""A database in the way of which something happens: before a write, instead of it, or to the word of its commit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.errors import Unavailable
from bot.ports import Database, Store

T = TypeVar("T")


@dataclass
class Troubled:
    """A real database behind a troubled way. Writes count from 1.

    ``before`` and ``after``: what is done before a write, and behind it. ``away``: writes that don't happen. ``lost``:
    those that do, while their caller hears that the database is away.
    """

    real: Database
    before: dict[int, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    after: dict[int, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    writes: int = 0

    @property
    def fault(self) -> str | None:
        """See ``bot.ports.Database``."""
        return self.real.fault

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        self.writes += 1
        number = self.writes
        if number in self.before:
            await self.before[number]()
        if number in self.away:
            raise Unavailable("away")
        done = await self.real.write(unit)
        if number in self.after:
            await self.after[number]()
        if number in self.lost:
            raise Unavailable("no word of it")
        return done

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self.real.read(unit)
