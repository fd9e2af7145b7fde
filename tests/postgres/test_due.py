"""Two processes and one row of due work, on PostgreSQL: one does it, and nobody waits for one that stands still."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot import watching
from bot.due import Due
from storage.database import SqlDatabase, engine_for
from storage.store import SqlStore
from tests.engine.duties import DAY, KINDS, SECOND, Bench, bench
from tests.postgres.replicas import at_once, meeting, replicas


@pytest.fixture
async def there(pg_url: str) -> AsyncIterator[Bench]:
    """A ticker on PostgreSQL."""
    async with bench(pg_url) as opened:
        yield opened


@pytest.fixture
async def both(there: Bench) -> AsyncIterator[list[SqlDatabase]]:
    """Two replicas on its database."""
    async with replicas(there.there.database.url) as opened:
        yield opened


async def rows_of(there: Bench) -> list[Due]:
    """What is due."""
    return await there.there.read(lambda store: store.dues.due(there.there.clock.now(), KINDS, 99))


@contextmanager
def standing(url: str, row: Due) -> Iterator[Connection]:
    """A process that has a row in hand, and stands still."""
    engine = engine_for(url, writes=True)
    with engine.connect() as connection:
        assert SqlStore(connection).dues.still(row)
        yield connection
    engine.dispose()


async def test_a_row_is_anybodys_who_is_first_and_only_theirs(there: Bench, both: list[SqlDatabase]) -> None:
    await there.put("x")
    (row,) = await rows_of(there)

    def take(store: Any) -> bool:
        mine: bool = store.dues.still(row)
        if mine:
            store.dues.remove([row])
        return mine

    assert sorted(await at_once(both, take)) == [False, True]


async def test_two_that_tick_at_once_do_each_row_once(there: Bench, both: list[SqlDatabase]) -> None:
    keys = [f"{number:03}" for number in range(150)]
    await there.put(*keys)
    await asyncio.gather(*(there.another(each).tick() for each in meeting(both)))
    await there.tick()
    assert sorted(words for words in await there.said() if not words.endswith(" half")) == keys
    assert await there.due() == []


async def test_nobody_waits_for_a_process_that_stands_still(there: Bench) -> None:
    await there.put("held", "free")
    held = next(row for row in await rows_of(there) if row.key == "held")
    with standing(there.there.database.url, held):
        for _ in range(2):
            await there.tick()
            assert await there.said() == ["free half", "free"]
            assert there.there.database.fault is None
    await there.tick(SECOND)
    assert (await there.said())[2:] == ["held half", "held"]


async def test_what_it_did_when_it_goes_on_counts(there: Bench) -> None:
    await there.put("x")
    (row,) = await rows_of(there)
    with standing(there.there.database.url, row) as process:
        await there.tick()
        SqlStore(process).dues.remove([row])
        process.commit()
    await there.tick()
    assert there.trouble.tried == []


async def test_what_it_did_counts_for_nothing_once_the_server_has_hung_up(there: Bench) -> None:
    await there.put("x")
    (row,) = await rows_of(there)
    with standing(there.there.database.url, row) as process:
        SqlStore(process).dues.remove([row])
        await there.tick()
        assert await there.said() == []
        number = process.execute(text("SELECT pg_backend_pid()")).scalar_one()
        await there.there.rows("SELECT pg_terminate_backend(?)", number)
        while await there.there.rows("SELECT 1 FROM pg_stat_activity WHERE pid = ?", number):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await there.tick()
        assert await there.said() == ["x half", "x"]
        process.invalidate()


async def test_a_clock_is_set_right_though_a_process_stands_still(
    there: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BELIEVED", 0.0)
    there.there.clock.move(DAY)
    await there.put("held", "free", after=DAY)
    await there.tick()
    held = await there.there.read(lambda store: store.dues.get("say", "held"))
    assert held is not None
    with standing(there.there.database.url, held):
        await asyncio.wait_for(there.tick(-DAY), 10)
    assert {key: at - there.there.clock.now() for key, at, _ in await there.due()} == {"free": DAY, "held": 2 * DAY}
