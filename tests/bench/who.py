"""Finding who is where, among a hundred thousand people and a thousand regions.

Rules of this file: what is timed is what the bot does between a question and its answer, rules and all, on the read
engine; the pages are warm, and so is what a running bot remembers of the regions. A tenth of the people are
ambassadors, spread over the regions by their numbers; nine regions have nobody. Each kind of question is asked of many
places in turn.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import text

from bot import dispatch, features
from bot.address import Identity, Room
from bot.context import Ctx
from bot.errors import Writes
from bot.event import Said, Sender
from bot.model import Person
from bot.ports import Store
from bot.settings import Core
from storage.database import engine_for, is_sqlite
from storage.migrate import upgrade
from storage.regions import STAMP
from storage.store import SqlStore
from tests.bench import ground

_CODES = ("DE", "FR", "KE", "PL", "IN", "JP", "NP", "BR", "CA", "US")
_ASKER = Identity("shell:somebody")
_REGISTRY = features.load()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Milliseconds of an answer by what was asked for: the median, and that of the slowest twentieth."""

    people: int
    regions: int
    took: dict[str, tuple[float, float]]


def measure(place: Callable[[str], str], *, people: int, regions: int, rounds: int) -> Whereabouts:
    """Ask in turns. Raises RuntimeError where nobody is found who should be."""
    url = place("who")
    fill(url, people, regions)
    engine = engine_for(url, writes=False)
    took = {}
    with engine.connect() as connection:
        for what, asked in questions(regions).items():
            found = [_once(SqlStore(connection), asked[at % len(asked)]) for at in range(rounds + 1)][1:]
            took[what] = (median(found), sorted(found)[-1 - rounds // 20])
    engine.dispose()
    return Whereabouts(people, regions, took)


def questions(regions: int) -> dict[str, list[str]]:
    """What is asked for, by kind."""
    some = [each for each in range(2, regions, max(regions // 40, 1)) if each % 100]
    return {
        "a region": [f"Region {each}" for each in some],
        "an alias": [f"Area-{each}" for each in some],
        "a country": ["Germany", "France", "Kenya", "Poland", "India", "Japan"],
        "a city": ["Berlin", "Paris", "Nairobi", "Warsaw", "Kolkata", "Tokyo"],
        "a town": ["Munich", "Heidelberg", "Wrocław", "Mombasa", "Krakau", "Osaka"],
        "a mistyped region": [f"Rgion {each}" for each in some],
        "a mistyped country": ["Germny", "Frnace", "Kenia", "Polland"],
        "a mistyped town": ["Muinch", "Mumbasa", "Krakov", "Osakaa"],
        "the widest region": ["Region 1"],
        "a region with nobody": [f"Region {each}" for each in range(200, regions + 1, 100)],
    }


def _once(store: Store, wanted: str) -> float:
    core = Core(programme=ground.PROGRAMME)
    sender = Sender(identity=_ASKER, name="Somebody")
    frame: dict[str, Any] = {
        "source": "test",
        "id": "1",
        "at": ground.NOW,
        "sender": sender,
        "room": Room(f"shell:@{_ASKER}"),
    }
    event = Said(**frame, direct=True, window=True, text=f"!who {wanted}", message="1")
    begun = time.perf_counter()
    ctx = Ctx(event, store, core, _REGISTRY, Person(0, "", _ASKER), reads=True)
    try:
        found = dispatch.handle(ctx)
    except Writes:  # it would be noted that somebody looked in vain
        found = None
    spent = time.perf_counter() - begun
    if found is None and not wanted.endswith("00"):
        raise RuntimeError(f"{wanted}: nobody is there")
    return spent * 1000


def fill(url: str, people: int, regions: int) -> None:
    """A programme with so many people and regions."""
    upgrade(url)
    engine = engine_for(url, writes=True)
    values = {"now": ground.kept(url, ground.NOW), "regions": regions}
    with engine.begin() as connection:
        for last, statement in (
            (regions, _REGION),
            (people, ground._PEOPLE),
            (people // 10, _ROLE),
            (people, ground._IDENTITIES),
        ):
            numbered = statement.replace("SELECT", f"{ground._NUMBERS.format(last=last)}SELECT", 1)
            if not is_sqlite(url):
                numbered = _LIST.sub(r"CAST(\1 AS JSON)", numbered)
            wanted = {key: values[key] for key in values if f":{key}" in numbered}
            connection.execute(text(numbered), wanted)
        for at, code in enumerate(_CODES):
            where = {"codes": f'["{code}"]', "id": at + 2}
            connection.execute(text("UPDATE regions SET countries = :codes WHERE id = :id"), where)
        connection.execute(text("INSERT INTO cursors (name, value) VALUES (:name, 'filled')"), {"name": STAMP})
    ground.settle(engine)


_LIST = re.compile(r"""('\["\S+' \|\| n \|\| '"\]')""")
_REGION = """
INSERT INTO regions (name, parent_id, aliases, countries, channels, time_zone)
SELECT 'Region ' || n, CASE WHEN n > 1 THEN n / 10 + 1 END,
    '["Area-' || n || '"]', '[]', '["shell:region-' || n || '"]', 'Europe/Berlin' FROM numbers
"""
_ROLE = """
INSERT INTO roles (person_id, role, region_id, granted_at)
SELECT n, 'ambassador', CASE WHEN n % CAST(:regions AS INTEGER) % 100 = 0 THEN 1
    ELSE n % CAST(:regions AS INTEGER) END, :now FROM numbers
"""
