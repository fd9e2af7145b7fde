"""The courier is woken for what was queued and for nothing else; what recovers comes to its end as a whole."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Unavailable
from bot.ports import Store
from tests.engine.test_recovery import keep
from tests.engine.toys import Trouble, registry
from tests.engine.troubled import Troubled
from tests.world import MENTORS, World, key, world


async def wakes(there: World, event: Any) -> int:
    """How often the courier is woken while an event is handled."""
    there.woken.clear()
    await there.engine.handle(event)
    return len(there.woken)


async def test_what_queues_nothing_wakes_nobody(database_url: str) -> None:
    async with world(database_url) as there:
        assert await wakes(there, there.said("kim", "!help")) == 0, "a read"
        assert await wakes(there, there.said("kim", "!apply")) == 0, "an answer"
        assert await wakes(there, there.said("kim", "!claim 9")) == 0, "a refusal"
        assert await wakes(there, there.said("kim", "hello", MENTORS)) == 0, "nothing"


async def test_what_is_queued_wakes_the_courier_once(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply("kim")
        assert len(there.woken) == 1, "cards"
        claim = there.said("ana", "!claim 1")
        assert await wakes(there, claim) == 1
        assert await wakes(there, claim) == 0, "it queued nothing this time"
        assert await wakes(there, there.said("kim", "!help", window=False)) == 1, "an answer that is a message"
        assert await wakes(there, there.said("kim", "!claim 9", window=False)) == 1, "a refusal, too"


async def test_a_failure_wakes_it_where_somebody_is_told_by_message(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(3))) as there:
        assert await wakes(there, there.said("kim", "!stumble over it")) == 0
        event = there.said("kim", "!stumble over it", window=False)
        assert await wakes(there, event) == 1, "that it failed"
        there.clock.move(timedelta(seconds=5))
        there.woken.clear()
        await there.engine.recover()
        assert there.woken == [], "failed again, and they know"
        there.clock.move(timedelta(seconds=20))
        await there.engine.recover()
        assert there.woken == [True]


async def test_where_only_the_word_of_the_commit_is_lost_it_is_woken(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply("kim")
        there.engine.database = Troubled(there.database, lost={1})
        assert await wakes(there, there.said("ana", "!claim 1")) == 1


async def test_recovery_raises_when_every_conversation_has_come_to_its_end(database_url: str) -> None:
    async with world(database_url) as there:
        events = [there.said(who, "!help", window=False) for who in ("kim", "lee", "max")]
        await keep(there, *events)
        ended: list[str] = []

        async def handle(event: Any) -> None:
            if event is not None and event.sender.name == "Kim":
                raise Unavailable("away")
            await asyncio.sleep(0.05)
            ended.append(event.sender.name)

        there.engine.handle = handle  # type: ignore[method-assign]
        with pytest.raises(Unavailable):
            await there.engine.recover()
        assert sorted(ended) == ["Lee", "Max"]


async def test_a_parked_reaction_wakes_nobody(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply("kim")
        await there.engine.handle(there.said("ana", "!claim 1"))

        def sending(store: Store) -> None:
            now = there.clock.now()
            store.outbox.lease("shell", now, now + timedelta(minutes=1), 9)

        await there.database.write(sending)
        reaction = there.reacted("ana", "not known yet", window=False)
        assert await wakes(there, reaction) == 0
        assert await there.rows("SELECT state FROM inbox WHERE event_id = ?", reaction.id) == [("pending",)]
        assert key(await there.say("ana", "!help")) is not None
