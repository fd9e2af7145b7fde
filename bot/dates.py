"""A day as people write it: ``2026-11-27``, ``30.4.``, ``next friday``, ``in two weeks``, ``nächsten Freitag``.

Rules of this file: pure functions of the words, the writer's own today and their languages, the first of which decides
whether day or month comes first. A day without a year is the next one of that name. What stands for several days is the
first of them: next week begins on Monday. Figures are read here; words are read by dateparser, which also knows their
languages. It is imported on first need: that takes 90 ms, its first word another 130. It is busy for 0.7 s with 4,000
characters, and for a few milliseconds with ``LONGEST``: what is longer than any date isn't shown to it.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

from bot.typed import key
from bot.week import DAYS_OF_A_WEEK

LONGEST = 60
"""Characters of the longest date that is read."""
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_FIGURES = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2})?)?", re.ASCII)
_NTH = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)", re.ASCII)
_END = re.compile(r"(?:the )?end of (?:(?:the|this) )?(next )?month")
_LATE_DAY = re.compile(r"\b(29|30|31)(?:st|nd|rd|th|\b)", re.ASCII)
_WEEKDAY = re.compile(rf"(?:next )?({'|'.join(DAYS_OF_A_WEEK)})")
_CLOCK = re.compile(r":|\b(?:at|um|à|a las) \d")
"""A time of day, which is none of a day's words: ``monday at 9`` would be read as a day of September."""
_LEADS = re.compile(
    r"(?:(?:until|till|til|by|on|bis|zum|am|den|hasta|el|jusqu'au|jusqu'à|jusque|le|até|fino|al|il|tot|op) )+"
)
"""What people write before a day, and dateparser doesn't read: ``till friday``, ``hasta el próximo viernes``."""


class NoSuchDay(ValueError):
    """A month is too short for it. ``last``: the day on which that month ends."""

    def __init__(self, last: date) -> None:
        super().__init__(last.isoformat())
        self.last = last


@dataclass(frozen=True, slots=True)
class Named:
    """A day that somebody named; ``exact``: as year-month-day, so that nothing had to be made of their words."""

    day: date
    exact: bool


def read(written: str, today: date, languages: Sequence[str] = ()) -> Named | None:
    """The day that is meant; None where it can't be told. Raises NoSuchDay. English is always understood."""
    words = key(written).rstrip(" ,!?")
    if not words or len(words) > LONGEST:
        return None
    if found := _ISO.fullmatch(words):
        day = _existing(*map(int, found.groups()))
        return Named(day, exact=words == day.isoformat()) if day is not None else None
    known = tuple(dict.fromkeys([*(each.split("-")[0] for each in languages), "en"]))
    own = next(iter(languages), "en")
    ways = dict.fromkeys([words, re.sub(r"^for ", "in ", words), _LEADS.sub("", words, count=1)])
    day = next((day for each in ways if (day := _meant(each, today, known, own)) is not None), None)
    return Named(day, exact=False) if day is not None else None


def _meant(words: str, today: date, known: tuple[str, ...], own: str) -> date | None:
    """A day that isn't written as year-month-day, in exactly these words. ``own``: whose order of figures counts."""
    day = _figures(words, today, own) or _own(words, today)
    if day is None and any(char.isalpha() for char in words) and _CLOCK.search(words) is None:
        day = _in_words(words, today, known, own)
    return day


