"""The schema goes up and down on a database with rows in it, and its tables are what the migrations made."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage import migrate
from tests.chat import BEFORE, chat


def counted(file: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(file)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


async def test_a_database_in_use_is_what_the_tables_say(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["sponsored"] + BEFORE["lee-applied"])
        file, url = there.app.database.path, there.config.storage.url
    before = counted(file)
    assert all(before[name] for name in ("people", "cases", "history", "inbox", "outbox", "messages", "marks"))
    migrate.upgrade(url)
    migrate.check(url)
    assert counted(file) == before
    assert migrate.versions(url)[0] == migrate.versions(url)[1]


async def test_it_goes_down_and_up_again(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["questions"])
        file, url = there.app.database.path, there.config.storage.url
    migrate.downgrade(url, "base")
    assert set(counted(file)) <= {"alembic_version", "sqlite_sequence"}
    assert migrate.versions(url)[0] is None
    migrate.upgrade(url)
    migrate.check(url)
    async with chat(tmp_path) as there:
        await there.play(BEFORE["sponsored"])


async def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"])
        file = there.app.database.path
        before = counted(file)
        await there.restart()
        assert counted(file) == before
        await there.play("ana: !mentees\nbot -> ana: …#1…being mentored…")
