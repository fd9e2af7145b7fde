"""A database that takes its time, or is away, under the bot that runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli.wiring import App
from bot.errors import Unavailable
from bot.ports import Database, Store

T = TypeVar("T")


class Slow:
    """The engine's database; ``writes`` and ``reads`` are what is done before the next ones, each once, in order.

    ``away``: nothing can be done with it. ``lost``: so many writes are done, but nobody hears of it.
    """

    def __init__(self, real: Database) -> None:
        self._real = real
        self.writes: list[Callable[[], Awaitable[object]]] = []
        self.reads: list[Callable[[], Awaitable[object]]] = []
        self.away = False
        self.lost = 0
        self.written = 0

    @property
    def fault(self) -> str | None:
        """See ``bot.ports.Database``."""
        return self._real.fault

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        self.written += 1
        if self.writes:
            await self.writes.pop(0)()
        if self.away:
            raise Unavailable("away")
        done = await self._real.write(unit)
        if self.lost:
            self.lost -= 1
            raise Unavailable("no word of it")
        return done

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if self.reads:
            await self.reads.pop(0)()
        if self.away:
            raise Unavailable("away")
        return await self._real.read(unit)


def slowed(app: App) -> Slow:
    """From now on the engine of a bot that runs has its database through this."""
    slow = Slow(app.database)
    app.engine.database = slow
    return slow


def seconds(some: float) -> Callable[[], Awaitable[object]]:
    """It takes so long."""
    return lambda: asyncio.sleep(some)


async def for_ever() -> None:
    """It never ends."""
    await asyncio.Event().wait()
