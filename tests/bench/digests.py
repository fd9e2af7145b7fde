"""The digests of two hundred regions, all due at once, over a million cases and a million reports.

Rules of this file: what is timed is one tick of the bot's own ticker, in a process of its own (``python -m
tests.bench.digests URL REGIONS CHART``), which prints seconds of CPU, by how much its peak of memory grew, and the
longest for which the event loop stood still meanwhile. Regions are a tree of three levels, each with a channel; what
happened is spread over three years. Nothing is delivered: that is each platform's.
"""

import asyncio
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from adapters.shell import StoryClock
from bot import weeks
from bot.settings import Core, Weekly
from bot.ticking import Ticker
from storage.database import engine_for, is_sqlite
from tests.bench import ground

DAYS = 3 * 365
"""Days over which everything is spread."""
TOP = 10
"""Regions that have others below them: the first of them is above all."""
DUE = timedelta(days=2, hours=22, minutes=10)
"""After the benches' usual Saturday it is Tuesday, and the digests are due."""


@dataclass(frozen=True, slots=True)
class Digests:
    """One tick: seconds of CPU and of time, megabytes that it grew by, milliseconds for which the loop stood still."""

    regions: int
    cases: int
    said: int
    cpu: float
    took: float
    grown: float
    stood: float


def measure(url: str, *, regions: int, cases: int, chart: bool = False) -> Digests:
    """Tick in a process of its own. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "tests.bench.digests", url, str(regions), str(int(chart))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return Digests(regions, cases, **json.loads(done.stdout.splitlines()[-1]))


async def _run(url: str, regions: int, *, chart: bool) -> dict[str, float]:
    config = Core(programme=ground.PROGRAMME, digest=Weekly(chart=chart))
    clock = StoryClock(ground.NOW + DUE)
    async with ground.running(url) as engine:
        ticker = Ticker(engine.database, engine.registry, config, clock, lambda: None)
        await engine.database.read(lambda store: store.regions.all())
        gc.collect()
        gc.freeze()  # as the wiring does behind its start
        stood = asyncio.create_task(_stood())
        await asyncio.sleep(0.05)
        held, cpu, begun = _peak(), time.process_time(), time.perf_counter()
        await ticker.tick()
        spent, took, grown = time.process_time() - cpu, time.perf_counter() - begun, _peak() - held
        stood.cancel()
        longest = await asyncio.gather(stood, return_exceptions=False)
        told, left = await engine.database.read(lambda store: (_told(store), store.dues.waiting(clock.now())))
    said = told.count("sent")
    if left.due or left.failing or len(told) < regions or not said:
        raise RuntimeError(f"{said} of {len(told)} were told, {left.due} are left, {left.failing} failed")
    return {"said": said, "cpu": spent, "took": took, "grown": grown, "stood": longest[0]}


async def _stood() -> float:
    """Until it is cancelled, look how late the loop comes to what is due in it; returns the worst, in milliseconds."""
    worst, every = 0.0, 0.002
    try:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(every)
            worst = max(worst, time.perf_counter() - begun - every)
    except asyncio.CancelledError:
        return worst * 1000


def _peak() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(store: object) -> list[str]:
    """What became of each week."""
    connection: Connection = store._connection  # type: ignore[attr-defined]
    return list(connection.execute(text("SELECT outcome FROM digests")).scalars())


def grown(url: str, *, regions: int, cases: int, reports: int) -> str:
    """Make a database of so many; one case in 25 is open. Returns its URL."""
    state = "CASE WHEN n % 25 <> 0 THEN CASE n % 3 WHEN 0 THEN 'withdrawn' WHEN 1 THEN 'not yet' ELSE 'sponsored' END "
    state += "WHEN n % 100 = 0 THEN 'applied' WHEN n % 100 = 25 THEN 'thumbs up' ELSE 'mentoring' END"
    mentors = max(cases // 500, 2)
    mentor = f"CASE WHEN n % 100 <> 0 THEN n % {mentors} + 1 END"
    ground.prepared(ground.Ground(url, cases, mentors), state, mentor, capacity=60)
    engine = engine_for(url, writes=True)
    values = {"due": ground.kept(url, ground.NOW + DUE), "words": ground.WORDS}
    with engine.begin() as connection:
        ground.begin(connection)
        for last, statement in _statements(url, regions, mentors, reports):
            words = statement.replace("SELECT", f"{ground._NUMBERS.format(last=last)}SELECT", 1) if last else statement
            connection.execute(text(words), {key: values[key] for key in values if f":{key}" in words})
    ground.settle(engine)
    return url


def _statements(url: str, regions: int, mentors: int, reports: int) -> Iterator[tuple[int, str]]:
    """How often, and what is put in, in this order."""

    def ago(days: str, number: str) -> str:
        if is_sqlite(url):
            past = f"'-' || ({days}) || ' days', '-' || ({number} % 1440) || ' minutes'"
            return f"strftime('%Y-%m-%d %H:%M:%f000', :due, {past})"
        return f"CAST(:due AS timestamptz) - ({days}) * interval '1 day' - ({number} % 1440) * interval '1 minute'"

    def old(number: str) -> str:
        return f"CASE WHEN {number} % 25 = 0 THEN {number} / 25 % 91 ELSE {number} % {DAYS} END"

    def place(number: str) -> str:
        return f"{TOP + 1} + {number} % {regions - TOP}"

    yield 0, r"""UPDATE regions SET channels = '["shell\:region-1"]'"""
    room = "'[\"shell\\:region-' || (n + 1) || '\"]'"
    room = room if is_sqlite(url) else f"CAST({room} AS json)"
    yield (
        regions - 1,
        f"INSERT INTO regions (name, parent_id, aliases, countries, channels) SELECT 'Region ' || (n + 1), "  # noqa: S608
        f"CASE WHEN n < {TOP} THEN 1 ELSE 2 + n % {TOP - 1} END, '[]', '[]', {room} FROM numbers",
    )
    yield 0, f"UPDATE cases SET region_id = {place('id')}, since = {ago(old('id'), 'id')}"  # noqa: S608
    yield 0, f"UPDATE history SET region_id = {place('case_id')}, at = {ago(old('case_id'), 'case_id')}"  # noqa: S608
    for before, after, days, some in (
        ("applied", "mentoring", 1, "state <> 'applied'"),
        ("mentoring", "thumbs up", 3, "state IN ('thumbs up', 'sponsored')"),
        ("thumbs up", "sponsored", 4, "state = 'sponsored'"),
        ("mentoring", "not yet", 4, "state = 'not yet'"),
        ("mentoring", "withdrawn", 4, "state = 'withdrawn'"),
    ):
        at = ago(f"CASE WHEN {old('id')} > {days} THEN {old('id')} - {days} ELSE 0 END", "id")
        yield (
            0,
            "INSERT INTO history (case_id, region_id, at, actor_id, platform, act, before, after, why, event) "  # noqa: S608
            f"SELECT id, region_id, {at}, mentor_id, 'shell', 'an act', '{before}', '{after}', '', 'shell/' || id "
            f"FROM cases WHERE {some}",
        )
    yield (
        0,
        "INSERT INTO roles (person_id, role, region_id, granted_at) "
        "SELECT candidate_id, 'ambassador', region_id, since FROM cases WHERE state = 'sponsored'",
    )
    yield 0, f"UPDATE mentor_regions SET region_id = {place('person_id')}"  # noqa: S608
    happened = f"n % {mentors} + 1, {place('n')}"
    yield (
        reports,
        "INSERT INTO reports (person_id, region_id, kind, words, at) "  # noqa: S608
        f"SELECT {happened}, CASE n % 3 WHEN 0 THEN 'event' WHEN 1 THEN 'talk' ELSE 'help' END, :words, "
        f"{ago(f'n % {DAYS}', 'n')} FROM numbers",
    )
    yield (
        reports // 5,
        "INSERT INTO feedback (person_id, region_id, words, quoted, at) "  # noqa: S608
        f"SELECT {happened}, :words, n % 2 = 0, {ago(f'n % {DAYS}', 'n')} FROM numbers",
    )
    yield 0, "INSERT INTO feedback_tags (feedback_id, tag) SELECT id, 'theme' || id % 9 FROM feedback"
    yield (
        reports // 10,
        "INSERT INTO thanks (whom_id, person_id, region_id, words, at) "  # noqa: S608
        f"SELECT (n + 1) % {mentors} + 1, {happened}, :words, {ago(f'n % {DAYS}', 'n')} FROM numbers",
    )
    week = weeks.week_of(ground.NOW + DUE, "UTC")
    row = f"'week', {{key}}, :due, {ago('7', '1')}, '{week}', 0"
    yield (
        0,
        "INSERT INTO dues (kind, key, due_at, since, rung, tries) "  # noqa: S608
        f"SELECT {row.format(key='CAST(id AS VARCHAR)')} FROM regions",
    )
    every = row.format(key="'all'")
    yield 0, f"INSERT INTO dues (kind, key, due_at, since, rung, tries) VALUES ({every})"  # noqa: S608


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(sys.argv[1], int(sys.argv[2]), chart=sys.argv[3] == "1"))))
