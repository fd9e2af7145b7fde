"""A calendar's file (.ics): the dates on which it has an all-day event.

Rules of this file: a calendar may come from anywhere, so it is read within bounds: of its size, and of how long its
events last and repeat. Of an event only what tells its dates is handed to the library; time zones that a file brings
are passed over, since an all-day event has none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Event

FIRST, LAST = date(2020, 1, 1), date(2040, 12, 31)
"""Between which dates, both of them included, a calendar is read."""
_BIGGEST = 1_000_000
"""Bytes of a calendar."""
_RULE = 200
"""Characters of an RRULE."""
_LENGTH = 366
"""Days that one event may last."""
_EFFORT = 500_000
"""Days that all events may take up together, and steps to look for them: a few seconds."""
_DAY = timedelta(days=1)
_DATED = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "STATUS"}
_STEPS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 30}
"""How often an event may repeat, and how many days are worth a step: looking through a year takes longer."""


class _Unusable(Exception):
    """What is wrong with a calendar: the end of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class _AllDay:
    """An event: which it is, its first day, how many days it lasts, how it repeats, further first days, days left out.

    ``instead`` is the day of a repeating event for which this one stands.
    """

    uid: str
    begins: date
    length: int
    rule: Any
    also: frozenset[date]
    without: frozenset[date]
    instead: date | None


def calendar(path: Path) -> frozenset[date]:
    """The dates from 2020 to 2040 on which a calendar has an all-day event.

    Raises ValueError for a file that can't be read, is no calendar, is too big, goes on for ever, or has no such event.
    """
    try:
        days = frozenset(_days(list(_events(_text(path)))))
        if not days:
            raise _Unusable(f"has no all-day event from {FIRST.year} to {LAST.year}")
    except _Unusable as problem:
        raise ValueError(f"{path.name} {problem}") from problem
    return days


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a pipe would keep the reader waiting
            raise _Unusable("is no file")
        with path.open("rb") as file:
            content = file.read(_BIGGEST + 1)
    except (OSError, ValueError) as problem:
        raise _Unusable(f"can't be read: {getattr(problem, 'strerror', None) or 'no such path'}") from problem
    if len(content) > _BIGGEST:
        raise _Unusable("is larger than 1 MB: keep the days off in a calendar of their own")
    return content.decode("utf-8-sig", errors="replace")  # what tells dates is ASCII


def _events(text: str) -> Iterator[_AllDay]:
    from icalendar.parser import Contentlines

    unfolded: list[str] = Contentlines.from_ical(text)  # type: ignore[no-untyped-call]
    lines = [line for line in map(str.strip, unfolded) if line]
    if not lines or lines[0].upper() != "BEGIN:VCALENDAR":
        raise _Unusable("is no calendar: it doesn't begin with BEGIN:VCALENDAR")
    within: list[str] = []
    told: list[str] = []
    for line in lines:
        name = re.split("[:;]", line, maxsplit=1)[0].upper()
        if name == "BEGIN":
            within.append(line[6:].upper())
        elif name == "END":
            if not within or within.pop() != line[4:].upper():
                raise _Unusable("is no calendar: something in it ends before it has begun")
            if line[4:].upper() == "VEVENT" and len(within) == 1:
                yield from _event(told)
                told = []
        elif within[1:] == ["VEVENT"] and name in _DATED:
            if name == "RRULE" and len(line) > _RULE:
                raise _Unusable(f"has an event whose RRULE is longer than {_RULE} characters")
            told.append(line)
    if within:
        raise _Unusable("is cut off: it doesn't end with END:VCALENDAR")


def _event(lines: Sequence[str]) -> Iterator[_AllDay]:
    """The event that lines tell of, unless it is called off or begins at a time of day."""
    from icalendar import Event

    event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
    if not isinstance(event, Event) or event.errors or "DTSTART" not in event:
        raise _Unusable("has an event without a date that can be read")
    begins = _one(event, "DTSTART")
    if isinstance(begins, datetime) or not isinstance(begins, date):
        return
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    ends, lasts = _one(event, "DTEND"), _one(event, "DURATION")
    length = (ends - begins).days if type(ends) is date else lasts.days if isinstance(lasts, timedelta) else 1
    if length > _LENGTH:
        raise _Unusable("has an event that lasts more than a year")
    yield _AllDay(
        uid=str(event.get("UID", "")),
        begins=begins,
        length=max(length, 1),
        rule=_rule(event),
        also=frozenset(_listed(event, "RDATE")),
        without=frozenset(_listed(event, "EXDATE")),
        instead=_date(_one(event, "RECURRENCE-ID")),
    )


def _one(event: "Event", name: str) -> Any:
    value = event.get(name)
    if isinstance(value, list):
        raise _Unusable(f"has an event with more than one {name}")
    return getattr(value, "dt", None)


def _listed(event: "Event", name: str) -> Iterator[date]:
    values = event.get(name, [])
    for value in values if isinstance(values, list) else [values]:
        for each in value.dts:
            day = _date(each.dt)
            if day:
                yield day


def _date(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _rule(event: "Event") -> Any:
    """How an event repeats, if it does: nothing that could go on within a day, or backwards."""
    rule = event.get("RRULE")
    if rule is None:
        return None
    if isinstance(rule, list):
        raise _Unusable("has an event with more than one RRULE")
    often = {str(each).upper() for each in rule.get("FREQ", [])}
    if len(often) != 1 or not often <= set(_STEPS) or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(rule):
        raise _Unusable("has an all-day event that repeats neither by the day, week, month nor year")
    if min(rule.get("INTERVAL", [1])) < 1:
        raise _Unusable("has an event that repeats every 0 days")
    return rule


def _days(events: Sequence[_AllDay]) -> Iterator[date]:
    """Each day that events take up."""
    moved = {(event.uid, event.instead) for event in events if event.instead}
    effort = 0
    for event in events:
        effort += _steps(event)
        for begins in chain([event.begins], event.also, _repeated(event)):
            effort += event.length
            if effort > _EFFORT:
                raise _Unusable("repeats too much: keep the days off in a calendar of their own")
            if begins > LAST or begins in event.without or (not event.instead and (event.uid, begins) in moved):
                continue
            for day in (begins + _DAY * each for each in range(event.length)):
                if FIRST <= day <= LAST:
                    yield day


def _steps(event: _AllDay) -> int:
    """How long looking for an event's days takes."""
    if event.rule is None:
        return 1
    steps = max((LAST - event.begins).days, 1) // _STEPS[str(event.rule["FREQ"][0]).upper()]
    return steps * len(event.rule.get("BYSETPOS", [1]))


def _repeated(event: _AllDay) -> Iterator[date]:
    if event.rule is None:
        return
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    until = _date(event.rule.get("UNTIL", [None])[0])
    if until and until < event.begins:
        return
    never = True
    try:
        rule = event.rule.to_ical().decode()
        for moment in rrulestr(rule, dtstart=datetime.combine(event.begins, time()), ignoretz=True):
            never = False
            if moment.date() > LAST:
                return
            yield moment.date()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
        raise _Unusable("has an event whose RRULE can't be read") from problem
    if never:  # a search through all years: one is enough
        raise _Unusable("has an event that repeats on a date that doesn't exist")
