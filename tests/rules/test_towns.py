"""The larger towns of the world: found by any of their names, by nobody's code, and each in a zone that there is."""

from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import places, towns
from bot.typed import bare


@pytest.mark.parametrize(
    ("typed", "shown", "own", "country", "zone"),
    [
        ("Munich", "Munich", "Munich", "DE", "Europe/Berlin"),
        ("münchen", "München", "Munich", "DE", "Europe/Berlin"),
        ("MUNCHEN", "München", "Munich", "DE", "Europe/Berlin"),
        ("Köln", "Köln", "Köln", "DE", "Europe/Berlin"),
        ("Cologne", "Cologne", "Köln", "DE", "Europe/Berlin"),
        ("Nürnberg", "Nürnberg", "Nuremberg", "DE", "Europe/Berlin"),
        ("Heidelberg", "Heidelberg", "Heidelberg", "DE", "Europe/Berlin"),
        ("St. Petersburg", "St Petersburg", "Saint Petersburg", "RU", "Europe/Moscow"),
        ("Bełchatów", "Bełchatów", "Bełchatów", "PL", "Europe/Warsaw"),
        ("belchatow", "Belchatow", "Bełchatów", "PL", "Europe/Warsaw"),
        ("Bengaluru", "Bengaluru", "Bengaluru", "IN", "Asia/Kolkata"),
        ("Göteborg", "Göteborg", "Gothenburg", "SE", "Europe/Stockholm"),
    ],
)
def test_a_town(typed: str, shown: str, own: str, country: str, zone: str) -> None:
    town = towns.named(typed)[0]
    assert (town.name, town.own, town.country, town.zone) == (shown, own, country, zone)


def test_towns_of_one_name_are_told_apart_by_their_countries() -> None:
    assert [each.country for each in towns.named("Paris")] == ["FR", "US"]
    assert [each.country for each in towns.named("San Jose")][:2] == ["US", "CR"]


@pytest.mark.parametrize(
    "typed", ["", "#", "MUC", "Nowhereville", "zzzz", "mentor", "Asia", "\t", "a\tb", "\0", "münchen\n"[:-2]]
)
def test_no_town(typed: str) -> None:
    assert towns.named(typed) == []


def test_only_large_towns_are_guessed_from() -> None:
    assert towns.large()["munich"].country == "DE"
    assert "munchen" not in towns.large()
    assert "heidelberg" not in towns.large()


def test_the_file_is_sorted_and_each_line_has_a_country_and_a_zone() -> None:
    head, *lines = Path(towns.__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("#\t")
    keys = [line.partition("\t")[0] for line in lines]
    assert all(one.encode() <= other.encode() for one, other in pairwise(keys))
    columns = [line.split("\t") for line in lines]
    assert {len(each) for each in columns} == {5, 6}
    assert {each[1] for each in columns} <= set(places.all_countries())
    assert all(ZoneInfo(zone) for zone in {each[2] for each in columns})
    assert [each[4] for each in columns if bare(each[4]) != each[0]] == []


def test_a_town_tells_its_zone() -> None:
    assert places.zones_of_town("Munich", 2026) == ("Europe/Berlin",)
    assert places.zones_of_town("heidelberg", 2026) == ("Europe/Berlin", "Africa/Johannesburg")
