"""A colleague agrees to cover exactly while the mentor returns: whoever is first, nothing is left half arranged.

Rules of this file: the racers reach an engine from conversations of their own, through two processes' engines and
databases. Which of the two is first is left to chance; what everybody is told must fit what stands.
"""

import asyncio
from typing import Any

import pytest

from tests.proofs.races.field import Field, field
from tests.world import identity, key

PAIRS = 8
"""Mentors with a colleague each, who race side by side."""
STANDS = "SELECT m.absence, m.cover_id, m.cover_asked_id FROM mentors m JOIN people p ON p.id = m.person_id "
DUE = (
    "SELECT d.kind FROM dues d JOIN people p ON p.id = d.person_id WHERE p.identity = ? AND d.kind IN ('back', 'cover')"
)
TOLD = "SELECT o.message FROM outbox o WHERE o.lane = ? AND o.direct"
COVERED = "SELECT count(*) FROM history h JOIN people p ON p.id = h.actor_id WHERE h.act = 'cover' AND p.identity = ?"


async def test_a_cover_accepts_while_the_mentor_returns(database_url: str) -> None:
    async with field(database_url) as there:
        await races(there, 3)


@pytest.mark.soak
async def test_a_cover_accepts_while_the_mentor_returns_many_times(database_url: str) -> None:
    async with field(database_url) as there:
        first = await races(there, 60)
        assert first == {"covering", "cover-over"}, "the same one was always first: that was no race"


async def races(there: Field, rounds: int) -> set[str | None]:
    """So many rounds; returns what those who agreed were told."""
    found: set[str | None] = set()
    for _ in range(rounds):
        found |= set(await asyncio.gather(*[await arranged(there, number) for number in range(PAIRS)]))
    return found


async def arranged(there: Field, number: int) -> Any:
    """A mentor is away, and a colleague is asked; returns the race to come."""
    mentor, cover, (case,) = await there.mentor(2), await there.mentor(2), await there.cases(1)
    world = there.there
    assert key(await world.say(mentor, f"!claim {case}")) == "claim-done"
    assert key(await world.say(mentor, f"!away until 2027-01-01 cover shell:{cover}")) == "away"
    return race(there, mentor, cover, number)


async def race(there: Field, mentor: str, cover: str, number: int) -> str | None:
    """One agrees, the other returns; what stands afterwards is as if one had been first."""
    world, one, other = there.there, there.engines[0], there.engines[number % 2]
    agreed, returned = await asyncio.gather(
        there.late(one, world.pressed(cover, f"cover for shell:{mentor}")),
        there.late(other, world.said(mentor, "!back")),
    )
    assert key(returned) == "back"
    assert key(agreed) in {"covering", "cover-over"}
    assert await world.rows(f"{STANDS} WHERE p.identity = ?", identity(mentor)) == [(None, None, None)]
    assert await world.rows(DUE, identity(mentor)) == []
    accepted = key(agreed) == "covering"
    assert await world.rows(COVERED, identity(cover)) == [(int(accepted),)]
    told = " ".join(str(message) for (message,) in await world.rows(TOLD, identity(cover)))
    assert ("cover-ended" in told, "cover-withdrawn" in told) == (accepted, not accepted)
    return key(agreed)
