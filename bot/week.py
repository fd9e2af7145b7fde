"""When people work in a week, as they write it: ``Mon-Fri 9-17``, ``tue, thu 18:30-22:00``.

Rules of this file: a week is one span of hours, the same on each of its days, and has at least one day. Days may run
over the week's end (``Sat-Mon``), hours don't run over midnight. A message says what to write, and never shows what was
written.
"""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import GetPydanticSchema
from pydantic_core import core_schema

from bot.typed import key

DAYS_OF_A_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHOWN = tuple(day[:3].title() for day in DAYS_OF_A_WEEK)
_TOGETHER = {
    "daily": "mon-sun",
    "every day": "mon-sun",
    "everyday": "mon-sun",
    "weekdays": "mon-fri",
    "weekends": "sat-sun",
    "weekend": "sat-sun",
}
"""Days that go by one name."""
_AT = r"(\d{1,2})(?:[:.](\d{2}))? ?([ap]m)?"
_HOURS = re.compile(rf"(?<![\d:.]){_AT} ?(?:-|to|until|till) ?{_AT}(?![\d:.])", re.ASCII)
_RUN = re.compile(r" ?(?:-|\bto\b|\buntil\b|\btill\b) ?")
_IDLE = {"and", "&", "on", "from", "between"}
"""Words between the days that say nothing."""


class Why(StrEnum):
    """What is wrong with a week; the catalogue says it to people under ``week-…``."""

    HOURS = "hours"
    DAYS = "days"
    CLOCK = "clock"
    NIGHT = "night"
    SPLIT = "split"


_SAYS = {
    Why.HOURS: "write days and hours, such as Mon-Fri 9-17 or Tue, Thu 18:30-22:00",
    Why.DAYS: "write which days, by their names in English and before the hours: Mon-Fri 9-17, or Tue, Thu 18:30-22:00",
    Why.CLOCK: "hours go from 0 to 24, minutes from 00 to 59: write Mon-Fri 9-17 or Mon-Fri 8:30-17:15",
    Why.NIGHT: "hours end later than they begin, and at 24 at the latest: write Mon-Fri 9-17 or Mon-Fri 18-24",
    Why.SPLIT: "write one span of hours, the same for all days, such as Mon-Fri 9-17",
}


class Unreadable(ValueError):
    """A week that can't be read. ``why`` says what is wrong with it, the message what to write, for operators."""

    def __init__(self, why: Why) -> None:
        super().__init__(_SAYS[why])
        self.why = why


@dataclass(frozen=True, slots=True)
class Week:
    """``days`` are those of the week (0: Monday), ``begins`` and ``ends`` times of each; an end at midnight is 0:00."""

    days: frozenset[int]
    begins: time
    ends: time

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise Unreadable(Why.DAYS)
        if self.ends != time(0) and self.ends <= self.begins:
            raise Unreadable(Why.NIGHT)

    def __str__(self) -> str:
        """The same in words that ``read`` takes, the shortest way: ``Mon-Fri 9-17``."""
        return f"{_spelt(self.days)} {_clock(self.begins)}-{_clock(self.ends) if self.ends != time(0) else '24'}"


def read(text: str) -> Week:
    """Read a week. Raises Unreadable."""
    words = key(text)
    spans = list(_HOURS.finditer(words))
    if len(spans) != 1:
        raise Unreadable(Why.SPLIT if spans else Why.HOURS)
    (span,) = spans
    begins, ends = _time(*span.group(1, 2, 3)), _time(*span.group(4, 5, 6))
    if begins == 24 * 60 or ends <= begins:
        raise Unreadable(Why.NIGHT)
    days = _days(f"{words[: span.start()]} {words[span.end() :]}")
    return Week(days, time(*divmod(begins, 60)), time(*divmod(ends % (24 * 60), 60)))


def _time(hour: str, minute: str | None, half: str | None) -> int:
    """Minutes since midnight."""
    hours, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            raise Unreadable(Why.CLOCK)
        hours = hours % 12 + (12 if half == "pm" else 0)
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise Unreadable(Why.CLOCK)
    return hours * 60 + minutes


def _days(words: str) -> frozenset[int]:
    """Days and runs of days: ``mon-wed, fri``. A run may go over the week's end."""
    for name, days in _TOGETHER.items():
        words = re.sub(rf"\b{name}\b", days, words)
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]+", _RUN.sub("-", words))):
        if part in _IDLE:
            continue
        first, run, last = part.rstrip(":").partition("-")
        begin = _day(first)
        end = _day(last) if run else begin
        found |= {day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)}
    if not found:
        raise Unreadable(Why.DAYS)
    return frozenset(found)


def _day(word: str) -> int:
    """A day by its name, or by two letters of it or more."""
    for full in (word, word.removesuffix("."), word.removesuffix("s")):
        for day, name in enumerate(DAYS_OF_A_WEEK):
            if len(full) > 1 and name.startswith(full):
                return day
    raise Unreadable(Why.DAYS)


def _spelt(days: frozenset[int]) -> str:
    """Runs of three days or more as such, from Monday on, or from where a run over the week's end begins."""
    over = (day for day in range(1, 7) if day - 1 not in days and day + _run(day, days) > 7 and _run(day, days) > 2)
    start = next(over, 0)
    shown: list[str] = []
    step = 0
    while step < 7:
        day = (start + step) % 7
        run = min(_run(day, days), 7 - step)
        if run > 2:
            shown.append(f"{_SHOWN[day]}-{_SHOWN[(day + run - 1) % 7]}")
        else:
            shown += [_SHOWN[(day + more) % 7] for more in range(run)]
        step += max(run, 1)
    return ", ".join(shown)


def _run(day: int, days: frozenset[int]) -> int:
    """How many days in a row there are from a day on; up to a whole week."""
    return next((more for more in range(7) if (day + more) % 7 not in days), 7)


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}" if at.minute else str(at.hour)


def _written(value: object) -> Week:
    if isinstance(value, Week):
        return value
    if isinstance(value, str):
        return read(value)
    raise Unreadable(Why.HOURS)


def _schema(_source: Any, _handler: Any) -> core_schema.CoreSchema:
    shown = core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema())
    return core_schema.no_info_plain_validator_function(_written, serialization=shown)


WeekText = Annotated[Week, GetPydanticSchema(_schema)]
"""A week as a key of the config: written as text, handed on as a Week."""
