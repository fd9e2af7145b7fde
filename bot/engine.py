"""The engine: one event, one transaction.

An event's change, history, outbox rows and ``done`` commit together; only what is committed is acknowledged. A
redelivered event finds its inbox row and causes nothing again. A refusal rolls the change back and keeps its answer.
A failure is logged once with its event, kept as ``failed``, and tried again with backoff; it never blocks others.
While the database is away nothing can be kept: whoever waits is told so, and the platform isn't told that we have it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import dispatch, ladder, parking, silence
from bot.address import Room
from bot.answering import as_effects, split
from bot.backoff import pause
from bot.card import mended
from bot.command import Registry
from bot.context import Ctx
from bot.effect import Answer, Effect, Outcome
from bot.errors import Refused, Stale, Unavailable, Writes, where
from bot.event import AnyEvent
from bot.lanes import Lanes
from bot.leases import Cursor
from bot.message import say
from bot.model import Person
from bot.ports import Clock, Database, Store
from bot.settings import Core
from bot.tree import Changed

log = structlog.get_logger(__name__)
T = TypeVar("T")

TRIES = 6
"""How often a failing event is handled before it waits for the operator; from then on it stays ``failed``."""
FIRST = 5
"""Seconds until a failed event is handled again; four times as many after each failure."""
LONGEST = timedelta(seconds=FIRST * 4 ** (TRIES - 2))
RERUNS = 9
"""How often an event is run again because another one changed its case first."""
PATIENCE = 2.0
"""Seconds within which a lost transaction is tried again, from its first loss on, before the person hears of it."""


@dataclass(slots=True)
class _Attempt:
    """One handling of an event: the case it turned out to be about, for logs, whether it queued anything, and what it
    did to regions."""

    event: AnyEvent
    case: int | None = None
    queued: bool = False
    changed: tuple[Changed, ...] = ()


class Engine:
    """Takes events in. All it does is in one of two transactions: the event's, or the one that notes a failure."""

    def __init__(
        self, database: Database, registry: Registry, config: Core, clock: Clock, wake: Callable[[], None]
    ) -> None:
        """``wake`` is called when something was queued for the courier."""
        self.database, self.registry, self.config, self.clock = database, registry, config, clock
        self._wake = wake
        self._lanes = Lanes()
        self._bound: frozenset[Room] = frozenset()

    async def start(self) -> None:
        """Learn which rooms the programme is bound to: again and again, as regions change. Raises Unavailable."""
        regions = await self.database.read(lambda store: store.regions.all())
        programme = self.config.programme
        own = (*programme.mentors_channels, *programme.coordinators_channels, *programme.ambassadors_channels)
        own = (*own, *self.config.digest.channels)
        rooms = {Room(room) for room in own} | {room for region in regions for room in region.channels}
        self._bound = frozenset(rooms)

    def wake(self) -> None:
        """Something may wait for the courier."""
        self._wake()

    @property
    def rooms(self) -> frozenset[Room]:
        """The shared rooms that the programme is bound to."""
        return self._bound

    def wants(self, event: AnyEvent) -> bool:
        """Whether an event is for the bot at all. Asked before the database is touched."""
        return dispatch.wanted(event, self._bound)

    async def accept(self, events: Sequence[AnyEvent], cursor: Cursor) -> None:
        """Keep a batch as pending together with its sync token. Raises LeaseLost when the fence doesn't hold."""

        def unit(store: Store) -> None:
            store.leases.move_cursor(cursor.name, cursor.fence, cursor.old, cursor.new)
            if events:
                store.inbox.pend(events)

        await self.database.write(unit)

    async def handle(self, event: AnyEvent) -> Answer | None:
        """Handle one event; returns the answer for whoever waits on it (``event.window``), else None.

        Unwanted events return None untouched. Never raises for the event's own trouble: a failure answers too.
        Raises Unavailable where the database is away and nobody waits: don't acknowledge it then.
        """
        if not self.wants(event):
            return None
        attempt = _Attempt(event)
        async with self._lanes.take(event.lane):
            try:
                answer = await self._handle(attempt)
                await self._follow(attempt)
                return answer
            except Unavailable:
                return self._unsaved(attempt)
            except Exception as failure:  # the last line: whatever a handler's bug raises is kept and retried
                return await self._failed(attempt, failure)
            finally:
                if attempt.queued:
                    self._wake()

    async def recover(self, limit: int = 500) -> int:
        """Handle what an earlier process left pending and failed events whose time has come. Returns how many.

        What isn't wanted any more, because its room is no longer bound, is done with; what can't be read waits for
        the operator. Conversations go side by side, each in order.
        """
        handled = 0
        while True:
            waiting = await self.database.write(partial(_waiting, self.clock.now(), limit))
            if not waiting:
                return handled
            lanes: dict[str, list[AnyEvent]] = {}
            for event in waiting:
                lanes.setdefault(event.lane, []).append(event)
            ends = await asyncio.gather(*map(self._in_order, lanes.values()), return_exceptions=True)
            for end in ends:  # only now: none of them goes on behind the caller's back
                if end is not None:
                    raise end
            handled += len(waiting)

    async def _in_order(self, events: Sequence[AnyEvent]) -> None:
        for event in events:
            if self.wants(event):
                await self.handle(event)
            else:
                await self.database.write(partial(_dismiss, event))

    async def _handle(self, attempt: _Attempt) -> Answer | None:
        event = attempt.event
        if event.window and dispatch.reads_only(event, self.registry):
            with suppress(Writes):
                return await self.database.read(lambda store: self._read(attempt, store))
        try:
            return await self._run(attempt)
        except Refused as refused:
            refusal = Answer(refused.message)
            return await self._gated(event, lambda store: self._refuse(attempt, store, refusal))

    async def _run(self, attempt: _Attempt) -> Answer | None:
        """The event's transaction; whole again where another writer changed what it read."""
        for _ in range(RERUNS):
            with suppress(Stale):
                return await self._gated(attempt.event, lambda store: self._once(attempt, store))
        return await self._gated(attempt.event, lambda store: self._once(attempt, store))

    async def _gated(self, event: AnyEvent, work: Callable[[Store], Answer | None]) -> Answer | None:
        """Do ``work`` unless the event is done: then what was answered is answered again, and nothing else happens."""
        now = self.clock.now()

        def unit(store: Store) -> Answer | None:
            seen = store.inbox.seen(event)
            if seen.state == "done":
                return Answer(seen.answer) if seen.answer is not None and event.window else None
            if seen.state == "failed" and not event.window and (seen.retry_at is None or seen.retry_at > now):
                return None  # it failed meanwhile, and its time hasn't come
            return None if parking.put_off(store, event, seen, now) else work(store)

        return await self._persistently(unit)

    async def _persistently(self, unit: Callable[[Store], T]) -> T:
        """Run a unit that looks into the inbox first, so that it may run again when the word of its commit got lost.

        However long the first try took, there is a second: a slow commit whose word gets lost is mostly a done one.
        """
        lost: float | None = None
        tries = 0
        while True:
            try:
                return await self.database.write(unit)
            except Unavailable:
                lost = time.monotonic() if lost is None else lost
                tries += 1
                wait = pause(tries) / 10
                if time.monotonic() - lost + wait > PATIENCE:
                    raise
            await asyncio.sleep(wait)

    def _unsaved(self, attempt: _Attempt) -> Answer | None:
        """Tell whoever waits that nothing was saved. Nobody waits: raises Unavailable, and the event comes again."""
        event = attempt.event
        if not event.window:
            raise Unavailable("the event can't be kept")
        read = dispatch.reads_only(event, self.registry)
        return Answer(say("not-read" if read else "not-saved"))

    async def _follow(self, attempt: _Attempt) -> None:
        """A region was changed, and that is committed: it counts from here on. Other processes look now and then."""
        for each in attempt.changed:
            log.info("region changed", region=each.region, what=each.what, by=each.by, platform=attempt.event.source)
        if attempt.changed:
            with suppress(Unavailable):
                await self.start()

    def _read(self, attempt: _Attempt, store: Store) -> Answer | None:
        ctx = self._ctx(attempt.event, store)
        ctx.reads = True
        try:
            return split(self._dispatch(attempt, ctx))[0]
        except Refused as refused:
            return Answer(refused.message)

    def _once(self, attempt: _Attempt, store: Store) -> Answer | None:
        event = attempt.event
        ctx = self._ctx(event, store)
        attempt.changed = ()
        silence.heard(ctx)
        actor, sender = ctx.actor, event.sender
        known = (actor.name, actor.identity, actor.zone, actor.locale)
        said = (sender.name, sender.identity, sender.zone or actor.zone, sender.locale or actor.locale)
        if actor.id and known != said and not event.about:
            ctx.actor = store.people.keep(event.sender, event.at)
        reply, effects = split(self._dispatch(attempt, ctx))
        ladder.follow(ctx)
        attempt.changed = tuple(ctx.changed)
        return self._finish(attempt, store, reply, effects, ctx.actor)

    def _dispatch(self, attempt: _Attempt, ctx: Ctx) -> Outcome:
        try:
            return dispatch.handle(ctx)
        finally:
            attempt.case = ctx.case

    def _finish(
        self, attempt: _Attempt, store: Store, reply: Answer | None, effects: list[Effect], actor: Person | None = None
    ) -> Answer | None:
        event = attempt.event
        if reply is not None and not event.window:
            effects = [*as_effects(reply, event, actor or store.people.who(event.sender)), *effects]
        self._queue(store, attempt, effects)
        store.inbox.done(event, reply if reply is None or not reply.lasts else None)  # a receipt isn't given again
        return reply if event.window else None

    def _refuse(self, attempt: _Attempt, store: Store, refusal: Answer) -> Answer | None:
        """Nothing is changed; but a stale card that led to the refusal is mended."""
        silence.heard(ctx := self._ctx(attempt.event, store))
        return self._finish(attempt, store, refusal, mended(ctx))

    def _queue(self, store: Store, attempt: _Attempt, effects: list[Effect]) -> None:
        """Queued as of the clock, not of the event: one that was handled late has as long to arrive as any other."""
        event = attempt.event
        if effects:
            attempt.queued = True
            store.outbox.add(effects, f"{event.source}/{event.id}", self.clock.now(), event.thread)

    def _ctx(self, event: AnyEvent, store: Store) -> Ctx:
        return Ctx(event, store, self.config, self.registry, store.people.who(event.sender))

    async def _failed(self, attempt: _Attempt, failure: Exception) -> Answer | None:
        event, cause = attempt.event, where(failure)
        reply = Answer(say("failed" if event.window else "failed-kept", reference=event.id[-12:]))

        def unit(store: Store) -> tuple[int, Answer | None]:
            seen = store.inbox.seen(event)
            if seen.state == "done":  # its commit went through, only the word of it was lost
                return 0, Answer(seen.answer) if seen.answer is not None else None
            tries = (seen.tries if seen.state == "failed" else 0) + 1  # a parked one counts its pauses there
            store.inbox.failed(event, cause, tries, self._retry_at(event, tries))
            if tries == 1 and not event.window:
                self._queue(store, attempt, as_effects(reply, event, store.people.who(event.sender)))
            return tries, reply

        said = {"source": event.source, "event_id": event.id, "case": attempt.case, "cause": cause}
        try:
            tries, answered = await self._persistently(unit)
        except Unavailable:
            log.error("event failed, and that can't be kept", **said)
            return self._unsaved(attempt)
        if tries == 1 or tries >= TRIES:  # more, where the operator asked for it
            log.error("event failed", tries=tries, given_up=tries >= TRIES or event.window, **said)
        return answered if event.window else None

    def _retry_at(self, event: AnyEvent, tries: int) -> datetime | None:
        if event.window or tries >= TRIES:
            return None
        return self.clock.now() + timedelta(seconds=FIRST * 4 ** (tries - 1))


def _waiting(now: datetime, limit: int, store: Store) -> list[AnyEvent]:
    store.inbox.hasten(now, now + parking.LONGEST, now + LONGEST)
    return store.inbox.waiting(now, limit)


def _dismiss(event: AnyEvent, store: Store) -> None:
    store.inbox.done(event, None)
