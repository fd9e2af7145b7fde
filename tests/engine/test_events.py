"""One event, one transaction: what is redelivered causes nothing twice, what is refused leaves nothing behind."""

import asyncio
from typing import Any

import pytest

from adapters.shell import START, StoryClock
from bot import features
from bot.address import Room
from bot.engine import Engine
from bot.errors import LeaseLost
from bot.event import AnyEvent
from bot.leases import Cursor
from tests.engine.toys import registry
from tests.world import MENTORS, World, key, world


async def outgoing(there: World) -> list[tuple[Any, ...]]:
    """What waits to be sent: to whom, and what for."""
    return await there.rows("SELECT lane, message, event FROM outbox ORDER BY id")


async def inbox(there: World, event_id: str) -> tuple[Any, ...] | None:
    """An event's row: state, payload, answer."""
    found = await there.rows("SELECT state, payload, answer FROM inbox WHERE event_id = ?", event_id)
    return found[0] if found else None


async def test_a_redelivered_event_causes_nothing_again_and_gets_its_answer_again(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        event = there.said("ana", "!claim 1")
        first = await there.engine.handle(event)
        before, history = await outgoing(there), await there.rows("SELECT * FROM history ORDER BY id")
        assert key(first) == "claim-done"
        there.clock.set(START.replace(year=2027))
        assert await there.engine.handle(event) == first
        assert await outgoing(there) == before
        assert await there.rows("SELECT * FROM history ORDER BY id") == history


async def test_nobody_waits_for_the_second_answer_of_a_windowless_event(database_url: str) -> None:
    async with world(database_url) as there:
        event = there.said("kim", "!status", window=False)
        assert await there.engine.handle(event) is None
        before = await outgoing(there)
        assert [row[0] for row in before] == ["shell:kim"]
        assert await there.engine.handle(event) is None
        assert await outgoing(there) == before


async def test_a_refusal_takes_everything_back_and_is_kept(database_url: str) -> None:
    async with world(database_url, registry=registry()) as there:
        event = there.said("zoe", "!balk at it")
        refused = await there.engine.handle(event)
        assert key(refused) == "nothing-asked"
        assert not await outgoing(there)
        assert not await there.rows("SELECT * FROM people WHERE identity = 'shell:zoe'")
        row = await inbox(there, event.id)
        assert row is not None
        assert (row[0], row[1]) == ("done", None)
        assert await there.engine.handle(event) == refused


async def test_an_answered_event_keeps_nobodys_words(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply(why="I like maps")
        for state, payload in await there.rows("SELECT state, payload FROM inbox"):
            assert (state, payload) == ("done", None)
        assert "I like maps" not in str(await there.rows("SELECT * FROM inbox"))


async def test_in_a_room_a_windowless_answer_goes_to_the_direct_chat_with_a_neutral_line(database_url: str) -> None:
    async with world(database_url) as there:
        await there.engine.handle(there.said("kim", "!apply", MENTORS, window=False))
        assert [(lane, "answered-privately" in said) for lane, said, _ in await outgoing(there)] == [
            ("shell:kim", False),
            ("shell:mentors", True),
        ]


async def kept(there: World) -> list[Any]:
    """What a read must leave as it is."""
    return [await there.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("inbox", "people")]  # noqa: S608


async def test_reads_write_nothing(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        before = (
            await there.rows("SELECT count(*), max(id) FROM inbox"),
            await there.rows("SELECT * FROM people ORDER BY id"),
        )
        reads = [name for name, command in there.engine.registry.commands.items() if command.reads]
        assert {"status", "help", "mentors", "queue", "case", "mentees"} <= set(reads)
        for name in reads:
            for who in ("kim", "ana", "stranger"):
                assert await there.say(who, f"!{name}{' 1' if name == 'case' else ''}") is not None
        after = (
            await there.rows("SELECT count(*), max(id) FROM inbox"),
            await there.rows("SELECT * FROM people ORDER BY id"),
        )
        assert after == before


class Tripwire:
    """A database that must not be touched."""

    fault: str | None = None

    async def write(self, unit: Any) -> Any:
        raise AssertionError("written")

    async def read(self, unit: Any) -> Any:
        raise AssertionError("read")


async def test_a_commands_bare_word_answers_a_form_even_where_it_names_the_bot(database_url: str) -> None:
    async with world(database_url) as there:
        await there.say("kim", "!apply")
        assert key(await there.say("kim", "status", addressed=True)) == "form-position"
        assert key(await there.say("kim", "!status", addressed=True)) == "status"


async def test_unwanted_events_never_touch_the_database(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        there.engine.database = Tripwire()
        elsewhere = Room("shell:garden")
        unwanted: list[AnyEvent] = [
            there.said("ana", "claim 1", MENTORS),
            there.said("ana", "!claim 1", elsewhere),
            there.said("ana", "!claim 1", elsewhere, addressed=True),
            there.reacted("ana", "m1", "🎉"),
            there.pressed("ana", "claim 1", elsewhere),
        ]
        for event in unwanted:
            assert await there.engine.handle(event) is None
        robot = there.said("ana", "!claim 1")
        robot = robot.model_copy(update={"sender": robot.sender.model_copy(update={"bot": True})})
        assert await there.engine.handle(robot) is None


async def test_of_two_claims_at_once_one_wins_and_the_other_is_told(database_url: str) -> None:
    async with world(database_url) as there:
        for number in range(1, 6):
            await there.apply(f"kim{number}")
            claims = (there.say(who, f"!claim {number} anyway") for who in ("ana", "bo", "dee", "chandra"))
            said = [key(reply) for reply in await asyncio.gather(*claims)]
            assert sorted(str(each) for each in said) == ["claim-done", "claim-taken", "claim-taken", "claim-taken"]
            assert len(await there.rows("SELECT 1 FROM history WHERE case_id = ? AND act = 'claim'", number)) == 1


async def test_two_answers_of_one_person_are_taken_one_after_the_other(database_url: str) -> None:
    async with world(database_url) as there:
        await there.say("kim", "!apply")
        await asyncio.gather(*(there.say("kim", text) for text in ("kim", "kim@example.org", "EMEA", "English")))
        (answers,) = await there.rows("SELECT CAST(answers AS TEXT) FROM dialogues")
        for text in ("kim", "kim@example.org", "EMEA", "en"):
            assert f'"{text}"' in answers[0]


async def test_events_kept_with_their_token_are_handled_after_a_restart(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        events = [there.said("ana", "!claim 1", window=False), there.said("bo", "!claim 1", window=False)]
        fence = await there.database.write(
            lambda store: store.leases.take("sync", "me", START, START.replace(year=2027))
        )
        assert fence is not None
        await there.engine.accept(events, Cursor("sync", fence, None, "s1"))
        with pytest.raises(LeaseLost):
            await there.engine.accept([there.said("kim", "!status", window=False)], Cursor("sync", fence, None, "s2"))
        with pytest.raises(LeaseLost):
            await there.engine.accept([], Cursor("sync", fence + 1, "s1", "s2"))
    async with world(database_url) as there:
        engine = Engine(there.database, features.load(), there.config, StoryClock(START), lambda: None)
        await engine.start()
        assert await engine.recover() == 2
        assert await engine.recover() == 0
        entries = await there.rows("SELECT actor_id FROM history WHERE act = 'claim'")
        assert len(entries) == 1
        assert await there.read(lambda store: store.leases.cursor("sync")) == "s1"


async def test_only_who_gave_the_thumbs_up_takes_it_back_by_reaction(database_url: str) -> None:
    async with world(database_url) as there:
        await there.apply()
        await there.say("ana", "!claim 1")
        await there.database.write(lambda store: store.outbox.sent(1, MENTORS, "m1", START))
        given = there.reacted("ana", "m1")
        assert key(await there.engine.handle(given)) == "thumbs-done"
        for who in ("bo", "cora", "kim"):
            assert await there.engine.handle(there.unreacted(who, given.reaction)) is None
        assert await there.engine.handle(there.unreacted("ana", "another reaction")) is None
        assert await there.rows("SELECT state FROM cases") == [("thumbs up",)]
        assert key(await there.engine.handle(there.unreacted("ana", given.reaction))) == "takeback-done"
