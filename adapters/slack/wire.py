"""What stands in a payload, if it is there and is what it should be.

Rules of this file: pure, and total over any JSON: strangers filled these fields in, so none is trusted to be there or
to have its type. What is odd is taken for absent, never for an error.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_ID = re.compile(r"[A-Z0-9]{2,42}")
_TS = re.compile(r"[0-9]{1,16}\.[0-9]{1,9}")
_TOKEN = re.compile(r"[!-~]{1,255}")
_LAST = 1e11
"""Seconds since 1970 behind which nothing happens."""

Payload = Mapping[str, Any]
"""What Slack sent, read from JSON or from a form."""


def mapping(holder: Payload, key: str) -> Payload:
    """An object; empty where there is none."""
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def mappings(holder: Payload, key: str) -> Iterator[Payload]:
    """The objects of a list."""
    value = holder.get(key)
    return (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else iter(())


def words(holder: Payload, key: str) -> str | None:
    """A text, without half characters (lone surrogates), which no database takes."""
    value = holder.get(key)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def own_id(holder: Payload, key: str) -> str | None:
    """An id of Slack's: of somebody, a channel, a team, a view."""
    return _matching(_ID, holder, key)


def ts(holder: Payload, key: str) -> str | None:
    """The timestamp that names a message in its channel."""
    return _matching(_TS, holder, key)


def moment(holder: Payload, key: str) -> datetime | None:
    """When something happened, by Slack's clock."""
    stamp = ts(holder, key)
    seconds = float(stamp) if stamp is not None else 0.0
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LAST else None


def token(holder: Payload, key: str) -> str | None:
    """Something that is only ever handed back: a trigger's id, an event's id, a hash."""
    return _matching(_TOKEN, holder, key)


def flag(holder: Payload, key: str) -> bool:
    """Whether something is so; in a slash command that is a word."""
    return holder.get(key) is True or holder.get(key) == "true"


def _matching(pattern: re.Pattern[str], holder: Payload, key: str) -> str | None:
    value = holder.get(key)
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
