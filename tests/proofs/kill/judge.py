"""The verdict: what stands in the database and on the homeserver, beside what people know must stand there.

Rules of this file: it reads with a connection and statements of its own. Each rule raises AssertionError with the rows
that break it; none of them asks how it came to that.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from tests.adapters.matrix.world import words
from tests.invariants import nothing_impossible_stands
from tests.proofs.kill.people import NOBODY_KNOWS, Case, Town

STANDS = {
    "mentoring": "card-mentoring",
    "sponsored": "card-sponsored",
    "withdrawn": "card-closed",
    "not yet": "card-closed",
}
"""What a case's card says in the end."""


_PARCELS = "SELECT id, token, event, key FROM outbox"
_WAITING = """
SELECT event_id, state, tries, cause FROM inbox WHERE state <> 'done'
UNION ALL SELECT event, state, attempts, cause FROM outbox WHERE state NOT IN ('sent', 'dropped')
"""


class Judge:
    """One database, and the town whose bot keeps it."""

    def __init__(self, url: str, town: Town) -> None:
        there = make_url(url)
        if there.get_backend_name() == "sqlite":
            there = make_url(f"sqlite:///file:{there.database}?mode=ro&uri=true")
        else:
            there = there.set(drivername="postgresql+psycopg")
        self._engine = create_engine(there, poolclass=NullPool)
        self._town = town
        self._source = f"matrix:{town.bot}"

    def rows(self, statement: str) -> Sequence[Sequence[Any]]:
        """What a statement finds."""
        with self._engine.connect() as database:
            return [tuple(row) for row in database.execute(text(statement))]

    def unrest(self) -> Sequence[Sequence[Any]]:
        """Events and messages that wait."""
        return self.rows(_WAITING)

    def decide(self, events: int) -> None:
        """Raises AssertionError unless everything is as it must be."""
        town = self._town
        assert len(town.sent) == events
        assert not town.server.api.unknown
        self._every_event_came_again()
        self._every_event_is_done()
        self._every_event_has_one_effect()
        self._cases_stand_where_they_must()
        self._nothing_is_unsaid_or_said_twice()
        self._every_message_is_one_row()
        self._rooms_are_in_order()
        self._cards_tell_the_end()
        with self._engine.connect() as database:
            nothing_impossible_stands(database)

    def _every_event_came_again(self) -> None:
        """What the proof is about: else it would prove little."""
        once = [event for event in self._town.sent if self._town.server.api.deliveries[event] < 2]
        assert not once, once

    def _every_event_is_done(self) -> None:
        """The inbox holds everything that was sent, and the bot's arrival in each chat that somebody opened. Once."""
        found = self.rows(f"SELECT event_id, state FROM inbox WHERE source = '{self._source}'")  # noqa: S608
        assert {state for _, state in found} == {"done"}
        arrivals = [event for event, _ in found if event.startswith("joined:")]
        assert len(arrivals) == self._town.arrivals
        assert Counter(event for event, _ in found) - Counter(arrivals) == Counter(self._town.sent)

    def _every_event_has_one_effect(self) -> None:
        """The history holds what each event changes, once, and nothing besides."""
        owed = [
            (f"{self._source}/{event}", act.case, act.name, act.why)
            for event, acts in self._town.acts.items()
            for act in acts
        ]
        found: list[tuple[Any, ...]] = []
        for event, case, act, why in self.rows("SELECT event, case_id, act, why FROM history"):
            found.append((event, NOBODY_KNOWS if act == "discard" else case, act, why))
        more, less = Counter(found) - Counter(owed), Counter(owed) - Counter(found)
        assert not more, f"more than once, or for nothing: {more}"
        assert not less, f"lost: {less}"

    def _cases_stand_where_they_must(self) -> None:
        """In the state and with the mentor that people know; ambassadors are those who were told so."""
        statement = """
            SELECT c.id, c.state, k.identity, m.identity FROM cases c JOIN people k ON k.id = c.candidate_id
            LEFT JOIN people m ON m.id = c.mentor_id WHERE c.state <> 'discarded'"""
        found = set(self.rows(statement))
        known = {(case.number, case.state, f"matrix:{case.candidate}", _mentor(case)) for case in self._town.cases}
        assert found == known
        titles = "SELECT p.identity FROM roles r JOIN people p ON p.id = r.person_id WHERE r.role = 'ambassador'"
        ambassadors = Counter(identity for (identity,) in self.rows(titles))
        sponsored = [case for case in self._town.cases if case.state == "sponsored"]
        assert ambassadors == Counter(f"matrix:{case.candidate}" for case in sponsored)
        discarded = sum(act.name == "discard" for acts in self._town.acts.values() for act in acts)
        assert self.rows("SELECT count(*) FROM cases WHERE state = 'discarded'") == [(discarded,)]

    def _nothing_is_unsaid_or_said_twice(self) -> None:
        """Every debt is paid once, in the one direct chat that each person has."""
        books = self._town.books
        assert not books.surplus, f"said twice, or not owed: {books.surplus[:5]}"
        assert not books.unpaid, f"never said: {[str(each) for each in books.unpaid[:5]]}"
        several = {person: rooms for person, rooms in books.chats.items() if len(rooms) != 1}
        assert not several, several

    def _every_message_is_one_row(self) -> None:
        """What stands on the homeserver under a transaction id is one parcel that was sent, and the other way round.

        One that isn't true any more when it would be said again is dropped: but it was said, and its reader acted.
        """
        found = self.rows("SELECT token, state, coalesce(message_id, ''), key FROM outbox")
        assert {state for _, state, _, _ in found} <= {"sent", "dropped"}
        sent = {key.partition("/")[2]: event for key, event in self._town.server.api.sent.items()}
        assert Counter(token for token, *_ in found) == Counter(sent.keys())
        kept = [(token, message) for token, state, message, key in found if state == "sent" and not key]
        wrong = [token for token, message in kept if sent[token]["event_id"] != message]
        assert not wrong, f"kept under another id: {wrong}"

    def _rooms_are_in_order(self) -> None:
        """In each room parcels stand in the order in which they were queued, and answers in that of their questions.

        Whose answer a card is doesn't count: what it says may be newer than its place in the queue.
        """
        parcels = {token: (row, event, key) for row, token, event, key in self.rows(_PARCELS)}
        asked = {f"{self._source}/{event}": place for place, event in enumerate(self._town.sent)}
        rooms = {f"{self._source}/{event}": self._town.server.ledger.events[event].room_id for event in self._town.sent}
        for room_id, said in self._town.books.said.items():
            told = [parcels[event["unsigned"]["transaction_id"]] for event in said]
            late = [rows for rows in pairwise(row for row, _, _ in told) if rows[0] > rows[1]]
            assert not late, f"rows out of order in {room_id}: {[self._parcel(row) for rows in late for row in rows]}"
            here = [asked[cause] for _, cause, key in told if key is None and rooms.get(cause) == room_id]
            assert here == sorted(here), f"answers out of order in {room_id}: {here}"

    def _parcel(self, row: int) -> Sequence[Any]:
        """What is known of a parcel, for a failing run."""
        columns = "id, event, lane, attempts, cause, created_at, tried_at, sent_at, due_at"
        return self.rows(f"SELECT {columns} FROM outbox WHERE id = {row}")[0]  # noqa: S608

    def _cards_tell_the_end(self) -> None:
        """The card of each case, as it was edited last, tells how it ended."""
        for case in self._town.cases:
            shown = self._town.books.shown[case.card]
            assert words(STANDS[case.state]) in shown, f"#{case.number} is {case.state}, its card says {shown!r}"


def _mentor(case: Case) -> str | None:
    return f"matrix:{case.mentor}" if case.mentor else None
