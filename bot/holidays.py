"""Days off: public holidays of a country or a part of it, dates, and calendars (.ics).

Rules of this file: an entry is a word of the config or of a region; a message says what to write instead. A calendar's
file is read by ``bot.ics``, once: here it is a set of dates. Public holidays are what the library knows of: behind the
last year that it knows of a country, there are none.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from rapidfuzz import fuzz, process

from bot.ics import calendar

__all__ = ["calendar", "check", "days_off"]

_MONTHS = list(month_name)
_HOW = "write a date as 2026-12-24, or as 12-24 for every year"
_ENTRIES = "write a country such as DE, a part of one such as DE-BY, a date such as 2026-12-24 or 12-24, or a file.ics"


@lru_cache(maxsize=1024)
def check(entry: str) -> None:
    """Raises ValueError, with what to write instead, for an entry that ``days_off`` can't read. Opens no file."""
    if entry.endswith(".ics"):
        return
    if re.match(r"\d", entry):
        _date(entry)
    elif entry[:2] in _countries() and entry[2:3] == "-":
        _part(entry)
    elif entry not in _countries():
        raise ValueError(_near(entry))


def days_off(entries: Sequence[str], years: range, calendars: Mapping[str, frozenset[date]]) -> frozenset[date]:
    """The dates of some years that entries name: ``DE``, ``DE-BY``, ``2026-12-24``, ``12-24``, or a key of calendars.

    Raises ValueError for what ``check`` refuses, and for a calendar that isn't there.
    """
    files = [each for each in entries if each.endswith(".ics")]
    missing = [each for each in files if each not in calendars]
    if missing:
        raise ValueError(f"the calendar {missing[0]} isn't there")
    rest = tuple(each for each in entries if each not in files)
    return _together(rest, years, tuple(calendars[each] for each in files))


@lru_cache(maxsize=1024)
def _together(entries: tuple[str, ...], years: range, calendars: tuple[frozenset[date], ...]) -> frozenset[date]:
    days = frozenset[date]().union(*(_days(each, years) for each in entries), *calendars)
    return frozenset(day for day in days if day.year in years)


@lru_cache(maxsize=1024)
def _days(entry: str, years: range) -> frozenset[date]:
    check(entry)
    if re.match(r"\d", entry):
        only, month, day = _date(entry)
        there = [year for year in ([only] if only else years) if day <= monthrange(year, month)[1]]
        return frozenset(date(year, month, day) for year in there)
    import holidays

    country, _, part = entry.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=years, categories=holidays.PUBLIC))


def _date(entry: str) -> tuple[int | None, int, int]:
    """Year, or none for every year, month and day of a written date. Raises ValueError."""
    digits = re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", entry, re.ASCII)
    words = re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]+)(?: (\d{4}))?", entry, re.ASCII)
    if digits:
        year, month, day = digits[1], int(digits[2]), int(digits[3])
    elif words and words[2].title() in _MONTHS:
        year, month, day = words[3], _MONTHS.index(words[2].title()), int(words[1])
    else:
        raise ValueError(_HOW)
    if not 1 <= month <= 12:
        raise ValueError(f"the month stands before the day, from 01 to 12: {_HOW}")
    if year == "0000":
        raise ValueError(f"years begin with 0001: {_HOW}")
    longest = monthrange(int(year or 2024), month)[1]  # 2024 has a 29 February
    if not 1 <= day <= longest:
        raise ValueError(f"{_MONTHS[month]}{' ' + year if year else ''} has days from 1 to {longest}: {_HOW}")
    if not digits:
        raise ValueError(f"write {year + '-' if year else ''}{month:02}-{day:02}")
    return int(year) if year else None, month, day


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, tuple[str, ...]]:
    """Countries whose holidays are known: the code of two letters -> its name in English and what else it is called."""
    from holidays.registry import COUNTRIES

    names = Locale("en").territories
    return {two: (names.get(two, two), *also) for _, two, *also in COUNTRIES.values()}


def _part(entry: str) -> None:
    """Raises ValueError for a part of a country that isn't known."""
    import holidays

    country, _, part = entry.partition("-")
    known = holidays.country_holidays(country)
    if part in known.subdivisions:
        return
    if not known.subdivisions:
        raise ValueError(f"{country} is known as a whole only: write {country}")
    called = {code.lower(): code for code in known.subdivisions}
    called |= {name.lower(): code for name, code in known.subdivisions_aliases.items()}
    near = [f"{country}-{code}" for code in _like(part, called)]
    if near:
        raise ValueError(f"{country} has no such part; did you mean {' or '.join(near)}?")
    raise ValueError(f"{country} has no such part; there is {', '.join(known.subdivisions)}")


def _near(entry: str) -> str:
    """What to write instead of something that is neither a country nor a date."""
    country, _, part = entry.strip().partition("-")
    called = {word.lower(): code for code, words in _countries().items() for word in (code, *words)}
    code = called.get(country.lower())
    if code:
        return f"write {code}-{part.upper()}" if part else f"write {code}"
    near = _like(country, called)
    return f"did you mean {' or '.join(near)}?" if near else _ENTRIES


def _like(typed: str, called: Mapping[str, str]) -> list[str]:
    """The codes of what is called much like something typed, the likest first."""
    close = process.extract(typed.lower(), list(called), scorer=fuzz.ratio, limit=3, score_cutoff=75)
    return list(dict.fromkeys(called[name] for name, *_ in close))
