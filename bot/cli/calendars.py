"""The calendars (.ics) that the config names as holidays, read once, at the start.

Rules of this file: a calendar lies beside the config file or below it, or where a relative path leads from there. One
that can't be used is a fault, at the place where it is named.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Any

from bot import holidays
from bot.cli import faults
from bot.settings import Programme, RegionSeed

Calendars = Mapping[str, frozenset[date]]


def read(
    programme: Programme, regions: tuple[RegionSeed, ...], folder: Path, values: Mapping[str, Any]
) -> tuple[Calendars, list[str]]:
    """The days off of each calendar, by the entry's own text, and what is wrong with calendars."""
    found: dict[str, frozenset[date]] = {}
    wrong: list[str] = []
    for place, entry in _named(programme, regions):
        if entry in found:
            continue
        if entry.startswith("~") or Path(entry).is_absolute() or PureWindowsPath(entry).anchor:
            wrong.append(f"{faults.place(place, values)}: write where it is from this file on, such as club.ics")
            continue
        try:
            found[entry] = holidays.calendar(folder / entry)
        except ValueError as problem:
            wrong.append(f"{faults.place(place, values)}: {problem}")
    return found, wrong


def _named(programme: Programme, regions: tuple[RegionSeed, ...]) -> Iterator[tuple[faults.Place, str]]:
    for number, entry in enumerate(programme.holidays):
        if entry.endswith(".ics"):
            yield ("programme", "holidays", number), entry
    for index, region in enumerate(regions):
        for number, entry in enumerate(region.holidays):
            if entry.endswith(".ics"):
                yield ("region", index, "holidays", number), entry
