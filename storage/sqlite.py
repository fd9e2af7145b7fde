"""SQLite: how its connections are made and its transactions begun.

Rules of this file: every write begins IMMEDIATE (a deferred one fails as "locked" whatever the timeout); what is
committed is on the disk (synchronous=FULL); readers can't write. A file that is made here is its owner's alone, as it
holds people's words; SQLite makes those beside it alike.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from storage.hold import Hold
from storage.prepared import say

READERS = 2


def hold(url: str) -> Hold:
    """This process's hand on the file."""
    return Hold(Path(make_url(url).database or ""))


def clock() -> None:
    """Nothing: all processes on a file are on one machine, and go by its clock."""


def engine_for(url: str, *, writes: bool) -> Engine:
    """An engine with the pragmas that the rules above need. Errors don't carry parameters: they are people's words."""
    engine = create_engine(url, hide_parameters=True, json_deserializer=_value)

    @event.listens_for(engine, "do_connect")
    def _make(*_: Any) -> None:
        make(Path(make_url(url).database or ""))

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours, not the driver's
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    return engine


def _value(text: str) -> Any:
    """What JSON says: mostly nothing, and then no parser is needed."""
    return [] if text == "[]" else json.loads(text)


def make(path: Path) -> None:
    """Make an empty file that only its owner can read, whatever the umask; one that is there is left as it is.

    It is opened only where it wasn't there: closing another handle of a database would drop SQLite's locks.
    """
    with suppress(OSError):  # SQLite says it better
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.fchmod(made, 0o600)
        finally:
            os.close(made)


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """A transaction begun by our own word, not by a listener: one listener on an engine slows its every statement."""
    with engine.begin() as connection:
        say(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")
        yield connection
