"""Reads that wait together share a transaction, and none of them suffers for another: on either kind of database."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.ports import Store
from tests.engine.test_group_commit import connection, post
from tests.world import World, world

WITHIN = 10.0
"""Seconds in which anything here has long happened."""


@asynccontextmanager
async def held(there: World) -> AsyncIterator[None]:
    """One reader is at it, and goes on when the block ends."""
    entered, go = threading.Event(), threading.Event()

    def hold(_store: Store) -> None:
        entered.set()
        assert go.wait(WITHIN)

    holding = asyncio.ensure_future(there.database.read(hold))
    assert await asyncio.to_thread(entered.wait, WITHIN)
    try:
        yield
    finally:
        go.set()
        await holding


def messages(store: Store) -> int:
    """How many there are."""
    return int(connection(store).execute(text("SELECT count(*) FROM outbox")).scalar_one())


async def test_those_who_wait_together_are_read_together(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each other reader has taken one of them already when its turn comes."""
    monkeypatch.setattr("storage.reader.SLOW", WITHIN)
    async with world(database_url) as there:
        async with held(there):
            reading = [asyncio.ensure_future(there.database.read(lambda store: store)) for _ in range(16)]
            await asyncio.sleep(0)
        assert len({id(store) for store in await asyncio.gather(*reading)}) <= there.database._kind.READERS


async def test_one_that_fails_fails_alone(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a statement that fails ends the transaction of all."""
    monkeypatch.setattr("storage.reader.SLOW", WITHIN)

    def wrong(store: Store) -> int:
        return int(connection(store).execute(text("SELECT nothing FROM nowhere")).scalar_one())

    async with world(database_url) as there:
        async with held(there):
            reading = [asyncio.ensure_future(there.database.read(unit)) for unit in (messages, wrong, messages)]
            await asyncio.sleep(0)
        first, second, third = await asyncio.gather(*reading, return_exceptions=True)
        assert (first, third) == (0, 0)
        assert isinstance(second, DBAPIError)


async def test_a_slow_one_doesnt_hold_up_the_next(database_url: str) -> None:
    async with world(database_url) as there, held(there):
        assert await asyncio.wait_for(there.database.read(messages), WITHIN / 2) == 0


async def test_whoever_was_told_of_a_commit_reads_it(database_url: str) -> None:
    async with world(database_url) as there:

        async def one(number: int) -> int:
            await there.database.write(partial(post, words=str(number)))
            return await there.database.read(messages)

        found = await asyncio.wait_for(asyncio.gather(*map(one, range(200))), WITHIN * 3)
        assert all(seen >= 1 for seen in found)
        assert max(found) == 200
