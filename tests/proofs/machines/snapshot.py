"""What a database holds, read beside the product.

Rules of this file: it knows the tables' names and columns, and no query of the product's. A snapshot is taken in one
transaction, so it never sees half a change.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, select

from storage.database import engine_for
from storage.tables import metadata
from tests.invariants import nothing_impossible_stands

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Rows = Mapping[Key, Row]

GROWING = {"history", "inbox", "outbox"}
"""Tables of which a snapshot holds more than the rows."""
MACHINERY = {"leases", "cursors", "alembic_version"}
"""Tables that hold nothing of the programme's."""
KEPT = sorted(set(metadata.tables) - GROWING - MACHINERY)


@dataclass(frozen=True)
class Snapshot:
    """``tables``: every row of the programme's tables by primary key. ``entries``: the whole history, oldest first.

    ``inbox`` holds every event's state and answer; ``queued`` the parcels that aren't sent, ``parcels`` how many there
    ever were.
    """

    tables: Mapping[str, Rows] = field(default_factory=dict)
    entries: tuple[Row, ...] = ()
    inbox: Rows = field(default_factory=dict)
    queued: Rows = field(default_factory=dict)
    parcels: int = 0

    def rows(self, table: str) -> list[Row]:
        """The rows of a table."""
        return list(self.tables[table].values())

    def case(self, number: int) -> Row:
        """A case's row."""
        return self.tables["cases"][number,]

    def person(self, identity: str) -> int:
        """The id of the person behind an identity; 0 for nobody."""
        row = self.tables["identities"].get((identity,))
        return row["person_id"] if row is not None else 0

    def since(self, before: "Snapshot") -> tuple[Row, ...]:
        """The entries that weren't there before."""
        return self.entries[len(before.entries) :]

    def parcels_since(self, before: "Snapshot") -> list[Row]:
        """The parcels that weren't there before, as they wait."""
        return [row for (number,), row in sorted(self.queued.items()) if (number,) not in before.queued]


@dataclass(frozen=True)
class Change:
    """One row that isn't as it was; ``before`` or ``after`` is None where it wasn't there."""

    table: str
    key: Key
    before: Row | None
    after: Row | None

    @property
    def columns(self) -> set[str]:
        """The columns that differ."""
        old, new = self.before or {}, self.after or {}
        return {name for name in {*old, *new} if old.get(name) != new.get(name)}

    def __str__(self) -> str:
        old, new = self.before or {}, self.after or {}
        said = ", ".join(f"{name}: {old.get(name)!r} -> {new.get(name)!r}" for name in sorted(self.columns))
        return f"{self.table}{self.key}: {said}"


def changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Every row of the programme's tables that differs."""
    for table in KEPT:
        old, new = before.tables[table], after.tables[table]
        if old == new:
            continue
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield Change(table, key, old.get(key), new.get(key))


class Looker:
    """A connection of its own to the database behind ``url``. History is append-only, so only its end is read anew."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url, writes=False)
        self._entries: tuple[Row, ...] = ()

    def look(self) -> Snapshot:
        """What is there now."""
        with self._transaction() as connection:
            tables = {name: _rows(connection, metadata.tables[name]) for name in KEPT}
            inbox = _rows(connection, metadata.tables["inbox"])
            return self._with_outbox(connection, tables, inbox)

    def look_out(self, before: Snapshot) -> Snapshot:
        """What is there after a delivery, which touches little: the rest is as it was, or the next look finds it."""
        with self._transaction() as connection:
            tables = {**before.tables, "messages": _rows(connection, metadata.tables["messages"])}
            return self._with_outbox(connection, tables, before.inbox)

    def _with_outbox(self, connection: Connection, tables: Mapping[str, Rows], inbox: Rows) -> Snapshot:
        history, outbox = metadata.tables["history"], metadata.tables["outbox"]
        last = self._entries[-1]["id"] if self._entries else 0
        newer = connection.execute(select(history).where(history.c.id > last).order_by(history.c.id))
        self._entries += tuple(dict(row._mapping) for row in newer)
        parcels = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
        return Snapshot(tables, self._entries, inbox, _rows(connection, outbox, outbox.c.state != "sent"), parcels)

    def unchanged(self) -> bool:
        """Whether the history still begins as it was read."""
        with self._transaction() as connection:
            history = metadata.tables["history"]
            there = connection.execute(select(history).order_by(history.c.id).limit(len(self._entries)))
            return tuple(dict(row._mapping) for row in there) == self._entries

    def sound(self) -> None:
        """Raises AssertionError where the operator's own check of the database finds anything."""
        with self._transaction() as connection:
            nothing_impossible_stands(connection)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # its driver was told to leave that to us
            yield connection


def _rows(connection: Connection, table: Table, *where: Any) -> Rows:
    keys = [column.name for column in table.primary_key]
    found = connection.execute(select(table).where(*where))
    return {tuple(row._mapping[name] for name in keys): dict(row._mapping) for row in found}
