"""The right to run the one sync loop of an account, among all processes on one database.

Rules of this file: the fence goes into every transaction of the loop, so that a process which was asleep can't write
over its successor; renewing only keeps others from waiting in vain. That the database is away, the database logs.
"""

import asyncio
import secrets
from datetime import timedelta

import structlog

from bot.errors import LeaseLost, Unavailable, where
from bot.ports import Clock, Database

log = structlog.get_logger(__name__)

TTL = timedelta(seconds=30)
RENEW = 10.0
"""Seconds between renewals."""
WAIT = 2.0
"""Seconds between looks at a lease that somebody else holds."""


class Lease:
    """A named lease of this process's."""

    def __init__(self, database: Database, clock: Clock, name: str) -> None:
        self._database, self._clock, self.name = database, clock, name
        self._owner = secrets.token_hex(8)
        self.fence = 0

    async def take(self) -> None:
        """Wait until the lease is ours."""
        told = False
        while True:
            try:
                if await self._renewed():
                    return
                if not told:
                    log.info("another process receives for this account; waiting", lease=self.name)
                told = True
            except Unavailable:
                pass
            except Exception as failure:
                log.error("lease not taken", lease=self.name, cause=where(failure))
            await asyncio.sleep(WAIT)

    async def keep(self) -> None:
        """Renew the lease until it is lost. Raises LeaseLost then."""
        while True:
            await asyncio.sleep(RENEW)
            try:
                if not await self._renewed():
                    raise LeaseLost(self.name)
            except LeaseLost:
                raise
            except Unavailable:  # the fence guards what the loop does meanwhile
                continue
            except Exception as failure:
                log.error("lease not renewed", lease=self.name, cause=where(failure))

    async def release(self) -> None:
        """Let the lease go, so that another process needn't wait for its end."""
        now = self._clock.now()
        try:
            await self._database.write(lambda store: store.leases.release(self.name, self._owner, now))
        except Unavailable:  # it ends by itself
            return
        except Exception as failure:
            log.error("lease not released", lease=self.name, cause=where(failure))

    async def _renewed(self) -> bool:
        now = self._clock.now()
        fence = await self._database.write(lambda store: store.leases.take(self.name, self._owner, now, now + TTL))
        if fence is None:
            return False
        self.fence = fence
        return True
