"""A homeserver that misbehaves: the bot waits, ever longer, loses nothing and says nothing twice."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.matrix import deliver, sync
from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import Matrix
from bot.address import Identity, Room
from bot.backoff import pause
from bot.cli.config import Config
from bot.cli.wiring import opened
from bot.courier import Courier
from bot.errors import Misconfigured
from bot.files import Artist
from bot.settings import Programme, RegionSeed
from storage.settings import Storage
from tests.adapters.matrix.fake import (
    ALIAS,
    DIRECT,
    ME,
    MENTORS,
    Fake,
    answering,
    event,
    fault_named,
    hang,
    lost,
    running,
)
from tests.adapters.matrix.world import Bot, until, words

FASTER = 20.0
"""The tests' clock: pauses are so many times shorter."""


@pytest.fixture(autouse=True)
def _faster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "pause", lambda tries: pause(tries) / FASTER)
    monkeypatch.setattr(sync, "WAIT", 1.0)


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running() as server:
        yield server


@asynccontextmanager
async def bot(fake: Fake, folder: Path, artist: Artist | None = None) -> AsyncIterator[Bot]:
    """A bot on the fake; not ready yet."""
    config = Config(
        programme=Programme(
            name="Test",
            coordinators=((Identity("matrix:@cora:fake.test"),),),
            mentors_channels=(Room(f"matrix:{ALIAS}"),),
        ),
        storage=Storage(url=f"sqlite:///{folder / 'bot.db'}"),
        matrix=Matrix(homeserver=fake.url, user_id=ME, password="x", store_path=folder / "m"),  # type: ignore[arg-type]
        region=(RegionSeed(name="EMEA"),),
    )
    async with opened(config) as app:
        assert app.config.matrix is not None
        platform = MatrixPlatform(app.config.matrix, app.engine, app.catalogue, app.clock, artist)
        courier = Courier(app.database, platform.carrier, app.clock)
        app.wakers.append(courier.wake)
        await platform.start()
        made = Bot(app, platform, courier)
        made.go()
        try:
            yield made
        finally:
            await made.stop()


