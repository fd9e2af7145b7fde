"""The ground that benches stand on: a database with a programme, its mentors, and cases in every state.

Rules of this file: rows come from the database's own numbers (INSERT … SELECT), so that a million of them are made in
seconds; made once a run and copied for every round, so that each side starts on the same pages. Files lie on the disk
that holds the checkout: a temporary folder may be memory, where a commit costs nothing.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, text
from sqlalchemy import Engine as Sql
from sqlalchemy.engine import make_url

from bot import features
from bot.address import Identity, Room
from bot.clock import SystemClock
from bot.engine import Engine
from bot.event import Sender
from bot.settings import Core, Programme
from storage.database import SqlDatabase, engine_for, is_sqlite
from storage.migrate import upgrade
from storage.postgres import driver_url
from storage.turns import settle_all
from tests.postgres.server import Server

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = "I have run the local meetup for two years and would like to help newcomers find their way. " * 4
PROGRAMME = Programme(
    name="Bench",
    coordinators=((Identity("shell:cora"),),),
    mentors_channels=(Room("shell:mentors"),),
)
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) "
DUE = 100
"""Rows that are due in a tick."""
WAITING, _MENTORED = 5, 4
"""In a crowd one case in so many waits, and one in so many is mentored; of the others most are closed."""


BUILD = Path("build")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the checkout's disk, gone afterwards."""
    BUILD.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=BUILD) as made:
        yield Path(made)


DURABLE = {
    "autovacuum": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "jit": "on",
    "max_wal_size": "1GB",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
}
"""PostgreSQL's own defaults, where the tests' server has others: what it commits is on its disk."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where databases may lie: in a folder, and on a server."""

    folder: Path
    server: Server

    @property
    def version(self) -> str:
        """The server's."""
        return str(self.server.execute("SHOW server_version")[0][0]).split()[0]

    def each(self) -> Iterator[tuple[str, Callable[[str], str]]]:
        """Each kind by its name, with what makes an empty database of a name and returns its URL."""
        yield "SQLite", lambda name: f"sqlite:///{self.folder / name}.db"
        yield "PostgreSQL", self._database

    def _database(self, name: str) -> str:
        self.server.execute(f'CREATE DATABASE "{name}"')
        return self.server.url(name)


@contextmanager
def places() -> Iterator[Places]:
    """A folder, and a PostgreSQL that commits durably; both gone afterwards."""
    with folder() as made, Server(settings=DURABLE, within=BUILD) as server:
        yield Places(made, server)


@dataclass(frozen=True, slots=True)
class Ground:
    """A prepared database. The first ``mentors`` persons may claim; each case has a candidate of its own after them."""

    url: str
    cases: int
    mentors: int

    def copy(self, name: str) -> str:
        """A fresh copy beside it; returns its URL."""
        if is_sqlite(self.url):
            file = Path(self.url.removeprefix("sqlite:///"))
            return f"sqlite:///{shutil.copyfile(file, file.with_name(f'{name}.db'))}"
        _administer(self.url, f'CREATE DATABASE "{name}" TEMPLATE "{make_url(self.url).database}" STRATEGY FILE_COPY')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)


def drop(url: str) -> None:
    """Remove a copy again."""
    if is_sqlite(url):
        for file in Path(url.removeprefix("sqlite:///")).parent.glob(f"{Path(url).name}*"):
            file.unlink()
    else:
        _administer(url, f'DROP DATABASE "{make_url(url).database}"')


def waiting(url: str, cases: int, mentors: int) -> Ground:
    """Make a database in which every case waits to be claimed, by any of the mentors."""
    return prepared(Ground(url, cases, mentors), "'applied'", "NULL", capacity=cases)


def crowd(url: str, cases: int) -> Ground:
    """Make a database as a programme's grows: a fifth of the cases wait, a quarter are mentored, two by each mentor."""
    mentors = mentors_of(cases)
    mentored = f"n % {_MENTORED} = 1"
    state = f"CASE WHEN n % {WAITING} = 0 THEN 'applied' WHEN {mentored} THEN 'mentoring' ELSE 'sponsored' END"
    mentor = f"CASE WHEN {mentored} AND n % {WAITING} <> 0 THEN (n / {_MENTORED}) % {mentors} + 1 END"
    return prepared(Ground(url, cases, mentors), state, mentor, capacity=4)


