"""The courier in trouble: what hangs, what can't be read, and how long anything is tried. No test waits on time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot import courier
from bot.backoff import pause
from bot.courier import GIVE_UP
from bot.effect import Dm, Effect, Post, Show
from bot.message import Words, do, say
from bot.model import Person
from bot.platform import Later, Parcel, Receipt
from tests.engine.test_courier import EMEA, Office, Wire, failing, to, words
from tests.engine.test_settling import raising
from tests.world import MENTORS, identity, world

PARCELS = (
    [to("kim", "1"), to("lee", "1"), to("kim", "2"), Post(EMEA, words("1")), to("lee", "2")],
    [Show(MENTORS, "card:1", words("1")), Show(EMEA, "card:1", words("1")), Show(MENTORS, "card:2", words("2"))],
)


class Hanging(Wire):
    """A wire on which one conversation's deliveries never end, until they are ``freed``."""

    def __init__(self, stuck: str) -> None:
        super().__init__()
        self.stuck, self.tried, self.freed, self.arrived = stuck, asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        if parcel.to == self.stuck:
            self.tried.set()
            await self.freed.wait()
        receipt = await super().deliver(parcel, body)
        self.arrived.set()
        return receipt


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


def hang(office: Office, stuck: str) -> Hanging:
    """Put the office on a wire that hangs for one conversation."""
    wire = Hanging(stuck)
    office.wire = wire
    office.courier = courier.Courier(office.there.database, wire, office.there.clock)
    return wire


@pytest.mark.parametrize(
    "message", ["", "{", '{"key": 1}', "[]", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")]
)
async def test_a_parcel_that_cant_be_read_is_dead_and_the_others_go(
    office: Office, capsys: pytest.CaptureFixture[str], message: str
) -> None:
    await office.there.apply()
    await office.courier.drain()
    office.wire.sent.clear()
    await office.queue(Dm(Person(0, "kim", identity("kim")), words("1"), 1), to("kim", "2"), to("lee", "1"))
    await office.there.change("UPDATE outbox SET message = ? WHERE state = 'pending' AND case_id = 1", message)
    for _ in range(3):
        await office.courier.round()
    assert sorted(office.wire.words) == [("kim", "2"), ("lee", "1")]
    assert (await office.states())[-3:] == ["dead", "sent", "sent"]
    assert await office.there.rows("SELECT cause FROM outbox WHERE state = 'dead'") == [("unreadable",)]
    assert "".join(capsys.readouterr()).count("parcel dead") == 1
    assert await office.there.rows("SELECT why FROM history WHERE act = 'undelivered'") == [
        ("another version of the bot wrote it",)
    ]


async def test_a_delivery_that_hangs_holds_up_its_own_conversation_only(office: Office) -> None:
    wire = hang(office, "shell:kim")
    await office.queue(to("kim", "1"), to("kim", "2"))
    running = asyncio.create_task(office.courier.run())
    await wire.tried.wait()
    for text in ("1", "2", "3"):
        await office.queue(to("lee", text))
        wire.arrived.clear()
        office.courier.wake()
        await wire.arrived.wait()
    assert wire.words == [("lee", "1"), ("lee", "2"), ("lee", "3")]
    assert (await office.states())[:2] == ["sending", "pending"]
    wire.freed.set()
    office.courier.stop()
    await running
    assert wire.words[3:] == [("kim", "1")]


async def test_a_delivery_without_an_end_is_put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "DELIVER_WITHIN", 0.01)
    wire = hang(office, "shell:kim")
    await office.queue(to("kim", "1"))
    await office.courier.round()
    assert await office.states() == ["retry"]
    ((attempts, cause),) = await office.there.rows("SELECT attempts, cause FROM outbox")
    assert (attempts, cause.startswith("no end after")) == (1, True)
    monkeypatch.undo()
    wire.freed.set()
    await office.after(timedelta(minutes=1))
    assert wire.words == [("kim", "1")]


async def test_a_day_counts_from_the_first_attempt(office: Office) -> None:
    office.wire.fault = failing(99, Later("down", 1.0), "shell:kim")
    await office.queue(to("kim", "1"))
    office.there.clock.move(timedelta(days=5))  # the bot was off
    for moved in (timedelta(), timedelta(hours=12), GIVE_UP - timedelta(hours=12, seconds=1)):
        assert await office.after(moved) == 1
        assert await office.states() == ["retry"]
    assert await office.after(timedelta(seconds=1)) == 1
    assert await office.states() == ["dead"]


def _refuse(parcel: Parcel, text: str, after: float | None) -> None:
    if parcel.message == words(text):
        raise Later("down", after)


