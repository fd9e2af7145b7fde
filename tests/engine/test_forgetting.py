"""What the inbox forgets: events that failed for good hold up nobody's forgetting, and aren't kept for ever."""

from collections.abc import AsyncIterator

import pytest

from bot import chores
from bot.chores import DONE_KEPT
from bot.event import AnyEvent
from bot.ports import Store
from tests.engine.test_courier import Office
from tests.engine.test_letters import looking_after
from tests.world import World, world

BATCH = 3


@pytest.fixture
async def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """A programme that forgets little at a time, on either kind of database."""
    monkeypatch.setattr(chores, "BATCH", BATCH)
    async with world(database_url) as there:
        yield Office(there)


async def failed(there: World, window: bool, many: int = 2 * BATCH) -> None:
    """So many events are given up; where somebody waited, they were told, and nothing is kept."""
    events: list[AnyEvent] = [there.said("kim", "!apply", window=window) for _ in range(many)]

    def unit(store: Store) -> None:
        for event in events:
            store.inbox.failed(event, "bug", 6, None)

    await there.database.write(unit)


async def kept(office: Office) -> list[tuple[object, ...]]:
    """What is left, a month later."""
    office.there.clock.move(DONE_KEPT + DONE_KEPT)
    await looking_after(office).round()
    return await office.there.rows("SELECT state, count(*), count(payload) FROM inbox GROUP BY state")


async def test_what_is_done_behind_many_that_failed_is_forgotten(office: Office) -> None:
    await failed(office.there, window=False)
    for _ in range(2 * BATCH):
        await office.there.say("kim", "!status")
    assert await kept(office) == [("failed", 2 * BATCH, 2 * BATCH)], "what can be handled again stays"


async def test_what_failed_and_left_nothing_is_forgotten_too(office: Office) -> None:
    await failed(office.there, window=True)
    await failed(office.there, window=False, many=1)
    await office.there.say("kim", "!apply")
    assert await kept(office) == [("failed", 1, 1)]


async def test_not_before_its_time(office: Office) -> None:
    await failed(office.there, window=True)
    await looking_after(office).round()
    office.there.clock.move(DONE_KEPT)
    await looking_after(office).round()
    assert await office.there.rows("SELECT count(*) FROM inbox") == [(2 * BATCH,)]
