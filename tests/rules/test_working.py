"""Whose hours are counted, and where they are known from: the first that is known wins."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot import features, working
from bot.context import Ctx
from bot.event import Sender
from bot.hours import works
from bot.model import Region, Schedule
from bot.ports import Store
from bot.working import Source
from tests.world import World, identity, world

REGISTRY = features.load()
CAMP = frozenset({date(2026, 7, 13)})


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        yield opened


def look(there: World, store: Store, who: str, zone: str | None = None, **config: Any) -> Ctx:
    """What ``who`` asks, with a profile that names a zone."""
    sender = Sender(identity=identity(who), name=who, zone=zone)
    event = there.said(who, "!hours", sender=sender)
    core = there.config.model_copy(update=config)
    return Ctx(event, store, core, REGISTRY, store.people.who(sender))


def region(store: Store, name: str) -> Region:
    return next(each for each in store.regions.all() if each.name == name)


async def test_the_zone_is_the_first_that_is_known(there: World) -> None:
    def unit(store: Store) -> None:
        ctx = look(there, store, "stranger")
        assert working.zone_from(ctx, ctx.actor) == ("UTC", Source.PROGRAMME)
        assert working.zone_from(ctx, ctx.actor, region(store, "APAC")) == ("Asia/Kathmandu", Source.REGION)
        ctx = look(there, store, "stranger", "Asia/Tokyo")
        assert working.zone_from(ctx, ctx.actor, region(store, "APAC")) == ("Asia/Tokyo", Source.PROFILE)
        ana = look(there, store, "ana")
        assert working.zone_from(ana, ana.actor) == ("Europe/Madrid", Source.CONFIG)
        ana = look(there, store, "ana", "Asia/Tokyo")
        ana.store.people.keep(ana.event.sender, ana.now)
        assert working.zone_from(ana, ana.actor) == ("Asia/Tokyo", Source.PROFILE)
        store.schedules.save(ana.actor, Schedule(zone="Asia/Kolkata"))
        assert working.zone_from(ana, ana.actor) == ("Asia/Kolkata", Source.OWN)
        assert working.hours_of(ana, ana.actor).zone == "Asia/Kolkata"

    await there.database.write(unit)


async def test_holidays_are_ones_own_else_the_nearest_regions_else_the_programmes(there: World) -> None:
    def unit(store: Store) -> None:
        programme = there.config.programme.model_copy(update={"holidays": ("PL",)})
        ctx = look(there, store, "ana", programme=programme)
        assert working.holidays_from(ctx, ctx.actor) == (("PL",), Source.PROGRAMME)
        ctx.regions = [
            replace(each, holidays={"World": ("12-31",), "APAC": ("NP",)}.get(each.name, ())) for each in ctx.regions
        ]
        assert working.holidays_from(ctx, ctx.actor) == (("12-31",), Source.REGION), "of the one above hers"
        store.schedules.save(ctx.actor, Schedule(holidays=()))
        assert working.holidays_from(ctx, ctx.actor) == ((), Source.OWN)
        assert not working.hours_of(ctx, ctx.actor).off
        store.schedules.save(ctx.actor, Schedule(holidays=("DE",), off=CAMP))
        assert {date(2026, 5, 1), *CAMP} <= working.hours_of(ctx, ctx.actor).off

    await there.database.write(unit)


async def test_what_names_no_days_any_more_is_no_day_off(there: World) -> None:
    def unit(store: Store) -> None:
        ctx = look(there, store, "ana", calendars={"club.ics": CAMP})
        assert working.days_off(ctx, ("club.ics", "gone.ics", "Atlantis")) == CAMP

    await there.database.write(unit)


async def test_a_tree_that_bites_its_tail_is_climbed_once(there: World) -> None:
    def unit(store: Store) -> None:
        ctx = look(there, store, "ana")
        ctx.regions = [Region(1, "A", parent=2), Region(2, "B", parent=1)]
        assert working.hours_in(ctx, ctx.regions[0]).zone == "UTC"

    await there.database.write(unit)


async def test_a_week_of_ones_own_stands_beside_the_programmes(there: World) -> None:
    def unit(store: Store) -> None:
        ctx = look(there, store, "bo")
        saturday = datetime(2026, 3, 7, 8, tzinfo=UTC)
        assert not works(saturday, working.hours_of(ctx, ctx.actor))
        store.schedules.save(ctx.actor, Schedule(days=frozenset({5}), begins=time(9), ends=time(0)))
        assert works(saturday, working.hours_of(ctx, ctx.actor))
        assert working.told(ctx, ctx.actor) == {"zone": "Europe/Berlin", "hours": "Sat 9-24"}

    await there.database.write(unit)


async def test_a_candidate_lives_in_the_region_that_they_applied_for(there: World) -> None:
    await there.apply("kim", region="APAC")

    def unit(store: Store) -> None:
        kim = look(there, store, "kim")
        assert working.zone_from(kim, kim.actor) == ("Asia/Kathmandu", Source.REGION)
        assert working.hours_of(kim, kim.actor).zone == "Asia/Kathmandu"

    await there.database.write(unit)


async def test_somebody_hears_their_hours_once(there: World) -> None:
    def unit(store: Store) -> None:
        ctx = look(there, store, "ana")
        assert working.first_told(ctx, ctx.actor)
        assert not working.first_told(ctx, ctx.actor)

    await there.database.write(unit)
