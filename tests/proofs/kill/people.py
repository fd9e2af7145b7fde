"""The people of a stream, and what they make happen: each of their events is counted, and so is all that it causes.

Rules of this file: people read before they write, as on any screen, so what an event must cause is known when it is
sent. Nobody here looks at the bot's database, and nothing here knows a platform.
"""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.proofs.kill.owed import Books, Owed, number

NOBODY_KNOWS = 0
"""The number of a case that its candidate was never told: they never handed it in."""


class Act(NamedTuple):
    """A line of a case's history."""

    case: int
    name: str
    why: str = ""


@dataclass
class Case:
    """A case as its people know it. ``card`` is the card's id in the mentors' room."""

    number: int
    state: str
    candidate: str
    card: str
    mentor: str = ""


@dataclass
class Town:
    """Everybody, the rooms, and the books. ``acts`` holds what each event changes, ``sent`` every event in order."""

    mentors_room: str
    emea: str
    books: Books
    acts: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    on_sent: list[Callable[[], None]] = field(default_factory=list)
    _words: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def word(self) -> str:
        """A word that nobody has said before."""
        return f"w{next(self._words)}w"

    def was_sent(self, event_id: str) -> None:
        """Somebody made something happen."""
        self.sent.append(event_id)
        for told in self.on_sent:
            told()


@dataclass(eq=False)
class Person(ABC):
    """Somebody, with their direct chat. ``user`` is the platform's id, ``mention`` how others name them."""

    user: str
    name: str
    has_forms = False
    """Whether the platform shows whole forms."""

    @property
    def mention(self) -> str:
        """What others type to mean them."""
        return self.user

    @property
    @abstractmethod
    def has_chat(self) -> bool:
        """Whether they have a direct chat with the bot."""

    @abstractmethod
    async def opens_chat(self, key: str = "welcome") -> None:
        """They open a direct chat, and are welcomed by that text."""

    @abstractmethod
    async def says(self, text: str, *owed: Owed, room: str = "", acts: tuple[Act, ...] = ()) -> str:
        """They write in their direct chat (or ``room``), and read what comes of it. Returns the event's id."""

    @abstractmethod
    def blurts(self, text: str, owed: Owed) -> None:
        """They write in their direct chat without reading on."""

    @abstractmethod
    async def edits(self, event_id: str, text: str, *owed: Owed) -> None:
        """They change what they wrote."""

    @abstractmethod
    async def reacts(self, case: Case, *owed: Owed, acts: tuple[Act, ...]) -> str:
        """They put a 👍 on a card. Returns the reaction's id."""

    @abstractmethod
    async def unreacts(self, reaction: str, *owed: Owed, acts: tuple[Act, ...]) -> None:
        """They take a reaction back."""

    async def fills(self, answers: Sequence[str], *owed: Owed) -> str:
        """They hand in the application as a whole form, with these answers. Returns the event's id."""
        raise NotImplementedError

    def owed(self, key: str, *holds: str) -> Owed:
        """A message in their direct chat."""
        return Owed(self.user, key, holds)


def about(case: Case) -> str:
    """How messages name a case."""
    return number(case.number)
