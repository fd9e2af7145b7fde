"""The clock: a tick with a hundred due rows among a thousand open cases, and among a million; and a simulated year.

Rules of this file: both databases are open at once and tick in turns, so that a busy machine is busy for both; a ratio
is taken within a round. All that is due is a rung of the ladder, with what it tells and what comes next. Every open
case has its row. The year's CPU is the whole process's without its judge.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from adapters.shell import StoryClock
from bot.ticking import Ticker
from tests.bench import ground
from tests.simulation.course import Course
from tests.simulation.programme import Scale


@dataclass(frozen=True, slots=True)
class Ticks:
    """Milliseconds of a tick: the median of the small and of the large database, the ratios by round; and rows read."""

    small: float
    large: float
    ratios: list[float]
    read: int


@dataclass(frozen=True, slots=True)
class Year:
    """A simulation: seconds of CPU for a thousand cases, and what happened meanwhile."""

    scale: Scale
    a_thousand: float
    cases: int
    rungs: int
    reminders: int
    faults: int


def measure(small: ground.Ground, large: ground.Ground, *, rounds: int) -> Ticks:
    """Tick in turns; both were made for one round more, which only warms up. Raises RuntimeError at a wrong tick."""
    return asyncio.run(_measure(small, large, rounds))


async def _measure(small: ground.Ground, large: ground.Ground, rounds: int) -> Ticks:
    found: list[tuple[float, float]] = []
    async with AsyncExitStack() as open_ones:
        first, second = [await _ticking(open_ones, each.url) for each in (small, large)]
        for number in range(rounds + 1):
            pair = await first(), await second()
            if number:
                found.append(pair)
    return Ticks(
        median(each for each, _ in found),
        median(each for _, each in found),
        [large / small for small, large in found],
        ground.DUE,
    )


async def _ticking(open_ones: AsyncExitStack, url: str) -> Callable[[], Awaitable[float]]:
    """What lets the clock go on to the next tick, and returns its milliseconds."""
    engine = await open_ones.enter_async_context(ground.running(url))
    clock = StoryClock(ground.NOW)
    ticker = Ticker(engine.database, engine.registry, engine.config, clock, lambda: None)

    async def tick() -> float:
        clock.move(timedelta(minutes=1))
        before, begun = ticker.read, time.perf_counter()
        await ticker.tick()
        took = time.perf_counter() - begun
        if ticker.read - before != ground.DUE:
            raise RuntimeError(f"a tick read {ticker.read - before} rows, where {ground.DUE} were due")
        left = await engine.database.read(lambda store: store.dues.waiting(clock.now()))
        if left.due or left.failing:
            raise RuntimeError(f"a tick left {left.due} rows, and {left.failing} failed")
        return took * 1000

    return tick


def year(scale: Scale, folder: Path, *, seed: int = 1) -> Year:
    """Let a programme live for a while."""
    course = Course(scale, seed, folder)
    asyncio.run(course.run())
    judge = course.judge
    rungs, reminders = judge.rungs.total(), judge.desk.messages
    return Year(scale, course.a_thousand, course.cases, rungs, reminders, len(judge.faults))
