"""The courier in trouble: what hangs, what can't be read, and how long anything is tried. No test waits on time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import courier
from bot.backoff import pause
from bot.courier import GIVE_UP
from bot.effect import Dm, Post, Show
from bot.message import Words, do, say
from bot.model import Person
from bot.platform import Later, Parcel, Receipt
from tests.engine.test_courier import EMEA, Office, Wire, failing, to, words
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
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An empty outbox."""
    async with world(tmp_path) as there:
        yield Office(there)


async def change(office: Office, statement: str, *values: Any) -> None:
    """What nobody but a fault does to a table."""
    write = office.there.database.write
    await write(lambda store: store._connection.exec_driver_sql(statement, values))  # type: ignore[attr-defined]


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
    await office.queue(to("kim", "1"), to("kim", "2"), to("lee", "1"))
    await change(office, "UPDATE outbox SET message = ? WHERE id = 1", message)
    for _ in range(3):
        await office.courier.round()
    assert sorted(office.wire.words) == [("kim", "2"), ("lee", "1")]
    assert await office.states() == ["dead", "sent", "sent"]
    assert await office.there.rows("SELECT cause FROM outbox WHERE id = 1") == [("unreadable",)]
    assert "".join(capsys.readouterr()).count("parcel can't be read") == 1


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
    for moved in (timedelta(), timedelta(hours=12), GIVE_UP - timedelta(hours=12)):
        assert await office.after(moved) == 1
        assert await office.states() == ["retry"]
    assert await office.after(timedelta(seconds=1)) == 1
    assert await office.states() == ["dead"]


async def test_thousands_of_attempts_are_only_attempts(office: Office) -> None:
    office.wire.fault = failing(1, Later("down"), "shell:kim")
    await office.queue(to("kim", "1"))
    await change(office, "UPDATE outbox SET attempts = 1999")
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
