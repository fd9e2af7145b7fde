"""The people of a stream, and what they make happen: each of their events is counted, and so is all that it causes.

Rules of this file: people read before they write, as on any screen, so what an event must cause is known when it is
sent. Nobody here looks at the bot's database.
"""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.homeserver.ledger import Event
from tests.homeserver.server import Server
from tests.proofs.kill.owed import Books, Owed, number

THUMBS_UP = "👍️"
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

    server: Server
    bot: str
    mentors_room: str
    emea: str
    books: Books
    acts: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    arrivals: int = 0
    on_sent: list[Callable[[], None]] = field(default_factory=list)
    _words: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def word(self) -> str:
        """A word that nobody has said before."""
        return f"w{next(self._words)}w"

    def sends(self, who: str, room_id: str, kind: str, content: Event, *owed: Owed) -> str:
        """Somebody sends an event that isn't a case's affair, and is owed that much. Returns its id."""
        event_id = self.server.send(room_id, who, kind, content)
        for each in owed:
            self.books.owe(each)
        self.sent.append(event_id)
        for told in self.on_sent:
            told()
        return event_id


@dataclass(eq=False)
class Person:
    """Somebody, with their direct chat as soon as there is one."""

    town: Town
    user: str
    name: str

    @property
    def chat(self) -> str:
        """Their direct chat."""
        (room_id,) = self.town.books.chats[self.user]
        return room_id

    async def opens_chat(self, key: str = "welcome") -> None:
        """They open a direct chat, and are welcomed by that text."""
        welcome = self.town.books.owe(Owed(self.user, key))
        ledger = self.town.server.ledger
        ledger.make(self.user, invite=(self.town.bot,), direct=True)
        self.town.arrivals += 1
        self.town.server.api.news()
        await welcome.paid.wait()

    def accepts(self, room_id: str) -> None:
        """They accept an invite."""
        self.town.server.ledger.join(self.user, room_id)
        self.town.server.api.news()

    def owed(self, key: str, *holds: str) -> Owed:
        """A message in their direct chat."""
        return Owed(self.user, key, holds)

    async def says(self, text: str, *owed: Owed, room: str = "", acts: tuple[Act, ...] = ()) -> str:
        """They write in their direct chat (or ``room``), and read what comes of it. Returns the event's id.

        In a room, what is for them alone comes to their chat, and a neutral line says so.
        """
        lines = (Owed(room, "answered-privately"),) if room else ()
        content = {"msgtype": "m.text", "body": text}
        if not room:
            self.accepts(self.chat)
        return await self._does(room or self.chat, "m.room.message", content, (*owed, *lines), acts)

    async def edits(self, event_id: str, text: str, *owed: Owed) -> None:
        """They change what they wrote."""
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        content = {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation}
        await self._does(self.chat, "m.room.message", content, owed, ())

    async def reacts(self, case: Case, *owed: Owed, acts: tuple[Act, ...]) -> str:
        """They put a 👍 on a card. Returns the reaction's id."""
        relation = {"rel_type": "m.annotation", "event_id": case.card, "key": THUMBS_UP}
        return await self._does(self.town.mentors_room, "m.reaction", {"m.relates_to": relation}, owed, acts)

    async def unreacts(self, reaction: str, *owed: Owed, acts: tuple[Act, ...]) -> None:
        """They take a reaction back."""
        await self._does(self.town.mentors_room, "m.room.redaction", {"redacts": reaction}, owed, acts)

    async def _does(
        self, room_id: str, kind: str, content: Event, owed: tuple[Owed, ...], acts: tuple[Act, ...]
    ) -> str:
        event_id = self.town.sends(self.user, room_id, kind, content, *owed)
        self.town.acts[event_id] = acts
        await asyncio.gather(*(each.paid.wait() for each in owed))
        return event_id


def about(case: Case) -> str:
    """How messages name a case."""
    return number(case.number)
