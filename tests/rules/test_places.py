"""Places as people name them: their time zones, and whose public holidays they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import places, zones
from bot.places import country, holds, near, zones_of


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("St. John's", "America/St_Johns"),
        ("Germany", "Europe/Berlin"),
        ("DE", "Europe/Berlin"),
        ("Nepal", "Asia/Kathmandu"),
        ("india", "Asia/Kolkata"),
        ("Georgia", "Asia/Tbilisi"),
        ("Japan", "Asia/Tokyo"),
        ("UK", "Europe/London"),
        ("UTC", "UTC"),
        ("gmt", "GMT"),
        ("EST", "EST"),
    ],
)
def test_one_zone_is_meant(name: str, zone: str) -> None:
    assert zones_of(name, 2026) == (zone,)


def test_a_country_with_several_clocks_has_several_zones() -> None:
    assert zones_of("Spain", 2026) == ("Europe/Madrid", "Atlantic/Canary")
    assert zones_of("usa", 2026)[:2] == ("America/New_York", "America/Chicago")
    assert "Australia/Sydney" in zones_of("australia", 2026)
    assert "America/Sao_Paulo" in zones_of("brazil", 2026)


@pytest.mark.parametrize("name", ["", " ", "Mars", "Europe", "Etc", "localtime", "GMT+2", "+02:00", "../etc/passwd"])
def test_no_zone_is_meant(name: str) -> None:
    assert zones_of(name, 2026) == ()


@given(st.sampled_from(sorted(zones.known())))
def test_every_zone_is_found_by_its_name(zone: str) -> None:
    found = zones_of(zone, 2026)
    assert tuple(found) == (zone,) if "/" in zone else found, "a word such as Portugal may be a country's, too"


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("Germany", "DE"),
        ("nepal", "NP"),
        ("UK", "GB"),
        ("usa", "US"),
        ("Guinea-Bissau", "GW"),
        ("DE-BY", "DE-BY"),
        ("de-by", "DE-BY"),
        ("Germany-BY", "DE-BY"),
        ("DE-Bayern", "DE-BY"),
        ("US-California", "US-CA"),
    ],
)
def test_whose_holidays_are_meant(name: str, entry: str) -> None:
    assert country(name) == entry
    assert holds(entry)


@pytest.mark.parametrize(
    ("name", "entries"),
    [("germny", ("DE",)), ("DE-XX", ("DE",)), ("DE-Bayrn", ("DE-BY",)), ("Atlantis", ()), ("", ()), ("2026-12-24", ())],
)
def test_whose_holidays_may_be_meant(name: str, entries: tuple[str, ...]) -> None:
    assert country(name) is None
    assert near(name)[:1] == entries


@given(st.text(max_size=30) | st.from_regex(r"[A-Za-z]{2}-[A-Za-z0-9]{0,4}"))
def test_whatever_is_typed_something_or_nothing_is_meant(words: str) -> None:
    found = country(words)
    assert found is None or holds(found)
    assert all(map(holds, near(words)))
    assert all(zone in zones.known() for zone in zones_of(words, 2026))


def test_zones_that_tell_the_same_are_one() -> None:
    assert places._alike(("Europe/Busingen", "Europe/Berlin", "Europe/Zurich"), 2026) == ("Europe/Berlin",)
