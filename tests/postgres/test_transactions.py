"""A transaction on PostgreSQL: what it sees and isn't let do, how long it waits, and what its errors don't tell.

Rules of this file: a server that is stopped or frozen is one of the test's own.
"""

import asyncio
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from adapters.shell import START
from bot.errors import Unavailable
from bot.ports import Store
from storage import postgres as kind
from storage.database import SqlDatabase
from storage.store import SqlStore
from tests.postgres.replicas import meeting, replicas
from tests.postgres.server import Server
from tests.world import APPLICATION, key, world

SECRET = "a secret of theirs"


def execute(store: Store, statement: str, **values: Any) -> Any:
    """Say something in a unit's transaction."""
    assert isinstance(store, SqlStore)
    return store._connection.execute(text(statement), values)


def shown(name: str) -> Callable[[Store], str]:
    """A unit that asks for a setting."""
    return lambda store: str(execute(store, f"SHOW {name}").scalar_one())


def mark(store: Store) -> None:
    """A unit that writes."""
    execute(store, "INSERT INTO marks (name, at) VALUES ('a mark', now())")


async def test_what_a_transaction_is(pg_url: str) -> None:
    async with replicas(pg_url, 1) as (database,):
        assert await database.write(shown("transaction_isolation")) == "serializable"
        assert await database.read(shown("transaction_isolation")) == "repeatable read"
        assert await database.read(shown("transaction_read_only")) == "on"
        for name, bound in kind._SETTINGS.items():
            assert await database.write(shown(name)) == bound
            assert await database.read(shown(name)) == bound
        assert await database.write(shown("application_name")) == "ambassador"


async def test_readers_cant_write(pg_url: str) -> None:
    async with replicas(pg_url, 1) as (database,):
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await database.read(mark)
        assert database.fault is None, "that is a bug, and no fault of the database's"
        await database.write(mark)


async def test_a_reader_sees_one_moment(pg_url: str) -> None:
    async with replicas(pg_url, 1) as (database,):
        loop = asyncio.get_running_loop()

        def twice(store: Store) -> tuple[bool, bool]:
            before = store.marks.has("a mark")
            asyncio.run_coroutine_threadsafe(database.write(mark), loop).result(10)
            return before, store.marks.has("a mark")

        assert await database.read(twice) == (False, False)
        assert await database.read(lambda store: store.marks.has("a mark"))


async def test_what_the_address_says_of_the_connection_goes_first(postgres: Server, pg_url: str) -> None:
    there = f"{pg_url}&application_name=another&options=-c%20lock_timeout%3D50ms"
    async with replicas(there, 1) as (database,):
        assert await database.write(shown("application_name")) == "another"
        assert await database.write(shown("lock_timeout")) == "50ms"
        assert await database.write(shown("statement_timeout")) == kind._SETTINGS["statement_timeout"]


async def test_a_lock_that_somebody_holds_is_waited_for_so_long_and_no_longer(pg_url: str) -> None:
    async with replicas(f"{pg_url}&options=-c%20lock_timeout%3D50ms", 1) as (database,):
        with psycopg.connect(pg_url) as other:
            other.execute("LOCK TABLE marks")
            with pytest.raises(Unavailable, match="somebody else held a lock for too long"):
                await database.write(mark)
            assert database.fault == "somebody else held a lock for too long"
        await database.write(mark)


async def test_a_row_that_two_make_without_looking_is_made_by_one_and_then_seen_by_the_other(pg_url: str) -> None:
    async with replicas(pg_url) as both:
        meetings = meeting(both)

        def blind(number: int) -> Callable[[Store], str]:
            def unit(store: Store) -> str:
                if meetings[number].ran > 1 and store.marks.has("a mark"):
                    return "seen"
                mark(store)
                return "made"

            return unit

        results = await asyncio.gather(*(each.write(blind(number)) for number, each in enumerate(meetings)))
        assert sorted(results) == ["made", "seen"]


async def test_a_row_that_is_there_each_time_is_a_bug_and_no_race(pg_url: str) -> None:
    ran: list[int] = []

    def unit(store: Store) -> None:
        ran.append(1)
        mark(store)

    async with replicas(pg_url, 1) as (database,):
        await database.write(mark)
        with pytest.raises(IntegrityError):
            await database.write(unit)
        assert len(ran) > 1
        assert database.fault is None


