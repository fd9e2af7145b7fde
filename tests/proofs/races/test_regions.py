"""Regions that two change at once: there is one of a name, no circle, and no case in a region that is gone.

Rules of this file: as in ``test_races``.
"""

import asyncio

from tests.proofs.races.field import Field, field
from tests.world import APPLICATION, key

TIMES = 12


async def test_of_two_who_make_a_region_of_one_name_one_does(database_url: str) -> None:
    async with field(database_url) as there:
        for number in range(TIMES):
            said = await both(there, f"!region add Land {number}", f"!region add LAND {number} under World")
            assert sorted(said) in (["region-added", "region-name-taken"], ["region-added-under", "region-name-taken"])
        names = [str(name).casefold() for (name,) in await there.there.rows("SELECT name FROM regions")]
        assert len(names) == len(set(names)) == 3 + TIMES


async def test_two_regions_never_come_to_lie_below_each_other(database_url: str) -> None:
    async with field(database_url) as there:
        for number in range(TIMES):
            one, other = f"One{number}", f"Other{number}"
            for name in (one, other):
                await there.there.say("cora", f"!region add {name}")
            said = await both(there, f"!region move {one} under {other}", f"!region move {other} under {one}")
            assert sorted(said) == ["region-circle", "region-moved"]
        circles = "SELECT count(*) FROM regions a JOIN regions b ON a.parent_id = b.id AND b.parent_id = a.id"
        assert await there.there.rows(circles) == [(0,)]


async def test_a_region_for_which_somebody_applies_stays_or_is_gone_before(database_url: str) -> None:
    async with field(database_url) as there:
        ways = set()
        for number in range(TIMES):
            name = f"Land {number}"
            await there.there.say("cora", f'!region add "{name}"')
            kim = f"kim{number}"
            await there.there.say(kim, "!apply")
            form = there.there.submitted(kim, "apply", {**APPLICATION, "account": kim, "region": name})
            removed = there.there.said("cora", f'!region remove "{name}"')
            asked = ((0, form), (1, removed)) if number % 2 else ((0, removed), (1, form))
            answers = await asyncio.gather(*(there.late(there.engines[at], event) for at, event in asked))
            said = {str(key(answer)) for answer in answers}
            ways.add(frozenset(said))
            gone = "region-removed" in said
            cases = await there.there.rows(
                "SELECT count(*) FROM cases c JOIN regions r ON r.id = c.region_id WHERE r.name = ?", name
            )
            assert cases == [(0 if gone else 1,)], said
            assert gone != ("applied" in said), said
        assert ways


async def both(there: Field, one: str, other: str) -> list[str]:
    """Two coordinators say something at once, each to another process. Returns what they are answered."""
    events = (there.there.said("cora", one), there.there.said("omar", other))
    answers = await asyncio.gather(*(there.late(there.engines[at], event) for at, event in enumerate(events)))
    return [str(key(answer)) for answer in answers]
