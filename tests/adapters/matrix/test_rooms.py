"""Invites, direct chats and moved rooms, on a real Synapse."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest

from adapters.matrix import invites, sync
from bot.address import Identity, Room
from bot.effect import Dm, Post
from bot.event import Sender
from bot.message import say
from bot.model import Region
from bot.ports import Store
from tests.adapters.matrix.world import Bot, Somebody, World, apply, question, until, words

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


async def tell(bot: Bot, somebody: Somebody, key: str = "matrix-not-alone", room: str | None = None) -> None:
    """Let the bot say something to somebody in private."""
    sender = Sender(identity=Identity(f"matrix:{somebody.user_id}"))
    now = bot.app.clock.now()

    def unit(store: Store) -> None:
        store.outbox.add([Dm(store.people.who(sender), say(key), wanted=True)], f"test/{now}", now)

    await bot.app.database.write(unit)


async def test_a_direct_chat_that_becomes_shared_hears_nothing_private(there: World) -> None:
    kim, bo = there.kim, there.bo
    async with there.bot():
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
        await kim.client.room_invite(room, bo.user_id)
        await kim.hears(words("matrix-not-alone"), room)
        await kim.say(room, "kim")
        other = await kim.direct(there.me)
        await kim.say(other, "kim")
        await kim.hears(question(2), other)
    assert kim.heard(question(2), room) == []


async def test_an_answer_on_its_way_is_not_sent_to_three(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room holds three before the bot's own sync has told it so."""
    kim, bo = there.kim, there.bo
    async with there.bot() as bot:
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
        monkeypatch.setattr(bot.platform._rooms, "partner", lambda room_id: kim.user_id)
        await kim.client.room_invite(room, bo.user_id)
        await kim.say(room, "kim")
        elsewhere, _ = await kim.hears(question(2))
        assert elsewhere != room


async def test_a_direct_chat_is_used_again_and_listed(there: World) -> None:
    ana = there.ana
    async with there.bot() as bot:
        for _ in range(2):
            await tell(bot, ana)
        await ana.hears(words("matrix-not-alone"), times=2)
        rooms = {room_id for room_id, _ in ana.heard(words("matrix-not-alone"))}
        assert len(rooms) == 1
        event = ana.heard(words("matrix-not-alone"))[0][1]
        assert (event["content"]["msgtype"], event["content"]["m.mentions"]) == ("m.text", {"user_ids": [ana.user_id]})
        listed = await bot.platform._homeserver.direct_rooms()
        assert listed == {ana.user_id: list(rooms)}
    async with there.bot() as bot:
        await tell(bot, ana)
        await ana.hears(words("matrix-not-alone"), times=3)
        assert {room_id for room_id, _ in ana.heard(words("matrix-not-alone"))} == rooms


async def test_somebody_who_left_is_asked_in_again(there: World) -> None:
    ana = there.ana
    async with there.bot() as bot:
        await tell(bot, ana)
        room, _ = await ana.hears(words("matrix-not-alone"))
        await ana.client.room_leave(room)
        await tell(bot, ana)
        again, _ = await ana.hears(words("matrix-not-alone"), times=2)
        assert again == room
        assert await joined(there, ana, again) == {there.me, ana.user_id}


async def test_a_room_whose_making_was_not_heard_of_is_found(there: World) -> None:
    ana = there.ana
    async with there.bot() as bot:
        directs = bot.platform._directs
        made, again = [await directs._make(ana.user_id) for _ in range(2)]
        assert made == again


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
    monkeypatch.setattr(invites.Allowance.__init__, "__defaults__", (1, 1.0))
    async with there.bot():
        began = time.monotonic()
        rooms = [await there.kim.direct(there.me) for _ in range(3)]
        for room in rooms:
            await there.kim.hears(words("welcome"), room)
        assert time.monotonic() - began > 1.8


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


async def upgrade(there: World, old: str, *, predecessor: bool = True) -> str:
    """Replace a room the way a homeserver's upgrade does, but for the alias, which stays."""
    creation = {"predecessor": {"room_id": old}} if predecessor else {}
    body: dict[str, Any] = {
        "preset": "public_chat",
        "creation_content": creation,
        "invite": [there.ana.user_id, there.me],
    }
    response = await there.cora.client.send(
        "POST",
        "/_matrix/client/v3/createRoom",
        json.dumps(body),
        {"Authorization": f"Bearer {there.cora.client.access_token}"},
    )
    new: str = (await response.json())["room_id"]
    await there.cora.client.room_put_state(old, "m.room.tombstone", {"body": "moved", "replacement_room": new})
    return new


async def test_a_moved_room_stays_bound(there: World) -> None:
    kim, ana = there.kim, there.ana
    async with there.bot():
        await apply(there, kim)
        _, card = await ana.hears(words("card-pool"), there.mentors)
        new = await upgrade(there, there.mentors)
        await ana.client.join(new)
        await members_are(there, ana, new, there.cora, ana)
        await ana.say(new, "!claim 1")
        _, again = await ana.hears(words("card-mentoring"), new)
        assert "m.relates_to" not in again["content"]  # a new card: the old one can't be edited from here
    async with there.bot():
        await ana.react(new, again["event_id"])
        await kim.hears(words("thumbs-candidate"))
        _, edited = await ana.hears(words("card-thumbs-up"), new)
        assert edited["content"]["m.relates_to"]["event_id"] == again["event_id"]
    assert card["event_id"] != again["event_id"]


async def test_a_replacement_that_does_not_know_of_it_is_not_followed(there: World) -> None:
    async with there.bot():
        new = await upgrade(there, there.mentors, predecessor=False)
        await members_are(there, there.cora, new, there.cora, there.ana)
        await there.cora.say(new, "!status")
        await there.cora.say(there.mentors, "!status")
        await there.cora.hears(words("answered-privately"), there.mentors)
    assert there.cora.heard("answered", new) == []


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
