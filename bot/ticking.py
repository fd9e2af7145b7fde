"""The ticker: does what is due. APScheduler calls it now and then; the rows that are due remember everything.

Rules of this file: a tick reads what is due, never what is open. Each row is done in one transaction, by whoever finds
it as it was: what it causes is queued, and it is moved or removed, or nothing happened. A row that fails is put off, is
logged once, and holds up no other. What takes long is done one by one, so that people who write meanwhile wait for one
of them at the most. Of a clock that jumps, and of ticks that stay away, ``watching.py`` takes care.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot import ladder
from bot.address import Identity, Room
from bot.answering import split
from bot.command import Registry
from bot.context import Ctx
from bot.due import REMINDER, RESTS, WEEK, Due
from bot.errors import Stale, Unavailable, where
from bot.event import Sender, Ticked
from bot.model import Person
from bot.ports import Clock, Database, Store
from bot.settings import Core
from bot.watching import JUMP, Watch

log = structlog.get_logger(__name__)

BATCH = 100
"""Rows that are read at a time."""
RERUNS = 3
"""How often a row is done again because another process changed its case first."""
FIRST, MOST = timedelta(seconds=30), timedelta(hours=1)
"""How long a row that failed is put off at first, twice as long each time, and at most."""
NOTED = timedelta(minutes=1)
"""How often it is written down when the last tick was."""
LONG = frozenset({WEEK})
"""Kinds of work that takes long."""
TICKED = "clock:ticked"
"""The mark that says so."""
_CLOCK = Identity("clock:clock")


class _Untouched(Exception):
    """A handler left its row as it was: it would be done again and again."""


class Ticker:
    """The loop. In several processes on one database, each row is still done once."""

    def __init__(
        self, database: Database, registry: Registry, config: Core, clock: Clock, wake: Callable[[], None]
    ) -> None:
        """``wake`` is called when something was queued for the courier."""
        self._database, self._registry, self._config, self._clock, self._wake = database, registry, config, clock, wake
        self._kinds = frozenset(map(str, registry.duties))
        self._watch = Watch(clock)
        self._busy = asyncio.Lock()
        self._strange: set[str] = set()
        self._stumbled = self._behind = False
        self.last: datetime | None = None
        """When everything that was due was done last."""
        self.read = 0
        """Rows read since the start, for whoever measures."""

    @property
    def late(self) -> bool:
        """Whether ticks stay away."""
        return self._watch.late

    async def run(self) -> None:
        """Tick until cancelled; at once for what became due while nobody ticked."""
        async with self._watch.ringing() as rung:
            while True:
                await self.tick()
                await rung()

    async def tick(self) -> None:
        """Do everything that is due by now. What goes wrong is logged; nothing is raised."""
        async with self._busy:
            try:
                # Side by side, so that what both write is written together.
                ends = await asyncio.gather(self._rounds(), self._look_after(), return_exceptions=True)
                for end in sorted(ends, key=lambda end: isinstance(end, Unavailable)):  # a bug before what passes
                    if end is not None:
                        raise end
            except Unavailable:  # the database has said so; what is due stays
                return
            except Exception as failure:
                if not self._stumbled:
                    log.error("tick stumbled", cause=where(failure))
                self._stumbled = True
            else:
                self._stumbled, self.last = False, self._clock.now()

    async def _rounds(self) -> None:
        """Do what is due until nothing is. Raises Unavailable."""
        for kinds in (self._kinds - {REMINDER}, self._kinds):  # then one reminder holds all that is due
            while any(done := await self.round(kinds)):
                self._watch.seen()
            if not done:
                break

    async def round(self, kinds: frozenset[str]) -> list[bool]:
        """Do up to ``BATCH`` rows of these kinds, or of any where none of these is due. Raises Unavailable.

        Returns of each whether anything came of it.
        """
        now = self._clock.now()
        rows = await self._database.read(
            lambda store: store.dues.due(now, kinds, BATCH) or store.dues.due(now, self._kinds, BATCH)
        )
        self.read += len(rows)
        short = (self._do(row, now) for row in rows if row.kind not in LONG)
        done = await asyncio.gather(*short, return_exceptions=True)
        for each in done:  # only now: none of them goes on behind the caller's back
            if isinstance(each, BaseException):
                raise each
        for row in rows:
            if row.kind in LONG:
                done.append(await self._do(row, now))
                self._watch.seen()
        return [each is True for each in done]

    async def _do(self, row: Due, now: datetime) -> bool:
        """Do one row, or put it off. Returns False where somebody else was at it. Raises Unavailable."""
        queued = False

        def unit(store: Store) -> bool:
            nonlocal queued
            queued = False
            if not store.dues.still(row):
                return False
            queued = self._done(store, row, now)
            return True

        try:
            for _ in range(RERUNS):
                with suppress(Stale):
                    return await self._database.write(unit)
            return await self._database.write(unit)
        except Unavailable:  # it may be done: whoever looks next will see
            raise
        except Exception as failure:
            return await self._put_off(row, failure, now)
        finally:
            if queued:
                self._wake()

    def _done(self, store: Store, row: Due, now: datetime) -> bool:
        """Do a row. Returns whether anything was queued. Raises whatever its handler does."""
        ctx = self._ctx(store, row, now)
        answer, effects = split(self._registry.duties[row.kind].handler(ctx, row))
        if answer is not None:
            raise TypeError("nobody waits for an answer")
        ladder.follow(ctx)
        if store.dues.still(row):
            raise _Untouched
        store.outbox.add(effects, f"{ctx.event.source}/{ctx.event.id}", now)
        return bool(effects)

    def _ctx(self, store: Store, row: Due, now: datetime) -> Ctx:
        sender = Sender(identity=_CLOCK)
        event_id = f"{row.kind}:{row.key}:{row.rung}:{row.since:%Y%m%dT%H%M%S}"
        event = Ticked(source="clock", id=event_id, at=now, sender=sender, room=Room(_CLOCK), due=row.kind)
        return Ctx(event, store, self._config, self._registry, Person(0, "", _CLOCK), row.case)

    async def _put_off(self, row: Due, failure: Exception, now: datetime) -> bool:
        """Later again: others' turns come meanwhile. Returns whether it was."""
        if row.tries == 0:
            log.error("due work failed", kind=row.kind, rung=row.rung, case=row.case, cause=where(failure))
        pause = min(FIRST * 2 ** min(row.tries, 10), MOST)
        return await self._change(row, lambda store: store.dues.move(row, now + pause, row.tries + 1))

    async def _change(self, row: Due, change: Callable[[Store], None]) -> bool:
        """Change a row that is as it was. Returns whether it was. Raises Unavailable."""

        def unit(store: Store) -> bool:
            found = store.dues.still(row)
            if found:
                change(store)
            return found

        return await self._database.write(unit)

    async def _look_after(self) -> None:
        """What is no work, but must be seen to. Raises Unavailable."""
        now = self._clock.now()
        latest = now + MOST + JUMP

        def look(store: Store) -> tuple[list[str], list[Due], datetime | None]:
            return store.dues.strange(now, self._kinds), store.dues.put_off(latest, BATCH), store.marks.last(TICKED)

        strange, ahead, last = await self._database.read(look)
        for kind in sorted(set(strange) - self._strange):
            log.warning("due work of a kind that only a newer version knows is left alone", kind=kind)
        self._strange |= set(strange)
        for row in ahead:  # no row is put off for so long, but by a clock that was ahead
            await self._change(row, lambda store, row=row: store.dues.move(row, now, row.tries))  # type: ignore[misc]
        await self._note(now, last)

    async def _note(self, now: datetime, last: datetime | None) -> None:
        """Write down that there was a tick; or see that the clock has been set back behind one.

        It may be the one before that was right, and this one that is wrong, as in a machine that has just been switched
        on. So what the one before left behind is changed only when this one has run for a while.
        """
        behind = last is not None and last - now > JUMP
        if last is not None and behind:
            if not self._behind:
                log.warning("the clock has been set back", seconds=round((last - now).total_seconds()))
            if self._watch.believed:
                await self._set_right(now)
        self._behind = behind and not self._watch.believed
        if last is None or now - last >= NOTED or (behind and self._watch.believed):
            await self._database.write(lambda store: store.marks.touch(TICKED, now))

    async def _set_right(self, now: datetime) -> None:
        """What a clock that was ahead has put ahead comes as much sooner. Raises Unavailable."""
        moved = True
        while moved:  # what another process has in hand doesn't move, and isn't waited for
            moved = False
            for row in await self._database.read(lambda store: store.dues.hence(now, BATCH)):
                at = row.due_at if row.due_at == RESTS else row.due_at - (row.since - now)
                moved |= await self._change(row, lambda store, row=row, at=at: store.dues.shift(row, at, now))  # type: ignore[misc]
        # A reminder that may not leave yet is put off anew, by whoever does it.
        await self._database.write(lambda store: store.dues.hasten(REMINDER, now))