def clocked(url: str, cases: int, ticks: int) -> Ground:
    """Make a database in which every case waits, and ``DUE`` of them come to a rung in each of so many minutes."""
    made = waiting(url, cases, mentors=1)
    engine = engine_for(url, writes=True)
    every = cases // (DUE * ticks)
    with engine.begin() as connection:
        begin(connection)
        for minute in range(ticks + 1):  # the last is for all others, whose turn comes in a month
            chosen = f"n % {every} = 0 AND n <= {every * DUE * ticks}"
            mine = f"{chosen} AND n / {every} % {ticks} = {minute}" if minute < ticks else f"NOT ({chosen})"
            at = NOW + (timedelta(minutes=minute + 1) if minute < ticks else timedelta(days=30))
            numbered = _DUES.replace("SELECT", f"{_NUMBERS.format(last=cases)}SELECT", 1)
            connection.execute(text(f"{numbered} WHERE {mine}"), {"now": kept(url, NOW), "at": kept(url, at)})
    settle(engine)
    return made


def mentors_of(crowd: int) -> int:
    """How many mentors a crowd of cases has."""
    return crowd // (2 * _MENTORED)


def prepared(made: Ground, state: str, mentor: str, capacity: int) -> Ground:
    """Make a database; ``state`` and ``mentor``: of case ``n``, in SQL."""
    upgrade(made.url)
    engine = engine_for(made.url, writes=True)
    people = made.mentors + made.cases
    values = {"now": kept(made.url, NOW), "words": WORDS, "capacity": capacity}
    with engine.begin() as connection:
        begin(connection)
        for rows, statement in (
            (1, _REGION),
            (people, _PEOPLE),
            (people, _IDENTITIES),
            (made.mentors, _MENTORS),
            (made.mentors, _REGIONS_OF_MENTORS),
            (made.cases, _CASES.format(state=state, mentor=mentor, mentors=made.mentors)),
            (made.cases, _HISTORY),
        ):
            numbered = statement.replace("SELECT", f"{_NUMBERS.format(last=rows)}SELECT", 1)
            connection.execute(text(numbered), values)
        settle_all(connection)
    settle(engine)
    return made


def kept(url: str, at: datetime) -> str | datetime:
    """An instant as the database keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite(url) else at


def settle(engine: Sql) -> None:
    """Bring all that was written to where it stays, and let the engine go."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.exec_driver_sql(
                "SET statement_timeout = 0"
            )  # a million rows take longer than the bot would wait
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "VACUUM ANALYZE")
    engine.dispose()


def begin(connection: Connection) -> None:
    """Take the time that a million rows need."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _administer(url: str, statement: str) -> None:
    """Say something to the server that holds a database."""
    engine = create_engine(driver_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def sender(number: int) -> Sender:
    """Person ``number``, counted from 0, under the name the database knows."""
    return Sender(identity=Identity(f"shell:person-{number + 1}"), name=f"Person {number + 1}")


@asynccontextmanager
async def running(url: str) -> AsyncIterator[Engine]:
    """The engine on a prepared database, put together as the bot's own wiring does."""
    opened = SqlDatabase(url)
    opened.open()
    try:
        engine = Engine(opened, features.load(), Core(programme=PROGRAMME), SystemClock(), wake=lambda: None)
        await engine.start()
        yield engine
    finally:
        await asyncio.to_thread(opened.close)


_REGION = "INSERT INTO regions (name, aliases, countries, channels) SELECT 'World', '[]', '[]', '[]' FROM numbers"
_PEOPLE = """
INSERT INTO people (name, identity, created_at) SELECT 'Person ' || n, 'shell:person-' || n, :now FROM numbers
"""
_IDENTITIES = "INSERT INTO identities (address, person_id) SELECT 'shell:person-' || n, n FROM numbers"
_MENTORS = """
INSERT INTO mentors (person_id, languages, topics, capacity)
SELECT n, '["en"]', '[]', CAST(:capacity AS INTEGER) FROM numbers
"""
_REGIONS_OF_MENTORS = "INSERT INTO mentor_regions (person_id, region_id) SELECT n, 1 FROM numbers"
_CASES = """
INSERT INTO cases (state, version, candidate_id, region_id, account, email, languages, why, so_far, would_do, links,
    mentor_id, since)
SELECT {state}, 1, n + {mentors}, 1, 'person-' || n, 'person-' || n || '@example.org', '["en"]', :words, :words, :words,
    '[]', {mentor}, :now FROM numbers
"""
_HISTORY = """
INSERT INTO history (case_id, at, actor_id, platform, act, before, after, why, event)
SELECT n, :now, NULL, 'shell', 'apply', 'draft', 'applied', '', 'shell/' || n FROM numbers
"""
_DUES = """
INSERT INTO dues (kind, key, due_at, since, rung, case_id, person_id, tries)
SELECT 'application', CAST(n AS VARCHAR), :at, :now, 'pool', n, NULL, 0 FROM numbers
"""
