"""The countries of the world and the cities that time zones are named after, by what they are called.

Rules of this file: pure functions over CLDR and tzdata. A name is looked for in English and in one language more, with
or without its accents. A code of two letters is a country's. A city lies in the country that tzdata gives its zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from rapidfuzz import fuzz, process

from bot import places
from bot.typed import bare

ALIKE = 78
"""How alike (of 100) a mistyped name must be to one, to be taken for it."""
SHORTEST = 4
"""Letters of a name in which a typo can be told from another name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A country, or a city with its ``zone``: its code, what a reader calls it, and what English does."""

    country: str
    name: str
    english: str
    zone: str | None = None


def find(name: str, language: str) -> Spot | None:
    """What a name means."""
    return spots(language).get(bare(name))


def country(name: str, language: str) -> str | None:
    """The code of the country of a name, or code."""
    found = _countries(_known(language)).get(bare(name))
    return found.country if found is not None else None


def near_country(name: str, language: str) -> str | None:
    """The code of the country that a mistyped name probably meant."""
    known = _countries(_known(language))
    best = process.extractOne(bare(name), list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return known[best[0]].country if best is not None else None


def near_city(name: str, language: str) -> Spot | None:
    """The city that a mistyped name probably meant."""
    known = _cities(_known(language))
    best = process.extractOne(bare(name), list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return known[best[0]] if best is not None else None


def called(code: str, language: str) -> str:
    """What a reader calls a country."""
    return str(_territories(_known(language)).get(code) or _territories("en").get(code, code))


def spots(language: str) -> dict[str, Spot]:
    """Everything by its bare names: countries before cities."""
    return _spots(_known(language))


@lru_cache(maxsize=1024)
def clock_of(spot: Spot, year: int) -> str | None:
    """The zone in which one tells the time there; None where several clocks go in one country."""
    if spot.zone is not None:
        return spot.zone
    found = places.zones_of(spot.country, year)
    return found[0] if len(found) == 1 else None


@cache
def _known(language: str) -> str:
    """A language that CLDR knows; English for any other."""
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return "en"
    return language


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(language, sep="-").territories.items()}


@lru_cache(maxsize=16)
def _spots(language: str) -> dict[str, Spot]:
    return {**_cities(language), **_countries(language)}


@lru_cache(maxsize=16)
def _countries(language: str) -> dict[str, Spot]:
    english, own = _territories("en"), _territories(language)
    there = sorted(code for code in english if len(code) == 2 and code.isalpha() and places.zones_in(code))
    found: dict[str, Spot] = {}
    for code in there:
        spot = Spot(code, own.get(code) or english[code], english[code])
        for name in (code, english[code], own.get(code) or code):
            found.setdefault(bare(name), spot)
    for other, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and codes[0] in there and str(other).isalpha():
            code = codes[0]
            found.setdefault(bare(other), Spot(code, own.get(code) or english[code], english[code]))
    return found


@lru_cache(maxsize=16)
def _cities(language: str) -> dict[str, Spot]:
    english, own = Locale("en").time_zones, Locale.parse(language, sep="-").time_zones
    found: dict[str, Spot] = {}
    for zone, code in _zones().items():
        bears = zone.rpartition("/")[2].replace("_", " ")
        in_english = _city(english, zone) or bears
        in_own = _city(own, zone) or in_english
        for name in (in_own, in_english, bears):
            found.setdefault(bare(name), Spot(code, in_own, in_english, _links().get(zone, zone)))
    return found


def _city(named: Mapping[str, Any], zone: str) -> str | None:
    """What CLDR calls a zone's city, which knows some zones by an older name; None where that is the zone's own."""
    entry = named.get(get_global("zone_aliases").get(zone, zone)) or {}
    return str(entry["city"]) if entry.get("city") else None


@cache
def _zones() -> dict[str, str]:
    """The zones of cities, and the country of each: first those of today, then what they were called before."""
    today = {zone: code for code in places.all_countries() for zone in places.zones_in(code) if "/" in zone}
    areas = {zone.partition("/")[0] for zone in today}
    before = {old: today[new] for old, new in _links().items() if new in today and old.partition("/")[0] in areas}
    return {**before, **today}


@cache
def _links() -> dict[str, str]:
    """Zones by an older name, and what they are called now."""
    text = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line.startswith("L ")]
    today = {zone for code in places.all_countries() for zone in places.zones_in(code)}
    return {old: new for _, new, old in lines if old not in today}
