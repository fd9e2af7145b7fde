"""The proof on Matrix: the people and rooms on a homeserver that misbehaves, and what must stand there in the end."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.homeserver.ledger import Event, Ledger
from tests.homeserver.server import Server, running
from tests.homeserver.trouble import Trouble
from tests.proofs.kill.judge import Judge
from tests.proofs.kill.owed import Books, Owed, bare
from tests.proofs.kill.people import Act, Case, Person, Town
from tests.proofs.kill.stage import MENTORS, Stage

TROUBLE = Trouble(lost=0.05, busy=0.05, wait=0.03, older=0.05, again=(1, 3), later=2.0, limit=10)
THUMBS_UP = "👍️"
_PASSWORD = "a password of nobody's"


class MatrixBooks(Books):
    """``shared`` are rooms that aren't direct chats; ``chats`` are everybody's direct chats."""

    def __init__(self, ledger: Ledger, bot: str) -> None:
        super().__init__()
        self._ledger, self._bot = ledger, bot
        self.shared: set[str] = set()
        self.chats: dict[str, set[str]] = defaultdict(set)
        self.said: dict[str, list[Event]] = defaultdict(list)

    def hear(self, room_id: str, event: Event) -> None:
        """The bot says something."""
        content = event["content"]
        self.said[room_id].append(event)
        if content.get("m.relates_to", {}).get("rel_type") == "m.replace":
            self.shown[content["m.relates_to"]["event_id"]] = bare(content["m.new_content"]["body"])
            return
        body = self.shown[event["event_id"]] = bare(content["body"])
        place = self._place(room_id)
        if not self.pay(place, body, event["event_id"]):
            self.surplus.append((place, body))

    def _place(self, room_id: str) -> str:
        if room_id in self.shared:
            return room_id
        (person,) = self._ledger.room(room_id).members("join", "invite", "leave") - {self._bot}
        self.chats[person].add(room_id)
        return person


@dataclass
class MatrixTown(Town):
    """A town on a homeserver."""

    books: MatrixBooks
    server: Server = field(kw_only=True)
    bot: str = field(kw_only=True)
    arrivals: int = 0

    def sends(self, who: str, room_id: str, kind: str, content: Event, *owed: Owed) -> str:
        """Somebody sends an event, and is owed that much. Returns its id."""
        event_id = self.server.send(room_id, who, kind, content)
        for each in owed:
            self.books.owe(each)
        self.was_sent(event_id)
        return event_id


@dataclass(eq=False)
class MatrixPerson(Person):
    """Somebody with an account on it."""

    town: MatrixTown

    @property
    def has_chat(self) -> bool:
        return self.user in self.town.books.chats

    @property
    def chat(self) -> str:
        """Their direct chat."""
        (room_id,) = self.town.books.chats[self.user]
        return room_id

    async def opens_chat(self, key: str = "welcome") -> None:
        welcome = self.town.books.owe(Owed(self.user, key))
        self.town.server.ledger.make(self.user, invite=(self.town.bot,), direct=True)
        self.town.arrivals += 1
        self.town.server.api.news()
        await welcome.paid.wait()

    def accepts(self, room_id: str) -> None:
        """They accept an invite."""
        self.town.server.ledger.join(self.user, room_id)
        self.town.server.api.news()

    async def says(self, text: str, *owed: Owed, room: str = "", acts: tuple[Act, ...] = ()) -> str:
        """In a room, what is for them alone comes to their chat, and a neutral line says so."""
        lines = (Owed(room, "answered-privately"),) if room else ()
        content = {"msgtype": "m.text", "body": text}
        if not room:
            self.accepts(self.chat)
        return await self._does(room or self.chat, "m.room.message", content, (*owed, *lines), acts)

    def blurts(self, text: str, owed: Owed) -> None:
        self.town.sends(self.user, self.chat, "m.room.message", {"msgtype": "m.text", "body": text}, owed)

    async def edits(self, event_id: str, text: str, *owed: Owed) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        content = {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation}
        await self._does(self.chat, "m.room.message", content, owed, ())

    async def reacts(self, case: Case, *owed: Owed, acts: tuple[Act, ...]) -> str:
        relation = {"rel_type": "m.annotation", "event_id": case.card, "key": THUMBS_UP}
        return await self._does(self.town.mentors_room, "m.reaction", {"m.relates_to": relation}, owed, acts)

    async def unreacts(self, reaction: str, *owed: Owed, acts: tuple[Act, ...]) -> None:
        await self._does(self.town.mentors_room, "m.room.redaction", {"redacts": reaction}, owed, acts)

    async def _does(
        self, room_id: str, kind: str, content: Event, owed: tuple[Owed, ...], acts: tuple[Act, ...]
    ) -> str:
        event_id = self.town.sends(self.user, room_id, kind, content, *owed)
        self.town.acts[event_id] = acts
        await asyncio.gather(*(each.paid.wait() for each in owed))
        return event_id


class MatrixStage(Stage):
    """The programme, before the bot comes."""

    town: MatrixTown

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        bot = server.account("ambassador", "Ambassador", _PASSWORD)
        self.cora = server.account("cora", "Cora")
        mentors = {name: server.account(name, name.capitalize()) for name in MENTORS}
        ledger = server.ledger
        mentors_room = ledger.make(self.cora, "mentors", (bot, *mentors.values()))
        emea = ledger.make(self.cora, "emea", (bot,), public=True)
        books = MatrixBooks(ledger, bot)
        books.shared |= {mentors_room, emea}
        town = MatrixTown(mentors_room, emea, books, server=server, bot=bot)
        people = [MatrixPerson(user, name.capitalize(), town) for name, user in mentors.items()]
        super().__init__(town, people, seed)
        for mentor in people:
            mentor.accepts(mentors_room)
        self._people = {mentor.user: mentor for mentor in people}
        server.api.listeners.append(books.hear)
        server.api.invited.append(self._invited)

    def newcomer(self, name: str) -> Person:
        person = MatrixPerson(self.server.account(name.lower(), name), name, self.town)
        person.accepts(self.town.emea)
        self._people[person.user] = person
        return person

    def _invited(self, room_id: str, user: str) -> None:
        """Whoever the bot asks into a direct chat accepts in a moment."""
        asyncio.get_running_loop().call_later(self.random.uniform(0, 0.05), self._people[user].accepts, room_id)

    @property
    def carried_out(self) -> list[Any]:
        return self.server.carried_out

    @property
    def unrest(self) -> str:
        return self.server.unrest

    def judge(self, url: str) -> Judge:
        return MatrixJudge(url, self.town)

    def platform(self, folder: Path) -> str:
        return f"""
            [matrix]
            homeserver = "{self.server.url}"
            user_id = "{self.town.bot}"
            password = {json.dumps(_PASSWORD)}
            store_path = {json.dumps(str(folder / "matrix"))}"""

    def identity(self, user: str) -> str:
        return f"matrix:{user}"

    @property
    def coordinator(self) -> str:
        return self.identity(self.cora)

    @property
    def rooms(self) -> tuple[str, str]:
        return tuple(f"matrix:#{alias}:{self.server.ledger.name}" for alias in ("mentors", "emea"))  # type: ignore[return-value]


class MatrixJudge(Judge):
    """What stands on the homeserver, beside what must."""

    town: MatrixTown

    def __init__(self, url: str, town: MatrixTown) -> None:
        super().__init__(url, town, f"matrix:{town.bot}")

    def identity(self, user: str) -> str:
        return f"matrix:{user}"

    def decide(self, events: int) -> None:
        assert len(self.town.sent) == events
        assert not self.town.server.api.unknown
        super().decide(events)

    def _every_event_came_again(self) -> None:
        once = [event for event in self.town.sent if self.town.server.api.deliveries[event] < 2]
        assert not once, once

    def _every_event_is_kept_once(self, found: Counter[str]) -> None:
        """And the bot's arrival in each chat that somebody opened."""
        arrivals = Counter({event: many for event, many in found.items() if event.startswith("joined:")})
        assert arrivals.total() == self.town.arrivals
        assert found - arrivals == Counter(self.town.sent)

    def _nothing_is_unsaid_or_said_twice(self) -> None:
        """Every debt is paid once, in the one direct chat that each person has."""
        super()._nothing_is_unsaid_or_said_twice()
        several = {person: rooms for person, rooms in self.town.books.chats.items() if len(rooms) != 1}
        assert not several, several

    def _every_message_is_one_row(self) -> None:
        """What stands on the homeserver under a transaction id is one parcel that was sent, and the other way round.

        One that isn't true any more when it would be said again is dropped: but it was said, and its reader acted.
        """
        found = self.rows("SELECT token, state, coalesce(message_id, ''), key FROM outbox")
        assert {state for _, state, _, _ in found} <= {"sent", "dropped"}
        sent = {key.partition("/")[2]: event for key, event in self.town.server.api.sent.items()}
        assert Counter(token for token, *_ in found) == Counter(sent.keys())
        kept = [(token, message) for token, state, message, key in found if state == "sent" and not key]
        wrong = [token for token, message in kept if sent[token]["event_id"] != message]
        assert not wrong, f"kept under another id: {wrong}"

    def _rooms_are_in_order(self) -> None:
        """In each room parcels stand in the order in which they were queued, and answers in that of their questions.

        Whose answer a card is doesn't count: what it says may be newer than its place in the queue.
        """
        parcels = self.parcels()
        asked = {f"{self.source}/{event}": place for place, event in enumerate(self.town.sent)}
        ledger = self.town.server.ledger
        rooms = {f"{self.source}/{event}": ledger.events[event].room_id for event in self.town.sent}
        for room_id, said in self.town.books.said.items():
            told = [parcels[event["unsigned"]["transaction_id"]] for event in said]
            late = [rows for rows in pairwise(row for row, _, _ in told) if rows[0] > rows[1]]
            assert not late, f"rows out of order in {room_id}: {[self.parcel(row) for rows in late for row in rows]}"
            here = [asked[cause] for _, cause, key in told if key is None and rooms.get(cause) == room_id]
            assert here == sorted(here), f"answers out of order in {room_id}: {here}"


@asynccontextmanager
async def staged(seed: int) -> AsyncIterator[Stage]:
    """A stage on a homeserver that answers."""
    async with running(Server("memory.test", TROUBLE, seed)) as server:
        yield MatrixStage(server, seed)
