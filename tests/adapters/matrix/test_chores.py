"""What is to be done besides handling events: each in its time, again while it can't be, once when it can."""

import asyncio

import pytest

from adapters.matrix import chores
from adapters.matrix.chores import Chores, NotYet
from adapters.matrix.homeserver import HomeserverError
from bot.backoff import pause
from tests.adapters.matrix.world import until


def test_pauses_grow_to_a_minute_and_differ() -> None:
    for tries in range(1, 100):
        longest = min(60.0, 2.0 ** (tries - 1))
        assert all(longest / 2 <= pause(tries) <= longest for _ in range(20))
    assert len({pause(8) for _ in range(20)}) > 10


async def test_chores_are_done_in_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "pause", lambda _tries: 0.01)
    work, done = Chores(), list[str]()
    faults = [HomeserverError(None, 502), HomeserverError("M_LIMIT_EXCEEDED", 429, 0.01), NotYet(0.01), KeyError()]

    async def flaky() -> None:
        if faults:
            raise faults.pop(0)
        done.append("flaky")

    async def refused() -> None:
        done.append("refused")
        raise HomeserverError("M_FORBIDDEN", 403)

    async def plain() -> None:
        done.append("plain")

    async def slow() -> None:
        await asyncio.sleep(3600)

    keeping = asyncio.create_task(work.run())
    work.add("slow", slow)
    work.add("late", plain, 0.3)
    work.add("flaky", flaky)
    work.add("refused", refused)
    work.add("refused", plain)
    work.add("dropped", plain, 0.05)
    work.drop("dropped")
    await until(lambda: len(done) == 3)
    work.add("refused", plain)  # it was done, so it may come again
    await until(lambda: len(done) == 4)
    assert done[-2:] == ["plain", "plain"]
    assert sorted(done[:2]) == ["flaky", "refused"]
    keeping.cancel()
    await asyncio.wait([keeping])
    assert len(asyncio.all_tasks()) == 1
