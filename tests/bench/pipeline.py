"""The pipeline over a million cases: as a programme's are, most of them closed, and with every one of them open.

Rules of this file: what is measured is the whole command by a coordinator, from the event to the answer, one caller,
on the read engine. Nothing is kept between two calls.
"""

import asyncio
import time
from dataclasses import dataclass
from statistics import median

from sqlalchemy import text

from bot.address import Room
from bot.event import Said
from storage.database import engine_for
from tests.bench import ground

REGIONS = 12
"""Regions of the programme, all in one."""
PAST = 20
"""One open case in so many has passed its first rung."""
ASKED = ("pipeline", "pipeline EMEA 3", "pipeline table", "pipeline load")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Milliseconds (median) by command; how many cases there are, and how many of them are open."""

    cases: int
    open: int
    took: dict[str, float]


def grown(url: str, cases: int, *, every: int) -> ground.Ground:
    """Make a database of cases of which one in ``every`` is open, as old as three months; the others are older."""
    place = f"(n / {every}) % 4"
    state = (
        f"CASE WHEN n % {every} <> 0 THEN CASE n % 3 WHEN 0 THEN 'withdrawn' WHEN 1 THEN 'lapsed' ELSE 'sponsored' END "
        f"WHEN {place} = 0 THEN 'applied' WHEN {place} = 1 THEN 'thumbs up' ELSE 'mentoring' END"
    )
    mentors = max(cases // 500, 2)
    mentor = f"CASE WHEN n % {every} <> 0 OR {place} > 0 THEN (n / {every}) % {mentors} + 1 END"
    made = ground.prepared(ground.Ground(url, cases, mentors), state, mentor, capacity=2 + 375 // every)
    engine = engine_for(url, writes=True)
    ago = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', :now, '-' || {} || ' days')"}.get(
        engine.dialect.name, "CAST(:now AS timestamptz) - {} * interval '1 day'"
    )
    days = f"(CASE WHEN id % {every} = 0 THEN id % 91 ELSE 92 + id % 1000 END)"
    with engine.begin() as connection:
        ground.begin(connection)
        for statement in (_REGIONS, _AGE.format(ago=ago.format(days)), _CLAIMS, _LADDERS, _LEADS, _COORDINATOR):
            connection.execute(text(statement), {"now": ground.kept(url, ground.NOW), "last": cases})
    ground.settle(engine)
    return made


def measure(made: ground.Ground, *, rounds: int) -> Pipeline:
    """Ask again and again. Raises RuntimeError at a wrong answer."""
    return asyncio.run(_measure(made, rounds))


async def _measure(made: ground.Ground, rounds: int) -> Pipeline:
    found: dict[str, list[float]] = {command: [] for command in ASKED}
    async with ground.running(made.url) as engine:
        tallies = await engine.database.read(lambda store: store.census.tallies())
        for number in range(rounds + 1):
            for command in ASKED:
                event = _event(f"{command} {number}", f"!{command}")
                begun = time.perf_counter()
                reply = await engine.handle(event)
                took = time.perf_counter() - begun
                if reply is None or not reply.message.key.startswith("pipeline"):
                    raise RuntimeError(f"{command} was answered with {reply}")
                if number:  # the first round only warms up
                    found[command].append(took * 1000)
    medians = {command: median(each) for command, each in found.items()}
    return Pipeline(made.cases, sum(each.cases for each in tallies), medians)


def _event(name: str, words: str) -> Said:
    frame = {"source": "shell", "id": name, "at": ground.NOW, "sender": ground.sender(0), "room": Room("shell:@1")}
    return Said.model_validate({**frame, "direct": True, "window": True, "text": words, "message": name})


_REGIONS = """
INSERT INTO regions (name, parent_id, aliases, countries, channels)
SELECT CASE n WHEN 1 THEN 'EMEA' ELSE 'Region ' || n END, 1, '[]', '[]', '[]'
FROM (SELECT id AS n FROM people WHERE id <= 12) numbers
"""
_AGE = "UPDATE cases SET region_id = 2 + id / 400 % 12, since = {ago}"
_CLAIMS = """
INSERT INTO history (case_id, at, actor_id, platform, act, before, after, why, event)
SELECT id, :now, mentor_id, 'shell', 'claim', 'applied', 'mentoring', '', 'shell/claim/' || id
FROM cases WHERE mentor_id IS NOT NULL AND id > :last - 5000
"""
_LADDERS = """
INSERT INTO dues (kind, key, due_at, since, rung, case_id, person_id, tries)
SELECT CASE state WHEN 'applied' THEN 'application' ELSE state END, CAST(id AS VARCHAR), '2027-01-01 00:00:00.000000',
    since, CASE state WHEN 'applied' THEN CASE WHEN id % 20 = 0 THEN 'coordinators' ELSE 'pool' END
    WHEN 'thumbs up' THEN CASE WHEN id % 20 = 0 THEN '' ELSE 'sponsor' END
    ELSE CASE WHEN id % 20 = 0 THEN 'lapse' ELSE 'idle' END END, id, mentor_id, 0
FROM cases WHERE state IN ('applied', 'mentoring', 'thumbs up')
"""
_COORDINATOR = "INSERT INTO roles (person_id, role, granted_at) VALUES (1, 'coordinator', :now)"
_LEADS = """
INSERT INTO roles (person_id, role, region_id, granted_at) SELECT id, 'lead', id + 1, :now FROM people WHERE id <= 12
"""
