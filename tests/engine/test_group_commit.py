"""Units that wait together commit together, and none of them suffers for another: on either kind of database.

Rules of this file: what only one kind can do to a transaction says so.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from adapters.shell import START
from bot.effect import Post
from bot.message import say
from bot.ports import Store
from storage.database import is_sqlite
from storage.store import SqlStore
from storage.writer import GROUP
from tests.world import MENTORS, World, world

Unit = Callable[[Store], Any]


def post(store: Store, words: str) -> None:
    """Queue a message that names its unit."""
    store.outbox.add([Post(MENTORS, say(words))], words, START)


def connection(store: Store) -> Connection:
    """The unit's connection."""
    assert isinstance(store, SqlStore)
    return store._connection


async def together(there: World, units: list[Unit]) -> list[Any]:
    """Write units in one group: the writer is held until all of them wait."""
    entered, go = threading.Event(), threading.Event()

    def hold(store: Store) -> None:
        entered.set()
        assert go.wait(10)

    held = asyncio.ensure_future(there.database.write(hold))
    await asyncio.to_thread(entered.wait, 10)
    waiting = [asyncio.ensure_future(there.database.write(unit)) for unit in units]
    await asyncio.sleep(0)
    go.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


async def queued(there: World) -> list[str]:
    """Which units left a message."""
    return [event for (event,) in await there.rows("SELECT event FROM outbox ORDER BY id")]


async def test_a_unit_that_raises_leaves_nothing_and_its_neighbours_everything(database_url: str) -> None:
    async with world(database_url) as there:

        def broken(store: Store) -> None:
            post(store, "broken")
            raise LookupError("no")

        units: list[Unit] = [lambda store: post(store, "first"), broken, lambda store: post(store, "last")]
        results = await together(there, units)
        assert [type(result) for result in results] == [type(None), LookupError, type(None)]
        assert await queued(there) == ["first", "last"]


async def test_a_broken_statement_hurts_only_its_unit(database_url: str) -> None:
    async with world(database_url) as there:

        def broken(store: Store) -> None:
            post(store, "broken")
            connection(store).exec_driver_sql("INSERT INTO marks (name) VALUES ('no time')")

        units: list[Unit] = [lambda store: post(store, "first"), broken, lambda store: post(store, "last")]
        results = await together(there, units)
        assert [type(result) for result in results] == [type(None), IntegrityError, type(None)]
        assert await queued(there) == ["first", "last"]


async def test_where_the_commit_fails_each_unit_runs_by_itself(database_url: str) -> None:
    async with world(database_url) as there:
        ran: list[str] = []

        def good(name: str) -> Unit:
            def unit(store: Store) -> str:
                ran.append(name)
                post(store, name)
                return name

            return unit

        def doomed(store: Store) -> None:
            """Fine until COMMIT, where the foreign key is missed."""
            ran.append("doomed")
            if connection(store).dialect.name == "sqlite":
                connection(store).exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection(store).exec_driver_sql("INSERT INTO identities (address, person_id) VALUES ('shell:x', 999)")
            post(store, "doomed")

        if not is_sqlite(database_url):
            await there.change("ALTER TABLE identities ALTER CONSTRAINT fk_identities_person_id INITIALLY DEFERRED")
        results = await together(there, [good("first"), doomed, good("last")])
        assert [results[0], type(results[1]), results[2]] == ["first", IntegrityError, "last"]
        assert await queued(there) == ["first", "last"]
        assert ran == ["first", "doomed", "last"] * 2


async def test_nobody_hears_of_success_before_it_is_on_the_disk(database_url: str) -> None:
    async with world(database_url) as there:
        seen: list[list[str]] = []

        async def write(name: str) -> None:
            await there.database.write(lambda store: post(store, name))
            seen.append(await queued(there))

        await asyncio.gather(*(write(str(number)) for number in range(2 * GROUP)))
        assert len(seen[0]) >= 1
        assert len(await queued(there)) == 2 * GROUP
        assert all(len(each) >= 1 for each in seen)


async def test_what_waits_commits_together(database_url: str) -> None:
    async with world(database_url) as there:
        at_once: list[int] = []

        def look(name: str) -> Unit:
            def unit(store: Store) -> None:
                post(store, name)
                found = connection(store).exec_driver_sql("SELECT count(*) FROM outbox").scalar_one()
                at_once.append(found)

            return unit

        with commits() as counted:
            await together(there, [look(str(number)) for number in range(GROUP)])
        assert at_once == list(range(1, GROUP + 1))
        assert len(counted) == 2, "the one that was held, and the group"


@contextmanager
def commits() -> Iterator[list[Connection]]:
    """Every commit of every connection."""
    counted: list[Connection] = []
    count = counted.append  # the same object at both ends
    event.listen(Engine, "commit", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "commit", count)


async def test_readers_cant_write(database_url: str) -> None:
    async with world(database_url) as there:
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await there.database.read(lambda store: post(store, "no"))
        assert await queued(there) == []


async def test_errors_dont_carry_peoples_words(database_url: str) -> None:
    async with world(database_url) as there:

        def broken(store: Store) -> None:
            connection(store).execute(text("INSERT INTO marks (name) VALUES (:words)"), {"words": "a secret"})

        with pytest.raises(IntegrityError) as raised:
            await there.database.write(broken)
        assert "secret" not in str(raised.value)
