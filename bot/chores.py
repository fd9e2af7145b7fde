"""What is to be done now and then, whatever happens: coordinators hear of lost messages, and the inbox forgets."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot import deadletters
from bot.errors import Unavailable, where
from bot.ports import Clock, Database, Store
from bot.settings import Core

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two rounds."""
FORGET_EVERY = timedelta(hours=1)
ANSWERS_KEPT = timedelta(days=1)
"""How long an answer can be given again: it holds people's words."""
DONE_KEPT = timedelta(days=30)
"""How long a redelivered event is recognised; no platform repeats itself for so long."""
BATCH = 500


class Chores:
    """The loop. In several processes on one database, each thing is still done once."""

    def __init__(self, database: Database, config: Core, clock: Clock, wake: Callable[[], None]) -> None:
        """``wake`` is called when something may wait for the courier."""
        self._database, self._config, self._clock, self._wake = database, config, clock, wake
        self._forgotten: datetime | None = None

    async def run(self) -> None:
        """Do the chores until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.round()
            except Unavailable:  # the database has said so
                continue
            except Exception as failure:
                log.error("chores stumbled", cause=where(failure))

    async def round(self) -> None:
        """Do what is due. Raises Unavailable."""
        await self._tell()
        now = self._clock.now()
        if self._forgotten is None or now - self._forgotten >= FORGET_EVERY:
            await self._forget(now)
            self._forgotten = now

    async def _tell(self) -> None:
        now = self._clock.now()
        letters = await self._database.read(lambda store: store.letters.untold())
        if not deadletters.due(letters, now):
            return
        for letter in await self._database.write(lambda store: deadletters.tell(store, self._config, now)):
            log.error("nobody can be told of a lost message", row=letter.row, case=letter.case, cause=letter.cause)
        self._wake()

    async def _forget(self, now: datetime) -> None:
        def unit(store: Store) -> int:
            return store.inbox.forget(now - ANSWERS_KEPT, now - DONE_KEPT, BATCH)

        while await self._database.write(unit) == BATCH:
            continue
