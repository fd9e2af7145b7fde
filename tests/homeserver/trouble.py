"""What goes wrong between a homeserver and its client, and how often: drawn from a seed.

Rules of this file: a lost answer is one to a request that was carried out; who is told to wait (429) asked in vain.
"""

import random
from dataclasses import dataclass
from enum import Enum, auto


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = auto()
    LOST = auto()
    BUSY = auto()


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often what goes wrong: shares of all requests but logging in, which an operator would just do again.

    ``lost``: carried out, but the connection is cut in place of an answer. ``busy``: 429, wait for ``wait`` seconds.
    ``older``: a sync begins up to ``back`` events before its token. ``again``: how often an event that somebody sent is
    told once more, at least and at most; ``later``: the seconds after which, at most. A timeline holds ``limit`` events
    at most, and a page of what was before it as many.
    """

    lost: float = 0.0
    busy: float = 0.0
    wait: float = 0.05
    older: float = 0.0
    back: int = 12
    again: tuple[int, int] = (0, 0)
    later: float = 1.5
    limit: int = 50


class Unrest:
    """Trouble as it happens."""

    def __init__(self, trouble: Trouble, seed: int) -> None:
        self.trouble = trouble
        self._random = random.Random(seed)

    def fate(self) -> Fate:
        """What becomes of the next request."""
        chance = self._random.random()
        if chance < self.trouble.busy:
            return Fate.BUSY
        return Fate.LOST if chance < self.trouble.busy + self.trouble.lost else Fate.ANSWERED

    def older(self, position: int) -> int:
        """Where a sync begins that should begin at ``position``; the first ever stays the first."""
        if not position or self._random.random() >= self.trouble.older:
            return position
        return max(1, position - self._random.randint(1, self.trouble.back))

    def again(self) -> list[float]:
        """After how many seconds an event is told once more, for each time that it is."""
        return [self._random.uniform(0, self.trouble.later) for _ in range(self._random.randint(*self.trouble.again))]
