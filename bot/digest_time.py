"""When a week is told, as people write it: ``Tue 10:00``, ``friday 9.30``, ``Mon at 4pm``.

Rules of this file: it is one day of the week and one time of day, on the clocks of whoever reads it. What is written
back is the shortest that ``read`` takes, and fits its column. A message says what to write, and never shows what was
written.
"""

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any

from pydantic import GetPydanticSchema
from pydantic_core import core_schema

from bot.typed import key
from bot.week import DAYS_OF_A_WEEK

_SLOT = re.compile(
    r"(?:every |on )?(?P<day>[a-z]{2,9})[.,]?(?: at)? (?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap]m)?",
    re.ASCII,
)
_SAYS = "write a day and a time, such as Tue 10:00"
_DAY_SAYS = "write a day of the week by its name in English, such as Tue"
_TIME_SAYS = "write a time from 00:00 to 23:59, such as 10:00"


class Unreadable(ValueError):
    """A day and time that can't be read; the message says what to write, for operators."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of each week: ``day`` is that of the week (0: Monday)."""

    day: int
    at: time

    def __str__(self) -> str:
        """The same in words that ``read`` takes: ``Tue 10:00``."""
        return f"{DAYS_OF_A_WEEK[self.day][:3].title()} {self.at:%H:%M}"


def read(text: str) -> Slot:
    """Read a day and time. Raises Unreadable."""
    found = _SLOT.fullmatch(key(text))
    if found is None:
        raise Unreadable(_SAYS)
    return Slot(read_day(found["day"]), _time(found["hour"], found["minute"], found["half"]))


def read_day(text: str) -> int:
    """A day of the week (0: Monday) by its name, or by two letters of it or more. Raises Unreadable."""
    word = key(text).rstrip(".")
    for full in (word, word.removesuffix("s")):
        for day, name in enumerate(DAYS_OF_A_WEEK):
            if len(full) > 1 and name.startswith(full):
                return day
    raise Unreadable(_DAY_SAYS)


def read_time(text: str) -> time:
    """A time of day. Raises Unreadable."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))? ?([ap]m)?", key(text), re.ASCII)
    if found is None:
        raise Unreadable(_TIME_SAYS)
    return _time(*found.groups())


def _time(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= hours <= 12:
            raise Unreadable(_TIME_SAYS)
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 23 or minutes > 59:
        raise Unreadable(_TIME_SAYS)
    return time(hours, minutes)


def _written_day(value: object) -> int:
    if isinstance(value, str):
        return read_day(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in range(7):
        return value  # read already
    raise Unreadable(_DAY_SAYS)


def _written_time(value: object) -> time:
    if isinstance(value, time):  # TOML has times of its own: 10:00:00
        return value.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(value, str):
        return read_time(value)
    raise Unreadable(_TIME_SAYS)


def _shown(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else DAYS_OF_A_WEEK[int(str(value))][:3].title()


def _schema(read_it: Any) -> Any:
    shown = core_schema.plain_serializer_function_ser_schema(_shown, return_schema=core_schema.str_schema())
    return lambda _source, _handler: core_schema.no_info_plain_validator_function(read_it, serialization=shown)


DayText = Annotated[int, GetPydanticSchema(_schema(_written_day))]
"""A day of the week as a key of the config: written as text, handed on as a number (0: Monday)."""
TimeText = Annotated[time, GetPydanticSchema(_schema(_written_time))]
"""A time of day as a key of the config, written as text."""
