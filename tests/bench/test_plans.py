"""Queries that must stay fast as rows add up find their index. A plan is no timing: it is the same on every machine.

A partial index serves only a statement that shows its condition: with the words bound instead of written out, SQLite
read the whole table for every one of these, and nothing but the clock told.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.book import Which
from bot.due import Due
from bot.effect import Show
from bot.facts import Span
from bot.message import say
from bot.model import Person, State
from storage.database import engine_for
from storage.outbox import _NEWER_SENT
from storage.store import SqlStore
from tests.bench import ground

ANA = Person(1, "Ana", ground.sender(0).identity)
CARD = Show(ground.PROGRAMME.mentors_channels[0], "card:1", say("card-closed"))
KINDS = ("application", "mentoring", "reminder")
DUE = Due(1, "application", "1", ground.NOW, ground.NOW)
MINE = Which(since=ground.NOW, person=1)
WEEK: Any = (Span(ground.NOW - timedelta(days=7), ground.NOW, {"history": 1}), 25, 600)
ENDS = [ground.NOW - timedelta(days=7), ground.NOW]
FREE: dict[str, Any] = {"besides": {7}}
QUERIES: list[tuple[str, Callable[[SqlStore], object]]] = [
    ("ix_cases_mentored", lambda store: store.mentors.get(ANA)),
    ("ix_cases_mentored", lambda store: store.cases.mentored_by(ANA)),
    ("COVERING INDEX ix_mentor_regions_turn", lambda store: store.mentors.in_order([1], ["en"], **FREE, most=1)),
    ("COVERING INDEX ix_mentor_regions_turn", lambda store: store.mentors.in_order([1, 2], ["ne"], **FREE, most=1)),
    ("ix_history_offers (whom_id=? AND at>?)", lambda store: store.mentors.recount(ANA, ground.NOW)),
    ("ix_history_asked (whom_id=? AND case_id=?", lambda store: store.mentors.answers(ANA, 10)),
    ("ix_history_answered (actor_id=?", lambda store: store.mentors.answers(ANA, 10)),
    ("uq_cases_open_candidate", lambda store: store.cases.open_of(ANA)),
    ("ix_cases_queue", lambda store: store.cases.queue(0, 10)),
    ("ix_cases_asked", lambda store: store.cases.waiting_for(ANA)),
    ("ix_cases_offered", lambda store: store.cases.waiting_for(ANA)),
    ("ix_cases_thumbs_by", lambda store: store.cases.standing_on("a reaction")),
    ("ix_history_case_id", lambda store: store.cases.history(1)),
    ("ix_inbox_waiting", lambda store: store.inbox.waiting(ground.NOW, 10)),
    ("ix_inbox_waiting", lambda store: store.inbox.counts()),
    ("ix_outbox_waiting", lambda store: store.outbox.lease("shell", ground.NOW, ground.NOW, 10)),
    ("ix_outbox_waiting", lambda store: store.outbox.lease("shell", ground.NOW, ground.NOW, 10, range(32))),
    ("ix_outbox_lane", lambda store: store.outbox.lease("shell", ground.NOW, ground.NOW, 10)),
    ("ix_inbox_waiting", lambda store: store.inbox.reaction_waits("shell", "a reaction")),
    ("ix_inbox_waiting", lambda store: store.inbox.hasten(ground.NOW, ground.NOW, ground.NOW)),
    ("ix_outbox_lane", lambda store: store.outbox.shorten(ground.NOW)),
    ("ix_outbox_untold", lambda store: store.outbox.shorten(ground.NOW)),
    ("ix_inbox_waiting", lambda store: store.inbox.forget(ground.NOW, ground.NOW, 10)),
    ("ix_inbox_answered", lambda store: store.inbox.forget(ground.NOW, ground.NOW, 10)),
    ("ix_outbox_lane", lambda store: store.outbox.unsettled(CARD.room)),
    ("ix_outbox_unsent", lambda store: store.outbox.unsettled(CARD.room)),
    ("ix_outbox_unsent", lambda store: store.outbox.counts()),
    ("ix_outbox_untold", lambda store: store.letters.untold()),
    ("ix_outbox_unsent", lambda store: store.letters.again(None, ground.NOW)),
    ("ix_outbox_keyed", lambda store: store.letters.again(None, ground.NOW)),
    ("ix_outbox_case_id", lambda store: store.letters.again(None, ground.NOW)),
    ("ix_inbox_waiting", lambda store: store.snags.all(10)),
    ("ix_inbox_waiting", lambda store: store.snags.again(None, ground.NOW)),
    ("ix_outbox_keyed", lambda store: store.letters.forget(ground.NOW, 10)),
    ("ix_dues_due_at (due_at<?)", lambda store: store.dues.due(ground.NOW, KINDS, 100)),
    ("ix_dues_due_at (due_at<?)", lambda store: store.dues.strange(ground.NOW, KINDS)),
    ("ix_dues_due_at (due_at<?)", lambda store: store.dues.waiting(ground.NOW)),
    ("ix_dues_failed", lambda store: store.dues.waiting(ground.NOW)),
    ("ix_dues_failed", lambda store: store.dues.put_off(ground.NOW, 100)),
    ("ix_dues_due_at", lambda store: store.dues.following()),
    ("ix_dues_case_id", lambda store: store.dues.of_case(1)),
    ("ix_dues_person_id", lambda store: store.dues.of_person("reminder", 1, ground.NOW)),
    ("sqlite_autoindex_dues_1", lambda store: store.dues.get("application", "1")),
    ("INTEGER PRIMARY KEY", lambda store: store.dues.still(DUE)),
    ("ix_cases_tallies", lambda store: store.census.tallies()),
    ("COVERING INDEX ix_history_moves (region_id=? AND at>?)", lambda store: store.rollup.moves(None, ground.NOW)),
    ("COVERING INDEX ix_history_moves (region_id=? AND at>?)", lambda store: store.rollup.moves([1], ground.NOW)),
    ("ix_reports_person_id_at (person_id=? AND at>?)", lambda store: store.week.reports(MINE, 0, 1)),
    ("ix_feedback_person_id_at (person_id=? AND at>?)", lambda store: store.week.feedback(MINE, 0, 1)),
    ("ix_thanks_person_id_at (person_id=? AND at>?)", lambda store: store.week.thanked(ANA, ground.NOW)),
    ("ix_cases_ages", lambda store: store.census.since(State.APPLIED, None, 9)),
    ("ix_cases_ages", lambda store: store.census.since(State.APPLIED, [1], 9)),
    ("ix_cases_ages", lambda store: store.census.oldest(State.THUMBS_UP, 9)),
    ("ix_cases_region_id_id", lambda store: store.census.handed_in(1)),
    ("ix_cases_region_id_id", lambda store: store.census.handed_in(None)),
    ("COVERING INDEX ix_cases_mentored", lambda store: store.census.loads(None)),
    ("ix_dues_past", lambda store: store.census.stuck([1], ground.NOW, 0, 8)),
    ("COVERING INDEX ix_cases_tallies (region_id=? AND state=?", lambda store: store.facts.need([1, 2])),
    ("ix_cases_ages (state=?", lambda store: store.facts.need([1, 2])),
    ("COVERING INDEX ix_history_moves (region_id=? AND at>? AND at<?", lambda store: store.facts.week([1], *WEEK)),
    ("ix_history_moves (region_id=? AND at>? AND at<?", lambda store: store.facts.week(None, *WEEK)),
    ("ix_reports_region_id_at (region_id=? AND at>? AND at<?", lambda store: store.facts.week([1], *WEEK)),
    ("ix_reports_region_id_at (region_id=? AND at>? AND at<?", lambda store: store.facts.week(None, *WEEK)),
    ("ix_feedback_region_id_at (region_id=? AND at>? AND at<?", lambda store: store.facts.week([1], *WEEK)),
    ("ix_thanks_region_id_at (region_id=? AND at>? AND at<?", lambda store: store.facts.week([1], *WEEK)),
    ("COVERING INDEX ix_history_moves (region_id=? AND at>?", lambda store: store.facts.weeks([1], ENDS)),
    ("COVERING INDEX ix_cases_mentored (mentor_id=?", lambda store: store.facts.places([1])),
    ("ix_digests_region_id_at (region_id=? AND at<?", lambda store: store.told.last(1, ground.NOW, 3)),
    ("ix_digests_region_id_at (region_id=? AND at<?", lambda store: store.told.last(None, ground.NOW, 3)),
    ("ix_dues_failed", lambda store: store.census.stuck([1], ground.NOW, 0, 8)),
    ("ix_outbox_unsent", lambda store: store.census.stuck([1], ground.NOW, 0, 8)),
    ("COVERING INDEX ix_cases_live", lambda store: store.census.stuck([1], ground.NOW, 0, 8)),
    ("COVERING INDEX ix_cases_live", lambda store: store.census.nobody("mentor")),
    ("COVERING INDEX ix_dues_ladder", lambda store: store.census.nobody("mentor")),
    ("ix_outbox_keyed", lambda store: store._connection.execute(_NEWER_SENT, {"row": 1, "of": "", "logical": ""})),
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder: Path = tmp_path_factory.mktemp("plans")
    engine = engine_for(ground.waiting(f"sqlite:///{folder / 'plans'}.db", 2, 2).url, writes=True)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize(("index", "query"), QUERIES)
def test_a_query_finds_its_index(connection: Connection, index: str, query: Callable[[SqlStore], object]) -> None:
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((sql, parameters))

    event.listen(connection, "before_cursor_execute", note)
    query(SqlStore(connection))
    event.remove(connection, "before_cursor_execute", note)
    plans = [row[3] for sql, bound in sent for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", bound)]
    assert any(f" {index}" in step for step in plans), plans


def test_a_card_that_is_still_pending_is_replaced(connection: Connection) -> None:
    outbox = SqlStore(connection).outbox
    before = outbox.counts().get("pending", 0)
    for number in range(3):
        outbox.add([CARD], f"shell/{number}", ground.NOW)
    assert outbox.counts()["pending"] == before + 1
