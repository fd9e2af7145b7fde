"""Choosing who is offered a case next, among ten thousand mentors: spread over regions, and all in one and its parent.

Rules of this file: what is timed is what the bot does, rules and all, on the read engine; the pages are warm, as a
running bot's are. Mentors have one to three languages, up to four places, one in twenty is away; there is an open case
and there were three offers for each of them, of which nobody was spared: an even spread is what the order itself brings
about. The hardest case speaks a language that nobody shares.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import Connection, text

from bot import features, fitting
from bot.address import Identity, Room
from bot.context import Ctx
from bot.event import Sender, Ticked
from bot.model import Person
from bot.settings import Core
from storage.database import engine_for, is_sqlite
from storage.migrate import upgrade
from storage.store import SqlStore
from storage.turns import settle_all
from tests.bench import ground

REGIONS = 60
_CASES = 3
_CLOCK = Identity("clock:clock")


@dataclass(frozen=True, slots=True)
class Choices:
    """Milliseconds of a choice by what it is among: the median, and that of the slowest twentieth."""

    mentors: int
    took: dict[str, tuple[float, float]]


def measure(place: Callable[[str], str], *, mentors: int, rounds: int) -> Choices:
    """Choose in turns. Raises RuntimeError where nobody is found."""
    took = {}
    for name, url, regions in (("spread", place("spread"), REGIONS), ("together", place("together"), 2)):
        fill(url, mentors, regions)
        engine = engine_for(url, writes=False)
        with engine.connect() as connection:
            for what, number in (("shares a language", 1), ("shares none", 2)):
                found = [_once(SqlStore(connection), number) for _ in range(rounds + 1)][1:]
                took[f"{name}, {what}"] = (median(found), sorted(found)[-1 - rounds // 20])
        engine.dispose()
    return Choices(mentors, took)


def _once(store: SqlStore, number: int) -> float:
    core = Core(programme=ground.PROGRAMME)
    at = ground.NOW + timedelta(hours=1)
    event = Ticked(source="clock", id="a tick", at=at, sender=Sender(identity=_CLOCK), room=Room(_CLOCK), due="offer")
    case = store.cases.get(number)
    if case is None:
        raise RuntimeError("the case isn't there")
    begun = time.perf_counter()
    ctx = Ctx(event, store, core, _REGISTRY, Person(0, "", _CLOCK), number)
    found = fitting.order(ctx, case, most=1)
    spent = time.perf_counter() - begun
    if len(found) != 1:
        raise RuntimeError("nobody fits")
    return spent * 1000


_REGISTRY = features.load()


def fill(url: str, mentors: int, regions: int) -> None:
    """A programme with so many mentors, and three cases that wait in its second region."""
    upgrade(url)
    engine = engine_for(url, writes=True)
    with engine.begin() as connection:
        for last, statement in (
            (regions, _REGION),
            (mentors + 2 * mentors + _CASES, ground._PEOPLE),
            (mentors, _MENTORS),
            (mentors, _OWN),
            (mentors, _ABOVE),
            (_CASES, _WAITING),
            (2 * mentors, _MENTORED),
            (3 * mentors, _OFFERED),
        ):
            _insert(connection, url, last, statement, regions, mentors)
        for statement in _SPEAK:
            connection.exec_driver_sql(statement.replace("%", "%%") if not is_sqlite(url) else statement)
        settle_all(connection)
    ground.settle(engine)


def _insert(connection: Connection, url: str, last: int, statement: str, regions: int, mentors: int) -> None:
    numbered = statement.replace("SELECT", f"{ground._NUMBERS.format(last=last)}SELECT", 1)
    values = {"now": ground.kept(url, ground.NOW), "words": ground.WORDS, "regions": regions, "mentors": mentors}
    connection.execute(text(numbered), {key: values[key] for key in values if f":{key}" in numbered})


_REGION = """
INSERT INTO regions (name, parent_id, aliases, countries, channels)
SELECT 'Region ' || n, CASE WHEN n > 1 THEN 1 END, '[]', '[]', '[]' FROM numbers
"""
_MENTORS = """
INSERT INTO mentors (person_id, languages, topics, capacity, weight, absence)
SELECT n, '["en"]', '["maps"]', n % 5, CASE n % 10 WHEN 0 THEN 'low' WHEN 1 THEN 'high' ELSE 'normal' END,
    CASE WHEN n % 20 = 7 THEN 'unavailable' END FROM numbers
"""
_SPEAK = (
    """UPDATE mentors SET offers = 3""",
    """UPDATE mentors SET languages = '["en", "fr", "es"]' WHERE person_id % 4 = 0""",
    """UPDATE mentors SET languages = '["de"]' WHERE person_id % 4 = 1""",
    """UPDATE mentors SET languages = '["en", "pt"]' WHERE person_id % 4 = 2""",
    """UPDATE cases SET languages = '["es"]' WHERE id = 1""",
)
_OWN = """
INSERT INTO mentor_regions (person_id, region_id)
SELECT n, n % (CAST(:regions AS INTEGER) - 1) + 2 FROM numbers
"""
_ABOVE = "INSERT INTO mentor_regions (person_id, region_id) SELECT n, 1 FROM numbers WHERE n % 3 = 0"
_WAITING = """
INSERT INTO cases (state, version, candidate_id, region_id, account, email, languages, why, so_far, would_do,
    links, since)
SELECT 'applied', 1, CAST(:mentors AS INTEGER) + n, 2, 'p', 'p@example.org',
    '["ne"]', :words, :words, :words, '[]', :now FROM numbers
"""
_MENTORED = """
INSERT INTO cases (state, version, candidate_id, region_id, account, email, languages, why, so_far, would_do, links,
    mentor_id, since)
SELECT CASE WHEN n % 2 = 0 THEN 'mentoring' ELSE 'sponsored' END, 1, CAST(:mentors AS INTEGER) + 3 + n, 2, 'p',
    'p@example.org', '["en"]', :words, :words, :words, '[]', n / 2 % CAST(:mentors AS INTEGER) + 1, :now FROM numbers
"""
_OFFERED = """
INSERT INTO history (case_id, at, actor_id, platform, act, whom_id, before, after, why, event)
SELECT 1 + n % 3, :now, NULL, 'clock', 'offer', n % CAST(:mentors AS INTEGER) + 1, 'applied', 'applied', '',
    'clock/' || n FROM numbers
"""
