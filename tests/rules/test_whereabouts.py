"""Who is where: what a place is taken for, whom one is told of, and what is noted where there is nobody."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.effect import Answer
from bot.message import Many, Mention, Message
from bot.model import Role
from bot.ports import Store
from tests.world import World, identity, key, world


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await opened.say("cora", "!region add DACH under EMEA")
        await opened.say("cora", "!region edit DACH countries DE AT CH")
        await ambassadors(opened, "EMEA", "kim")
        yield opened


async def ambassadors(there: World, region: str, *names: str) -> None:
    def unit(store: Store) -> None:
        where = next(each for each in store.regions.all() if each.name == region)
        for name in names:
            person = store.people.ensure([identity(name)], name.capitalize(), there.clock.now())
            store.people.grant(person, Role.AMBASSADOR, where, None, there.clock.now())

    await there.database.write(unit)


def part(reply: Answer | None, name: str) -> Message | None:
    assert reply is not None
    return next((each for each in reply.message.parts if each.key == name), None)


def people(message: Message | None) -> list[str]:
    assert message is not None
    found = message.args["people"]
    assert isinstance(found, Many)
    return [each.name.capitalize() for each in found.items if isinstance(each, Mention)]


async def gaps(there: World) -> list[tuple[Any, ...]]:
    return await there.rows(
        "SELECT g.place, r.name, g.times FROM gaps g LEFT JOIN regions r ON r.id = g.region_id ORDER BY g.place"
    )


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("EMEA", "EMEA"),
        ("emea?", "EMEA"),
        ("Europe", "EMEA"),
        ("middle east", "EMEA"),
        ("Kenya", "Kenya"),
        ("in Nairobi", "Nairobi"),
        ("is in the Middle East, please", "EMEA"),
    ],
)
async def test_a_place_that_has_ambassadors(there: World, typed: str, place: str) -> None:
    reply = await there.say("lee", f"!who {typed}")
    assert key(reply) == "who"
    assert reply is not None
    assert reply.private
    assert reply.message.args["place"] == place
    assert people(part(reply, "who-ambassadors")) == ["Kim"]
    assert part(reply, "who-guessed") is None
    assert await gaps(there) == []


@pytest.mark.parametrize(
    ("typed", "place"),
    [("Emeaa", "EMEA"), ("Midle East", "EMEA"), ("Keniya", "Kenya"), ("Nairobbi", "Nairobi"), ("Gremany", "Germany")],
)
async def test_a_typo_is_forgiven_and_said(there: World, typed: str, place: str) -> None:
    reply = await there.say("lee", f"!who {typed}")
    assert reply is not None
    assert reply.message.args["place"] == place
    assert part(reply, "who-guessed") is not None


@pytest.mark.parametrize(
    ("typed", "place", "region"),
    [
        ("Munich", "Munich", "DACH"),
        ("münchen", "München", "DACH"),
        ("Heidelberg", "Heidelberg", "DACH"),
        ("Heidelberg, Germany", "Heidelberg", "DACH"),
        ("Heidelberg, South Africa", "Heidelberg", "EMEA"),
        ("Heidelberg, ZA", "Heidelberg", "EMEA"),
        ("munchen", "Munich", "DACH"),
        ("Muinch", "Munich", "DACH"),
        ("Paris, US", "Paris", None),
        ("Hyderabad, PK", "Hyderabad", None),
        ("Birmingham, USA", "Birmingham", None),
        ("San José, Costa Rica", "San José", None),
        ("Heidelberg, DACH", "Heidelberg", "DACH"),
        ("Munihc, Germany", "Munich", "DACH"),
    ],
)
async def test_a_town_that_names_no_zone(there: World, typed: str, place: str, region: str | None) -> None:
    await there.say("cora", "!region edit EMEA countries ZA FR")
    reply = await there.say("lee", f"!who {typed}")
    assert key(reply) == "who"
    assert reply is not None
    assert reply.message.args["place"] == place
    lies = part(reply, "who-in")
    assert (lies.args["region"] if lies is not None else None) == region


async def test_a_town_is_that_of_the_country_that_is_said(there: World) -> None:
    for asked, country in (("Hyderabad, PK", "Asia/Karachi"), ("Valencia, ES", "Europe/Madrid")):
        clock = part(await there.say("lee", f"!who {asked}"), "who-clock")
        assert clock is not None
        assert clock.args["zone"] == country
    for nowhere in ("Hyderabad, DE", "Munich, Kenya", "Valencia, DACH"):
        assert key(await there.say("lee", f"!who {nowhere}")) == "who-unknown"


async def test_a_mentors_topic_goes_before_a_town(there: World) -> None:
    await there.say("cora", "!mentor add shell:java EMEA")
    await there.change("UPDATE mentors SET topics = '[\"split\"]'")
    assert part(await there.say("lee", "!who Split"), "who-in") is None


@pytest.mark.parametrize("typed", ["Nowhereville", "xy", "EM", "😀", "'; DROP TABLE regions", "x" * 3000, "%"])
async def test_a_place_that_nobody_knows(there: World, typed: str) -> None:
    assert key(await there.say("lee", f"!who {typed}")) == "who-unknown"
    assert await gaps(there) == []


async def test_ambassadors_below_count(there: World) -> None:
    await ambassadors(there, "DACH", "max", "ana")
    assert people(part(await there.say("lee", "!who EMEA"), "who-ambassadors")) == ["Ana", "Kim", "Max"]
    assert people(part(await there.say("lee", "!who Austria"), "who-ambassadors")) == ["Ana", "Max"]


async def test_where_nobody_is_the_nearest_stand_in_and_it_is_noted(there: World) -> None:
    for asked in ("Vienna", "vienna", "Austria", "DACH"):
        reply = await there.say("lee", f"!who {asked}")
        assert part(reply, "who-nobody") is not None
        instead = part(reply, "who-instead")
        assert people(instead) == ["Kim"]
        assert instead is not None
        assert instead.args["region"] == "EMEA"
    assert await gaps(there) == [("Austria", "DACH", 1), ("DACH", "DACH", 1), ("Vienna", "DACH", 2)]


async def test_a_country_of_no_region_is_noted_too(there: World) -> None:
    reply = await there.say("lee", "!who Brazil")
    assert part(reply, "who-in-none") is not None
    assert people(part(reply, "who-instead")) == ["Kim"]
    assert await gaps(there) == [("Brazil", None, 1)]


async def test_nobody_at_all_leaves_those_who_run_it(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        reply = await there.say("lee", "!who Nepal")
        assert part(reply, "who-instead") is None
        assert people(part(reply, "who-lead-above")) == ["Cora", "Omar"]


async def test_whoever_is_gone_is_nobody_to_write_to(there: World) -> None:
    await there.change("UPDATE identities SET gone_at = ? WHERE address = 'shell:kim'", "2026-03-01 00:00:00")
    assert part(await there.say("lee", "!who EMEA"), "who-ambassadors") is None


async def test_many_are_counted_and_ten_are_named(there: World) -> None:
    await ambassadors(there, "EMEA", *(f"many{at}" for at in range(15)))
    told = part(await there.say("lee", "!who EMEA"), "who-ambassadors")
    assert len(people(told)) == 10
    assert told is not None
    assert told.args["more"] == 6


async def test_the_lead_of_the_place_or_the_nearest_above(there: World) -> None:
    await there.say("cora", "!region edit EMEA lead @bo", mentions={"@bo": identity("bo")})
    assert people(part(await there.say("lee", "!who EMEA"), "who-lead")) == ["Bo"]
    assert people(part(await there.say("lee", "!who Vienna"), "who-lead-above")) == ["Bo"]


async def test_who_knows_about_a_topic(there: World) -> None:
    reply = await there.say("lee", "!who Translation")
    assert key(reply) == "who-topic"
    assert reply is not None
    assert [each.key for each in reply.message.parts] == ["who-knows", "who-topic-how"]
    guessed = await there.say("lee", "!who tranlsation")
    assert part(guessed, "who-guessed") is not None


async def test_asking_is_a_read_unless_there_is_a_gap(there: World) -> None:
    inbox = "SELECT count(*) FROM inbox"
    before = await there.rows(inbox)
    await there.say("lee", "!who EMEA")
    await there.say("lee", "!region show EMEA")
    assert await there.rows(inbox) == before
    await there.say("lee", "!who DACH")
    assert await there.rows(inbox) == [(before[0][0] + 1,)]


async def test_a_gap_that_is_told_twice_is_noted_once(there: World) -> None:
    event = there.said("lee", "!who DACH")
    first, again = await there.engine.handle(event), await there.engine.handle(event)
    assert key(first) == key(again) == "who"
    assert await gaps(there) == [("DACH", "DACH", 1)]
