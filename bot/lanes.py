"""Lanes: what shares one goes one after the other, in the order in which it came; lanes go side by side.

Rule of this file: a lane that nobody is in takes no memory.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """All lanes of one engine, by name."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def take(self, name: str) -> AsyncIterator[None]:
        """Be alone in a lane."""
        lock, waiting = self._open.get(name, (asyncio.Lock(), 0))
        self._open[name] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._open[name]
            if waiting == 1:
                del self._open[name]
            else:
                self._open[name] = (lock, waiting - 1)
