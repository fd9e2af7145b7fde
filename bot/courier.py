"""The courier: takes parcels from the outbox, hands them to their platform's carrier, and reports what it learns.

A parcel is pending, sending (leased), sent, retry or dead. Parcels of one conversation go one after the other; other
conversations never wait. A crash between sending and writing down repeats the same body under the same token, which
the platform recognises. What comes of a parcel goes back into the core as ``Delivered`` or ``Failed``.
"""

import asyncio
from datetime import timedelta

import structlog

from bot.backoff import pause
from bot.deliveries import settle
from bot.errors import where
from bot.event import Delivered, Failed
from bot.platform import Carrier, Later, Parcel, Undeliverable
from bot.ports import Clock, Database

log = structlog.get_logger(__name__)

DELIVER_WITHIN = 45.0
"""Seconds that one delivery may take, however many requests it needs."""
LEASE = timedelta(seconds=60)
"""Longer than that, so that nobody takes a parcel that is still being sent."""
GIVE_UP = timedelta(hours=24)
"""How long a parcel may hold up its own conversation."""
AT_ONCE = 32
"""The most conversations that are written to at the same time."""
POLL = 1.0


class Courier:
    """One platform's courier."""

    def __init__(self, database: Database, carrier: Carrier, clock: Clock) -> None:
        self._database, self._carrier, self._clock = database, carrier, clock
        self._awake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._stumbles = 0

    def wake(self) -> None:
        """Something may be waiting: look now instead of at the next poll."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until ``stop``. A parcel being sent when the process dies stays leased, and is repeated later."""
        try:
            while not self._stopped:
                self._awake.clear()
                await self._look()
                try:
                    await asyncio.wait_for(self._awake.wait(), POLL)
                except TimeoutError:
                    continue
            await self._sent()
        finally:
            for task in self._sending:
                task.cancel()

    def stop(self) -> None:
        """Finish what is being sent, then return from ``run``."""
        self._stopped = True
        self._awake.set()

    async def drain(self) -> None:
        """Deliver until nothing is due: at the end of a story, and of a test."""
        while await self.round():
            pass

    async def round(self) -> int:
        """Deliver the next parcel of every conversation that has one due, and wait for all; returns how many."""
        started = await self._start_due()
        await self._sent()
        return started

    async def _sent(self) -> None:
        """Wait for what is being sent."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def _look(self) -> None:
        try:
            await self._start_due()
            self._stumbles = 0
        except Exception as failure:  # the database is away: its parcels are safe, so look again later
            self._stumbles += 1
            if self._stumbles == 1:
                log.error("courier stumbled", platform=self._carrier.platform, cause=where(failure))

    async def _start_due(self) -> int:
        """Start delivering the next parcel of every conversation that has one due; returns how many."""
        free = AT_ONCE - len(self._sending)
        if free <= 0:
            return 0
        now, platform = self._clock.now(), self._carrier.platform
        parcels = await self._database.write(lambda store: store.outbox.lease(platform, now, now + LEASE, free))
        for parcel in parcels:
            task = asyncio.create_task(self._guarded(parcel), name=f"parcel {parcel.id}")
            self._sending.add(task)
            task.add_done_callback(self._over)
        return len(parcels)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._awake.set()  # the conversation's next parcel may go

    async def _guarded(self, parcel: Parcel) -> None:
        """Deliver one parcel. Where not even its fate can be written down, its lease runs out and it is repeated."""
        try:
            await self._deliver(parcel)
        except Exception as failure:
            log.error("parcel left", row=parcel.id, case=parcel.case, cause=where(failure))

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            async with asyncio.timeout(DELIVER_WITHIN):
                receipt = await self._carrier.deliver(parcel, await self._frozen(parcel))
        except Later as later:
            await self._postpone(parcel, later.cause, later.after)
        except TimeoutError:
            await self._postpone(parcel, f"no end after {DELIVER_WITHIN:.0f} s", None)
        except Undeliverable as never:
            await self._give_up(parcel, Failed(row=parcel.id, cause=str(never), advice=str(never)))
        except Exception as failure:  # a bug in a carrier must not lose the parcel, nor hold up the others
            if parcel.attempts == 1:
                log.error("parcel failed", row=parcel.id, case=parcel.case, cause=where(failure))
            await self._postpone(parcel, where(failure), None)
        else:
            await self._report(Delivered(row=parcel.id, room=receipt.room, message=receipt.message))

    async def _frozen(self, parcel: Parcel) -> str:
        if parcel.body is not None:
            return parcel.body
        body = self._carrier.render(parcel)
        await self._database.write(lambda store: store.outbox.freeze(parcel.id, body))
        return body

    async def _postpone(self, parcel: Parcel, cause: str, after: float | None) -> None:
        now = self._clock.now()
        if now - parcel.tried_since > GIVE_UP:
            await self._give_up(parcel, Failed(row=parcel.id, cause=cause))
            return
        at = now + timedelta(seconds=after if after is not None else pause(parcel.attempts))
        await self._database.write(lambda store: store.outbox.later(parcel.id, at, cause))

    async def _give_up(self, parcel: Parcel, event: Failed) -> None:
        await self._report(event)
        log.error("parcel dead", row=event.row, case=parcel.case, cause=event.cause)

    async def _report(self, event: Delivered | Failed) -> None:
        now = self._clock.now()
        await self._database.write(lambda store: settle(store, event, now))
