"""What became of a parcel is written down once and truly: by slow couriers, after lost words, by several at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot import courier as couriers
from bot.courier import LEASE, Courier
from bot.deliveries import settle
from bot.effect import Dm, Show
from bot.errors import Unavailable
from bot.event import Delivered, Failed
from bot.model import Person
from bot.platform import Later, Parcel, Receipt, Uncertain, Undeliverable
from bot.ports import Database
from tests.engine.test_courier import EMEA, Office, Wire, to, words
from tests.engine.troubled import Troubled
from tests.world import identity, world

BEGUN, SETTLED = 1, 2
"""The writes of a parcel's first attempt."""
ABOUT = Dm(Person(0, "kim", identity("kim")), words("1"), 1)
LATE = LEASE + timedelta(seconds=60)


@pytest.fixture
async def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An outbox with nothing in it, and a case, on either kind of database. Pauses are over at once."""
    monkeypatch.setattr(couriers, "pause", lambda *_: 0.0)
    async with world(database_url) as there:
        made = Office(there)
        await there.apply()
        await made.courier.drain()
        await there.change("DELETE FROM outbox")
        made.wire.sent.clear()
        yield made


class Knowing(Wire):
    """A platform that knows a token it has seen, like Matrix. It may wait before it answers, and answer badly."""

    def __init__(self) -> None:
        super().__init__()
        self.receipts: dict[str, Receipt] = {}
        self.given: list[Parcel] = []
        self.reached, self.freed = asyncio.Event(), asyncio.Event()
        self.reply: Exception | None = None

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        self.given.append(parcel)
        if parcel.token not in self.receipts:
            self.receipts[parcel.token] = await super().deliver(parcel, body)
        return self.receipts[parcel.token]


class Slow(Knowing):
    """Takes the parcel, and answers when it is ``freed``."""

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        receipt = await super().deliver(parcel, body)
        self.reached.set()
        await self.freed.wait()
        if self.reply is not None:
            raise self.reply
        return receipt


def put(office: Office, wire: Wire, database: Database | None = None) -> Courier:
    """A courier on a wire."""
    return Courier(database or office.there.database, wire, office.there.clock)


def in_trouble(office: Office, trouble: str, *writes: int) -> Troubled:
    """The office's database, whose writes don't happen or are lost sight of."""
    database = Troubled(office.there.database)
    (database.away if trouble == "away" else database.lost).update(writes)
    return database


async def stands(office: Office) -> list[tuple[object, ...]]:
    """How each parcel stands, and whether words are left of it."""
    rows = await office.there.rows("SELECT state, message, body FROM outbox ORDER BY id")
    return [(state, bool(message or body)) for state, message, body in rows]


async def history(office: Office) -> list[str]:
    """What the case's history says of its messages."""
    rows = await office.there.rows("SELECT act, why FROM history WHERE act IN ('undelivered', 'uncertain') ORDER BY id")
    return [f"{act}: {why}" for act, why in rows]


def raising(failure: Exception) -> Callable[[Parcel], None]:
    def fault(parcel: Parcel) -> None:
        raise failure

    return fault


BAD = {"dead": Undeliverable("no right"), "uncertain": Uncertain("no reply")}
SAYS = {"dead": ["undelivered: no right"], "uncertain": ["uncertain: no reply"], "sent": []}


@pytest.mark.parametrize("fate", ["dead", "uncertain", "sent"])
@pytest.mark.parametrize("trouble", ["away", "lost"])
async def test_a_fate_is_written_once_though_the_database_is_away(office: Office, fate: str, trouble: str) -> None:
    database = in_trouble(office, trouble, SETTLED, SETTLED + 1)
    if fate in BAD:
        office.wire.fault = raising(BAD[fate])
    await office.queue(ABOUT)
    await put(office, office.wire, database).round()
    assert database.writes == SETTLED + 2
    assert await stands(office) == [(fate, fate != "sent")]
    assert await history(office) == SAYS[fate]


@pytest.mark.parametrize("trouble", ["away", "lost"])
async def test_nothing_is_sent_before_its_body_is_kept(office: Office, trouble: str) -> None:
    office.courier = put(office, office.wire, in_trouble(office, trouble, BEGUN))
    await office.queue(ABOUT)
    with pytest.raises(Unavailable):
        await office.courier.round()
    assert office.wire.words == []
    assert await office.after(LEASE) == 1
    assert office.wire.words == [("kim", "1")]
    assert await stands(office) == [("sent", False)]


