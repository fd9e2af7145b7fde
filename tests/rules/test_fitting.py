"""The order in which mentors are offered a case, against the same order counted anew from what was put in.

Rules of this file: the mentors are drawn, with everything that may matter; what is expected is sorted here, by hand.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot import features, fitting
from bot.context import Ctx
from bot.model import Absence, Application, CaseChanges, Entry, Person, State, Weight
from bot.ports import Store
from tests.world import World, identity, world

REGISTRY = features.load()
SHARES = {Weight.LOW: 1, Weight.NORMAL: 2, Weight.HIGH: 4}
ABOVE = {"EMEA": 0, "World": 1}
"""How many steps above EMEA a region is; APAC is beside it."""


@dataclass(frozen=True)
class Drawn:
    """A mentor as they were put in. ``lately`` and ``long_ago``: their offers."""

    id: int
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    mentees: int
    weight: Weight
    there: bool
    lately: int
    long_ago: int

    def place(self, languages: set[str]) -> tuple[Any, ...] | None:
        """Where they stand in the order, the smallest first; None: they aren't in it."""
        free = self.capacity - self.mentees
        near = [ABOVE[region] for region in self.regions if region in ABOVE]
        if not near or not self.there or free <= 0:
            return None
        turn = (self.lately + 1) / (free * SHARES[self.weight])
        return languages.isdisjoint(self.languages), min(near), turn, self.id


def draw(store: Store, there: World, dice: random.Random, number: int) -> Drawn:
    """Put in a mentor."""
    now = there.clock.now()
    person = store.people.ensure([identity(f"m{number}")], f"M{number}", now)
    regions = tuple(dice.choice((("EMEA",), ("World",), ("EMEA", "World"), ("APAC",), ("APAC", "World"))))
    languages = tuple(dice.sample(("en", "fr", "ne", "pt_BR"), dice.randint(0, 3)))
    capacity, mentees = dice.randint(0, 4), dice.choice((0, 0, 1, 2))
    store.mentors.add(person, regions=regions, languages=languages, capacity=1)
    weight, absent = dice.choice(list(Weight)), dice.random() < 0.2
    for nth in range(mentees):
        claimed(store, there, person, f"c{number}-{nth}")
    store.mentors.set_capacity(person, capacity)
    store.mentors.set_weight(person, weight)
    if absent:
        store.mentors.leave(person, Absence.UNAVAILABLE, None, now)
    lately, long_ago = dice.randint(0, 3), dice.randint(0, 2)
    for days in (*(dice.randint(1, 29) for _ in range(lately)), *(dice.randint(31, 90) for _ in range(long_ago))):
        made = now - timedelta(days=days)
        store.cases.record(
            Entry(1, made, None, "clock", "offer", State.APPLIED, State.APPLIED, "", person), "test/offer"
        )
    store.mentors.recount(person, now - fitting.LATELY)
    return Drawn(person.id, regions, languages, capacity, mentees, weight, not absent, lately, long_ago)


def claimed(store: Store, there: World, mentor: Person, name: str) -> None:
    """A case that somebody mentors."""
    person = store.people.ensure([identity(name)], name, there.clock.now())
    store.cases.update(
        store.cases.start(person, there.clock.now()),
        CaseChanges(state=State.MENTORING, mentor=mentor),
        there.clock.now(),
    )


@pytest.mark.parametrize("seed", range(3))
async def test_the_order_is_as_it_is_told(database_url: str, seed: int) -> None:
    async with world(database_url) as there:
        await there.apply(mentors="ana")
        dice = random.Random(seed)

        def unit(store: Store) -> tuple[list[list[int]], list[int], list[Drawn]]:
            case = store.cases.get(1)
            assert case is not None
            application = Application("kim", "kim@example.org", ("fr", "pt_BR"), "a", "b", "c")
            case = store.cases.update(case, CaseChanges(application=application), there.clock.now())
            drawn = [draw(store, there, dice, number) for number in range(60)]
            ctx = Ctx(there.said("cora", ""), store, there.config, REGISTRY, case.candidate)
            besides = {1, *(mentor.person.id for mentor in store.mentors.all())} - {each.id for each in drawn[3:]}
            pages = [fitting.order(ctx, case, besides, most=7, skip=skip) for skip in range(0, 63, 7)]
            for fit in [fit for page in pages for fit in page]:
                mine = next(each for each in drawn if each.id == fit.mentor.person.id)
                place = mine.place({"fr", "pt_BR"})
                assert place is not None
                assert (not fit.speaks, fit.above, fit.turn, fit.mentor.person.id) == place
            whole = fitting.order(ctx, case, besides, most=100)
            ids = [[fit.mentor.person.id for fit in page] for page in pages]
            return ids, [fit.mentor.person.id for fit in whole], drawn[3:]

        pages, whole, drawn = await there.database.write(unit)
        places = {each.id: place for each in drawn if (place := each.place({"fr", "pt_BR"})) is not None}
        expected = sorted(places, key=lambda each: places[each])
        assert len(expected) > 10
        assert whole == expected
        assert [each for page in pages for each in page] == expected


async def test_an_offer_counts_for_thirty_days(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        offers = "SELECT offers FROM mentors JOIN people ON people.id = person_id WHERE identity = 'shell:ana'"
        assert await there.rows(offers) == [(1,)]
        due = await there.rows("SELECT key FROM dues WHERE kind = 'offered'")
        assert len(due) == 1
        now = there.clock.now()

        def recount(store: Store, days: int) -> None:
            ana = store.people.by_identity(identity("ana"))
            assert ana is not None
            store.mentors.recount(ana, now + timedelta(days=days) - fitting.LATELY)

        await there.database.write(lambda store: recount(store, 29))
        assert await there.rows(offers) == [(1,)]
        await there.database.write(lambda store: recount(store, 31))
        assert await there.rows(offers) == [(0,)]
