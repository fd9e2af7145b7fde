"""Claims at once: of two mentors one wins and the other is told who; twenty-five claims don't pass a limit of two.

Rules of this file: the racers reach an engine from conversations of their own, half of them through another process's
engine and database. Who is first is left to chance; that there is exactly one isn't, and what people are told must be
what stands in the database.
"""

import asyncio
from collections import Counter

import pytest

from bot.address import Room
from bot.message import Mention
from tests.proofs.races.field import Field, field
from tests.world import MENTORS, identity, key

ABREAST = 10
"""Cases that are raced for at the same time."""
RACERS, LIMIT = 25, 2


async def test_of_two_mentors_one_wins(database_url: str) -> None:
    async with field(database_url) as there:
        await two_claim(there, 500)


@pytest.mark.soak
async def test_of_two_mentors_one_wins_each_of_many_times(database_url: str) -> None:
    async with field(database_url) as there:
        for _ in range(20):  # new mentors each time: nobody has thousands of cases
            await two_claim(there, 500)


async def test_nobody_races_past_a_limit(database_url: str) -> None:
    async with field(database_url) as there:
        for _ in range(8):
            await one_claims_all(there)


@pytest.mark.soak
async def test_nobody_races_past_a_limit_each_of_many_times(database_url: str) -> None:
    async with field(database_url) as there:
        for _ in range(400):
            await one_claims_all(there)


async def two_claim(there: Field, times: int) -> None:
    """Two mentors and so many cases: each is claimed by both at once."""
    first, second = await there.mentor(capacity=times), await there.mentor(capacity=times)
    numbers = await there.cases(times)
    won: dict[int, str] = {}
    for begin in range(0, times, ABREAST):
        abreast = numbers[begin : begin + ABREAST]
        winners = await asyncio.gather(*(race(there, number, first, second) for number in abreast))
        won |= dict(zip(abreast, winners, strict=True))
    assert set(won.values()) == {first, second}, "the same one was always first: that was no race"
    await stands(there, won)


async def race(there: Field, number: int, first: str, second: str) -> str:
    """Both claim a case, one by typing and one by its button; returns who has it."""
    one, other = there.engines[0], there.engines[number % 2]  # every other race is one process's own
    typed = there.late(one, there.there.said(first, f"!claim {number}"))
    pressed = there.late(other, there.there.pressed(second, f"claim {number}", MENTORS))
    answers = dict(zip((first, second), await asyncio.gather(typed, pressed), strict=True))
    keys = {who: key(answer) for who, answer in answers.items()}
    assert sorted(map(str, keys.values())) == ["claim-done", "claim-taken"], (number, keys)
    winner, loser = sorted(keys, key=lambda who: str(keys[who]))
    taken = answers[loser]
    told = taken.message.args["mentor"] if taken is not None else None
    assert isinstance(told, Mention)
    assert told.identity == identity(winner), number
    return winner


async def one_claims_all(there: Field) -> None:
    """Somebody who takes two claims 25 cases from as many conversations: two are theirs, the rest is asked about."""
    who = await there.mentor(LIMIT)
    numbers = await there.cases(RACERS)
    claims = [there.there.said(who, f"!claim {each}", Room(f"shell:@{who}/{each}"), direct=True) for each in numbers]
    engines = [there.engines[number % 2] for number in numbers]
    answers = await asyncio.gather(*map(there.late, engines, claims))
    assert Counter(map(key, answers)) == {"claim-done": LIMIT, "claim-sure": RACERS - LIMIT}
    await stands(
        there, {number: who for number, each in zip(numbers, answers, strict=True) if key(each) == "claim-done"}
    )
    theirs = "SELECT count(*) FROM cases c JOIN people p ON p.id = c.mentor_id WHERE p.identity = ?"
    assert await there.there.rows(theirs, identity(who)) == [(LIMIT,)]


async def stands(there: Field, won: dict[int, str]) -> None:
    """Each case has the mentor who was told so, one claim in its history, and one message to its candidate."""
    expected = Counter((number, identity(who)) for number, who in won.items())
    for statement in (MENTORED, CLAIMED):
        found = Counter((number, who) for number, who in await there.there.rows(statement) if number in won)
        assert found == expected
    told = Counter(number for (number,) in await there.there.rows(TOLD) if number in won)
    assert told == Counter(list(won))


MENTORED = "SELECT c.id, p.identity FROM cases c JOIN people p ON p.id = c.mentor_id WHERE c.state = 'mentoring'"
CLAIMED = "SELECT h.case_id, p.identity FROM history h JOIN people p ON p.id = h.actor_id WHERE h.act = 'claim'"
TOLD = """
SELECT o.case_id FROM outbox o JOIN cases c ON c.id = o.case_id JOIN people k ON k.id = c.candidate_id
WHERE o.lane = k.identity
"""
