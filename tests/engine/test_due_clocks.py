"""Clocks that jump, schedulers that sleep: nothing is done twice, nothing is stuck, and the operator is told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.shell import START, StoryClock
from bot import watching
from bot.due import REMINDER, RESTS
from bot.ports import Store
from bot.ticking import FIRST, TICKED, Ticker
from bot.watching import BELIEVED, EVERY, HANGS, JUMP, LATE, Watch
from tests.engine.duties import DAY, HOUR, MINUTE, SECOND, Bench, bench
from tests.world import identity

YEAR = timedelta(days=365)


class Counted:
    """A count of seconds that tests move, in place of the machine's."""

    def __init__(self) -> None:
        self.count = 1000.0

    def __call__(self) -> float:
        return self.count


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Nobody's clock goes on by itself."""
    counted = Counted()
    monkeypatch.setattr(watching, "steady", counted)
    return counted


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Bench]:
    """A ticker on an empty database, of either kind."""
    async with bench(database_url) as opened:
        yield opened


class Rung:
    """A watch, by clocks that tests move."""

    def __init__(self, steady: Counted) -> None:
        self.steady, self.clock = steady, StoryClock(START)
        self.watch = Watch(self.clock)
        self.rescheduled = 0
        self.watch._job = self

    def reschedule(self, _trigger: Any) -> None:
        """See APScheduler's job."""
        self.rescheduled += 1

    def goes_on(self, wall: timedelta, steady: float) -> bool:
        """Both clocks go on, and the watchdog looks. Returns whether it rang."""
        self.clock.move(wall)
        self.steady.count += steady
        self.watch._rung.clear()
        self.watch.look()
        return self.watch._rung.is_set()


@pytest.fixture
def rung(steady: Counted) -> Rung:
    """A watch that looks when it is told to."""
    return Rung(steady)