def _existing(year: int, month: int, day: int) -> date | None:
    """A day by its figures; None where they are none. Raises NoSuchDay where only the month is too short."""
    if not (year and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    last = monthrange(year, month)[1]
    if day > last:
        raise NoSuchDay(date(year, month, last))
    return date(year, month, day)


def _figures(words: str, today: date, own: str) -> date | None:
    """``30.4.2026``, ``4/30``, ``27th``. A point stands behind a day; else the language decides, if it can."""
    if found := _NTH.fullmatch(words):
        return _next_with(int(found[1]), today)
    found = _FIGURES.fullmatch(words)
    if found is None:
        return None
    day, month = int(found[1]), int(found[3])
    if found[2] != "." and ((_order(own).startswith("M") and day <= 12) or month > 12):
        day, month = month, day
    if found[4] is not None:
        return _existing(int(found[4]) + (2000 if len(found[4]) == 2 else 0), month, day)
    return _coming(month, day, today)


def _coming(month: int, day: int, today: date) -> date | None:
    """The next such day behind today."""
    if (month, day) == (2, 29):  # there is none before the next leap year
        leap = (date(year, 2, 29) for year in range(today.year, today.year + 9) if monthrange(year, 2)[1] == 29)
        return next(each for each in leap if each > today)
    found = _existing(today.year, month, day)
    return found.replace(year=today.year + 1) if found is not None and found <= today else found


def _next_with(day: int, today: date) -> date | None:
    """The next day of a month with that number."""
    ahead = (today + timedelta(days=more) for more in range(1, 63))
    return next((each for each in ahead if each.day == day), None)


def _own(words: str, today: date) -> date | None:
    """What people mostly write, without waking dateparser; and what it reads otherwise, or not at all."""
    if words in ("tomorrow", "tomorrow morning"):
        return today + timedelta(days=1)
    if words == "next week":
        return _next_weekday(0, today)
    if found := _END.fullmatch(words):
        begins = _month_after(today) if found[1] else today
        return _month_after(begins) - timedelta(days=1)
    if found := _WEEKDAY.fullmatch(words):
        return _next_weekday(DAYS_OF_A_WEEK.index(found[1]), today)
    return None


def _next_weekday(index: int, today: date) -> date:
    return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


# Words


def _in_words(words: str, today: date, languages: tuple[str, ...], own: str) -> date | None:
    known = tuple(each for each in languages if each in _languages())
    for phrase, meant in _phrases(known):
        if words == phrase:
            return meant(today)
    for language in known:
        if (weekday := _next_in(words, language)) is not None:
            return _next_weekday(weekday, today)
    found = _parsed(words, today, known, own)
    if found is None and (late := _LATE_DAY.search(words)):  # perhaps there is such a month, and it is too short
        first = _parsed(f"{words[: late.start()]}1{words[late.end() :]}", today, known, own)
        if first is not None and first.day == 1 and int(late[1]) > (last := monthrange(first.year, first.month)[1]):
            raise NoSuchDay(first.replace(day=last))
    return found


def _parsed(words: str, today: date, languages: tuple[str, ...], own: str) -> date | None:
    """As dateparser reads it: so many days or months from today, else a day by its name."""
    for how in ("relative-time", "absolute-time"):
        found = _parser(languages, today, how, _order(own)).get_date_data(words)
        if found.date_obj is not None:
            day: date = found.date_obj.date()
            return None if found.period == "time" else day
    return None


@lru_cache(maxsize=64)
def _parser(languages: tuple[str, ...], today: date, how: str, order: str) -> Any:
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": [how],
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "future",
        "PREFER_DAY_OF_MONTH": "current" if how == "relative-time" else "first",  # in a month; in May
        "DATE_ORDER": order,
        "RETURN_TIME_AS_PERIOD": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(
        languages=list(languages), try_previous_locales=False, use_given_order=True, settings=settings
    )


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)


def _data(language: str) -> dict[str, Any]:
    """dateparser's words of a language."""
    found: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{language}").info
    return found


def _order(language: str) -> str:
    """In which order who reads a language names day, month and year: ``DMY``. Who reads ``en-GB`` doesn't as ``en``."""
    base = language.partition("-")[0]
    data = _data(base) if base in _languages() else {}
    own: dict[str, Any] = data.get("locale_specific", {}).get(language, {})
    return str(own.get("date_order") or data.get("date_order", "DMY"))


_MEANT: dict[str, Callable[[date], date]] = {
    "in 1 week": lambda today: _next_weekday(0, today),
    "in 1 month": _month_after,
    "in 1 year": lambda today: date(today.year + 1, 1, 1),
}


def _phrases(languages: tuple[str, ...]) -> Iterator[tuple[str, Callable[[date], date]]]:
    """How each language says next week, month and year: for dateparser that is seven days on, and not a Monday."""
    for language in languages:
        for what, meant in _MEANT.items():
            for phrase in _data(language)["relative-type"].get(what, ()):
                yield phrase, meant


def _next_in(words: str, language: str) -> int | None:
    """The weekday of ``nächsten Freitag`` or ``vendredi prochain``: beside it stands the word of "next week", inflected
    perhaps, which dateparser knows."""
    several, data = words.split(), _data(language)
    for index, name in enumerate(DAYS_OF_A_WEEK):
        others = [each for each in several if each not in {key(known) for known in data.get(name, ())}]
        if len(several) - len(others) == 1 and len(others) == 1:
            nexts = {word for phrase in data["relative-type"].get("in 1 week", ()) for word in phrase.split()}
            if any(others[0][: len(word) - 1] == word[: len(word) - 1] for word in nexts if len(word) > 4):
                return index
    return None
