"""The ground that claims are measured on: a file with a programme, its mentors and cases that wait to be claimed.

Made once a run and copied for every round, so that each side starts on the same pages, on the disk that holds the
checkout: a temporary folder may be memory, where a commit costs nothing.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from bot import features
from bot.address import Identity, Room
from bot.clock import SystemClock
from bot.engine import Engine
from bot.event import Sender
from bot.settings import Core, Programme
from storage.core import table
from storage.migrate import upgrade
from storage.sqlite import SqliteDatabase, engine_for, transaction
from storage.tables import Cases, Identities, MentorRegions, Mentors, People, Regions

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = "I have run the local meetup for two years and would like to help newcomers find their way. " * 4
PROGRAMME = Programme(
    name="Bench",
    coordinators=((Identity("shell:cora"),),),
    mentors_channels=(Room("shell:mentors"),),
)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the checkout's disk, gone afterwards."""
    build = Path("build")
    build.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=build) as made:
        yield Path(made)


@dataclass(frozen=True, slots=True)
class Ground:
    """A prepared file: cases 1 to ``cases`` stand in applied, ``mentors`` may claim them all."""

    file: Path
    cases: int
    mentors: int

    def copy(self, name: str) -> Path:
        """A fresh copy beside it."""
        copied = self.file.with_name(name)
        shutil.copyfile(self.file, copied)
        return copied


def prepare(where: Path, cases: int, mentors: int) -> Ground:
    """Make the file: everything through the schema's own tables, in one transaction."""
    file = where / "ground.db"
    upgrade(url(file))
    engine = engine_for(url(file), writes=True)
    people = range(1, mentors + cases + 1)
    with transaction(engine) as connection:

        def fill(model: Any, rows: list[dict[str, Any]]) -> None:
            connection.execute(insert(table(model)), rows)

        fill(Regions, [{"name": "World", "aliases": [], "countries": [], "channels": []}])
        fill(People, [{"name": _name(n), "identity": _identity(n), "created_at": NOW} for n in people])
        fill(Identities, [{"address": _identity(n), "person_id": n} for n in people])
        fill(
            Mentors,
            [{"person_id": n, "languages": ["en"], "topics": [], "capacity": cases} for n in people[:mentors]],
        )
        fill(MentorRegions, [{"person_id": n, "region_id": 1} for n in people[:mentors]])
        fill(Cases, [_case(n) for n in people[mentors:]])
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Ground(file, cases, mentors)


def sender(number: int) -> Sender:
    """Mentor ``number``, counted from 0, under the name the database knows."""
    return Sender(identity=_identity(number + 1), name=_name(number + 1))


def url(file: Path) -> str:
    """A file as the config names it."""
    return f"sqlite:///{file}"


@asynccontextmanager
async def running(file: Path) -> AsyncIterator[Engine]:
    """The engine on a prepared file, put together as the bot's own wiring does."""
    database = SqliteDatabase(url(file))
    database.open()
    try:
        engine = Engine(database, features.load(), Core(programme=PROGRAMME), SystemClock(), wake=lambda: None)
        await engine.start()
        yield engine
    finally:
        await asyncio.to_thread(database.close)


def _identity(number: int) -> Identity:
    return Identity(f"shell:person-{number}")


def _name(number: int) -> str:
    return f"Person {number}"


def _case(candidate: int) -> dict[str, Any]:
    return {
        "state": "applied",
        "version": 1,
        "candidate_id": candidate,
        "region_id": 1,
        "account": f"person-{candidate}",
        "email": f"person-{candidate}@example.org",
        "languages": ["en"],
        "why": WORDS,
        "so_far": WORDS,
        "would_do": WORDS,
        "links": [],
        "since": NOW,
    }
