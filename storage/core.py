"""Shared by the query families: a SQLModel class as a Core table, and persons in a join.

Hot paths run Core statements on the SQLModel tables, built once at import: with a dozen statements a command the
ORM did a fifth of what Core does.
"""

from typing import Any, cast

from sqlalchemy import Table
from sqlmodel import SQLModel

from bot.address import Identity
from bot.model import Person


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model."""
    return cast("Table", getattr(model, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


def person(id_: Any, name: Any, identity: Any) -> Person | None:
    """A person from joined columns; None where the join found nobody."""
    return Person(id_, name, Identity(identity)) if id_ is not None else None
