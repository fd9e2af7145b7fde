"""Places as people name them: which time zones a city or a country has, and whose public holidays are meant.

Rules of this file: pure functions over what tzdata, CLDR and the library of holidays know, in English. Zones in which
clocks show the same all year are one: whoever names Germany needn't choose.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from bot import holidays, towns, zones
from bot.typed import key

_LONGEST = 60
"""Characters of a name that is worth looking for."""


def zones_of(name: str, year: int) -> tuple[str, ...]:
    """The zones that a name means in a year: its own where it is a zone's, else those of a city or a country."""
    wanted = _bare(name)
    own = tuple(zone for zone in zones.known() if _bare(zone) == wanted)
    if own and "/" in name:
        return own
    cities = [zone for zone in sorted(zones.known()) if _is_city(zone) and _bare(zone.rpartition("/")[2]) == wanted]
    code = name.strip().upper() if len(name.strip()) == 2 else _countries().get(wanted, "")
    ways = (cities, _tab().get(code, ()), own, _tab().get(_other_codes().get(wanted, ""), ()))
    return next((alike for way in ways if (alike := _alike(way, year))), ())


def zones_of_town(name: str, year: int) -> tuple[str, ...]:
    """The zones of the towns of a name, where that is no city that a zone is named after."""
    return _alike((town.zone for town in towns.named(name)), year)


def zones_in(code: str) -> tuple[str, ...]:
    """The zones of a country by its code, the most populous first; none for what is no country."""
    return _tab().get(code, ())


def all_countries() -> tuple[str, ...]:
    """The codes of the countries that there are."""
    return tuple(sorted(_tab()))


def _is_city(zone: str) -> bool:
    return "/" in zone and not zone.startswith("Etc/")


def country(name: str) -> str | None:
    """The entry of holidays that a name or a code means: ``DE`` for ``germany``, ``DE-BY`` for ``de-bavaria``."""
    whole, _, part = key(name).partition("-")
    for entry in (key(name), whole):
        short = entry.upper() if len(entry) == 2 and holds(entry.upper()) else None
        code = short or _countries().get(entry) or _other_codes().get(entry)
        if code is not None and holds(code):
            if entry == key(name):
                return code
            return _part(code, part.strip())
    return None


def near(name: str) -> tuple[str, ...]:
    """The entries of holidays that somebody may have meant, the likest first."""
    typed = key(name)[:_LONGEST]
    whole, dash, part = typed.partition("-")
    code = country(whole) if dash else None
    called = _parts(code) if code is not None else _countries()
    wanted = part.strip() if code is not None else typed
    found = process.extract(wanted, list(called), scorer=fuzz.WRatio, limit=6, score_cutoff=80)
    entries = [f"{code}-{called[each]}" if code is not None else called[each] for each, *_ in found]
    return tuple(dict.fromkeys(each for each in entries if holds(each)))[:3] or ((code,) if code is not None else ())


def holds(entry: str) -> bool:
    """Whether an entry of holidays can be read."""
    try:
        holidays.check(entry)
    except ValueError:
        return False
    return True


def _part(code: str, part: str) -> str | None:
    """A part of a country by its code or by what the library calls it."""
    known = _parts(code).get(part)
    return f"{code}-{known}" if known is not None else None


@lru_cache(maxsize=64)
def _parts(code: str) -> dict[str, str]:
    """What the parts of a country are called -> their codes."""
    from holidays import country_holidays

    known = country_holidays(code)
    aliases: dict[str, str] = getattr(known, "subdivisions_aliases", {})
    return {each.casefold(): each for each in known.subdivisions} | {key(name): each for name, each in aliases.items()}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """What countries are called in English -> their codes of two letters."""
    return {key(name): code for code, name in Locale("en").territories.items() if len(code) == 2}


@lru_cache(maxsize=1)
def _other_codes() -> dict[str, str]:
    """Codes by which countries are known besides: ``uk``, ``usa``."""
    return {key(name): codes[0] for name, codes in get_global("territory_aliases").items() if len(codes) == 1}


@lru_cache(maxsize=1)
def _tab() -> dict[str, tuple[str, ...]]:
    """Codes of countries -> their zones, the most populous first, as tzdata has them."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            found[code] = (*found.get(code, ()), zone)
    return found


@lru_cache(maxsize=1)
def _leading() -> frozenset[str]:
    """The best known zone of those that show the same, as CLDR has it."""
    return frozenset(get_global("windows_zone_mapping").values())


_MANY_LIVE = frozenset({"America/Sao_Paulo", "Australia/Sydney"})
"""CLDR leads with several for one clock: without these, Hobart would stand for Sydney, and Araguaina for São Paulo."""


def _alike(found: Iterable[str], year: int) -> tuple[str, ...]:
    """One zone of each kind of clock, in the order in which they come."""
    kinds: dict[tuple[object, ...], list[str]] = {}
    for zone in found:
        at = (datetime(year, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 15))
        kinds.setdefault(tuple(each.astimezone(ZoneInfo(zone)).utcoffset() for each in at), []).append(zone)
    return tuple(
        min(alike, key=lambda zone: (zone not in _MANY_LIVE, zone not in _leading())) for alike in kinds.values()
    )


def _bare(name: str) -> str:
    """A name for comparing: ``New_York`` is New York, ``St. John's`` is St_Johns."""
    return key(name.replace("_", " ")).replace(".", "").replace("'", "")