FAULTS = (
    "502", "500", "empty", "list", "null", "bad JSON", "bad rooms", "truncated", "reset", "401 of a proxy", "429",
    "429 at once", "hang",
)  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
async def test_a_broken_sync_is_tried_again_ever_less_often(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    paused, count = list[int](), 3 if name == "hang" else 10

    def noted(tries: int) -> float:
        paused.append(tries)
        return 0.01

    monkeypatch.setattr(sync, "GIVE_UP", 2.0)
    monkeypatch.setattr(sync, "pause", noted)
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["sync"] += [fault_named(name)] * count
        await until(lambda: len(fake.faults["sync"]) < count)
        fake.say("!status")
        await until(fake.bodies)
        assert words("status-none") in fake.bodies()[-1]
    assert paused == list(range(1, len(paused) + 1))  # each failure a pause, and each pause longer
    assert len(paused) == count or (name == "reset" and len(paused) >= 5)  # aiohttp itself repeats what was cut off
    assert len(fake.bodies()) == 1


@pytest.mark.parametrize("name", ["502", "reset", "truncated", "hang", "429"])
async def test_the_first_sync_may_fail_too(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sync, "GIVE_UP_FULL", 0.2)
    fake.say("!status")  # before the bot's time
    fake.faults["sync"] += [fault_named(name)] * 3
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        assert len(fake.times["sync"]) >= 4
        fake.say("!help")
        await until(fake.bodies)
    assert words("status-none") not in str(fake.bodies())


async def test_a_homeserver_that_answers_at_once_is_not_hammered(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = answering(200, {"next_batch": "0"})

    async def first(request: web.Request) -> web.StreamResponse:
        monkeypatch.setattr(sync, "IDLE", 3600.0)
        return await at_once(request)

    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["sync"] += [first, *[at_once] * 1000]
        await until(lambda: len(fake.faults["sync"]) <= 1000)
        await asyncio.sleep(0.3)
        assert len(fake.faults["sync"]) == 1000


@pytest.mark.parametrize(
    ("given", "headers", "expected"), [({"retry_after_ms": 1500}, {}, 1.5), ({}, {"Retry-After": "2"}, 2.0)]
)
async def test_what_the_homeserver_asks_for_is_honoured(
    fake: Fake, tmp_path: Path, given: dict[str, Any], headers: dict[str, str], expected: float
) -> None:
    said = {"errcode": "M_LIMIT_EXCEEDED", "error": "slow down", **given}
    with capture_logs() as logs:
        async with bot(fake, tmp_path) as made:
            await until(lambda: made.platform.ready)
            fake.faults["sync"].append(answering(429, said, headers))
            await until(lambda: not made.platform.ready)
            await until(lambda: made.platform.ready)
    assert [entry["again_in"] for entry in logs if entry["event"] == "receiving stumbled"] == [expected]


async def test_an_unknown_token_ends_the_loop_loudly(fake: Fake, tmp_path: Path) -> None:
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["sync"] += [answering(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "gone"})] * 100
        with pytest.raises(Misconfigured, match="session"):
            await asyncio.wait_for(made.tasks.pop(0), 5)
        asked = len(fake.times["sync"])
        await asyncio.sleep(0.3)
        assert len(fake.times["sync"]) == asked


@pytest.mark.parametrize("name", ["lost", "502", "truncated", "reset", "empty", "429", "429 at once"])
async def test_a_message_is_sent_until_it_is_heard_of_and_once(fake: Fake, tmp_path: Path, name: str) -> None:
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["send"] += [lost(fake.send) if name == "lost" else fault_named(name)] * 2
        fake.say("!status")
        await until(fake.bodies)
        await until_sent(made)
    assert len(fake.bodies()) == 1
    (token,) = fake.sent
    assert fake.tries[token] == 3


async def until_sent(made: Bot) -> None:
    """Wait until all events are handled and all parcels sent."""
    deadline = time.monotonic() + 20
    waiting: dict[str, int] | None = None
    while waiting or waiting is None:
        assert time.monotonic() < deadline, waiting
        await asyncio.sleep(0.05)
        waiting = await made.app.database.read(lambda store: {**store.inbox.counts(), **store.outbox.counts()})


async def test_a_send_that_hangs_does_not_hold_up_the_others(fake: Fake, tmp_path: Path) -> None:
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["send"].append(hang)
        fake.say("!status", MENTORS)
        await until(lambda: len(fake.times["send"]) >= 2)  # the private answer, and the line in the room
        await until(fake.bodies)


@pytest.mark.parametrize(
    ("status", "code", "dead"),
    [
        (403, "M_FORBIDDEN", True),
        (413, "M_TOO_LARGE", True),
        (404, "M_NOT_FOUND", True),
        (400, "M_BAD_JSON", True),
        (401, "M_UNKNOWN_TOKEN", False),
        (500, "M_UNKNOWN", False),
    ],
)
async def test_what_will_never_be_taken_is_dead(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, code: str, dead: bool
) -> None:
    monkeypatch.setattr(deliver, "PATIENCE", 0)
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["send"] += [answering(status, {"errcode": code, "error": "no"})] * 100
        fake.say("!status")
        await until(lambda: fake.times["send"])
        for _ in range(100):
            counts = await made.app.database.read(lambda store: store.outbox.counts())
            if counts.get("dead" if dead else "retry"):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(counts)


def said_more(fake: Fake, than: int) -> bool:
    """Whether the bot has said more than so much."""
    return len(fake.bodies()) > than


async def test_nothing_private_is_heard_or_sent_where_the_members_are_not_known(fake: Fake, tmp_path: Path) -> None:
    """What is heard is judged once, whatever is sent each time."""
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        for judged in (4, 7, 10):
            fake.faults["state"] += [answering(500, {"errcode": "M_UNKNOWN", "error": "no"})] * 2
            fake.say("!status")
            await until(partial(said_more, fake, len(fake.bodies())))
            assert fake.faults["state"] == []
            assert fake.tries["state"] == judged


async def test_an_event_that_breaks_the_protocol_stops_nothing(
    fake: Fake, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """nio raises on some, and quotes others in its log."""
    broken: list[Any] = [
        {"event_id": "$1", "type": "m.room.message", "sender": "x", "origin_server_ts": "hush"},
        {"event_id": "$2", "type": "m.room.message", "sender": ME, "origin_server_ts": 1, "content": "hush"},
        {"event_id": "$3", "type": "m.room.message", "sender": "x", "origin_server_ts": 1, "content": {"body": "hush"}},
        {"event_id": "$4", "type": "m.room.message", "origin_server_ts": -1, "content": {"body": 7}},
        event("$5", "m.room.message", {"msgtype": "m.text", "body": ["hush"]}),
        "hush",
        None,
    ]
    caplog.set_level(logging.INFO)
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.timeline += [(DIRECT, each) for each in broken]
        fake.say("!status")
        await until(fake.bodies)
    assert "hush" not in caplog.text


async def test_a_stop_waits_for_no_homeserver(fake: Fake, tmp_path: Path) -> None:
    async with bot(fake, tmp_path) as made:
        await until(lambda: made.platform.ready)
        fake.faults["sync"].append(hang)
        await until(lambda: not fake.faults["sync"])
        await made.stop()
        assert all(task.done() for task in made.tasks)
