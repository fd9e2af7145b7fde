"""The courier: takes parcels from the outbox, hands them to their platform's carrier, and reports what it learns.

A parcel is pending, sending (leased), retry, sent, dead, uncertain, or dropped because nobody needs it any more.
Parcels of one conversation go one after the other; other conversations never wait. Nobody waits for a file: it has less
time and, where the bot runs, a courier of its own. A crash between sending and writing down repeats the same body under
the same token, which the platform recognises. What comes of a parcel goes back into the core as ``Delivered`` or
``Failed``; while the database is away, that is said again and again for a while.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.address import masked
from bot.backoff import pause
from bot.deliveries import begin, settle
from bot.errors import Unavailable, where
from bot.event import Delivered, Failed
from bot.platform import Carrier, Fileless, Later, Parcel, Uncertain, Undeliverable
from bot.ports import Clock, Database, Store
from bot.unicode import whole

log = structlog.get_logger(__name__)
T = TypeVar("T")

DELIVER_WITHIN = 45.0
"""Seconds that one delivery may take, however many requests it needs."""
LEASE = timedelta(seconds=60)
"""Longer than that, so that nobody takes a parcel that is still being sent."""
GIVE_UP = timedelta(hours=24)
"""How long a parcel may hold up its own conversation, unless the config says otherwise."""
GIVE_UP_FILE = timedelta(hours=1)
"""The longest for which a file is tried: then what it says goes without it."""
PATIENCE = 120.0
"""Seconds for which a word on a parcel's fate is offered to a database that is away. After that its lease decides."""
AT_ONCE = 32
"""The most conversations that are written to at the same time."""
FILES_AT_ONCE = 4
"""The most by a courier that brings nothing but files."""
POLL, POLL_FILES = 1.0, 2.0
_OF_A_ROW = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What goes wrong where a row says what no row can say; the database's own failures are none of these."""
BOTH, TEXTS, FILES = (False, True), (False,), (True,)
"""What a courier brings."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A parcel that is leased, in its words; or why it isn't to be sent, or what went wrong.

    Behind ``until``, or ``LEASE`` after ``begun`` in seconds of the monotonic clock, it may be in somebody else's hand.
    """

    parcel: Parcel
    until: datetime
    begun: float
    body: str = ""
    hindrance: str | None = None
    failure: Exception | None = None


