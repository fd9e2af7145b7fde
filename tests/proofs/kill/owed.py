"""What people are owed: for everything they do, the messages that must come, each once.

Rules of this file: it knows what was said only from the platform. A message pays one debt; one that pays none was
said twice, or wasn't owed, and is kept. Words are compared by the catalogue's own texts, so that a new wording breaks
no proof.
"""

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass, field

from tests.adapters.matrix.world import words


@dataclass(eq=False)
class Owed:
    """One message: ``key`` of the catalogue, in a room or to a person (by user id), with everything of ``holds`` in it.

    ``holds`` are regular expressions. Once it has come, ``body`` is what it said, and ``event_id`` its id.
    """

    place: str
    key: str
    holds: tuple[str, ...] = ()
    body: str = ""
    event_id: str = ""
    paid: asyncio.Event = field(default_factory=asyncio.Event)

    def is_it(self, body: str) -> bool:
        """Whether a message is this one."""
        return words(self.key) in body and all(re.search(each, body, re.MULTILINE) for each in self.holds)

    def __str__(self) -> str:
        return f"{self.key} {' '.join(self.holds)} in {self.place}"


def number(case: int) -> str:
    """A case's number in a message."""
    return rf"#{case}\b"


class Books:
    """Every debt, and what was said that pays none. ``shown`` is what each message says now."""

    def __init__(self) -> None:
        self._open: dict[str, list[Owed]] = defaultdict(list)
        self.surplus: list[tuple[str, str]] = []
        self.shown: dict[str, str] = {}

    def owe(self, owed: Owed) -> Owed:
        """A message must come from now on."""
        self._open[owed.place].append(owed)
        return owed

    def forgive(self, owed: Owed) -> None:
        """It needn't come any more."""
        if owed in self._open[owed.place]:
            self._open[owed.place].remove(owed)

    @property
    def unpaid(self) -> list[Owed]:
        """What hasn't come."""
        return [each for debts in self._open.values() for each in debts]

    def pay(self, place: str, body: str, event_id: str) -> bool:
        """Something was said there. Returns whether it was owed."""
        owed = next((each for each in self._open[place] if each.is_it(body)), None)
        if owed is None:
            return False
        self._open[place].remove(owed)
        owed.body, owed.event_id = body, event_id
        owed.paid.set()
        return True


def bare(body: str) -> str:
    """A message without the invisible marks around people's own words."""
    return re.sub("[\u2068\u2069]", "", body)
