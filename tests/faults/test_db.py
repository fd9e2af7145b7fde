"""``ambassador db check``, as an operator runs it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.cli.config import load
from bot.cli.wiring import opened
from storage import migrate
from tests.config.desk import GOOD, MATRIX, Desk
from tests.faults.breaks import BREAKS
from tests.faults.test_check import play


def used(desk: Desk, url: str) -> None:
    """A config on a database in which everything has happened."""
    play(url)
    desk.write(GOOD + MATRIX + f'[storage]\nurl = "{url}"\n')


def test_nothing_is_wrong(desk: Desk, database_url: str) -> None:
    used(desk, database_url)
    done = desk.run("db", "check", "-c", "config.toml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is wrong.\n", "")


def test_what_is_wrong_is_listed_with_its_cases_and_left_as_it_is(desk: Desk) -> None:
    file = desk.folder / "bot.db"
    used(desk, f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as database:
        database.executescript(f"{BREAKS['no-thumbs-up']}; {BREAKS['cursor']}")
    before = file.read_bytes()
    done = desk.run("db", "check")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "approved or sponsored without a 👍: case #1",
        "moved without a lease: cursor loop",
        "Nothing was changed. Make a backup, and report these lines: docs/running.md tells what to do.",
    ]
    assert file.read_bytes() == before


async def test_it_may_be_run_beside_the_bot(desk: Desk) -> None:
    desk.write(GOOD + MATRIX)
    async with opened(load(desk.file)):
        done = await asyncio.to_thread(desk.run, "db", "check")
    assert (done.returncode, done.stdout) == (0, "Nothing is wrong.\n")


def test_there_is_no_database_yet(desk: Desk) -> None:
    desk.write(GOOD + MATRIX)
    done = desk.run("db", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no database yet: `ambassador run` makes ambassador.db.\n"
    assert not Path(desk.folder, "ambassador.db").exists()


def test_a_database_of_another_version_is_not_looked_at(desk: Desk) -> None:
    desk.write(GOOD + MATRIX)
    migrate.upgrade("sqlite:///ambassador.db", "0001")
    done = desk.run("db", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "isn't at this version yet" in done.stderr
