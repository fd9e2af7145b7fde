"""Ways in which an SQLite file can't be used for a while, made by what really makes them, and undone at the end.

Rules of this file: nothing of the bot's is replaced; the operating system, another process or SQLite itself says no.
Each yields the causes that the bot may name.
"""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from bot.ports import Store
from storage.database import SqlDatabase
from storage.store import SqlStore


class Opened(Protocol):
    """Whoever has the database open."""

    database: SqlDatabase


NOBODY = 65534
HOLDER = Path(__file__).with_name("holder.py")


def file_of(there: Opened) -> Path:
    """The database's file."""
    return Path(there.database.url.removeprefix("sqlite:///"))


def writing(there: Opened, statement: str) -> Callable[[Store], None]:
    """A unit that says something to the writer's own connection."""

    def unit(store: Store) -> None:
        assert isinstance(store, SqlStore)
        store._connection.exec_driver_sql(statement)

    return unit


@asynccontextmanager
async def full(there: Opened) -> AsyncIterator[str]:
    """No page more for the file: SQLite itself says that it is full."""
    await there.database.write(writing(there, "PRAGMA max_page_count = 1"))  # it takes the size that the file has
    try:
        yield "the disk is full"
    finally:
        await there.database.write(writing(there, "PRAGMA max_page_count = 1000000000"))


@asynccontextmanager
async def no_byte_more(there: Opened) -> AsyncIterator[str]:
    """The system refuses to make the write-ahead log longer, in the middle of a commit."""
    wal = file_of(there).with_name(f"{file_of(there).name}-wal")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 5000, hard))
    try:
        yield "the disk can't be read or written"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def read_only(there: Opened) -> AsyncIterator[str]:
    """The file's rights are gone, and so is the connection that had them; root becomes nobody for the time."""
    file = file_of(there)
    files = [file, *file.parent.glob(f"{file.name}-*")]
    root = os.geteuid() == 0
    there.database._writing.dispose()
    for each in files:
        each.chmod(0o444)
    if root:
        os.seteuid(NOBODY)
    try:
        yield "the file can't be written"
    finally:
        if root:
            os.seteuid(0)
        for each in files:
            each.chmod(0o644)
        there.database._writing.dispose()


@asynccontextmanager
async def locked(there: Opened) -> AsyncIterator[str]:
    """Another process holds the file."""
    command = [sys.executable, "-I", "-S", str(HOLDER), str(file_of(there))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: ASYNC220 - it is quick
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield "another process holds the file"


@asynccontextmanager
async def gone(there: Opened) -> AsyncIterator[str]:
    """Somebody moved the file away, and moves it back."""
    file = file_of(there)
    away = file.rename(file.with_name("elsewhere"))
    try:
        yield "the file was moved, or another was put in its place"
    finally:
        away.rename(file)


@asynccontextmanager
async def replaced(there: Opened) -> AsyncIterator[str]:
    """Somebody puts another database in the file's place, and then the right one back."""
    file = file_of(there)
    away = file.rename(file.with_name("elsewhere"))
    sqlite3.connect(file).close()
    file.touch()
    try:
        yield "the file was moved, or another was put in its place"
    finally:
        away.replace(file)


Outage = Callable[[Opened], AbstractAsyncContextManager[str]]
OUTAGES: tuple[Outage, ...] = (full, no_byte_more, read_only, locked, gone, replaced)
