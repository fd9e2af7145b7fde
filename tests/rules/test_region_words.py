"""What people write about a region, line by line: what becomes of it, and what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.address import Room
from bot.event import Named
from bot.model import Region
from tests.world import World, key, world


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await opened.say("cora", "!region add DACH under EMEA")
        yield opened


async def region(there: World, name: str = "DACH") -> Region:
    return next(each for each in await there.read(lambda store: store.regions.all()) if each.name == name)


@pytest.mark.parametrize(
    ("typed", "thing", "value"),
    [
        ("zone Vienna", "time_zone", "Europe/Vienna"),
        ("zone Europe/Vienna", "time_zone", "Europe/Vienna"),
        ("zone: austria", "time_zone", "Europe/Vienna"),
        ("timezone UTC", "time_zone", "UTC"),
        ("zone none", "time_zone", None),
        ("language German", "language", "de"),
        ("language Deutsch", "language", "de"),
        ("language pt-br", "language", "pt-BR"),
        ("language none", "language", None),
        ("countries CH LI", "countries", ("CH", "LI")),
        ("countries Switzerland, Liechtenstein", "countries", ("CH", "LI")),
        ("countries South Africa Switzerland", "countries", ("ZA", "CH")),
        ("countries ch, CH; Switzerland", "countries", ("CH",)),
        ("country Bosnia and Herzegovina", "countries", ("BA",)),
        ("countries DE", "countries", ("DE",)),
        ("aliases Alps, D A CH", "aliases", ("Alps", "D A CH")),
        ('aliases Alps "D A CH"', "aliases", ("Alps", "D A CH")),
        ("aliases Latin-Alps Alps", "aliases", ("Latin-Alps", "Alps")),
        ("aliases dach", "aliases", ()),
        ("aliases none", "aliases", ()),
        ("holidays DE-BY 12-24", "holidays", ("DE-BY", "12-24")),
        ("holidays Germany, 2026-12-28", "holidays", ("DE", "2026-12-28")),
        ("holidays none", "holidays", ()),
        ("digest tuesday 9:30", "digest", "Tue 09:30"),
        ("digest none", "digest", None),
        ("channels #emea2", "channels", (Room("shell:emea2"),)),
        ("channels none", "channels", ()),
    ],
)
async def test_what_becomes_of_it(there: World, typed: str, thing: str, value: object) -> None:
    rooms = {"#emea2": Named(room=Room("shell:emea2"), there=True)}
    reply = await there.say("cora", f"!region edit DACH {typed}", rooms=rooms)
    assert key(reply) in ("region-edited", "region-same"), reply
    assert getattr(await region(there), thing) == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zone Berln", "region-zone-but"),
        ("zone United States", "region-zone-which"),
        ("zone Middle Earth", "region-zone-unknown"),
        ("language germn", "region-language-but"),
        ("language xqzt", "region-language-unknown"),
        ("countries Germny", "region-no-country-but"),
        ("countries Atlantis", "region-no-country"),
        ("countries CH Atlantis", "region-no-country"),
        ("countries IN", "region-country-taken"),
        ("aliases Europe", "region-alias-taken"),
        ("aliases World", "region-name-taken"),
        ("aliases none, Alps", "region-name-what"),
        ("name EMEA", "region-name-taken"),
        ("name asia", "region-alias-taken"),
        ("name 42", "region-name-what"),
        ("name under", "region-name-what"),
        ("name #dach", "region-name-what"),
        (f"name {'x' * 61}", "region-name-long"),
        ("holidays DE-XX", "region-holidays-but"),
        ("holidays zzz", "region-holidays-what"),
        ("holidays 13-13", "region-holidays-what"),
        ("holidays club.ics", "region-holidays-calendar"),
        ("digest someday", "region-digest-what"),
        ("digest Tue 25:00", "region-digest-what"),
        ("channels general", "region-channel-unknown"),
        ("channels #emea", "region-channel-taken"),
        ("channels shell:emea", "region-channel-taken"),
        ("channels #away", "region-channel-not-in"),
        ("lead nobody-here", "nobody-named"),
        ("zone", "region-edit-value"),
        ("zoen Berlin", "region-edit-what-but"),
        ("colour blue", "region-edit-what"),
    ],
)
async def test_what_is_refused(there: World, typed: str, said: str) -> None:
    rooms = {
        "#emea": Named(room=Room("shell:emea"), there=True),
        "#away": Named(room=Room("shell:away"), there=False),
    }
    before = await there.read(lambda store: store.regions.all())
    assert key(await there.say("cora", f"!region edit DACH {typed}", rooms=rooms)) == said
    assert await there.read(lambda store: store.regions.all()) == before


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("+LI", ("DE", "AT", "LI")),
        ("+LI +CH", ("DE", "AT", "LI", "CH")),
        ("+ Liechtenstein, Switzerland", ("DE", "AT", "LI", "CH")),
        ("-DE", ("AT",)),
        ("-DE +CH -AT", ("CH",)),
        ("-Germany, Austria", ()),
        ("-FR", ("DE", "AT")),
    ],
)
async def test_lists_are_added_to_and_taken_from(there: World, typed: str, then: tuple[str, ...]) -> None:
    await there.say("cora", "!region edit DACH countries DE AT")
    reply = await there.say("cora", f"!region edit DACH countries {typed}")
    assert key(reply) in ("region-edited", "region-same"), reply
    assert set((await region(there)).countries) == set(then)


async def test_a_channel_that_is_bound_to_the_programme_is_known_by_its_address(there: World) -> None:
    assert key(await there.say("cora", "!region edit DACH channels shell:ambassadors")) == "region-edited"
    assert (await region(there)).channels == ("shell:ambassadors",)


async def test_where_the_bot_is_not_in_a_channel_a_button_looks_again(there: World) -> None:
    away = {"#away": Named(room=Room("shell:away"), there=False)}
    reply = await there.say("cora", "!region edit DACH channels #away", rooms=away)
    assert reply is not None
    (again,) = reply.message.actions
    assert again.command == "region edit DACH channels +shell:away"
    invited = {"shell:away": Named(room=Room("shell:away"), there=True)}
    answer = await there.engine.handle(there.pressed("cora", again.command, rooms=invited))
    assert key(answer) == "region-edited"
    assert (await region(there)).channels == ("shell:away",)


async def test_a_renamed_region_is_known_by_its_old_name(there: World) -> None:
    assert key(await there.say("cora", "!region edit DACH name Alps")) == "region-edited"
    assert (await region(there, "Alps")).aliases == ("DACH",)
    assert key(await there.say("cora", "!region edit dach name DACH")) == "region-edited"
    assert (await region(there)).aliases == ("Alps",)


@pytest.mark.parametrize("typed", ['X" lead @eve "', "X” lead @eve „", "X＂ lead @eve ＂"])
async def test_a_name_never_ends_a_command_that_a_button_types(there: World, typed: str) -> None:
    reply = await there.say("cora", f"!region add {typed}")
    assert key(reply) == "region-added"
    assert (await region(there, "X lead @eve")).name == "X lead @eve"
    await there.say("cora", f"!region edit DACH name Y {typed}")
    assert (await region(there, "Y X lead @eve")).name == "Y X lead @eve"


@pytest.mark.parametrize("typed", ["India", "IN", "japan"])
async def test_a_countrys_name_is_not_taken_from_the_region_that_it_belongs_to(there: World, typed: str) -> None:
    for change in (f"edit DACH aliases Alps, {typed}", f"edit DACH name {typed}", f"add {typed} under EMEA"):
        assert key(await there.say("cora", f"!region {change}")) == "region-country-taken"
    assert key(await there.say("cora", f"!region add {typed} under APAC")) == "region-added-under"
    assert key(await there.say("cora", "!region edit DACH aliases Germany")) == "region-edited"
