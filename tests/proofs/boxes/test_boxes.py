"""Inbox, outbox and crash points, drawn at random, against a model of a few dicts; on both kinds of database.

Rules of this file: the model knows which events came, which were handled, and what each of them owes; it knows nothing
of rows, leases or attempts. After each step what can be seen agrees with it. At the end every trouble ends, and then
each event has had its effect once, each message has arrived once, in the order in which they were queued.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import courier, engine
from bot.errors import Unavailable
from bot.event import Said
from bot.ports import Store
from tests.proofs.boxes.office import BOARD, ROOMS, SOURCE, Office
from tests.proofs.ground import COMMON, KINDS, Ground, ground_of, play

PEOPLE = ("kim", "lee")
CRASHES = ("none", "none", "none", "before", "after")
News = tuple[str, str, list[str], int, int]
NEWS = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(("post", "post", "show", "show", "refuse")),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
    st.sampled_from((0, 0, 0, 1, 2)),
    st.integers(1, 3),
)
"""Who, what, in which rooms, how often handling it breaks, and how often it comes."""
Round = tuple[int, int | None, int]
ROUND = st.tuples(st.integers(0, 1), st.sampled_from((None, None, None, 2, 3)), st.sampled_from((0, 0, 1, 10, 61, 600)))
"""Which courier, from which of its writes on its process is cut off, and how many seconds later."""
MOODS = ("fine", "busy", "busy", "lost", "lost", "never", "unsure")
SHORT = settings(COMMON, max_examples=12, stateful_step_count=40, derandomize=True)
LONG = settings(COMMON, max_examples=300, stateful_step_count=120)


class Boxes(RuleBasedStateMachine):
    """One office from its opening to the last parcel."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self.office = Office(ground)
        self.events: dict[int, Said] = {}
        self.how: dict[int, list[str]] = {}
        self.broke: set[int] = set()
        self.touched: set[int] = set()
        """Rows that an operator sent again or dropped: their order, or their arrival, is the operator's."""
        self.do(self.office.open())

    def do(self, work: Any) -> Any:
        """Run something to its end."""
        return self._runner.run(work)

    @rule(
        news=st.lists(NEWS, min_size=1, max_size=5),
        at_once=st.sampled_from((True, True, False)),
        moods=st.lists(st.lists(st.sampled_from(MOODS), max_size=4), min_size=len(ROOMS), max_size=len(ROOMS)),
        rounds=st.lists(ROUND, max_size=3),
    )
    def go_on(self, news: list[News], at_once: bool, moods: list[list[str]], rounds: list[Round]) -> None:
        """Events come, the platform has its moods, and couriers go round.

        One rule, because hypothesis leaves rules out of some of its runs, and no run is worth much without these.
        """
        self.office.platform.moods = dict(zip(ROOMS, moods, strict=True))
        for who, how, letters, breaks, times in news:
            number = len(self.events) + 1
            event = self.office.event(number, who, " ".join([how, *letters]))
            self.events[number], self.how[number] = event, [how, *letters]
            self.office.handlers.breaks[str(number)] = breaks
            for _ in range(times):
                self.do(self.office.there.database.write(partial(_kept, event)))
            if at_once:
                self.do(self.office.there.engine.handle(event))
        for each in rounds:
            self.deliver(*each)

    def deliver(self, which: int, crash: int | None, seconds: int) -> None:
        """Some time later a courier goes round; its process may be cut off: before it sends, or before it says so."""
        self.office.there.clock.move(timedelta(seconds=seconds))
        way = self.office.ways[which]
        if crash is not None:
            way.away.update(range(way.writes + crash, way.writes + 100))
        self.do(self.office.couriers[which].round())
        way.away.clear()

    @precondition(lambda self: self.events)
    @rule(picks=st.lists(st.integers(0, 1000), min_size=1, max_size=4), crash=st.sampled_from(CRASHES))
    def are_handled(self, picks: list[int], crash: str) -> None:
        """Some are handled, perhaps not for the first time; the process may be cut off before or after a commit."""
        office = self.office
        real, way = office.there.database, office.ways[0]
        if crash != "none":
            (way.away if crash == "before" else way.lost).update(range(way.writes + 1, way.writes + 99))
            office.there.engine.database = way
        for pick in picks:
            try:
                self.do(office.there.engine.handle(self.events[pick % len(self.events) + 1]))
            except Unavailable:
                assert crash != "none"
        office.there.engine.database = real
        way.away.clear()
        way.lost.clear()

    @rule()
    def recovers(self) -> None:
        """Whatever waits is handled."""
        self.do(self.office.there.engine.recover())

    @rule()
    def both_deliver(self) -> None:
        """Two couriers at once."""

        async def rounds() -> None:
            await asyncio.gather(*(each.round() for each in self.office.couriers))

        self.do(rounds())

    @rule(seconds=st.sampled_from((1, 10, 61, 600)))
    def time_goes_on(self, seconds: int) -> None:
        """Leases end, pauses are over."""
        self.office.there.clock.move(timedelta(seconds=seconds))

    @rule()
    def restarts(self) -> None:
        """The process ends and begins again."""
        self.do(self.office.restart())

    @rule(data=st.data(), again=st.booleans())
    def is_looked_after(self, data: st.DataObject, again: bool) -> None:
        """The operator sends a dead parcel again, or drops one."""
        rows = [row for row, state in self.states().items() if state in {"dead", "uncertain"}]
        if not rows:
            return
        row, now = data.draw(st.sampled_from(sorted(rows))), self.office.there.clock.now()
        done = self.do(
            self.office.there.database.write(
                lambda store: store.letters.again([row], now) if again else store.letters.drop([row], "dropped")
            )
        )
        self.touched.update(done)

    def states(self) -> dict[int, str]:
        """How each parcel stands, by its row."""
        return dict(self.do(self.office.there.rows("SELECT id, state FROM outbox")))

    def inbox(self) -> dict[str, str]:
        """How each event stands, by its id."""
        statement = "SELECT event_id, state FROM inbox WHERE source = ?"
        return dict(self.do(self.office.there.rows(statement, SOURCE)))

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """Every event that came is kept; each has queued what it owes, once, if and only if it is done."""
        inbox = self.inbox()
        assert set(inbox) == {event.id for event in self.events.values()}
        rows = self.do(self.office.there.rows("SELECT event, key, direct FROM outbox"))
        posts = Counter(event for event, key, direct in rows if key is None and not direct)
        private = Counter(event for event, _, direct in rows if direct)
        for number, event in self.events.items():
            how, *letters = self.how[number]
            name, done = f"{SOURCE}/{event.id}", inbox[event.id] == "done"
            assert posts[name] == (len(letters) if how == "post" and done else 0), number
            failed = self.office.handlers.ran.count(str(number)) > 0 and private[name] > (how == "refuse" and done)
            assert private[name] == (how == "refuse" and done) + failed, number

    @invariant()
    def bodies_are_frozen(self) -> None:
        """A parcel that is sent again says the same."""
        assert not self.office.platform.changed

    @invariant()
    def everything_arrives_in_order(self) -> None:
        """In each room once, and in the order of the rows; what an operator sent again comes when it comes."""
        rows = self.do(self.office.there.rows("SELECT id, lane, token FROM outbox ORDER BY id"))
        receipts = list(self.office.platform.receipts)
        for room in ROOMS:
            tokens = [token for row, lane, token in rows if lane == room and row not in self.touched]
            came = [token for token in receipts if token in set(tokens)]
            assert came == [token for token in tokens if token in set(came)], room

    def teardown(self) -> None:
        """Every trouble ends, and then everything has happened."""
        try:
            self.office.platform.moods = {}
            for _ in range(8):
                self.office.there.clock.move(timedelta(hours=1))
                self.do(self.office.there.engine.recover())
                self.do(self.office.couriers[0].drain())
            self.nothing_is_lost_or_doubled()
            self.everything_arrives_in_order()
            self.bodies_are_frozen()
            self.everything_is_done()
        finally:
            self.do(self.office.close())
            self._runner.close()

    def everything_is_done(self) -> None:
        """No event waits and no parcel; what was sent stands where it should, and the boards show the newest."""
        assert set(self.inbox().values()) <= {"done"}
        rows = self.do(self.office.there.rows("SELECT id, lane, key, state, token FROM outbox ORDER BY id"))
        assert {state for *_, state, _ in rows} <= {"sent", "dead", "uncertain", "dropped"}
        for row, _, _, state, token in rows:
            assert state != "sent" or token in self.office.platform.receipts, row
        shown = [number for number in self.office.handlers.ran if self.how[int(number)][0] == "show"]
        theirs = {lane for row, lane, key, *_ in rows if key == BOARD and row in self.touched}
        for room in ROOMS:
            newest = [state for _, lane, key, state, _ in rows if lane == room and key == BOARD][-1:]
            numbers = [number for number in shown if room[-1] in self.how[int(number)][1:]]
            if newest == ["sent"] and room not in theirs:
                assert self.office.platform.boards[room] == numbers[-1], room


def _kept(event: Said, store: Store) -> None:
    store.inbox.pend([event])


@pytest.fixture(params=KINDS)
def ground(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Where an office stands. A crash needs no patience: what is away stays away."""
    monkeypatch.setattr(engine, "PATIENCE", 0.0)
    monkeypatch.setattr(courier, "PATIENCE", 0.0)
    return ground_of(request, request.param)


@pytest.mark.timeout(600)
def test_boxes(ground: Ground) -> None:
    play(lambda: Boxes(ground), SHORT)


@pytest.mark.soak
def test_many_boxes(ground: Ground) -> None:
    play(lambda: Boxes(ground), LONG)
