"""Shared by the query families: a SQLModel class as a Core table, constants of statements, and persons in a join.

Hot paths run Core statements on the SQLModel tables, built once at import: with a dozen statements a command the
ORM did a fifth of what Core does. A condition that a partial index names is written out by ``constants``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import ColumnElement, Connection, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from bot.address import Identity
from bot.model import Person
from bot.unicode import all_whole


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model."""
    return cast("Table", getattr(model, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


def constant(word: str) -> ColumnElement[str]:
    """A word of ours that stands in the statement itself.

    A bound value would hide it: SQLite takes a partial index only for a statement that shows the index's condition.
    """
    return literal_column(f"'{word}'")


def constants(words: Iterable[str]) -> list[ColumnElement[str]]:
    """Several of them, for ``in_``; in the index's own order."""
    return [constant(word) for word in words]


def by_index(words: str, dialect: str) -> str:
    """A statement in which ``@ix_…`` behind a table says by which index SQLite reads it: else it takes the most narrow
    condition's, and sorts what comes. PostgreSQL knows how many rows there are, and finds its own."""
    return re.sub(r"@(ix_\w+)", r"INDEXED BY \1" if dialect == "sqlite" else "", words)


T = TypeVar("T")


def per_dialect(make: Callable[[Any], T]) -> Mapping[str, T]:
    """A statement that begins with a dialect's own INSERT (``on_conflict_…``), made for each; ``make`` is given it."""
    return {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}


def of(connection: Connection, statements: Mapping[str, T]) -> T:
    """The statement for this connection's database."""
    return statements[connection.dialect.name]


def kept(kind: TypeAdapter[T], value: T) -> str:
    """A value as JSON. Whatever was put into it, it can be kept."""
    try:
        return kind.dump_json(value).decode()
    except PydanticSerializationError:
        return to_json(all_whole(kind.dump_python(value))).decode()


def person(id_: Any, name: Any, identity: Any) -> Person | None:
    """A person from joined columns; None where the join found nobody."""
    return Person(id_, name, Identity(identity)) if id_ is not None else None