@pytest.mark.parametrize("asked", [3.0, 3600.0, None])
async def test_how_long_a_conversation_waits_is_set(office: Office, asked: float | None) -> None:
    office.courier = courier.Courier(office.there.database, office.wire, office.there.clock, timedelta(minutes=10))
    office.wire.fault = lambda parcel: _refuse(parcel, "1", asked)
    await office.queue(to("kim", "1"), to("kim", "2"), to("lee", "2"))
    for moved in (0, 180, 239, 180):
        await office.after(timedelta(seconds=moved))
        assert await office.states() == ["retry", "pending", "sent"]
    await office.after(timedelta(seconds=1))
    await office.courier.drain()
    assert await office.states() == ["dead", "sent", "sent"], "the next one goes at once"


async def test_a_platform_gets_the_pause_that_it_asks_for(office: Office) -> None:
    office.wire.fault = failing(1, Later("too many requests", 1800.0), "shell:kim")
    await office.queue(to("kim", "1"))
    await office.courier.drain()
    assert await office.after(timedelta(seconds=1799)) == 0
    assert await office.after(timedelta(seconds=1)) == 1
    assert office.wire.words == [("kim", "1")]


async def test_thousands_of_attempts_are_only_attempts(office: Office) -> None:
    office.wire.fault = failing(1, Later("down"), "shell:kim")
    await office.queue(to("kim", "1"))
    await office.there.change("UPDATE outbox SET attempts = 1999")
    await office.courier.round()
    assert await office.there.rows("SELECT state, attempts FROM outbox") == [("retry", 2000)]
    await office.after(timedelta(minutes=1))
    assert office.wire.words == [("kim", "1")]


def test_pauses_grow_up_to_the_longest_and_stay_there() -> None:
    assert all(0.5 <= pause(1) <= 1 and 2 <= pause(3) <= 4 for _ in range(99))
    for tries in (7, 100, 1100, 2000, 10**9):
        assert 30 <= pause(tries) <= 60
        assert 30 <= pause(tries, 300.0) <= 300


@pytest.mark.parametrize("effects", PARCELS, ids=["messages", "cards"])
async def test_what_arrived_leaves_no_words(office: Office, effects: Sequence[Dm | Post | Show]) -> None:
    await office.queue(*effects)
    await office.courier.drain()
    assert len(office.wire.sent) == len(effects)
    assert set(await office.there.rows("SELECT state, message, body FROM outbox")) == {("sent", "", None)}


async def test_words_are_kept_for_as_long_as_they_are_needed(office: Office) -> None:
    secret = say("unknown", typed=Words("secret"), actions=(do("apply"),))
    office.wire.fault = failing(1, Later("down", 1.0), "shell:kim")
    await office.queue(Dm(Person(0, "kim", identity("kim")), secret))
    await office.courier.round()
    ((message, body),) = await office.there.rows("SELECT message, body FROM outbox")
    assert ("secret" in message, "secret" in body) == (True, True)
    await office.after(timedelta(seconds=1))
    assert "secret" not in str(await office.there.rows("SELECT * FROM outbox"))


class Uneven(Wire):
    """A wire on which every other parcel takes longer, so that the one behind it would overtake it."""

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        if parcel.message in (words("0"), words("2"), words("4"), words("6")):
            await asyncio.sleep(0.01)
        return await super().deliver(parcel, body)


async def test_two_couriers_send_each_parcel_once_and_keep_the_order(office: Office) -> None:
    """Each has a database of its own, as two processes have."""
    async with world(office.there.database.url) as other:
        people, rounds = [f"kim{number}" for number in range(6)], 8
        effects: list[Effect] = [to(who, f"{turn}") for turn in range(rounds) for who in people]
        effects += [Post(room, words(f"{turn}")) for turn in range(rounds) for room in (EMEA, MENTORS)]
        await office.queue(*effects)
        office.wire = wire = Uneven()
        both = [courier.Courier(each.database, wire, each.clock) for each in (office.there, other)]
        while "pending" in await office.states():
            await asyncio.gather(*(each.drain() for each in both))
        sent = [parcel for _, _, parcel in wire.sent]
        assert len(sent) == len(effects), "none twice"
        for lane in {parcel.to for parcel in sent}:
            rows = [parcel.id for parcel in sent if parcel.to == lane]
            assert rows == sorted(rows)
        assert set(await office.states()) == {"sent"}


async def test_a_carriers_own_timeout_isnt_taken_for_the_end_of_our_patience(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.wire.fault = raising(TimeoutError("its own"))
    await office.queue(to("kim", "1"))
    await office.courier.round()
    ((state, cause),) = await office.there.rows("SELECT state, cause FROM outbox")
    assert (state, cause.partition(" at ")[0]) == ("retry", "TimeoutError")
    assert "".join(capsys.readouterr()).count("parcel failed") == 1


async def test_a_conversations_next_parcel_goes_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "POLL", 60.0)
    await office.queue(*(to("kim", str(number)) for number in range(5)))
    all_went = asyncio.Event()
    office.wire.fault = lambda _parcel: all_went.set() if len(office.wire.sent) == 4 else None
    running = asyncio.create_task(office.courier.run())
    await asyncio.wait_for(all_went.wait(), 20)
    office.courier.stop()
    await running
    assert office.wire.words == [("kim", str(number)) for number in range(5)]
