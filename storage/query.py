"""Queries of hot paths: compiled once, and sent to SQLite's driver as they are.

Rules of this file: a query is SQLAlchemy's own, and so is what its types make of values, both ways. Only what Core does
around each execution is left out: it took four times as long as SQLite itself. Through Core a query goes on a server,
where the way there takes longer than that and a lost connection is Core's to notice, and wherever somebody listens to
statements, who is to hear all of them.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError


class Query:
    """A SELECT that takes no lists. Its parameters come as keywords; a row has its columns as attributes."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._direct: _Direct | None = None

    def all(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """Every row. Raises what Core raises."""
        if connection.dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
            return connection.execute(self._statement, values).all()
        if self._direct is None:
            self._direct = _Direct(self._statement, connection.dialect)
        return self._direct.all(connection, values)

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first row, or None: for a query that finds few."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None


class _Direct:
    """A statement as the driver takes it, and what its types make of each parameter and of each column."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.post_compile_params:
            raise TypeError(f"a list has as many places as it is long: {compiled.string}")
        binds = [compiled.binds[name] for name in compiled.positiontup]
        columns = statement.selected_columns
        made = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._words: str = compiled.string
        self._fixed = {bind.key: bind.value for bind in binds if not bind.required}
        self._binds = [(bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect)) for bind in binds]
        self._made = [(at, make) for at, make in enumerate(made) if make is not None]
        self._row: Any = namedtuple("_row", columns.keys())  # type: ignore[misc]

    def all(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        given = {**self._fixed, **values}
        parameters = [given[name] if make is None else make(given[name]) for name, make in self._binds]
        driver: Any = connection.connection.dbapi_connection
        try:
            rows = driver.execute(self._words, parameters).fetchall()
        except sqlite3.Error as failure:
            raise DBAPIError.instance(
                self._words, None, failure, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from failure
        return [self._read(row) for row in rows]

    def _read(self, row: Sequence[Any]) -> Any:
        columns = list(row)
        for at, make in self._made:
            columns[at] = make(columns[at])
        return self._row._make(columns)
