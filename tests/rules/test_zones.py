"""Time zones by name, and the one that somebody's profile names."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import zones
from bot.address import Identity, Room
from bot.event import EVENT, Sender
from tests.world import World, world

ANA = Identity("matrix:@ana:example.org")


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Indiana/Knox", "Etc/GMT+2"])
def test_a_zone_that_there_is(name: str) -> None:
    assert name in zones.known()
    assert zones.named(name) == name


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "Europe", "europe/berlin", "Europe/Berln", ""])
def test_a_name_of_none(name: str) -> None:
    assert name not in zones.known()
    assert zones.named(name) is None


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" Europe / Berlin ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("kathmandu", "Asia/Kathmandu"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("utc", "UTC"),
        ("Mars", None),
        ("Mars/Olympus Mons", None),
        ("localtime", None),
        ("", None),
        ("!?", None),
        ("Europe/Berlin" * 1000, None),
        ("GMT+2", None),
        ("UTC -5:30", None),
        ("+05:45", None),
        ("Etc/GMT+20", None),
    ],
)
def test_what_a_mistyped_zone_is_near_to(typed: str, near: str | None) -> None:
    assert zones.near(typed) == near


@pytest.mark.parametrize("zone", ["Mars/Olympus_Mons", "", "half \ud83d", 20_700, ["UTC"], {"UTC": 1}, b"UTC", None])
def test_an_unknown_zone_is_none_and_refuses_nobody(zone: Any) -> None:
    assert Sender(identity=ANA, zone=zone).zone is None


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[World]:
    async with world(database_url) as opened:
        yield opened


async def test_the_zone_is_kept_with_the_event(there: World) -> None:
    sender = Sender(identity=ANA, zone="Asia/Kathmandu")
    event = there.said("ana", "!status", Room("shell:mentors"), sender=sender, window=False)
    await there.database.write(lambda store: store.inbox.pend([event]))
    assert await there.read(lambda store: store.inbox.waiting(there.clock.now(), 9)) == [event]


@pytest.mark.parametrize("kept", ["", ', "zone": null', ', "zone": "Mars/Olympus_Mons"', ', "zone": ["UTC"]'])
async def test_an_event_that_was_kept_without_a_zone_that_there_is_can_be_read(there: World, kept: str) -> None:
    event = there.said("ana", "!status", Room("shell:mentors"), window=False)
    await there.database.write(lambda store: store.inbox.pend([event]))
    whole, end = EVENT.dump_json(event).decode(), ',"zone":null'
    assert whole.count(end) == 1
    await there.change("UPDATE inbox SET payload = ?", whole.replace(end, kept))
    assert await there.read(lambda store: store.inbox.waiting(there.clock.now(), 9)) == [event]
