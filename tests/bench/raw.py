"""Beside the engine: plain sqlite3 doing the very statements that the engine did.

Nothing is written by hand here. A run of the engine is recorded as its statements reach the driver, each with its
parameters; the replay sends the same list, claim by claim, over one connection with the engine's own pragmas, and
fetches what a query returns. Afterwards both files must hold the same rows (``rows``), or the figure means nothing.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from storage import database

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_FRAME = ("BEGIN", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of the driver; ``many``: its parameters are a list of rows."""

    sql: str
    parameters: Any
    many: bool


@dataclass(slots=True)
class Recording:
    """The statements of each unit that the engine's writer ran, in its order, without the frame around them."""

    units: list[list[Statement]] = field(default_factory=list)


@contextmanager
def recorded() -> Iterator[Recording]:
    """Record what the writer of any database opened meanwhile sends to its driver."""
    recording, plain = Recording(), database.engine_for

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if sql.startswith("SAVEPOINT"):
            recording.units.append([])
        elif not sql.startswith(_FRAME):
            recording.units[-1].append(Statement(sql, parameters, many))

    def listening(url: str, *, writes: bool) -> Engine:
        engine = plain(url, writes=writes)
        if writes:
            event.listen(engine, "before_cursor_execute", note)
        return engine

    with patch.object(database, "engine_for", listening):
        yield recording


def replay(file: Path, recording: Recording, group: int) -> float:
    """Send a recording, ``group`` units a commit, each in a savepoint where they share one. Returns the seconds."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        begun = time.perf_counter()
        for first in range(0, len(recording.units), group):
            connection.execute("BEGIN IMMEDIATE")
            for unit in recording.units[first : first + group]:
                if group > 1:
                    connection.execute("SAVEPOINT unit")
                _send(connection, unit)
                if group > 1:
                    connection.execute("RELEASE unit")
            connection.execute("COMMIT")
        return time.perf_counter() - begun


def rows(file: Path) -> dict[str, list[Any]]:
    """Everything in a file, by table."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in tables}  # noqa: S608


def _send(connection: sqlite3.Connection, unit: list[Statement]) -> None:
    for each in unit:
        cursor = connection.executemany if each.many else connection.execute
        cursor(each.sql, each.parameters).fetchall()
