"""What every outage must leave behind: people who were told, nothing half done, and a bot that goes on by itself."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import pytest

from bot.errors import Unavailable
from bot.typed import LONGEST
from tests.invariants import nothing_impossible_stands
from tests.world import APPLICATION, World, key

LONG = {**APPLICATION, **dict.fromkeys(("why", "so_far", "would_do"), "x" * LONGEST)}
"""An application that no free page of a file holds."""
TABLES = ("inbox", "outbox", "people", "cases", "history", "choices", "dialogues")
"""Everything that an event might change."""


async def endures(there: World, outage: Callable[[], AbstractAsyncContextManager[str]]) -> None:
    """Let two people hand in an application during an outage, and again after it. Fails where one isn't told or kept.

    ``outage`` yields the cause that the bot is to name.
    """
    await there.say("kim", "!apply")
    await there.say("lee", "!apply")
    waited_for = there.submitted("kim", "apply", LONG)
    comes_again = there.submitted("lee", "apply", LONG, window=False)
    before = await kept(there)
    async with outage() as cause:
        for _ in range(2):
            assert key(await there.engine.handle(waited_for)) == "not-saved"
            with pytest.raises(Unavailable):
                await there.engine.handle(comes_again)
        assert there.database.fault == cause
    await back(there)
    assert await kept(there) == before
    for _ in range(2):
        assert key(await there.engine.handle(waited_for)) == "applied"
        assert await there.engine.handle(comes_again) is None
    assert await there.rows("SELECT state FROM cases") == [("applied",), ("applied",)]
    assert len(await there.rows("SELECT 1 FROM history WHERE act = 'apply'")) == 2
    await whole(there)


async def back(there: World) -> None:
    """Go on as the courier does, which looks again and again, until nothing is wrong any more."""
    while True:
        with suppress(Unavailable):
            await there.database.write(lambda store: store.outbox.counts())
        if there.database.fault is None:
            return
        await asyncio.sleep(0.05)


async def kept(there: World) -> list[list[tuple[object, ...]]]:
    """Everything that an event might change."""
    return [await there.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]  # noqa: S608


async def whole(there: World) -> None:
    """``db check`` finds nothing."""
    await there.read(lambda store: nothing_impossible_stands(store._connection))


def told_once(logged: str) -> bool:
    """Whether going away and coming back are a line each in the log."""
    return [logged.count(line) for line in ("database is away", "database is back")] == [1, 1]
