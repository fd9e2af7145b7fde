"""Lanes: what shares one goes one after the other, in the order in which it came; lanes go side by side.

Rule of this file: a lane that nobody is in takes no memory.
"""

import asyncio
from weakref import WeakValueDictionary


class Lanes:
    """All lanes of one engine, by name. Only who is in one, or waits for it, keeps it."""

    def __init__(self) -> None:
        self._open = WeakValueDictionary[str, asyncio.Lock]()

    def take(self, name: str) -> asyncio.Lock:
        """A lane, to be alone in: ``async with``."""
        lock = self._open.get(name)
        if lock is None:
            lock = self._open[name] = asyncio.Lock()
        return lock
