"""Statements of hot paths: compiled once, and sent to SQLite's driver as they are.

Rules of this file: a statement is SQLAlchemy's own, and so is what its types make of values, both ways. Only what Core
does around each execution is left out: it took four times as long as SQLite itself. Through Core a statement goes on a
server, where the way there takes longer than that and a lost connection is Core's to notice, and wherever somebody
listens to statements, who is to hear all of them.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

_Values = Mapping[str, Any]


class Query:
    """A statement that returns rows. Its parameters come as keywords; a row has its columns as attributes."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._direct: _Direct | None = None

    def all(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """Every row. Raises what Core raises."""
        if not _directly(connection):
            return connection.execute(self._statement, values).all()
        if self._direct is None:
            self._direct = _Direct(self._statement, connection)
        return self._direct.rows(connection, values)

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first row, or None: for a query that finds few."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None

    def column(self, connection: Connection, **values: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.all(connection, **values)]

    def value(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.first(connection, **values)
        return row[0] if row is not None else None


class Change:
    """A statement that changes rows; or one for each kind of database, where it isn't the same for all."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._direct: dict[tuple[str, ...], _Direct] = {}

    def run(self, connection: Connection, values: _Values) -> int:
        """Returns how many rows it changed. Raises what Core raises.

        Of an INSERT and an UPDATE the values name the columns, beside the parameters that the statement has.
        """
        if not _directly(connection):
            return connection.execute(self._for(connection), values).rowcount
        names = tuple(values)
        direct = self._direct.get(names)
        if direct is None:
            direct = self._direct[names] = _Direct(self._for(connection), connection, names)
        return direct.run(connection, values)

    def each(self, connection: Connection, rows: Sequence[_Values]) -> None:
        """Run it for each of these. To a server they go together."""
        if not _directly(connection):
            if rows:
                connection.execute(self._for(connection), rows)
            return
        for values in rows:
            self.run(connection, values)

    def _for(self, connection: Connection) -> Any:
        return self._statement[connection.dialect.name] if isinstance(self._statement, dict) else self._statement


class _Direct:
    """A statement as the driver takes it, and what its types make of each parameter and of each column."""

    def __init__(self, statement: Any, connection: Connection, names: Sequence[str] | None = None) -> None:
        dialect = connection.dialect
        compiled = statement.compile(dialect=dialect, column_keys=names)
        if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError(f"Core does something each time with {compiled.string}")
        binds = [compiled.binds[name] for name in compiled.positiontup]
        columns = statement.exported_columns
        made = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._words: str = compiled.string
        self._fixed = {bind.key: bind.value for bind in binds if not bind.required}
        self._binds = [(bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect)) for bind in binds]
        self._made = [(at, make) for at, make in enumerate(made) if make is not None]
        self._row: Any = namedtuple("_row", columns.keys())  # type: ignore[misc]

    def rows(self, connection: Connection, values: _Values) -> list[Any]:
        return [self._read(row) for row in self._sent(connection, values).fetchall()]

    def run(self, connection: Connection, values: _Values) -> int:
        return self._sent(connection, values).rowcount

    def _sent(self, connection: Connection, values: _Values) -> sqlite3.Cursor:
        given = {**self._fixed, **values}
        parameters = [given[name] if make is None else make(given[name]) for name, make in self._binds]
        return _executed(connection, self._words, parameters)

    def _read(self, row: Sequence[Any]) -> Any:
        columns = list(row)
        for at, make in self._made:
            columns[at] = make(columns[at])
        return self._row._make(columns)


def one_of(name: str, many: int, kind: type[TypeEngine[Any]]) -> list[BindParameter[Any]]:
    """So many values for ``in_``, each by a name of its own: a list of any length can't be compiled once.

    ``many`` is what ``padded`` says of the list: so of each statement a handful is kept, and not one a length.
    """
    return [bindparam(f"{name}{at}", type_=kind) for at in range(many)]


def padded(values: Collection[Any]) -> int:
    """How long a list is made: a power of two, or nothing."""
    return 1 << (len(values) - 1).bit_length() if values else 0


def listed(name: str, values: Collection[Any]) -> dict[str, Any]:
    """The values of such a list, as parameters; what has no value of its own has the last one again."""
    given = list(values)
    given += given[-1:] * (padded(given) - len(given))
    return {f"{name}{at}": value for at, value in enumerate(given)}


def say(connection: Connection, words: str) -> None:
    """Say a word of transactions, such as ``BEGIN``. Raises what Core raises."""
    if _directly(connection):
        _executed(connection, words)
    else:
        connection.exec_driver_sql(words)


def _executed(connection: Connection, words: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
    driver: Any = connection.connection.dbapi_connection
    try:
        cursor: sqlite3.Cursor = driver.execute(words, parameters)
    except sqlite3.Error as failure:
        known: Any = {"hide_parameters": True, "dialect": connection.dialect}
        raise DBAPIError.instance(words, None, failure, sqlite3.Error, **known) from failure
    return cursor


def _directly(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite" and not connection.dispatch.before_cursor_execute
