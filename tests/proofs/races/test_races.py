"""Claims at once: of two mentors one wins and the other is told who; twenty-five claims don't pass a limit of two.

Rules of this file: the racers reach the engine from conversations of their own, half of them through another process's
database and engine. Who is first is left to chance; that there is exactly one isn't.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import text

from bot.address import Room
from bot.effect import Answer
from bot.engine import Engine
from bot.event import Said
from bot.message import Mention
from storage.database import engine_for
from tests.bench import ground

RACERS = 25
LIMIT = 2


@asynccontextmanager
async def replicas(url: str) -> AsyncIterator[tuple[Engine, Engine]]:
    """Two processes' engines on one database."""
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(ground.running(url)) for _ in range(2)]
        yield first, second


def claims(who: int, case: int) -> Said:
    """A claim from a conversation that nobody else has."""
    name = f"claim-{case}-by-{who}"
    frame = {"source": "race", "id": name, "at": ground.NOW, "sender": ground.sender(who), "message": name}
    return Said.model_validate(
        {**frame, "room": Room(f"shell:@{name}"), "direct": True, "window": True, "text": f"!claim {case}"}
    )


async def at_once(*racing: Awaitable[Answer | None]) -> list[Answer]:
    """Let them run, and take their answers."""
    answers = await asyncio.gather(*racing)
    return [each for each in answers if each is not None]


def count(url: str, statement: str) -> list[tuple[object, ...]]:
    """Look at the database."""
    engine = engine_for(url, writes=False)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return rows


async def race(url: str, cases: int) -> None:
    """Two mentors, so many cases: each is claimed by both at once."""
    prepared = ground.waiting(url, cases=cases, mentors=2)
    wins: Counter[int] = Counter()
    async with replicas(url) as (one, other):
        for case in range(1, cases + 1):
            same = case % 2  # every other race is one process's own
            answers = await at_once(one.handle(claims(0, case)), (one if same else other).handle(claims(1, case)))
            keys = [each.message.key for each in answers]
            assert sorted(keys) == ["claim-done", "claim-taken"], (case, keys)
            winner = keys.index("claim-done")
            told = answers[1 - winner].message.args["mentor"]
            assert isinstance(told, Mention)
            assert told.identity == ground.sender(winner).identity, case
            wins[winner] += 1
    standing = count(url, "SELECT mentor_id, count(*) FROM cases WHERE state = 'mentoring' GROUP BY mentor_id")
    assert sorted(standing, key=str) == sorted((who + 1, won) for who, won in wins.items())
    assert count(url, "SELECT case_id FROM history WHERE act = 'claim' GROUP BY case_id HAVING count(*) > 1") == []
    assert count(url, "SELECT count(*) FROM history WHERE act = 'claim'") == [(prepared.cases,)]


async def test_of_two_mentors_one_wins(database_url: str) -> None:
    await race(database_url, 500)


@pytest.mark.soak
async def test_of_two_mentors_one_wins_each_of_many_times(database_url: str) -> None:
    await race(database_url, 10_000)


def limited(prepared: ground.Ground) -> None:
    """Give the one mentor room for two."""
    engine = engine_for(prepared.url, writes=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE mentors SET capacity = :most"), {"most": LIMIT})
    engine.dispose()


def shared_out(engines: Sequence[Engine]) -> list[Awaitable[Answer | None]]:
    """One mentor's claims of all the cases, half of them through each engine."""
    return [engines[case % 2].handle(claims(0, case)) for case in range(1, RACERS + 1)]


@pytest.mark.parametrize("attempt", range(4))
async def test_nobody_races_past_a_limit(database_url: str, attempt: int) -> None:
    limited(ground.waiting(database_url, cases=RACERS, mentors=1))
    async with replicas(database_url) as engines:
        answers = await at_once(*shared_out(engines))
    keys = Counter(each.message.key for each in answers)
    assert keys == {"claim-done": LIMIT, "claim-sure": RACERS - LIMIT}
    assert count(database_url, "SELECT count(*) FROM cases WHERE state = 'mentoring'") == [(LIMIT,)]
