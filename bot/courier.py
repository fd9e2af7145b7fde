"""The courier: takes parcels from the outbox, hands them to their platform's carrier, and writes down what it learns.

A parcel is pending, sending (leased), sent, retry or dead. Parcels of one conversation go one after the other; other
conversations never wait. A crash between sending and writing down repeats the same body under the same token, which
the platform recognises. What comes of a parcel comes back as ``Delivered`` or ``Failed`` in a transaction.
"""

import asyncio
import random
from datetime import datetime, timedelta

import structlog

from bot.errors import where
from bot.event import Delivered, Failed
from bot.model import Entry
from bot.platform import Carrier, Later, Parcel, Receipt, Undeliverable
from bot.ports import Clock, Database, Store

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than any platform's HTTP timeout."""
GIVE_UP = timedelta(hours=24)
"""How long a parcel may hold up its own conversation."""
BATCH = 32
POLL = 1.0


class Courier:
    """One platform's courier."""

    def __init__(self, database: Database, carrier: Carrier, clock: Clock) -> None:
        self._database, self._carrier, self._clock = database, carrier, clock
        self._awake = asyncio.Event()
        self._stopped = False

    def wake(self) -> None:
        """Something may be waiting: look now instead of at the next poll."""
        self._awake.set()

    async def run(self) -> None:
        """Deliver until ``stop``. A parcel being sent when the process dies stays leased, and is repeated later."""
        while not self._stopped:
            self._awake.clear()
            try:
                if await self.round():
                    continue
            except Exception as failure:  # the database is away: its parcels are safe, so wait and look again
                log.error("courier stumbled", platform=self._carrier.platform, cause=where(failure))
                await asyncio.sleep(POLL)
            try:
                await asyncio.wait_for(self._awake.wait(), POLL)
            except TimeoutError:
                continue

    def stop(self) -> None:
        """Finish what is being sent, then return from ``run``."""
        self._stopped = True
        self._awake.set()

    async def drain(self) -> None:
        """Deliver until nothing is due: at the end of a story, and of a test."""
        while await self.round():
            pass

    async def round(self) -> int:
        """Deliver one parcel of each conversation that has one due; returns how many there were."""
        now = self._clock.now()
        platform = self._carrier.platform
        parcels = await self._database.write(lambda store: store.outbox.lease(platform, now, now + LEASE, BATCH))
        await asyncio.gather(*(self._deliver(parcel) for parcel in parcels))
        return len(parcels)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            receipt = await self._carrier.deliver(parcel, await self._frozen(parcel))
        except Later as later:
            await self._postpone(parcel, later.cause, later.after)
        except Undeliverable as never:
            await self._give_up(Failed(row=parcel.id, cause=str(never)))
        except Exception as failure:  # a bug in a carrier must not lose the parcel, nor hold up the others
            log.error("parcel failed", row=parcel.id, case=parcel.case, cause=where(failure))
            await self._postpone(parcel, where(failure), None)
        else:
            await self._delivered(parcel, receipt)

    async def _frozen(self, parcel: Parcel) -> str:
        if parcel.body is not None:
            return parcel.body
        body = self._carrier.render(parcel)
        await self._database.write(lambda store: store.outbox.freeze(parcel.id, body))
        return body

    async def _delivered(self, parcel: Parcel, receipt: Receipt) -> None:
        event = Delivered(row=parcel.id, room=receipt.room, message=receipt.message)
        now = self._clock.now()
        await self._database.write(lambda store: store.outbox.sent(event.row, event.room, event.message, now))

    async def _postpone(self, parcel: Parcel, cause: str, after: float | None) -> None:
        now = self._clock.now()
        if now - parcel.since > GIVE_UP:
            await self._give_up(Failed(row=parcel.id, cause=cause))
            return
        at = now + timedelta(seconds=after if after is not None else _backoff(parcel.attempts))
        await self._database.write(lambda store: store.outbox.later(parcel.id, at, cause))

    async def _give_up(self, event: Failed) -> None:
        now = self._clock.now()
        parcel = await self._database.write(lambda store: _bury(store, event, now))
        log.error("parcel dead", row=event.row, case=parcel.case if parcel else None, cause=event.cause)


def _bury(store: Store, event: Failed, now: datetime) -> Parcel | None:
    """Mark a parcel dead and let its case show it."""
    parcel = store.outbox.dead(event.row, event.cause)
    case = store.cases.get(parcel.case) if parcel is not None and parcel.case is not None else None
    if parcel is not None and case is not None:
        platform = parcel.to.partition(":")[0]
        entry = Entry(case.id, now, None, platform, "undelivered", case.state, case.state, event.cause)
        store.cases.record(entry, f"outbox/{event.row}")
    return parcel


def _backoff(attempts: int) -> float:
    """Seconds until the next attempt: 1, 2, 4 … 60, jittered so that many don't come back at once."""
    return min(60.0, 2.0**attempts) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
