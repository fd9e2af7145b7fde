"""Judges the weeks that regions read, by what arrived: once a week in each channel, at its time on the clocks there.

Rules of this file: the calendar is reckoned here by hand. What was due while the machine was off comes at the start.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.books import Heard
from tests.simulation.programme import PLACES, Place, channel

FIRST = {"digest-need", "digest-nobody-waits", "digest-empty"}
"""What a digest begins with."""
SLOT = (1, time(10))
"""Tuesday, the default."""
LATE = timedelta(minutes=1)


class Weeks:
    """``look`` after every step; ``told`` has who read which week."""

    def __init__(self, fault: Callable[[datetime, str], None]) -> None:
        self._fault = fault
        self._places = {channel(place): place for place in PLACES}
        self.told: set[tuple[str, str]] = set()

    def look(self, now: datetime, started: datetime, heard: Sequence[Heard]) -> None:
        """What arrived in a step."""
        for each in heard:
            if not each.direct and each.message.key in FIRST and each.to in self._places:
                self._read(now, started, self._places[each.to])

    def _read(self, now: datetime, started: datetime, place: Place) -> None:
        there = now.astimezone(ZoneInfo(place.zone))
        year, week, weekday = there.isocalendar()
        if (place.name, f"{year}-{week}") in self.told:
            self._fault(now, f"{place.name} read its week for the second time")
        self.told.add((place.name, f"{year}-{week}"))
        day, at = SLOT
        due = datetime.combine(there.date() - timedelta(days=weekday - 1 - day), at, there.tzinfo)
        if not (due <= now <= due + LATE or (started <= now <= started + LATE and due < now)):
            self._fault(now, f"{place.name} read its week, which was due at {due:%a %Y-%m-%d %H:%M}")