class Courier:
    """One platform's courier. There may be several of them, in as many processes, on one database."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        clock: Clock,
        give_up: timedelta = GIVE_UP,
        brings: Collection[bool] = BOTH,
    ) -> None:
        """``give_up``: how long a parcel may hold up its own conversation, from its first attempt on."""
        self._database, self._carrier, self._clock, self._give_up_after = database, carrier, clock, give_up
        self._brings, self._at_once = brings, AT_ONCE if False in brings else FILES_AT_ONCE
        self._awake = asyncio.Event()
        self._sending: dict[int, asyncio.Task[None]] = {}
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
                    await asyncio.wait_for(self._awake.wait(), POLL if False in self._brings else POLL_FILES)
                except TimeoutError:
                    continue
            await self._sent()
        finally:
            for task in self._sending.values():
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
            await asyncio.wait(self._sending.values())

    async def _look(self) -> None:
        try:
            await self._start_due()
            self._stumbles = 0
        except Unavailable:  # its parcels are safe, so look again later
            return
        except Exception as failure:
            self._stumbles += 1
            if self._stumbles == 1:
                log.error("courier stumbled", platform=self._carrier.platform, cause=where(failure))

    async def _start_due(self) -> int:
        """Start delivering the next parcel of every conversation that has one due; returns how many."""
        free = self._at_once - len(self._sending)
        if free <= 0:
            return 0
        now, begun, platform = self._clock.now(), time.monotonic(), self._carrier.platform
        held = tuple(self._sending)  # whatever the clock says, what is in hand isn't taken up again

        def take(store: Store) -> list[_Taken]:
            parcels = store.outbox.lease(platform, now, now + LEASE, free, held, self._brings)
            return [self._begin(store, _Taken(parcel, now + LEASE, begun), now) for parcel in parcels]

        taken = await self._database.write(take)
        for each in taken:
            row = each.parcel.id
            self._sending[row] = task = asyncio.create_task(self._guarded(each), name=f"parcel {row}")
            task.add_done_callback(partial(self._over, row))
        return len(taken)

    def _begin(self, store: Store, taken: "_Taken", now: datetime) -> "_Taken":
        """Put a parcel into words, and freeze them, unless nobody needs it any more.

        What goes wrong is that parcel's alone, and comes up when it is sent; but of the database's own failures none
        may be held back here, for the transaction is lost with them.
        """
        parcel = taken.parcel
        if not parcel.readable:
            return taken
        try:
            body = parcel.body if parcel.body is not None else self._carrier.render(parcel)
        except Exception as failure:
            return replace(taken, failure=failure)
        try:
            return replace(taken, body=body, hindrance=begin(store, parcel, body, now))
        except _OF_A_ROW as failure:
            return replace(taken, failure=failure)

    def _over(self, row: int, _task: asyncio.Task[None]) -> None:
        del self._sending[row]
        self._awake.set()  # the conversation's next parcel may go

    async def _guarded(self, taken: "_Taken") -> None:
        """Deliver one parcel. Where not even its fate can be written down, its lease runs out and it is repeated."""
        parcel = taken.parcel
        try:
            if self._clock.now() >= taken.until or time.monotonic() - taken.begun >= LEASE.total_seconds():
                log.info("parcel not sent", row=parcel.id, case=parcel.case, cause="it took too long to begin")
            elif taken.hindrance is not None:
                log.info("parcel not sent", row=parcel.id, case=parcel.case, cause=taken.hindrance)
            elif parcel.readable:
                await self._deliver(taken)
            else:
                await self._end(parcel, "unreadable", "another version of the bot wrote it")
        except Unavailable:  # the database has said so
            return
        except Exception as failure:
            log.error("parcel left", row=parcel.id, case=parcel.case, cause=where(failure))

    async def _deliver(self, taken: "_Taken") -> None:
        parcel, limit = taken.parcel, asyncio.timeout(DELIVER_WITHIN)
        try:
            if taken.failure is not None:
                raise taken.failure
            async with limit:
                receipt = await self._carrier.deliver(parcel, taken.body)
        except Later as later:
            await self._postpone(parcel, later.cause, later.after, unsure=later.unsure)
        except Fileless as without:
            await self._end(parcel, without.cause, without.fix, fileless=True)
        except Undeliverable as never:
            await self._end(parcel, str(never), str(never))
        except Uncertain as unsure:
            await self._end(parcel, str(unsure), str(unsure), unsure=True)
        except Unavailable:
            await self._postpone(parcel, "the database was away", None)
        except Exception as failure:  # a bug in a carrier must not lose the parcel, nor hold up the others
            if isinstance(failure, TimeoutError) and limit.expired():  # ours, not the carrier's own
                await self._postpone(parcel, f"no end after {DELIVER_WITHIN:.0f} s", None)
                return
            if parcel.attempts == 1:
                log.error("parcel failed", row=parcel.id, case=parcel.case, cause=where(failure))
            await self._postpone(parcel, where(failure), None)
        else:
            await self._report(Delivered(row=parcel.id, room=receipt.room, message=receipt.message))

    async def _postpone(self, parcel: Parcel, cause: str, after: float | None, *, unsure: bool = False) -> None:
        filed = parcel.message.file is not None
        give_up = min(self._give_up_after, GIVE_UP_FILE) if filed else self._give_up_after
        now, until = self._clock.now(), parcel.tried_since + give_up
        if now >= until:
            await self._end(parcel, cause, unsure=unsure, fileless=filed)
            return
        pausing = timedelta(seconds=after if after is not None else pause(parcel.attempts))
        at = min(now + pausing, until)  # whatever a platform asks for, a parcel holds up its conversation no longer
        await self._written(lambda store: store.outbox.later(parcel.id, parcel.attempts, at, whole(masked(cause))))

    async def _end(
        self, parcel: Parcel, cause: str, advice: str = "", *, unsure: bool = False, fileless: bool = False
    ) -> None:
        cause = masked(cause)  # it may quote what the platform said
        await self._report(
            Failed(row=parcel.id, attempt=parcel.attempts, cause=cause, advice=advice, unsure=unsure, fileless=fileless)
        )
        what = "parcel uncertain" if unsure else "file not brought" if fileless else "parcel dead"
        log.error(what, row=parcel.id, case=parcel.case, cause=cause)

    async def _report(self, event: Delivered | Failed) -> None:
        now = self._clock.now()
        await self._written(lambda store: settle(store, event, now))

    async def _written(self, unit: Callable[[Store], T]) -> T:
        """Run a unit that may well run twice; while the database is away, again and again until patience ends."""
        begun = time.monotonic()
        tries = 0
        while True:
            try:
                return await self._database.write(unit)
            except Unavailable:
                tries += 1
                wait = pause(tries, 20.0) / 4
                if time.monotonic() - begun + wait > PATIENCE:
                    raise
            await asyncio.sleep(wait)
