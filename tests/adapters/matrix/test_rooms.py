"""Invites, direct chats and moved rooms, on a real Synapse."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from adapters.matrix import invites, sync
from bot.address import Room
from bot.effect import Post
from bot.message import say
from bot.model import Region
from tests.adapters.matrix.world import Somebody, World, until, words

pytestmark = pytest.mark.xdist_group("synapse")


async def joined(there: World, somebody: Somebody, room_id: str) -> set[str]:
    """Who is in a room, as somebody in it sees it."""
    response = await somebody.client.joined_members(room_id)
    return {member.user_id for member in response.members}


async def members_are(there: World, somebody: Somebody, room_id: str, *expected: Somebody) -> None:
    """Wait until the bot and nobody but these are in a room."""
    wanted = {there.me, *(each.user_id for each in expected)}
    for _ in range(300):
        if await joined(there, somebody, room_id) == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await joined(there, somebody, room_id))


async def test_an_empty_room_is_left(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "ALONE_FOR", 0.2)
    async with there.bot() as bot:
        room = await there.kim.direct(there.me)
        await there.kim.hears(words("welcome"), room)
        await there.kim.client.room_leave(room)
        for _ in range(300):
            if room not in await bot.platform._homeserver.joined():
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("still there")
        again = await there.kim.direct(there.me)
        await there.kim.hears(words("welcome"), again)


async def test_who_may_bring_the_bot_where(there: World) -> None:
    kim, cora, bo = there.kim, there.cora, there.bo
    async with there.bot(accept_invites_from=(f"matrix:{bo.user_id}",)):
        shared = await kim.room(invite=(there.me,), name="<b>Den</b>")
        private, event = await kim.hears(words("matrix-invite-declined"))
        assert private != shared
        assert "<b>Den</b>" in event["content"]["body"]
        assert "&lt;b&gt;Den" in event["content"]["formatted_body"]
        assert await joined(there, kim, shared) == {kim.user_id}
        memberships = [
            event["content"]["membership"]
            for room, event in kim.events
            if room == shared and event.get("state_key") == there.me
        ]
        assert "join" not in memberships
        for trusted in (cora, bo):
            await members_are(there, trusted, await trusted.room(invite=(there.me,)), trusted)


async def test_a_server_may_bring_the_bot_everywhere(there: World) -> None:
    async with there.bot(accept_invites_from=(there.me.partition(":")[2],)):
        await members_are(there, there.kim, await there.kim.room(invite=(there.me,)), there.kim)


async def test_a_shared_room_is_not_passed_off_as_a_direct_chat(there: World) -> None:
    kim, bo = there.kim, there.bo
    async with there.bot():
        room = await kim.room(invite=(bo.user_id,))
        await until(lambda: room in bo.client.rooms)
        content = {"membership": "invite", "is_direct": True}
        await kim.client.room_put_state(room, "m.room.member", content, there.me)
        await kim.hears(words("matrix-invite-declined"))
        await members_gone(there, kim, room)
    assert kim.heard("Hello", room) == bo.heard("Hello") == []


async def members_gone(there: World, somebody: Somebody, room_id: str) -> None:
    """Wait until the bot isn't in a room any more."""
    for _ in range(300):
        if there.me not in await joined(there, somebody, room_id):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the bot is still there")


async def test_an_invite_is_answered_though_the_bot_was_down(there: World) -> None:
    async with there.bot():
        pass
    room = await there.kim.direct(there.me)
    async with there.bot():
        await there.kim.hears(words("welcome"), room)


async def test_a_bound_room_that_needs_an_invite(there: World) -> None:
    """The channel is private and the bot comes later: whoever asks it in, it follows into a bound room."""
    cora, ana = there.cora, there.ana
    await cora.client.room_put_state(there.mentors, "m.room.join_rules", {"join_rule": "invite"})
    async with there.bot():
        await cora.client.room_put_state(
            there.mentors, "m.room.power_levels", {"users": {}, "invite": 0, "users_default": 0}
        )
        await ana.client.room_invite(there.mentors, there.me)
        await members_are(there, ana, there.mentors, cora, ana, there.bo)
        await ana.say(there.mentors, "!status")
        await ana.hears(words("answered-privately"), there.mentors)


async def test_a_region_that_is_bound_later(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "UNBOUND", 0.1)
    cora, ana = there.cora, there.ana
    async with there.bot() as bot:
        alias = there.alias("latam")
        region = Region(0, "LATAM", channels=(Room(f"matrix:{alias}"),))
        await bot.app.database.write(lambda store: store.regions.add(region))
        await asyncio.sleep(0.5)  # not only once
        await bot.app.engine.start()
        room = await cora.room(alias.partition(":")[0][1:], (ana.user_id,))
        await members_are(there, cora, room, cora, ana)
        await ana.say(room, "!status")
        await ana.hears(words("answered-privately"), room)


async def test_strangers_are_answered_one_after_the_other(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invites.Allowance.__init__, "__defaults__", (2, 3600.0))
    async with there.bot():
        rooms = [await there.kim.direct(there.me) for _ in range(4)]
        await there.kim.hears(words("welcome"), times=2)
        await there.ana.say(there.mentors, "!status")
        await there.ana.hears(words("answered-privately"), there.mentors)
        assert [there.me in await joined(there, there.kim, room) for room in rooms].count(True) == 2


async def test_a_room_without_the_programme_is_nothing_to_the_bot(there: World) -> None:
    async with there.bot() as bot:
        room = await there.cora.room(invite=(there.me, there.ana.user_id))
        await members_are(there, there.cora, room, there.cora, there.ana)
        before = await bot.app.database.read(lambda store: store.inbox.counts())
        await there.ana.say(room, "!status")
        await there.ana.say(room, "!claim 1")
        said = await there.ana.say(there.mentors, "good morning")
        await there.ana.react(there.mentors, said, "🎉")
        await there.ana.edit(there.mentors, said, "!claim 1")
        await there.ana.say(there.mentors, "!status")
        await there.ana.hears(words("answered-privately"), there.mentors)
        assert await bot.app.database.read(lambda store: store.inbox.counts()) == before
    assert there.ana.heard("", room, there.me) == []


async def test_what_cannot_be_read_is_said_once(there: World) -> None:
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "sender_key": "x", "session_id": "x"}
    async with there.bot():
        room = await there.kim.direct(there.me)
        await there.kim.hears(words("welcome"), room)
        for _ in range(3):
            await there.kim.send(room, "m.room.encrypted", {**content, "device_id": "D"})
            await there.kim.say(room, "!status")
        await there.kim.hears(words("status-none"), room, times=3)
        await there.kim.hears(words("matrix-unreadable"), room)
    async with there.bot():
        await there.kim.send(room, "m.room.encrypted", {**content, "device_id": "D"})
        await there.kim.say(room, "!status")
        await there.kim.hears(words("status-none"), room, times=4)
    assert len(there.kim.heard(words("matrix-unreadable"))) == 1


async def test_what_matrix_will_never_take_is_dead_with_a_cause(there: World) -> None:
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(there.bot())
        levels = {"users": {}, "events_default": 50}
        await there.cora.client.room_put_state(there.mentors, "m.room.power_levels", levels)
        now = bot.app.clock.now()
        post = Post(next(iter(room for room in bot.app.engine.rooms if "mentors" in room)), say("matrix-unreadable"))
        await bot.app.database.write(lambda store: store.outbox.add([post], "test", now))
        for _ in range(300):
            counts = await bot.app.database.read(lambda store: store.outbox.counts())
            if counts.get("dead"):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(counts)
