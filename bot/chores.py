"""What is to be done now and then, whatever happens.

Coordinators hear of lost messages, both boxes forget, and no lease outlasts a clock that was ahead and is set back.
Rule of this file: what one chore stumbles over hinders no other, and is logged once until it goes well again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot import deadletters
from bot.courier import LEASE
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
PARCELS_KEPT = timedelta(days=30)
"""How long what arrived, or was dropped, stays in the operator's list."""
BATCH = 500


class Chores:
    """The loop. In several processes on one database, each thing is still done once."""

    def __init__(self, database: Database, config: Core, clock: Clock, wake: Callable[[], None]) -> None:
        """``wake`` is called when something may wait for the courier."""
        self._database, self._config, self._clock, self._wake = database, config, clock, wake
        self._done: dict[str, datetime] = {}
        self._stumbled: set[str] = set()

    async def run(self) -> None:
        """Do the chores until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.round()
            except Unavailable:  # the database has said so
                continue

    async def round(self) -> None:
        """Do what is due. Raises Unavailable, after the last."""
        away: Unavailable | None = None
        for name, chore, every in (
            ("tell", self._tell, timedelta(0)),
            ("shorten", self._shorten, timedelta(0)),
            ("forget events", self._forget_events, FORGET_EVERY),
            ("forget parcels", self._forget_parcels, FORGET_EVERY),
        ):
            try:
                await self._do(name, chore, every)
            except Unavailable as unavailable:
                away = unavailable
        if away is not None:
            raise away

    async def _do(self, name: str, chore: Callable[[datetime], Awaitable[None]], every: timedelta) -> None:
        """Do a chore that is due. Raises Unavailable."""
        now = self._clock.now()
        if name in self._done and abs(now - self._done[name]) < every:
            return
        try:
            await chore(now)
        except Unavailable:
            raise
        except Exception as failure:
            if name not in self._stumbled:
                log.error("chore stumbled", chore=name, cause=where(failure))
            self._stumbled.add(name)
        else:
            self._stumbled.discard(name)
            self._done[name] = now

    async def _shorten(self, now: datetime) -> None:
        await self._database.write(lambda store: store.outbox.shorten(now + LEASE))

    async def _tell(self, now: datetime) -> None:
        letters = await self._database.read(lambda store: store.letters.untold())
        if not deadletters.due(letters, now):
            return
        for letter in await self._database.write(lambda store: deadletters.tell(store, self._config, now)):
            log.error("nobody can be told of a lost message", row=letter.row, case=letter.case, cause=letter.cause)
        self._wake()

    async def _forget_events(self, now: datetime) -> None:
        await self._forget(lambda store: store.inbox.forget(now - ANSWERS_KEPT, now - DONE_KEPT, BATCH))

    async def _forget_parcels(self, now: datetime) -> None:
        await self._forget(lambda store: store.letters.forget(now - PARCELS_KEPT, BATCH))

    async def _forget(self, batch: Callable[[Store], int]) -> None:
        """Forget batch after batch, each in a transaction of its own, until nothing is left to forget."""
        while await self._database.write(batch):
            continue