@pytest.mark.parametrize(
    ("statement", "tells"),
    [
        ("INSERT INTO marks (name, at) VALUES (:words, now())", "duplicate key value violates unique constraint"),
        ("INSERT INTO cursors (name) VALUES (:words)", "null value in column"),
        ("SELECT CAST(:words AS INTEGER)", "InvalidTextRepresentation"),
        ("SELECT CAST(:words AS JSON)", "InvalidTextRepresentation"),
        ("SELECT * FROM nowhere WHERE name = :words", 'relation "nowhere" does not exist'),
    ],
)
async def test_errors_dont_carry_peoples_words(pg_url: str, statement: str, tells: str) -> None:
    async with replicas(pg_url, 1) as (database,):
        await database.write(lambda store: store.marks.first(SECRET, START))
        with pytest.raises(DBAPIError) as raised:
            await database.write(lambda store: execute(store, statement, words=SECRET))
    failure: BaseException | None = raised.value
    told: list[str] = []
    while failure is not None:
        told += [str(failure), repr(failure), *traceback.format_exception(failure)]
        failure = failure.__cause__ or failure.__context__
    assert tells in "".join(told)
    assert SECRET not in "".join(told)


async def test_what_the_database_cant_hold_is_no_failure(pg_url: str) -> None:
    async with world(pg_url) as there:
        await there.say("kim", "!apply")
        answers = {**APPLICATION, "why": "I like\0 maps"}
        assert key(await there.engine.handle(there.submitted("kim", "apply", answers))) == "applied"
        for text_, reply in (
            ("!note 2 a\0 b", "no-such-case"),
            ("!case 2147483647", "no-such-case"),
            ("!case 2147483648", "not-a-number"),
            ("!queue 2147483647", "queue-no-page"),
        ):
            assert key(await there.say("ana", text_)) == reply
        nameless = there.said("zoe", "!apply")
        nameless = nameless.model_copy(update={"sender": nameless.sender.model_copy(update={"name": "Zo\0e"})})
        assert key(await there.engine.handle(nameless)) == "form-apply-intro"
        assert await there.rows("SELECT name FROM people WHERE identity = 'shell:zoe'") == [("Zo\ufffde",)]
        assert not await there.rows("SELECT 1 FROM inbox WHERE state = 'failed'")


async def test_instants_come_back_as_they_were_whatever_zone_the_server_is_in(pg_url: str) -> None:
    async with world(pg_url) as there:
        assert await there.rows("SHOW timezone") == [("Asia/Kathmandu",)]
        await there.apply()
        case = await there.read(lambda store: store.cases.get(1))
        assert case is not None
        assert (case.since, case.since.tzinfo) == (START, UTC)
        later = START + timedelta(minutes=5)
        assert await there.database.write(lambda store: store.leases.take("sync", "a", START, later)) == 1
        just_before = later - timedelta(microseconds=1)
        assert await there.database.write(lambda store: store.leases.take("sync", "b", just_before, later)) is None
        assert await there.database.write(lambda store: store.leases.take("sync", "b", later, later)) == 2


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that this test may stop."""
    with Server() as server:
        yield server


async def test_it_goes_on_after_the_server_was_away(own: Server) -> None:
    with own.database() as url:
        async with replicas(url, 1) as (database,):
            await database.write(mark)
            assert await database.read(lambda store: store.marks.has("a mark"))
            own.crash()
            for _ in range(2):
                with pytest.raises(Unavailable):
                    await database.write(lambda store: store.marks.first("another", START))
                with pytest.raises(Unavailable):
                    await database.read(lambda store: store.marks.has("a mark"))
            assert database.fault == "the server can't be reached"
            own.start()
            assert await database.read(lambda store: store.marks.has("a mark"))
            assert await database.write(lambda store: store.marks.first("another", START))


async def test_it_goes_on_after_a_restart_that_it_didnt_see(own: Server) -> None:
    with own.database() as url:
        async with replicas(url, 1) as (database,):
            await database.write(mark)
            await asyncio.gather(*(database.read(lambda store: store.marks.has("a mark")) for _ in range(9)))
            own.stop()
            own.start()
            assert await database.read(lambda store: store.marks.has("a mark"))
            for _ in range(2):
                try:
                    await database.write(lambda store: store.marks.first("another", START))
                except Unavailable:
                    continue
            assert await database.read(lambda store: store.marks.has("another"))


async def test_a_server_that_stands_still_is_left(own: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "TAKES", 1.5)
    monkeypatch.setattr(kind, "LOOK", 0.05)
    with own.database() as url:
        database = SqlDatabase(url)
        database.open()
        ask = "SELECT pg_backend_pid()"
        frozen = [
            await database.write(lambda store: execute(store, ask).scalar_one()),
            await database.read(lambda store: execute(store, ask).scalar_one()),
        ]
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
        try:
            results = await asyncio.gather(
                database.write(mark), database.read(lambda store: store.marks.has("a mark")), return_exceptions=True
            )
            assert isinstance(results[0], Unavailable)
            assert results[1] is False, "a read runs again on another connection"
            await database.write(lambda store: store.marks.first("another", START))
            assert await database.read(lambda store: store.marks.has("another"))
        finally:
            for process in frozen:
                os.kill(process, signal.SIGCONT)
            await asyncio.to_thread(database.close)
