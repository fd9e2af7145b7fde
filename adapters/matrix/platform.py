"""The Matrix adapter as the composition root runs it: puts the parts together, starts and ends them.

Rules of this file: nothing is decided here. One process receives for an account at a time (``lease.py``); any may
deliver.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import structlog

from adapters.matrix import session
from adapters.matrix.chores import Chores
from adapters.matrix.deliver import MatrixCarrier
from adapters.matrix.directs import Directs
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.invites import Doorkeeper
from adapters.matrix.lease import Lease
from adapters.matrix.notices import Notices
from adapters.matrix.profiles import Profiles
from adapters.matrix.rooms import Rooms
from adapters.matrix.settings import Matrix
from adapters.matrix.sync import Loop
from bot.catalogue import Catalogue
from bot.engine import Engine
from bot.errors import LeaseLost
from bot.files import Artist
from bot.platform import Carrier
from bot.ports import Clock

log = structlog.get_logger(__name__)


class MatrixPlatform:
    """See ``bot.platform.Platform``."""

    vital = True

    def __init__(
        self, settings: Matrix, engine: Engine, catalogue: Catalogue, clock: Clock, artist: Artist | None = None
    ) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._homeserver = Homeserver(settings.homeserver, settings.user_id)
        self._rooms = Rooms(self._homeserver, engine)
        self._directs = Directs(self._homeserver, self._rooms)
        self._profiles = Profiles(self._homeserver)
        self._notices = Notices(engine.database, clock, settings.user_id)
        self._carrier = MatrixCarrier(self._homeserver, self._rooms, self._directs, catalogue, artist)
        self._loop: Loop | None = None

    @property
    def carrier(self) -> Carrier:
        """Its way out."""
        return self._carrier

    @property
    def ready(self) -> bool:
        """Whether it is connected and receiving."""
        return self._loop is not None and self._loop.ready

    @property
    def routes(self) -> Sequence[Any]:
        """Nothing: it isn't called from outside."""
        return ()

    async def start(self) -> None:
        """Log in, or restore the session. Raises Misconfigured with a sentence for the operator where it can't."""
        try:
            opened = await session.begin(self._settings, self._homeserver)
        except BaseException:
            await self._homeserver.close()
            raise
        self._directs.use(opened.alias_key)
        log.info("session open", user=opened.user_id, device=opened.device_id)

    async def receive(self) -> None:
        """Take events in until cancelled; a cancellation finishes what is being handled, and loses nothing."""
        lease = Lease(self._engine.database, self._clock, f"matrix:{self._settings.user_id}")
        while True:
            await lease.take()
            chores = Chores()
            self._loop = self._loop_with(chores)
            try:
                await _together(self._loop.run(lease), lease.keep(), chores.run())
            except LeaseLost:
                log.warning("lease lost; another process receives", lease=lease.name)
            finally:
                await asyncio.shield(lease.release())

    async def stop(self) -> None:
        """Let the connections go; the lease went with ``receive``."""
        await self._profiles.close()
        await self._homeserver.close()

    def _loop_with(self, chores: Chores) -> Loop:
        doorkeeper = Doorkeeper(
            self._homeserver,
            self._rooms,
            self._directs,
            self._notices,
            self._engine.database,
            self._clock,
            self._settings.accept_invites_from,
        )
        return Loop(
            self._engine,
            self._clock,
            self._homeserver,
            self._rooms,
            self._directs,
            doorkeeper,
            self._notices,
            chores,
            self._profiles,
        )


async def _together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run parts that live and die together; raises what the first to end raised."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