def test_while_all_is_well_the_watchdog_is_silent(rung: Rung, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(20):
        rung.watch._rang = rung.steady.count
        assert not rung.goes_on(5 * SECOND, 5.0)
    assert not rung.goes_on(5 * SECOND + JUMP, 5.0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("jump", [-2 * HOUR, -31 * SECOND, 31 * SECOND, 3 * DAY, 10 * YEAR])
def test_a_clock_that_jumps_rings_once_and_the_scheduler_counts_anew(
    rung: Rung, jump: timedelta, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rung.goes_on(5 * SECOND + jump, 5.0)
    assert not rung.goes_on(5 * SECOND, 5.0)
    assert rung.rescheduled == 1
    said = capsys.readouterr().out
    assert said.count("the clock jumped") == 1
    assert f"seconds={round(jump.total_seconds())}" in said


def test_a_scheduler_that_stands_still_is_noticed(rung: Rung, capsys: pytest.CaptureFixture[str]) -> None:
    late = int(LATE * EVERY)
    assert not rung.goes_on(late * SECOND, float(late))
    assert rung.goes_on(5 * SECOND, 5.0)
    assert rung.rescheduled == 1
    assert not rung.goes_on(5 * SECOND, 5.0), "it begins to count anew"
    assert capsys.readouterr().out.count("no tick came") == 1


def test_a_clock_is_believed_when_nobody_has_set_it_for_a_while(rung: Rung) -> None:
    assert not rung.watch.believed
    rung.steady.count += BELIEVED
    assert rung.watch.believed
    rung.watch.look()
    rung.goes_on(-HOUR, 5.0)
    assert not rung.watch.believed


def test_ticks_that_stay_away_are_no_secret(rung: Rung) -> None:
    rung.steady.count += HANGS
    assert not rung.watch.late
    rung.steady.count += 1
    assert rung.watch.late
    rung.watch.seen()
    assert not rung.watch.late


def test_runs_that_a_jump_skipped_are_not_counted_out() -> None:
    now = datetime.now(UTC)
    assert watching._Again().get_next_fire_time(now - 10 * YEAR, now) == now + timedelta(seconds=EVERY)


async def until(said: Bench, words: list[str]) -> None:
    """Wait until that was said; the test's own time limit ends the wait."""
    while await said.said() != words:  # noqa: ASYNC110 - until the table says so
        await asyncio.sleep(0.01)


async def test_who_runs_does_at_once_what_was_missed_and_then_what_becomes_due(
    there: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await there.put("off", kind="climb", rung="3")
    await there.put("soon", kind="climb", rung="3", after=4 * DAY)
    there.there.clock.move(3 * DAY)
    monkeypatch.setattr(watching, "EVERY", 3600.0)  # nothing rings
    running = asyncio.create_task(there.ticker.run())
    await until(there, ["off 3"])
    monkeypatch.setattr(watching, "EVERY", 0.02)
    monkeypatch.setattr(watching, "WATCH_EVERY", 0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    again = there.another()
    running = asyncio.create_task(again.run())
    there.there.clock.move(DAY)
    await until(there, ["off 3", "soon 3"])
    await there.put("last", kind="climb", rung="3")
    await until(there, ["off 3", "soon 3", "last 3"])
    job = again._watch._job
    assert (job.misfire_grace_time, job.coalesce) == (None, True), "however late a ring comes, it counts"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not again.late


async def test_a_scheduler_that_died_is_waited_for_by_nobody(there: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watchdog alone rings."""
    monkeypatch.setattr(watching, "EVERY", 3600.0)
    monkeypatch.setattr(watching, "LATE", 0.0)
    monkeypatch.setattr(watching, "WATCH_EVERY", 0.02)
    running = asyncio.create_task(there.ticker.run())
    await there.put("x", kind="climb", rung="3", after=SECOND)
    there.there.clock.move(MINUTE)
    await until(there, ["x 3"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_clock_set_back_two_hours_does_nothing_twice_and_loses_nothing(
    there: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    await there.put("x", kind="climb", rung="1")
    await there.put("soon", kind="climb", rung="3", after=HOUR)
    await there.tick()
    await there.tick(MINUTE)
    await there.tick(-2 * HOUR)
    await there.tick(MINUTE)
    assert await there.said() == ["x 1", "x 2"]
    assert capsys.readouterr().out.count("set back") == 1
    await there.tick(2 * HOUR + MINUTE)
    assert await there.said() == ["x 1", "x 2", "x 3"]
    await there.tick(HOUR)
    assert (await there.said())[3:] == ["soon 3"]


async def test_what_failed_by_a_clock_that_was_ahead_is_tried_again_at_once(there: Bench) -> None:
    there.trouble.left["x"] = 1
    there.there.clock.move(YEAR)
    await there.put("x")
    await there.tick()
    await there.tick(-YEAR)
    assert await there.said() == []
    await there.tick(SECOND)
    assert await there.said() == ["x half", "x"]


async def test_what_is_put_off_rightly_isnt_hastened(there: Bench) -> None:
    there.trouble.left["x"] = 1
    await there.put("x")
    await there.tick()
    await there.tick(FIRST - SECOND)
    assert await there.said() == []


async def mark(there: Bench) -> datetime | None:
    """When there was a tick last, as far as it is known."""
    return await there.there.read(lambda store: store.marks.last(TICKED))


async def test_what_a_clock_that_was_ahead_has_put_ahead_comes_as_much_sooner_once_this_one_is_believed(
    there: Bench, steady: Counted
) -> None:
    clock = there.there.clock
    ticker = there.another()
    clock.move(YEAR)
    ahead = clock.now()
    await ticker.tick()
    await there.put("new", kind="climb", rung="3", after=DAY)
    await there.put("old", kind="climb", rung="3", after=DAY, since=START)
    await there.there.database.write(lambda store: store.dues.put("draft", "1", RESTS, since=ahead))
    clock.move(-YEAR)
    assert await mark(there) == ahead
    for wait in (0.0, BELIEVED - 1):
        steady.count += wait
        await ticker.tick()
        assert {at for _, at, _ in await there.due()} == {ahead + DAY}, "it may be this one that is wrong"
        assert await mark(there) == ahead
    steady.count += 1
    await ticker.tick()
    now = clock.now()
    assert {key: at for key, at, _ in await there.due()} == {"new": now + DAY, "old": ahead + DAY}
    assert await there.there.read(lambda store: store.dues.get("draft", "1").due_at) == RESTS  # type: ignore[union-attr]
    assert await mark(there) == now
    clock.move(DAY)
    await ticker.tick()
    assert await there.said() == ["new 3"]


async def test_what_came_in_by_a_clock_that_was_ahead_climbs_as_soon_as_anything(there: Bench, steady: Counted) -> None:
    """Its own beginning still lies ahead: the history isn't rewritten."""
    clock, ticker = there.there.clock, there.another()
    clock.move(YEAR)
    await there.there.apply()
    await ticker.tick()
    clock.move(-YEAR)
    steady.count += BELIEVED
    for coming in ("pool", "coordinators", ""):
        await ticker.tick()
        assert await there.there.rows("SELECT rung FROM dues WHERE kind = 'application'") == [(coming,)]
        clock.move(4 * DAY)


async def test_a_machine_that_is_switched_on_with_a_clock_of_long_ago_hastens_nothing(
    there: Bench, steady: Counted
) -> None:
    await there.put("x", kind="climb", rung="3", after=DAY)
    await there.tick()
    before = await there.due()
    for back in (-6 * YEAR, timedelta()):
        await there.tick(back)
        steady.count += BELIEVED / 3
    await there.tick(6 * YEAR)
    assert await there.due() == before
    assert await there.said() == []


async def test_reminders_that_a_clock_put_ahead_are_looked_at_again(there: Bench, steady: Counted) -> None:
    """The reminder looks for itself when it may leave."""
    clock = there.there.clock
    await there.there.apply()

    def remind(store: Store) -> None:
        kim = store.people.by_identity(identity("kim"))
        assert kim is not None
        at, key = clock.now() + YEAR, f"1:{kim.id}"
        store.dues.put(REMINDER, key, at, since=START, rung="draft/candidate", case=1, person=kim.id)
        for name in (TICKED, f"reminded:{kim.id}"):
            store.marks.touch(name, at)

    await there.there.database.write(remind)
    ticker = Ticker(there.there.database, there.ticker._registry, there.there.config, clock, lambda: None)
    steady.count += BELIEVED
    await ticker.tick()
    left = await there.there.read(lambda store: [row for row in store.dues.of_case(1) if row.kind == REMINDER])
    assert [row.due_at for row in left] == [clock.now()]
    await ticker.tick()
    assert await there.there.rows("SELECT count(*) FROM history WHERE act = 'remind'") == [(1,)]


async def test_that_there_are_ticks_is_written_down_now_and_then(there: Bench) -> None:
    await there.tick()
    assert await mark(there) == START
    await there.tick(MINUTE - SECOND)
    assert await mark(there) == START
    await there.tick(SECOND)
    assert await mark(there) == START + MINUTE
