"""How long something may wait, as people write it: ``1 working day``, ``6 working hours``, ``30 days``.

Rules of this file: a wait is a whole number of one unit. What it comes to on somebody's clock is for ``bot.hours`` to
say. A message says what to write, and never shows what was written.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator


class Unit(StrEnum):
    """What a wait is counted in."""

    WORKING_DAY = "working day"
    WORKING_HOUR = "working hour"
    DAY = "day"
    HOUR = "hour"
    WEEK = "week"


MOST = {Unit.WORKING_DAY: 366, Unit.WORKING_HOUR: 8_784, Unit.DAY: 366, Unit.HOUR: 8_784, Unit.WEEK: 52}
"""The longest wait of each unit: about a year."""
_HOURS = {Unit.WORKING_DAY: 24, Unit.WORKING_HOUR: 3, Unit.DAY: 24, Unit.HOUR: 1, Unit.WEEK: 168}
_SORT = {Unit.WEEK: Unit.DAY}
"""Units that are counted alike; every other one is a sort of its own."""
_UNITLESS = "a wait needs a unit: 1 working day, 6 working hours, 30 days"
_UNREADABLE = (
    "write a wait as a whole number of working days, working hours, days, hours or weeks, such as 2 working days"
)


@dataclass(frozen=True, slots=True)
class Wait:
    """So many of a unit: at least 1, at most about a year. ``str`` gives the words that ``read`` takes."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MOST[self.unit]:
            raise ValueError(f"write at least 1 {self.unit}, at most {MOST[self.unit]} {self.unit}s")

    def __lt__(self, other: "Wait") -> bool:
        """Whether it is the shorter one, roughly: a working day counts as a day, a working hour as three hours."""
        return self.amount * _HOURS[self.unit] < other.amount * _HOURS[other.unit]

    def surely_longer(self, than: "Wait") -> bool:
        """Whether it is over later than another that began with it, whatever the hours and the holidays."""
        return _SORT.get(self.unit, self.unit) is _SORT.get(than.unit, than.unit) and than < self

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


def read(text: str) -> Wait:
    """A wait written as ``1 working day``. Raises ValueError with what to write instead."""
    words = " ".join(text.split()).lower()
    if re.fullmatch(r"[-+]?[\d.,]+", words):
        raise ValueError(_UNITLESS)
    found = re.fullmatch(r"(\d{1,9}) ?(.+?)s?", words)
    if not found or found[2] not in set(Unit):
        raise ValueError(_UNREADABLE)
    return Wait(int(found[1]), Unit(found[2]))


def _written(value: object) -> Wait:
    if isinstance(value, Wait):
        return value
    if isinstance(value, str):
        return read(value)
    raise ValueError(_UNITLESS if isinstance(value, int | float) else _UNREADABLE)


WaitText = Annotated[Wait, PlainValidator(_written), PlainSerializer(str, return_type=str)]
"""A wait as a key of the config: written as text, handed on as a Wait. A default is ``read("1 working day")``."""
