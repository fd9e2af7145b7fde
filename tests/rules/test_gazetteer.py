"""Countries and cities by what people call them, in English and in their own language."""

import pytest

from bot import gazetteer
from bot.gazetteer import Spot


@pytest.mark.parametrize(
    ("name", "language", "country", "shown"),
    [
        ("Germany", "en", "DE", "Germany"),
        ("germany", "de", "DE", "Deutschland"),
        ("Deutschland", "de", "DE", "Deutschland"),
        ("de", "en", "DE", "Germany"),
        ("DEU", "en", "DE", "Germany"),
        ("uk", "en", "GB", "United Kingdom"),
        ("Cote d'Ivoire", "en", "CI", "Côte d’Ivoire"),
        ("Bosnia and Herzegovina", "en", "BA", "Bosnia & Herzegovina"),
        ("TÜRKİYE", "tr", "TR", "Türkiye"),
        ("Österreich", "de", "AT", "Österreich"),
        ("osterreich", "de", "AT", "Österreich"),
        ("日本", "ja", "JP", "日本"),
    ],
)
def test_a_country(name: str, language: str, country: str, shown: str) -> None:
    found = gazetteer.find(name, language)
    assert found is not None
    assert (found.country, found.name, found.zone) == (country, shown, None)
    assert gazetteer.country(name, language) == country


@pytest.mark.parametrize(
    ("name", "language", "country", "zone", "shown"),
    [
        ("Nairobi", "en", "KE", "Africa/Nairobi", "Nairobi"),
        ("Berlin", "en", "DE", "Europe/Berlin", "Berlin"),
        ("new york", "en", "US", "America/New_York", "New York"),
        ("sao paulo", "en", "BR", "America/Sao_Paulo", "Sao Paulo"),
        ("São Paulo", "pt", "BR", "America/Sao_Paulo", "São Paulo"),
        ("Wien", "de", "AT", "Europe/Vienna", "Wien"),
        ("Vienna", "de", "AT", "Europe/Vienna", "Wien"),
        ("Kolkata", "en", "IN", "Asia/Kolkata", "Kolkata"),
        ("Calcutta", "en", "IN", "Asia/Kolkata", "Calcutta"),
        ("St. John's", "en", "CA", "America/St_Johns", "St. John’s"),
        ("東京", "ja", "JP", "Asia/Tokyo", "東京"),
    ],
)
def test_a_city(name: str, language: str, country: str, zone: str, shown: str) -> None:
    found = gazetteer.find(name, language)
    assert found is not None
    assert (found.country, found.zone, found.name) == (country, zone, shown)


def test_a_country_goes_before_a_city_of_its_name() -> None:
    found = gazetteer.find("Singapore", "en")
    assert found == Spot("SG", "Singapore", "Singapore")


@pytest.mark.parametrize("name", ["", "Atlantis", "Middle Earth", "42", "Etc", "GMT", "x" * 4000])
def test_nowhere(name: str) -> None:
    assert gazetteer.find(name, "en") is None
    assert gazetteer.country(name, "en") is None


def test_a_language_that_nobody_knows_is_english() -> None:
    assert gazetteer.called("DE", "tlh-XX") == "Germany"
    assert gazetteer.find("Germany", "??") == gazetteer.find("Germany", "en")


@pytest.mark.parametrize(("typed", "meant"), [("Germny", "DE"), ("Swizerland", "CH"), ("Kenia", "KE"), ("xqzt", None)])
def test_a_mistyped_country(typed: str, meant: str | None) -> None:
    assert gazetteer.near_country(typed, "en") == meant


def test_a_clock_is_told_where_there_is_one() -> None:
    def clock(name: str) -> str | None:
        spot = gazetteer.find(name, "en")
        assert spot is not None
        return gazetteer.clock_of(spot, 2026)

    assert clock("Berlin") == "Europe/Berlin"
    assert clock("Nepal") == "Asia/Kathmandu"
    assert clock("United States") is None


def test_every_country_and_every_zone_of_a_city_is_known() -> None:
    from bot import places

    known = gazetteer.spots("en")
    countries = {each.country for each in known.values() if each.zone is None}
    assert len(countries) > 240
    zones = {each.zone for each in known.values()}
    missing = [zone for code in places.all_countries() for zone in places.zones_in(code) if zone not in zones]
    assert set(missing) <= {"Asia/Singapore", "America/Panama"} | {zone for zone in missing if _shared(zone)}


def _shared(zone: str) -> bool:
    """Whether a zone's city is called as a country, or as another city, is."""
    found = gazetteer.find(zone.rpartition("/")[2].replace("_", " "), "en")
    return found is not None and found.zone != zone
