"""A database by its URL. What the two kinds have in common stands here; each has a file of its own."""

from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from bot.ports import Database


class SqlDatabase(Database, Protocol):
    """A database, with what the composition root needs besides."""

    url: str

    def open(self) -> None:
        """Begin to work. The schema must stand (``migrate.upgrade``)."""

    def close(self) -> None:
        """Finish what was accepted and let the database go. Blocks."""


def is_sqlite(url: str) -> bool:
    """Whether a URL names a file."""
    return make_url(url).get_backend_name() == "sqlite"


def database(url: str) -> SqlDatabase:
    """The database behind a URL, not opened yet. Each kind's library is loaded only where it is used."""
    if is_sqlite(url):
        from storage.sqlite import SqliteDatabase

        return SqliteDatabase(url)
    from storage.postgres import PostgresDatabase

    return PostgresDatabase(url)


def engine_for(url: str, *, writes: bool) -> Engine:
    """An engine with what each kind needs on its connections."""
    if is_sqlite(url):
        from storage import sqlite

        return sqlite.engine_for(url, writes=writes)
    from storage import postgres

    return postgres.engine_for(url, writes=writes)
