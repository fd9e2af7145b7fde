"""The verdict: what stands in the database and on the platform, beside what people know must stand there.

Rules of this file: it reads with a connection and statements of its own. Each rule raises AssertionError with the rows
that break it; none of them asks how it came to that.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
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


class Judge(ABC):
    """One database, and the town whose bot keeps it. ``source`` is what its inbox calls the platform."""

    def __init__(self, url: str, town: Town, source: str) -> None:
        there = make_url(url)
        if there.get_backend_name() == "sqlite":
            there = make_url(f"sqlite:///file:{there.database}?mode=ro&uri=true")
        else:
            there = there.set(drivername="postgresql+psycopg")
        self._engine = create_engine(there, poolclass=NullPool)
        self.town, self.source = town, source

    def rows(self, statement: str) -> Sequence[Sequence[Any]]:
        """What a statement finds."""
        with self._engine.connect() as database:
            return [tuple(row) for row in database.execute(text(statement))]

    def unrest(self) -> Sequence[Sequence[Any]]:
        """Events and messages that wait."""
        return self.rows(_WAITING)

    def decide(self, events: int) -> None:
        """Raises AssertionError unless everything is as it must be."""
        assert len(self.town.sent) >= events
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

    @abstractmethod
    def identity(self, user: str) -> str:
        """Somebody's address."""

    def known_as(self, event: str) -> str:
        """What somebody did, by an event of the database's: one thing may come in under several names."""
        return event

    @abstractmethod
    def _every_event_came_again(self) -> None:
        """What the proof is about: else it would prove little."""

    @abstractmethod
    def _every_event_is_kept_once(self, found: Counter[str]) -> None:
        """The inbox holds everything that was sent, and nothing besides."""

    @abstractmethod
    def _every_message_is_one_row(self) -> None:
        """What the bot said is one parcel that was sent, and the other way round."""

    @abstractmethod
    def _rooms_are_in_order(self) -> None:
        """In each room parcels stand in the order in which they were queued."""

    def _every_event_is_done(self) -> None:
        found = self.rows(f"SELECT event_id, state FROM inbox WHERE source = '{self.source}'")  # noqa: S608
        assert {state for _, state in found} == {"done"}
        self._every_event_is_kept_once(Counter(event for event, _ in found))

    def _every_event_has_one_effect(self) -> None:
        """The history holds what each event changes, once, and nothing besides."""
        owed = [
            (f"{self.source}/{event}", act.case, act.name, act.why)
            for event, acts in self.town.acts.items()
            for act in acts
        ]
        found: list[tuple[Any, ...]] = []
        twice = "SELECT case_id, whom_id FROM history WHERE act = 'offer' GROUP BY case_id, whom_id HAVING count(*) > 1"
        assert self.rows(twice) == [], "a case is offered to a mentor once"
        for event, case, act, why in self.rows("SELECT event, case_id, act, why FROM history WHERE act <> 'offer'"):
            found.append((self.known_as(event), NOBODY_KNOWS if act == "discard" else case, act, why))
        more, less = Counter(found) - Counter(owed), Counter(owed) - Counter(found)
        assert not more, f"more than once, or for nothing: {more}"
        assert not less, f"lost: {less}"

    def _cases_stand_where_they_must(self) -> None:
        """In the state and with the mentor that people know; ambassadors are those who were told so."""
        statement = """
            SELECT c.id, c.state, k.identity, m.identity FROM cases c JOIN people k ON k.id = c.candidate_id
            LEFT JOIN people m ON m.id = c.mentor_id WHERE c.state <> 'discarded'"""
        cases, found = self.town.cases, set(self.rows(statement))
        assert found == {(case.number, case.state, self.identity(case.candidate), self._mentor(case)) for case in cases}
        titles = "SELECT p.identity FROM roles r JOIN people p ON p.id = r.person_id WHERE r.role = 'ambassador'"
        ambassadors = Counter(identity for (identity,) in self.rows(titles))
        sponsored = [case for case in self.town.cases if case.state == "sponsored"]
        assert ambassadors == Counter(self.identity(case.candidate) for case in sponsored)
        discarded = sum(act.name == "discard" for acts in self.town.acts.values() for act in acts)
        assert self.rows("SELECT count(*) FROM cases WHERE state = 'discarded'") == [(discarded,)]

    def _nothing_is_unsaid_or_said_twice(self) -> None:
        """Every debt is paid once."""
        books = self.town.books
        assert not books.surplus, f"said twice, or not owed: {books.surplus[:5]}"
        assert not books.unpaid, f"never said: {[str(each) for each in books.unpaid[:5]]}"

    def parcels(self) -> dict[str, tuple[int, str, str | None]]:
        """Each parcel by its token: row, the event it came of, and a card's key."""
        return {token: (row, event, key) for row, token, event, key in self.rows(_PARCELS)}

    def parcel(self, row: int) -> Sequence[Any]:
        """What is known of a parcel, for a failing run."""
        columns = "id, event, lane, attempts, cause, created_at, tried_at, sent_at, due_at"
        return self.rows(f"SELECT {columns} FROM outbox WHERE id = {row}")[0]  # noqa: S608

    def _cards_tell_the_end(self) -> None:
        """The card of each case, as it was edited last, tells how it ended."""
        for case in self.town.cases:
            shown = self.town.books.shown[case.card]
            assert words(STANDS[case.state]) in shown, f"#{case.number} is {case.state}, its card says {shown!r}"

    def _mentor(self, case: Case) -> str | None:
        return self.identity(case.mentor) if case.mentor else None
