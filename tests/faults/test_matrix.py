"""The database goes away under the whole bot on Matrix: nothing is lost or out of order, and the log tells it once."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.matrix import chores, lease, sync
from bot import courier
from bot import engine as bot_engine
from bot.backoff import pause
from bot.effect import Answer
from bot.event import AnyEvent
from bot.leases import Cursor
from storage import trouble
from tests.adapters.matrix.fake import Fake, running
from tests.adapters.matrix.test_faults import bot
from tests.adapters.matrix.world import Bot, question, until
from tests.faults.outages import gone


@pytest.fixture(autouse=True)
def _faster(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (chores, courier, sync):
        monkeypatch.setattr(module, "pause", lambda tries, longest=60.0: pause(tries, longest) / 20)
    monkeypatch.setattr(bot_engine, "PATIENCE", 0.1)
    monkeypatch.setattr(trouble, "CALM", 0.3)
    monkeypatch.setattr(courier, "POLL", 0.1)
    monkeypatch.setattr(lease, "RENEW", 0.1)
    monkeypatch.setattr(sync, "WAIT", 1.0)


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running() as server:
        yield server


ANSWERS = ("kim", "kim@example.org", "EMEA")


async def begun(fake: Fake, made: Bot) -> None:
    """Somebody has begun to apply."""
    await until(lambda: made.platform.ready)
    fake.say("apply")
    await until(lambda: question(1) in str(fake.bodies()))


async def answered(fake: Fake, made: Bot) -> None:
    """Everything was answered, in its order, once, and all is well."""
    await until(lambda: question(4) in str(fake.bodies()))
    await until(lambda: made.platform.ready)
    await until(lambda: made.app.database.fault is None)
    assert [question(number) in body for number, body in enumerate(fake.bodies(), 1)] == [True] * 4


def told_once(logs: list[MutableMapping[str, Any]]) -> bool:
    """Whether nothing but the database's going away and coming back was worth a line."""
    worth = [entry["event"] for entry in logs if entry["log_level"] in {"warning", "error"}]
    return worth == ["database is away"] and [entry["event"] for entry in logs].count("database is back") == 1


async def test_what_is_said_during_an_outage_is_answered_after_it(fake: Fake, tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with bot(fake, tmp_path) as made:
            await begun(fake, made)
            async with gone(made.app):
                for words in ANSWERS:
                    fake.say(words)
                await until(lambda: not made.platform.ready)
                await asyncio.sleep(1.0)  # so that everything that looks now and then has looked
            await answered(fake, made)
    assert told_once(logs)


async def test_what_was_kept_before_an_outage_is_handled_before_anything_newer(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, away = asyncio.Event(), asyncio.Event()
    with capture_logs() as logs:
        async with bot(fake, tmp_path) as made:
            await begun(fake, made)
            engine = made.app.engine
            accept, handle = engine.accept, engine.handle

            async def accepted(events: Sequence[AnyEvent], cursor: Cursor) -> None:
                await accept(events, cursor)
                kept.set()

            async def handled(event: AnyEvent) -> Answer | None:
                await away.wait()
                return await handle(event)

            monkeypatch.setattr(engine, "accept", accepted)
            monkeypatch.setattr(engine, "handle", handled)
            fake.say(ANSWERS[0])
            await kept.wait()
            async with gone(made.app):
                away.set()
                for words in ANSWERS[1:]:
                    fake.say(words)
                await until(lambda: not made.platform.ready)
                await asyncio.sleep(1.0)
            await answered(fake, made)
    assert told_once(logs)
