"""A start after kill -9 on SQLite: what the dead held is free at once, what the living hold is not. Real processes."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.clock import SystemClock
from bot.effect import Post
from bot.message import say
from bot.ports import Store
from storage.database import SqlDatabase
from storage.migrate import upgrade
from tests import forks
from tests.world import MENTORS


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database without rows."""
    made = f"sqlite:///{tmp_path / 'bot.db'}"
    upgrade(made)
    return made


@dataclass
class Child:
    """A process that holds a lease, with its fence, and parcels, by their tokens."""

    process: BaseProcess
    fence: str
    tokens: list[str]

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.join()


@contextmanager
def child(url: str, name: str = "loop") -> Iterator[Child]:
    """A process on the database, gone at the end."""
    with TemporaryDirectory() as folder:
        said, log = Path(folder, "said"), Path(folder, "log")
        process = forks.forked("tests.faults.child", [url, name], forks.ROOT, said, log)
        try:
            while not (said.exists() and said.read_text().endswith("\n")):
                assert process.is_alive(), log.read_text()
                time.sleep(0.01)
            fence, *tokens = said.read_text().split()
            yield Child(process, fence, tokens)
        finally:
            process.kill()
            process.join()


async def queue(database: SqlDatabase) -> None:
    """One message waits."""
    now = SystemClock().now()
    await database.write(lambda store: store.outbox.add([Post(MENTORS, say("queue-empty"))], "test", now))


@contextmanager
def opened(url: str) -> Iterator[SqlDatabase]:
    """The database in this process."""
    database = SqlDatabase(url)
    try:
        database.open()
        yield database
    finally:
        database.close()


async def taken(database: SqlDatabase, name: str = "loop") -> tuple[int | None, list[str]]:
    """The fence of the lease, and the tokens of the parcels, that this process can have right now."""
    now = SystemClock().now()
    until = now + timedelta(minutes=1)

    def take(store: Store) -> tuple[int | None, list[str]]:
        parcels = store.outbox.lease("shell", now, until, 10)
        return store.leases.take(name, "us", now, until), [parcel.token for parcel in parcels]

    return await database.write(take)


async def test_what_a_killed_process_held_is_free_at_the_next_start(url: str) -> None:
    with opened(url) as database:
        await queue(database)
    with child(url) as first:
        assert (first.fence, len(first.tokens)) == ("1", 1)
        first.kill()
        with opened(url) as database:
            assert await taken(database) == (2, first.tokens), "another fence, the same token"


async def test_what_a_living_process_holds_is_its_own(url: str) -> None:
    with opened(url) as database:
        await queue(database)
    with child(url), opened(url) as database:
        assert await taken(database) == (None, [])


async def test_the_dead_ones_things_wait_while_another_lives(url: str) -> None:
    with child(url, "one") as first, child(url, "two"):
        first.kill()
        with opened(url) as database:
            assert (await taken(database, "one"))[0] is None
            assert (await taken(database, "two"))[0] is None


async def test_whoever_is_left_alone_by_all_takes_over(url: str) -> None:
    with child(url, "one") as first, child(url, "two") as second:
        first.kill()
        second.kill()
        with opened(url) as database:
            assert (await taken(database, "one"))[0] == 2
            assert (await taken(database, "two"))[0] == 2


async def test_another_name_of_the_file_is_the_same_file(url: str, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "bot.db")
    with child(url), opened(f"sqlite:///{link}") as database:
        assert (await taken(database))[0] is None


async def test_where_no_lock_can_be_had_everything_goes_on_and_leases_end_by_themselves(
    url: str, tmp_path: Path
) -> None:
    os.mkdir(tmp_path / "bot.db.lock")
    with child(url) as first:
        first.kill()
        with opened(url) as database:
            assert (await taken(database))[0] is None


def lock_of(url: str) -> Path:
    """The lock beside a database."""
    return Path(f"{url.removeprefix('sqlite:///')}.lock")


async def test_whoever_only_writes_takes_nothing_over(url: str) -> None:
    """An operator's command, beside a bot whose lock it can't see."""
    with opened(url) as database:
        await queue(database)
    with child(url):
        lock_of(url).unlink()
        database = SqlDatabase(url)
        try:
            database.open(serves=False)
            assert await taken(database) == (None, [])
        finally:
            database.close()
        assert not lock_of(url).exists()


async def test_a_bot_that_starts_beside_such_a_one_is_alone(url: str) -> None:
    with opened(url) as database:
        await queue(database)
    with child(url) as first:
        first.kill()
        beside = SqlDatabase(url)
        try:
            beside.open(serves=False)
            with opened(url) as database:
                assert await taken(database) == (2, first.tokens)
        finally:
            beside.close()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660])
def test_the_lock_is_for_all_who_may_use_the_database(url: str, mode: int) -> None:
    file = Path(url.removeprefix("sqlite:///"))
    file.chmod(mode)
    with opened(url):
        assert stat.S_IMODE(lock_of(url).stat().st_mode) == mode


@pytest.mark.parametrize("there", [False, True])
def test_roots_lock_belongs_to_whom_the_database_does(url: str, there: bool) -> None:
    if there:
        lock_of(url).touch(0o600)
    owner = (65534, 65534) if os.geteuid() == 0 else (os.geteuid(), os.getegid())  # only root can give a file away
    os.chown(url.removeprefix("sqlite:///"), *owner)
    with opened(url):
        found = lock_of(url).stat()
        assert (found.st_uid, found.st_gid) == owner


def test_that_there_is_no_lock_is_said(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(url):
        assert "no lock" not in capsys.readouterr().out
    lock_of(url).unlink()
    os.mkdir(tmp_path / "bot.db.lock")
    with opened(url):
        assert capsys.readouterr().out.count("no lock beside the database") == 1
