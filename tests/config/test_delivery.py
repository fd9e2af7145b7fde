"""``[delivery]``: how long a message is tried is read as people write it, and couriers are told."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from adapters.shell import START, StoryClock
from bot import chores
from bot.cli import wiring
from bot.cli.demo import demo_config
from bot.deadletters import EVENT
from bot.effect import Post
from bot.platform import Carrier, Later, Parcel, Platform
from bot.settings import Delivery, Http
from storage.store import SqlStore
from tests.config.desk import GOOD, Desk
from tests.engine.test_courier import EMEA, Wire, words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("24 hours", timedelta(days=1)),
        ("1 minute", timedelta(minutes=1)),
        ("90 minutes", timedelta(hours=1.5)),
        ("1 hour", timedelta(hours=1)),
        ("30 days", timedelta(days=30)),
        (" 2 Days ", timedelta(days=2)),
        ("3days", timedelta(days=3)),
    ],
)
def test_a_time_is_read_as_people_write_it(desk: Desk, written: str, meant: timedelta) -> None:
    assert desk.load(f'{GOOD}[delivery]\ngive_up_after = "{written}"\n').delivery.give_up == meant


def test_without_a_word_it_is_a_day(desk: Desk) -> None:
    assert desk.load().delivery.give_up == timedelta(hours=24)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "24",
        "0 minutes",
        "-1 hour",
        "1.5 hours",
        "31 days",
        "721 hours",
        "9999999 days",
        "1 week",
        "2 days 1 hour",
    ],
)
def test_any_other_time_is_a_fault(desk: Desk, written: str) -> None:
    assert desk.faults(f'{GOOD}[delivery]\ngive_up_after = "{written}"\n') == [
        "delivery.give_up_after: write minutes, hours or days, such as 24 hours; at least 1 minute, at most 30 days"
    ]


def test_a_bare_number_is_a_fault(desk: Desk) -> None:
    (fault,) = desk.faults(f"{GOOD}[delivery]\ngive_up_after = 24\n")
    assert fault == "delivery.give_up_after: write it as text, in quotes"


class Closed:
    """A platform that never takes a message to EMEA."""

    ready = True
    vital = True
    routes = ()

    def __init__(self) -> None:
        wire = Wire()
        wire.fault = self._fault
        self.carrier: Carrier = wire

    def _fault(self, parcel: Parcel) -> None:
        if parcel.to == EMEA:
            raise Later("closed")

    async def start(self) -> None:
        """Nothing to begin."""

    async def receive(self) -> None:
        """Nobody writes here."""
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Nothing to end."""


async def test_a_running_bot_gives_up_in_time_and_coordinators_hear_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "EVERY", 0.01)
    settings = {"delivery": Delivery(give_up_after="5 minutes"), "http": Http(port=0)}
    config = demo_config(tmp_path).model_copy(update=settings)
    clock, stop = StoryClock(START), asyncio.Event()
    async with wiring.opened(config, clock) as app:
        running = asyncio.create_task(wiring.run(app, [cast("Platform", Closed())], stop))

        async def until(state: str, lane: str) -> None:
            while True:
                rows = await app.database.read(lambda store: cast("SqlStore", store).letters.all(9, settled=True))
                if (state, lane) in [(letter.state, letter.to) for letter in rows]:
                    return
                app.wake()
                await asyncio.sleep(0.01)

        await app.database.write(lambda store: store.outbox.add([Post(EMEA, words("1"))], "test", clock.now()))
        await until("retry", EMEA)
        clock.move(timedelta(minutes=5))
        await until("dead", EMEA)
        clock.move(timedelta(minutes=1))
        await until("sent", "shell:coordinators")
        (told,) = [
            letter
            for letter in await app.database.read(lambda store: store.letters.all(9, settled=True))
            if letter.to != EMEA
        ]
        assert told.event == EVENT
        stop.set()
        await running
