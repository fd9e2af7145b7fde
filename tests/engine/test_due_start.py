"""What is due at the start is done at once, but behind what came in while nobody ran."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import text

from bot.address import Room
from bot.cli import wiring
from bot.event import Said, Sender
from bot.message import MESSAGE, When
from bot.platform import Platform
from bot.ports import Store
from storage.store import SqlStore
from tests.chat import BEFORE, Chat, chat
from tests.world import identity


class Station:
    """A platform that is ready, or not yet."""

    def __init__(self, *, ready: bool, vital: bool = True) -> None:
        self.ready, self.vital = ready, vital


@asynccontextmanager
async def ticking(there: Chat, *stations: Station) -> AsyncIterator[None]:
    """The bot's own start, as far as due work goes."""
    served = [cast("Platform", station) for station in stations]
    running = asyncio.create_task(wiring._tick(there.app, served))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def ticked(there: Chat) -> None:
    """Wait for the first tick; the test's own time limit ends the wait."""
    while there.app.ticker.last is None:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.01)


async def test_who_answered_while_the_bot_was_off_is_not_passed_over(database_url: str) -> None:
    async with chat(database_url) as there:
        await there.play(BEFORE["asked"])
        there.clock.move(timedelta(days=3))
        claim = Said(
            source="shell",
            id="claim",
            at=there.clock.now(),
            sender=Sender(identity=identity("ana")),
            room=Room("shell:@ana"),
            direct=True,
            message="m",
            text="claim 1",
        )
        await there.app.database.write(lambda store: store.inbox.pend([claim]))
        async with ticking(there, Station(ready=True)):
            await ticked(there)
        acts = await there.app.database.read(lambda store: [entry.act for entry in store.cases.history(1)])
        assert acts == ["apply", "claim"]


def _queued(store: Store) -> list[str]:
    """What is on its way, oldest first."""
    assert isinstance(store, SqlStore)
    found = store._connection.execute(text("SELECT message FROM outbox WHERE message <> '' ORDER BY id"))
    return list(found.scalars())


async def test_what_was_missed_promises_nobody_a_time_that_is_over(database_url: str) -> None:
    async with chat(database_url) as there:
        await there.play(BEFORE["asked"])
        there.clock.move(timedelta(days=10))
        async with ticking(there, Station(ready=True)):
            await ticked(there)
        rows = await there.app.database.read(_queued)
        told = [MESSAGE.validate_json(row) for row in rows]
        promised = [part.args["next"] for each in told for part in each.parts if part.key == "heard-again"]
        assert "heard-coordinators-application" in [each.key for each in told]
        assert [each for each in promised if isinstance(each, When) and each.at <= there.clock.now()] == []


async def test_ticks_wait_for_whoever_brings_events_and_for_nobody_else(database_url: str) -> None:
    async with chat(database_url) as there:
        vital, other = Station(ready=False), Station(ready=False, vital=False)
        async with ticking(there, vital, other):
            await asyncio.sleep(0.3)
            assert there.app.ticker.last is None
            vital.ready = True
            await ticked(there)


async def test_a_platform_that_never_comes_holds_nothing_up(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "HEAD_START", 0.1)
    async with chat(database_url) as there, ticking(there, Station(ready=False)):
        await ticked(there)
