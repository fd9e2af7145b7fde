"""A handler that breaks is our failure: kept, answered with a reference, retried where it is safe, in nobody's way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.engine import TRIES
from tests.engine.toys import Trouble, registry
from tests.world import MENTORS, World, key, world

WORDS = "over my own secret words"


async def failed(there: World) -> list[tuple[Any, ...]]:
    """Events that failed: how often they were tried, and why."""
    return await there.rows("SELECT tries, cause, retry_at FROM inbox WHERE state = 'failed'")


async def test_a_failure_is_answered_with_a_reference_and_kept_with_its_place(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(1))) as there:
        event = there.said("kim", f"!stumble {WORDS}")
        reply = await there.engine.handle(event)
        assert reply is not None
        assert reply.message.key == "failed"
        assert reply.message.args["reference"] == event.id[-12:]
        ((tries, cause, retry_at),) = await failed(there)
        assert (tries, retry_at) == (1, None), "somebody waited, so they decide whether to try again"
        assert "LookupError at " in cause
        assert "stumble" in cause
        assert "secret" not in cause
        assert not await there.rows("SELECT * FROM outbox")
        assert not await there.rows("SELECT * FROM people WHERE identity = 'shell:kim'")


async def test_a_failed_event_that_comes_again_is_handled_then(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(1))) as there:
        event = there.said("kim", f"!stumble {WORDS}")
        assert key(await there.engine.handle(event)) == "failed"
        assert key(await there.engine.handle(event)) == "unknown"
        assert not await failed(there)


async def test_windowless_events_are_retried_with_growing_pauses_until_they_heal(database_url: str) -> None:
    trouble = Trouble(3)
    async with world(database_url, registry=registry(trouble)) as there:
        await there.engine.handle(there.said("kim", f"!stumble {WORDS}", window=False))
        told = await there.rows("SELECT lane, message FROM outbox")
        assert [lane for lane, _ in told] == ["shell:kim"]
        assert "failed" in told[0][1]
        for pause in (5, 20, 80):
            assert await there.engine.recover() == 0
            there.clock.move(timedelta(seconds=pause - 1))
            assert await there.engine.recover() == 0
            there.clock.move(timedelta(seconds=1))
            assert await there.engine.recover() == 1
        assert not await failed(there)
        assert len(trouble.ran) == 4
        lanes = [lane for (lane,) in await there.rows("SELECT lane FROM outbox ORDER BY id")]
        assert lanes == ["shell:kim", "shell:mentors", "shell:kim", "shell:kim"], "told once, then healed"


async def test_after_so_many_tries_it_waits_for_the_operator(database_url: str) -> None:
    trouble = Trouble(99)
    async with world(database_url, registry=registry(trouble)) as there:
        await there.engine.handle(there.said("kim", f"!stumble {WORDS}", window=False))
        for _ in range(TRIES + 3):
            there.clock.move(timedelta(days=1))
            await there.engine.recover()
        assert len(trouble.ran) == TRIES
        ((tries, _, retry_at),) = await failed(there)
        assert (tries, retry_at) == (TRIES, None)
        assert await there.read(lambda store: store.inbox.counts()) == {"failed": 1}
        assert len(await there.rows("SELECT * FROM outbox")) == 1


async def test_a_failure_blocks_nobody(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(99))) as there:
        events = [there.said("kim", f"!stumble {WORDS}"), there.said("lee", "!apply"), there.said("max", "!twofold")]
        said = [key(reply) for reply in await asyncio.gather(*map(there.engine.handle, events))]
        assert said == ["failed", "form-apply-intro", "failed"]
        assert key(await there.say("kim", "!apply")) == "form-apply-intro"


async def test_a_handler_that_answers_twice_is_a_failure_that_changes_nothing(database_url: str) -> None:
    async with world(database_url, registry=registry()) as there:
        assert key(await there.say("kim", "!twofold")) == "failed"
        assert not await there.rows("SELECT * FROM people WHERE identity = 'shell:kim'")


async def test_in_a_room_a_failure_is_told_privately(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(1))) as there:
        await there.engine.handle(there.said("kim", f"!stumble {WORDS}", MENTORS, window=False))
        sent = await there.rows("SELECT lane, message FROM outbox ORDER BY id")
        assert [lane for lane, _ in sent] == ["shell:kim", "shell:mentors"]
        assert "failed" not in sent[1][1]
        assert "secret" not in str(sent)


@pytest.mark.parametrize("window", [True, False])
async def test_the_log_names_type_and_place_and_nobodys_words(
    database_url: str, capsys: pytest.CaptureFixture[str], window: bool
) -> None:
    async with world(database_url, registry=registry(Trouble(1))) as there:
        await there.engine.handle(there.said("kim", f"!stumble {WORDS}", window=window))
    logged = "".join(capsys.readouterr())
    assert "LookupError" in logged
    assert "toys.py" in logged
    assert "secret" not in logged
