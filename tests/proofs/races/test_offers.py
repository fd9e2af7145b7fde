"""A case that is offered to two: both claim at once, and exactly one has it. And two cases that come at once.

Rules of this file: as in ``test_races``. An offer is made by the bot itself: the first one when the case comes into the
pool, the second when the first one's time is over.
"""

import asyncio
from datetime import timedelta

from bot.message import Mention
from bot.ticking import Ticker
from tests.proofs.races.field import Field, field
from tests.world import APPLICATION, identity, key

TIMES = 4
"""Days of work in a row, each with an offer on the one and the next on the other."""
_OFFERS = (
    "SELECT p.identity, d.rung FROM dues d JOIN people p ON p.id = d.person_id WHERE d.kind = 'offer' "
    "AND d.case_id = ? ORDER BY d.rung"
)


async def test_of_two_who_are_offered_one_case_exactly_one_gets_it(database_url: str) -> None:
    async with field(database_url) as there:
        winners = [await offered_to_two(there, number) for number in range(1, TIMES + 1)]
        history = "SELECT count(*) FROM history WHERE act = 'claim'"
        assert await there.there.rows(history) == [(TIMES,)]
        assert len(winners) == TIMES


async def offered_to_two(there: Field, number: int) -> str:
    """A case is offered to Ana, and a working day later to Bo, too: both claim. Returns who has it."""
    world = there.there
    for who in ("ana", "bo"):
        await world.say(who, "!capacity 50")
    await world.apply(f"kim{number}")
    world.clock.move(timedelta(days=1))
    await Ticker(world.database, world.engine.registry, world.config, world.clock, lambda: None).tick()
    offers = await world.rows(_OFFERS, number)
    assert [rung for _, rung in offers] == ["alone", "stands"]
    people = [str(who).removeprefix("shell:") for who, _ in offers]
    typed = there.late(there.engines[0], world.said(people[0], f"!claim {number}"))
    pressed = there.late(there.engines[number % 2], world.pressed(people[1], f"claim {number}"))
    answers = dict(zip(people, await asyncio.gather(typed, pressed), strict=True))
    keys = {who: str(key(answer)) for who, answer in answers.items()}
    assert sorted(keys.values()) == ["claim-done", "claim-taken"], keys
    winner, loser = sorted(keys, key=lambda who: keys[who])
    taken = answers[loser]
    told = taken.message.args["mentor"] if taken is not None else None
    assert isinstance(told, Mention)
    assert told.identity == identity(winner)
    assert await world.rows(_OFFERS, number) == []
    return str(winner)


async def test_two_cases_at_once_are_offered_to_two(database_url: str) -> None:
    """Ana has two places, Bo one: with one offer each they are alike, and nobody is offered both while they are."""
    async with field(database_url) as there:
        world = there.there
        await world.say("ana", "!capacity 1")
        for number in range(TIMES):
            for who in ("kim", "lee"):
                await world.say(f"{who}{number}", "!apply")
            values = {who: {**APPLICATION, "account": f"{who}{number}"} for who in ("kim", "lee")}
            forms = [world.submitted(f"{who}{number}", "apply", values[who]) for who in ("kim", "lee")]
            await asyncio.gather(*(there.late(there.engines[at], form) for at, form in enumerate(forms)))
        made = await world.rows(
            "SELECT p.identity, count(*) FROM history h JOIN people p ON p.id = h.whom_id WHERE h.act = 'offer' "
            "GROUP BY p.identity ORDER BY p.identity"
        )
        assert made == [("shell:ana", TIMES), ("shell:bo", TIMES)]
