"""Beside the engine: the plain drivers doing the very statements that the engine did.

Nothing is written by hand here. A run of the engine is recorded as its statements reach the driver, each with its
parameters; the replay sends the same list, claim by claim, with the engine's own settings, and fetches what a query
returns. Afterwards both databases must hold the same rows (``rows``), or the figure means nothing.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import Connection, Engine, event, inspect

from storage import postgres, sqlite, writer
from storage.database import engine_for, is_sqlite
from storage.store import SqlStore

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_FRAME = ("BEGIN", "SAVEPOINT", "RELEASE")
_COUNTED = {"inbox", "outbox", "history"}
"""Tables whose ids the database counts: two replicas of a run may count them differently."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of the driver; ``many``: its parameters are a list of rows."""

    sql: str
    parameters: Any
    many: bool


Unit = list[Statement]


@dataclass(slots=True)
class Recording:
    """The statements of each unit, without the frame around them."""

    units: list[Unit] = field(default_factory=list)


@contextmanager
def recorded(url: str) -> Iterator[Recording]:
    """Record what the writer of a database opened meanwhile sends to its driver."""
    recording = Recording()
    module = sqlite if is_sqlite(url) else postgres
    plain = module.engine_for

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if recording.units and not sql.startswith(_FRAME):  # before the first unit the database only opens
            recording.units[-1].append(Statement(sql, parameters, many))

    def begun(connection: Connection) -> SqlStore:
        recording.units.append([])
        return SqlStore(connection)

    def listening(url: str, *, writes: bool) -> Engine:
        engine: Engine = plain(url, writes=writes)
        if writes:
            event.listen(engine, "before_cursor_execute", note)
        return engine

    with patch.object(module, "engine_for", listening), patch.object(writer, "SqlStore", begun):
        yield recording


def replay(url: str, units: Sequence[Unit], group: int = 1) -> float:
    """Send a recording over one connection, ``group`` units a commit, each in a savepoint where they share one.

    Returns the seconds.
    """
    with closing(_connected(url)) as connection:
        begun = time.perf_counter()
        for first in range(0, len(units), group):
            connection.execute("BEGIN IMMEDIATE" if is_sqlite(url) else "BEGIN ISOLATION LEVEL SERIALIZABLE")
            for unit in units[first : first + group]:
                if group > 1:
                    connection.execute("SAVEPOINT unit")
                _send(connection, unit)
                if group > 1:
                    connection.execute("RELEASE SAVEPOINT unit")
            connection.execute("COMMIT")
        return time.perf_counter() - begun


def _connected(url: str) -> Any:
    if is_sqlite(url):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection
    plain = postgres.driver_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _send(connection: Any, unit: Unit) -> None:
    cursor = connection.cursor()
    for each in unit:
        (cursor.executemany if each.many else cursor.execute)(each.sql, each.parameters)
        if cursor.description is not None:
            cursor.fetchall()
    cursor.close()


def rows(url: str) -> dict[str, list[Any]]:
    """Everything in a database, by table, but for ids that it counted itself."""
    engine = engine_for(url, writes=False)
    with engine.connect() as connection:
        found = {name: _rows(connection, name) for name in inspect(connection).get_table_names()}
    engine.dispose()
    return found


def _rows(connection: Connection, name: str) -> list[Any]:
    kept = [
        column["name"]
        for column in inspect(connection).get_columns(name)
        if column["name"] != "id" or name not in _COUNTED
    ]
    return sorted(map(tuple, connection.exec_driver_sql(f'SELECT {", ".join(kept)} FROM "{name}"')), key=repr)  # noqa: S608
