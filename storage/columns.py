"""Columns and indexes as the tables have them again and again, and the names that constraints get."""

from typing import Any

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # before the first table: names of constraints must be known to migrations
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows of which ``where`` is true."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def json() -> Any:
    """A list."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False, default=list))


def word(length: int = 20, **options: Any) -> Any:
    """A short word of ours."""
    return Field(max_length=length, **options)


def long() -> Any:
    """People's words."""
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