async def test_a_receipt_that_cant_be_written_is_left_to_the_lease(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(couriers, "PATIENCE", -1.0)
    wire = Knowing()
    await office.queue(ABOUT)
    await put(office, wire, Troubled(office.there.database, away={SETTLED})).round()
    assert await stands(office) == [("sending", True)]
    office.courier = put(office, wire)
    assert await office.after(LEASE) == 1
    assert await stands(office) == [("sent", False)]
    assert len(wire.given) == 2
    assert wire.words == [("kim", "1")], "the platform knew the token"
    assert "".join(capsys.readouterr()) == "", "that the database is away, the database has said"


async def test_looking_for_parcels_in_a_database_that_is_away_says_nothing(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    back = asyncio.Event()

    async def note() -> None:
        back.set()

    database = Troubled(office.there.database, {4: note}, away={1, 2, 3})
    courier = put(office, office.wire, database)
    await office.queue(ABOUT)
    running = asyncio.create_task(courier.run())
    while not back.is_set():
        courier.wake()
        await asyncio.sleep(0)
    courier.stop()
    await running
    assert office.wire.words == [("kim", "1")]
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.parametrize("event", ["dead", "uncertain", "sent"])
async def test_settling_twice_changes_nothing(office: Office, event: str) -> None:
    await office.queue(ABOUT)
    now, write = office.there.clock.now(), office.there.database.write
    (parcel,) = await write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    said: Delivered | Failed = Delivered(row=parcel.id, room=EMEA, message="m1")
    if event != "sent":
        said = Failed(row=parcel.id, attempt=1, cause="c", advice=event, unsure=event == "uncertain")
    for _ in range(3):
        await write(lambda store: settle(store, said, now))
    assert [state for state, _ in await stands(office)] == [event]
    assert len(await history(office)) == (event != "sent")


REPLIES: dict[str, Exception | None] = {
    "arrived": None, "later": Later("too many"), "never": Undeliverable("no right"), "unknown": Uncertain("no reply"),
    "broken": LookupError("x"),
}  # fmt: skip


@pytest.mark.parametrize("done", [True, False], ids=["done", "on it"])
@pytest.mark.parametrize("reply", REPLIES)
async def test_who_was_slow_changes_nothing_that_another_has_done_since(office: Office, reply: str, done: bool) -> None:
    """A is paused for two minutes between sending and writing down; B repeats the parcel meanwhile."""
    slow, other = Slow(), Slow()
    other.receipts, slow.reply = slow.receipts, REPLIES[reply]
    await office.queue(ABOUT, to("kim", "2"))
    first = asyncio.create_task(put(office, slow).round())
    await slow.reached.wait()
    office.there.clock.move(LATE)
    second = asyncio.create_task(put(office, other).round())
    await other.reached.wait()
    if done:
        other.freed.set()
        await second
    slow.freed.set()
    await first
    on_it = "sent" if done or reply == "arrived" else "sending"  # what arrived has arrived, whoever says it
    assert (await office.states())[0] == on_it
    other.freed.set()
    await second
    assert [parcel.attempts for parcel in (*slow.given, *other.given)] == [1, 2]
    assert await stands(office) == [("sent", False), ("pending", True)]
    assert await history(office) == []
    assert slow.words == [("kim", "1")]


async def test_who_was_slow_before_sending_sends_nothing(office: Office) -> None:
    wire = Knowing()

    async def paused() -> None:
        office.there.clock.move(LATE)
        await office.courier.drain()

    office.courier = put(office, wire)
    slow = Wire()
    await office.queue(ABOUT)
    await put(office, slow, Troubled(office.there.database, after={BEGUN: paused})).round()
    assert (wire.words, slow.words) == ([("kim", "1")], [])
    assert await stands(office) == [("sent", False)], "nor leaves its words behind"


async def test_that_it_arrived_counts_even_after_it_was_given_up(office: Office) -> None:
    slow = Slow()
    await office.queue(Show(EMEA, "card:1", words("1")))
    first = asyncio.create_task(put(office, slow).round())
    await slow.reached.wait()
    office.there.clock.move(LATE)
    office.wire.fault = raising(Uncertain("no reply"))
    await office.courier.round()
    assert await office.states() == ["uncertain"]
    slow.freed.set()
    await first
    assert await stands(office) == [("sent", False)]
    (arrived,) = [receipt.message or "" for receipt in slow.receipts.values()]
    assert await office.there.read(lambda store: store.outbox.key_of(EMEA, arrived)) == "card:1"


async def test_what_is_said_late_of_an_old_card_doesnt_hide_the_newer(office: Office) -> None:
    slow = Slow()
    await office.queue(Show(EMEA, "card:1", words("1")))
    first = asyncio.create_task(put(office, slow).round())
    await slow.reached.wait()
    office.there.clock.move(LATE)
    office.wire.fault = raising(Undeliverable("no right"))
    await office.courier.round()
    office.wire.fault = lambda parcel: None
    await office.queue(Show(EMEA, "card:1", words("2")))
    await office.courier.round()
    slow.freed.set()
    await first
    ((old, old_id), (new, new_id)) = await office.there.rows("SELECT state, message_id FROM outbox ORDER BY id")
    assert (old, new) == ("sent", "sent")
    assert old_id != new_id
    assert await office.there.rows("SELECT message_id FROM messages WHERE room = ?", EMEA) == [(new_id,)]


async def test_what_may_have_arrived_holds_nobody_up_and_isnt_repeated(office: Office) -> None:
    tried: list[str] = []

    def fault(parcel: Parcel) -> None:
        tried.append(parcel.token)
        if parcel.message == words("1"):
            raise Uncertain("no reply")

    office.wire.fault = fault
    await office.queue(ABOUT, to("kim", "2"))
    await office.courier.drain()
    for _ in range(4):
        await office.after(timedelta(hours=12))
    assert len(tried) == 2
    assert office.wire.words == [("kim", "2")]
    assert await stands(office) == [("uncertain", True), ("sent", False)]
    assert await office.there.read(lambda store: store.outbox.counts()) == {"uncertain": 1}


@pytest.mark.parametrize("fate", ["dead", "uncertain"])
async def test_a_case_shows_what_became_of_its_messages(office: Office, fate: str) -> None:
    office.wire.fault = raising(BAD[fate])
    await office.queue(ABOUT)
    await office.courier.drain()
    shown = await office.there.say("ana", "!case 1")
    assert shown is not None
    acts = [part.args["act"] for part in shown.message.parts if part.key == "case-entry"]
    assert [act.key for act in acts] == ["did-apply", "did-" + SAYS[fate][0].partition(":")[0]]  # type: ignore[union-attr]
