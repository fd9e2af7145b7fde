"""IANA time zones by their names: which there are, and which one somebody may have meant.

Rules of this file: what a machine lists besides, such as its own zone, is nobody's: it differs elsewhere. An offset is
no zone, and is near to none: ``Etc/GMT+2`` is what everybody else writes as GMT-2.
"""

import re
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import process, utils

_NOBODYS = frozenset(["Factory", "localtime"])
_OFFSET = re.compile(r"[+-]\s*\d")
_LONGEST = 64
"""Characters of a name: none that there is has more than half of them."""


@cache
def known() -> frozenset[str]:
    """The names that there are: ``Europe/Berlin``, ``Asia/Kathmandu``, ``UTC``."""
    return frozenset(available_timezones()) - _NOBODYS


@cache
def _places() -> tuple[str, ...]:
    """What may be suggested, the same one on every machine."""
    return tuple(sorted(name for name in known() if not _OFFSET.search(name)))


def near(name: str) -> str | None:
    """The zone that a mistyped name, or one of a city, is nearest to; None where none is near."""
    if len(name) > _LONGEST or _OFFSET.search(name):
        return None
    found = process.extractOne(name, _places(), processor=utils.default_process, score_cutoff=80)
    return found[0] if found is not None else None


def named(value: object) -> str | None:
    """The zone that a stranger's value names; None for an unknown one, and for what is no name at all."""
    return value if isinstance(value, str) and value in known() else None
