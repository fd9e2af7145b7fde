"""What the programme is counted by, on both databases: each case once, only since the day, only where one may look."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from adapters.shell import START
from bot import rollup
from bot.address import Room
from bot.book import Did
from bot.model import Region, Role
from bot.ports import Store
from bot.rollup import Moves, Theme
from storage.core import table
from storage.store import SqlStore
from storage.tables import Gaps
from tests.world import World, identity, key, world

EMEA = Room("shell:emea")
LATER = START + timedelta(days=7)


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[World]:
    """Kim was sponsored for EMEA in the first week; in the second things happened."""
    async with world(database_url) as opened:
        await opened.apply("kim")
        await opened.say("kim", "!feedback Old words #old", room=EMEA, direct=False)
        opened.clock.move(LATER - opened.clock.now())
        for who, line in (
            ("ana", "!claim 1"),
            ("ana", "!thumbsup 1"),
            ("ana", "!takeback 1 Too early"),
            ("ana", "!thumbsup 1"),
            ("ana", "!sponsor 1"),
        ):
            assert key(await opened.say(who, line)) not in {"failed", "not-now"}
        await opened.apply("lee", region="APAC")
        await opened.say("kim", "!report talk Maps")
        await opened.say("kim", "!report event A party")
        await opened.say("kim", "!feedback New words #docs #maps", room=EMEA, direct=False)
        await opened.say("zoe", "!feedback From nowhere #docs")
        await opened.say("zoe", "!thanks ana for the map")
        yield opened


async def regions(there: World) -> dict[str, int]:
    return {each.name: each.id for each in await there.read(lambda store: store.regions.all())}


async def test_each_case_counts_once_for_each_step_since_the_day(there: World) -> None:
    ids = await regions(there)
    found = await there.read(lambda store: store.rollup.moves(None, START))
    assert sorted(found, key=lambda each: each.region) == sorted(
        [Moves(ids["EMEA"], 1, 1, 1), Moves(ids["APAC"], 1, 0, 0)], key=lambda each: each.region
    )
    later = await there.read(lambda store: store.rollup.moves([ids["EMEA"]], LATER))
    assert later == [Moves(ids["EMEA"], 0, 1, 1)]
    assert await there.read(lambda store: store.rollup.moves([], START)) == []


async def test_who_isnt_sponsored_any_more_doesnt_count(there: World) -> None:
    ids = await regions(there)
    assert key(await there.say("ana", "!undo 1 It was somebody else")) == "undone"
    assert Moves(ids["EMEA"], 1, 1, 0) in await there.read(lambda store: store.rollup.moves(None, START))


async def test_words_count_where_they_belong(there: World) -> None:
    ids = await regions(there)
    themes = await there.read(lambda store: store.rollup.themes(None, LATER, 9))
    assert themes == [Theme("docs", None, 1), Theme("docs", ids["EMEA"], 1), Theme("maps", ids["EMEA"], 1)]
    assert await there.read(lambda store: store.rollup.themes([ids["APAC"]], START, 9)) == []
    assert await there.read(lambda store: dict(store.rollup.said(None, START))) == {ids["EMEA"]: 2, None: 1}
    assert await there.read(lambda store: store.rollup.thanks(None, LATER)) == 1
    assert await there.read(lambda store: store.rollup.thanks([ids["EMEA"]], LATER)) == 0
    reported = await there.read(lambda store: store.rollup.reported(None, START))
    assert {(each.region, each.kind, each.times) for each in reported} == {
        (ids["EMEA"], Did.EVENT, 1),
        (ids["EMEA"], Did.TALK, 1),
    }


async def test_places_that_were_asked_for_are_named_the_most_wanted_first(there: World) -> None:
    def asked(store: Store) -> None:
        assert isinstance(store, SqlStore)
        for place, times, days in (("Nepal", 3, 0), ("Atlantis", 5, 0), ("Narnia", 9, -9)):
            at = LATER + timedelta(days=days)
            row = {"place": place, "times": times, "first_at": at, "last_at": at}
            store._connection.execute(insert(table(Gaps)), row)

    await there.database.write(asked)
    found = await there.read(lambda store: store.rollup.gaps(None, LATER, 9))
    assert [(each.place, each.times) for each in found] == [("Atlantis", 5), ("Nepal", 3)]


@pytest.mark.parametrize(
    ("held", "alone"),
    [
        ([], ["World", "EMEA", "DACH", "APAC"]),
        (["DACH"], ["APAC"]),
        (["EMEA"], ["DACH", "APAC"]),
        (["World"], ["EMEA", "DACH", "APAC"]),
        (["APAC", "DACH"], []),
    ],
)
def test_a_region_has_an_ambassador_where_one_below_it_has(held: list[str], alone: list[str]) -> None:
    tree = [Region(1, "World"), Region(2, "EMEA", 1), Region(3, "DACH", 2), Region(4, "APAC", 1)]
    ids = {each.name: each.id for each in tree}
    assert [each.name for each in rollup.without(tree, {ids[name]: 1 for name in held})] == alone


def test_a_tree_that_bites_its_tail_has_an_end() -> None:
    tree = [Region(1, "A", 2), Region(2, "B", 1)]
    assert rollup.without(tree, {1: 1}) == []


async def test_many_regions_are_cut_and_that_is_said(there: World) -> None:
    def many(store: Store) -> None:
        zoe = store.people.ensure([identity("zoe")], "Zoe", START)
        for number in range(30):
            region = store.regions.add(Region(0, f"Region {number}"))
            store.week.say(zoe, region.id, "Words", ["docs"], LATER)
            store.week.report(zoe, region.id, Did.HELP, "Words", LATER)

    await there.database.write(many)
    reply = await there.say("cora", "!overview")
    assert reply is not None
    said = [part.key for part in reply.message.parts]
    assert [said.count(f"overview-{each}") for each in ("region", "theme", "more")] == [12, 12, 2]
    assert said[-1] == "overview-moves"
    (alone,) = [part for part in reply.message.parts if part.key == "overview-alone"]
    assert (alone.args["count"], alone.args["more"]) == (31, 11)


async def test_ambassadors_are_counted_by_region(there: World) -> None:
    ids = await regions(there)

    def another(store: Store) -> None:
        lee = store.people.by_identity(identity("lee"))
        assert lee is not None
        store.people.grant(lee, Role.AMBASSADOR, Region(ids["EMEA"], "EMEA"), None, START)

    await there.database.write(another)
    assert await there.read(lambda store: dict(store.rollup.ambassadors())) == {ids["EMEA"]: 2}
