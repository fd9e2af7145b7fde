"""What else is to be done with the homeserver: answer invites, follow a moved room, leave an empty one.

Rules of this file: a chore is done once, again with growing pauses while the homeserver can't, and dropped with a log
line when it never will. None of them holds up the sync loop. All can be derived from a full sync, so none is stored.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from adapters.matrix.homeserver import HomeserverError
from bot.backoff import pause
from bot.errors import Unavailable, where

log = structlog.get_logger(__name__)

Chore = Callable[[], Awaitable[None]]


class NotYet(Exception):
    """A chore is to be done (again) in ``after`` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__()
        self.after = after


class Chores:
    """The chores of one account, by name: one that is already waiting isn't added again."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def add(self, name: str, chore: Chore, delay: float = 0.0) -> None:
        """Do ``chore`` in ``delay`` seconds. A slow one doesn't hold up the others."""
        if name not in self._tasks:
            self._tasks[name] = asyncio.create_task(self._until_done(name, chore, delay))

    def drop(self, name: str) -> None:
        """Forget a chore that has become needless."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()

    async def run(self) -> None:
        """Keep the chores going until cancelled."""
        try:
            await asyncio.Event().wait()
        finally:
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_done(self, name: str, chore: Chore, delay: float) -> None:
        tries = 0
        while True:
            await asyncio.sleep(delay)
            tries += 1
            try:
                await chore()
                break
            except NotYet as later:
                delay = later.after
            except HomeserverError as failure:
                if not failure.passing:
                    log.warning("chore given up", chore=name, cause=str(failure))
                    break
                delay = max(failure.after or 0.0, pause(tries))
            except Unavailable:  # the database has said so
                delay = pause(tries)
            except Exception as failure:
                log.error("chore failed", chore=name, cause=where(failure))
                delay = pause(tries)
        del self._tasks[name]
