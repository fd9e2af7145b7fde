"""What goes wrong between Slack and the app, and how often Slack wants to be asked.

Rules of this file: a fault is asked for by a test, or drawn from its seed, never by chance alone. ``lose`` comes after
the effect, ``reset`` before it; a call that was asked for too often (429) has none.
"""

import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What becomes of a call."""

    LOSE = "lose"  # carried out, then the connection is cut in place of an answer
    RESET = "reset"  # the connection is cut, and nothing was carried out
    HTTP = "http"  # an answer that isn't Slack's, with ``status``; carried out where ``after``
    GARBAGE = "garbage"  # carried out, and answered with a 200 that can't be read
    LIMITED = "429"  # not now, but after ``retry_after`` seconds
    DELAY = "delay"  # carried out and answered, ``seconds`` late
    ERROR = "error"  # not carried out: Slack answers ``code``


_OPTIONS: dict[Kind, dict[str, Any]] = {
    Kind.LOSE: {},
    Kind.RESET: {},
    Kind.HTTP: {"status": 503, "after": False},
    Kind.GARBAGE: {"content_type": "application/json"},
    Kind.LIMITED: {"retry_after": 1},
    Kind.DELAY: {"seconds": 0.05},
    Kind.ERROR: {"code": "internal_error"},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, once."""

    kind: Kind
    options: dict[str, Any]


class Faults:
    """What is to go wrong: the next calls of a method, and a share of all that write."""

    def __init__(self) -> None:
        self._next: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._random: random.Random | None = None
        self._lose = self._limited = 0.0

    def next(self, method: str, kind: str, times: int = 1, **options: Any) -> None:
        """The next ``times`` calls of a method (or posts to a ``response_url``) go wrong that way."""
        chosen = Kind(kind)
        unknown = set(options) - set(_OPTIONS[chosen])
        if unknown:
            raise ValueError(f"{kind} has no {', '.join(sorted(unknown))}")
        self._next[method].extend([Fault(chosen, _OPTIONS[chosen] | options)] * times)

    def chance(self, source: random.Random, *, lose: float = 0.05, limited: float = 0.05) -> None:
        """From now on, these shares of all calls that write lose their answer, or are told to wait for a second."""
        self._random, self._lose, self._limited = source, lose, limited

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        self._next.clear()
        self._random = None

    @property
    def left(self) -> dict[str, int]:
        """How many faults of each method didn't come to pass yet."""
        return {method: len(faults) for method, faults in self._next.items() if faults}

    def draw(self, method: str, *, writes: bool) -> Fault | None:
        """What becomes of this call."""
        if self._next[method]:
            return self._next[method].popleft()
        if self._random is None or not writes:
            return None
        drawn = self._random.random()
        if drawn < self._lose:
            return Fault(Kind.LOSE, {})
        return Fault(Kind.LIMITED, {"retry_after": 1}) if drawn < self._lose + self._limited else None


class Rates:
    """How often a channel may have a message: one a second, and ``BURST`` at once after a while without any."""

    BURST = 4

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._full: dict[str, float] = {}

    def wait(self, channel: str) -> int:
        """Whole seconds until a channel may have another message; 0: it is counted, and may be posted now."""
        now = self._clock()
        full = max(now, self._full.get(channel, now))
        over = full + 1 - now - self.BURST
        if over > 0:
            return int(-(-over // 1))
        self._full[channel] = full + 1
        return 0
