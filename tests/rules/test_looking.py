"""What somebody wants to see is read in any order, and never shows more than what is theirs."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from adapters.shell import START
from bot import looking
from bot.book import Did
from bot.context import Ctx
from bot.errors import Refused
from bot.looking import Look
from bot.model import Region, Role
from bot.ports import Store
from tests.world import World, world

T = TypeVar("T")
TODAY = START.date()


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    """The demo's programme with a region of two words, a lead of APAC, and feedback under a theme."""
    async with world(tmp_path) as opened:
        await opened.say("cora", "!role grant lead @max APAC", mentions={"@max": "shell:max"})
        await opened.say("kim", "!feedback Hard to find #docs")
        await opened.database.write(_regions)
        yield opened


def _regions(store: Store) -> None:
    by_name = {each.name: each.id for each in store.regions.all()}
    store.regions.add(Region(0, "North America", by_name["World"]))
    store.regions.add(Region(0, "DACH", by_name["EMEA"]))


async def seen(there: World, who: str, unit: Callable[[Ctx], T]) -> T:
    """What somebody gets."""
    event = there.said(who, "")

    def read(store: Store) -> T:
        return unit(Ctx(event, store, there.config, there.engine.registry, store.people.who(event.sender)))

    return await there.database.read(read)


async def look(there: World, words: str, who: str = "cora", **more: Any) -> Look:
    """What somebody's words mean."""
    how = {"kinds": True, "tags": True, **more}
    return await seen(there, who, lambda ctx: looking.look(ctx, words, looking.theirs(ctx), **how))


@pytest.mark.parametrize(
    ("words", "region", "first", "kind", "tag", "page"),
    [
        ("", None, None, None, None, 1),
        ("EMEA", "EMEA", None, None, None, 1),
        ("list north america talks", "North America", None, Did.TALK, None, 1),
        ("#Docs emea page 3", "EMEA", None, None, "docs", 3),
        ("docs 2", None, None, None, "docs", 2),
        ("since 2026-01-15 EMEA event", "EMEA", date(2026, 1, 15), Did.EVENT, None, 1),
        ("event EMEA since last month page 2", "EMEA", date(2026, 2, 2), Did.EVENT, None, 2),
        ("last week", None, date(2026, 2, 23), None, None, 1),
        ("since yesterday #docs", None, date(2026, 3, 1), None, "docs", 1),
        ("since 1 february", None, date(2026, 2, 1), None, None, 1),
        ("since 10 march help", None, date(2025, 3, 10), Did.HELP, None, 1),
        ("since friday", None, date(2026, 2, 27), None, None, 1),
        ("since today", None, TODAY, None, None, 1),
        ("page 0", None, None, None, None, 1),
    ],
)
async def test_words_in_any_order(
    there: World, words: str, region: str | None, first: date | None, kind: Did | None, tag: str | None, page: int
) -> None:
    found = await look(there, words)
    named = found.region.name if found.region is not None else None
    assert (named, found.first, found.kind, found.tag, found.page) == (region, first, kind, tag, page)


@pytest.mark.parametrize("words", ["", "EMEA talk", '"North America" #docs since 2026-01-15 page 4', "page 2 help"])
async def test_what_its_buttons_type_means_the_same(there: World, words: str) -> None:
    found = await look(there, words)
    assert await look(there, found.typed("", "label", found.page).command) == found


@pytest.mark.parametrize(
    ("words", "who", "key"),
    [
        ("Atlantis", "cora", "no-region"),
        ("EMEAA", "cora", "no-region-but"),
        ("since", "cora", "not-a-since"),
        ("since whenever", "cora", "not-a-since"),
        ("since 2026-13-01", "cora", "not-a-since"),
        ("since 2026-02-30", "cora", "no-such-day"),
        ("since 2027-01-01", "cora", "since-to-come"),
        ("EMEA", "max", "look-not-yours"),
        ("World", "max", "look-not-yours"),
        ("9" * 400, "cora", "no-region"),
    ],
)
async def test_what_cant_be_shown_is_said(there: World, words: str, who: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        await look(there, words, who)
    assert refused.value.message.key == key


async def test_a_region_is_seen_with_those_below_it_and_nobody_sees_more_than_theirs(there: World) -> None:
    by_name = {each.name: each.id for each in await there.read(lambda store: store.regions.all())}
    assert (await look(there, "")).which.regions is None
    assert (await look(there, "EMEA")).which.regions == {by_name["EMEA"], by_name["DACH"]}
    assert (await look(there, "", "max")).which.regions == {by_name["APAC"]}
    assert not (await look(there, "", "zoe")).which.regions


async def test_an_ambassador_sees_their_region_and_those_below_only_where_that_counts(there: World) -> None:
    regions = {each.name: each for each in await there.read(lambda store: store.regions.all())}

    def sponsored(store: Store) -> None:
        kim = store.people.by_identity(there.said("kim", "").sender.identity)
        assert kim is not None
        store.people.grant(kim, Role.AMBASSADOR, regions["EMEA"], None, START)

    await there.database.write(sponsored)
    theirs = await seen(there, "kim", lambda ctx: looking.theirs(ctx, ambassadors=True))
    assert set(theirs or ()) == {regions["EMEA"].id, regions["DACH"].id}
    assert not await seen(there, "kim", looking.theirs)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
async def test_no_day_is_too_long_ago_in_any_zone(there: World, zone: str) -> None:
    await there.say("cora", f"!timezone {zone}")
    found = await look(there, "since 0001-01-01")
    assert found.first == date(1970, 1, 1)
