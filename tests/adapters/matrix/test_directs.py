"""Direct chats on a real Synapse: the bot and one person, and what becomes of them when a third comes."""

import json
from typing import Any

import pytest
from nio import RoomInviteError, RoomMessagesResponse, RoomPutStateError

from adapters.matrix import privacy
from adapters.matrix.privacy import Standing
from bot.address import Identity
from bot.effect import Dm
from bot.event import Sender
from bot.message import say
from bot.ports import Store
from tests.adapters.matrix.test_rooms import joined
from tests.adapters.matrix.world import Bot, Somebody, World, apply, question, until, words

pytestmark = pytest.mark.xdist_group("synapse")
UNREADABLE = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "sender_key": "x", "session_id": "x"}


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
        monkeypatch.setattr(bot.platform._directs, "partner", still_alone)
        await kim.client.room_invite(room, bo.user_id)
        await kim.say(room, "kim")
        elsewhere, _ = await kim.hears(question(2))
        assert elsewhere != room


async def still_alone(room_id: str) -> tuple[str, Standing]:
    """What the bot last knew of a room."""
    return room_id, Standing.DIRECT


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


async def heard_of(bot: Bot, there: World) -> None:
    """Wait until whatever happened before is known to the bot: it answers what is said after it."""
    before = len(there.bo.heard(words("answered-privately"), there.mentors))
    await there.bo.say(there.mentors, "!status")
    await there.bo.hears(words("answered-privately"), there.mentors, times=before + 1)


@pytest.mark.parametrize("preset", ["public_chat", "trusted_private_chat"])
async def test_a_strangers_room_is_never_a_mentors_direct_chat(there: World, preset: str) -> None:
    """A stranger makes a room, has the bot in, then a mentor, and leaves: two are left, and the door is open."""
    ana, kim = there.ana, there.kim
    async with Somebody(there.homeserver.url, there.homeserver.user("eve")) as eve, there.bot() as bot:
        room = await eve.room(invite=(there.me,), is_direct=True, preset=preset, name="Ambassador bot")
        private = preset != "public_chat"
        await eve.hears(words("welcome") if private else words("matrix-invite-declined"))
        await eve.client.room_put_state(room, "m.room.join_rules", {"join_rule": "public"})
        await ana.client.join(room)
        if private:
            await ana.hears(words("matrix-not-alone"), room)
        await eve.client.room_leave(room)
        await apply(there, kim)
        await heard_of(bot, there)
        await ana.say(there.mentors, "!read 1")
        answered, _ = await ana.hears("kim@example.org")
        assert answered != room
        await eve.client.join(room)
        page = await eve.client.room_messages(room, start="", limit=100)
        assert isinstance(page, RoomMessagesResponse)
        assert "kim@example.org" not in str([event.source for event in page.chunk])
    assert eve.heard("kim@example.org") == ana.heard("kim@example.org", room) == []


async def test_a_third_who_left_again_leaves_a_shared_room(there: World) -> None:
    """Also for a bot that was started anew, and only in that room."""
    kim, bo = there.kim, there.bo
    async with there.bot() as bot:
        room = await kim.direct(there.me)
        await kim.hears(words("welcome"), room)
        await kim.client.room_invite(room, bo.user_id)
        await until(lambda: room in bo.client.rooms)
        await kim.hears(words("matrix-not-alone"), room)
        await bo.client.room_leave(room)
        await kim.say(room, "apply")
        await heard_of(bot, there)
    async with there.bot() as bot:
        await kim.say(room, "apply")
        await heard_of(bot, there)
        other = await kim.direct(there.me)
        await kim.say(other, "apply")
        await kim.hears(question(1), other)
    assert kim.heard(question(1), room) == []
    assert len(kim.heard(words("matrix-not-alone"))) == 1


async def test_a_public_room_of_two_is_not_a_direct_chat(there: World) -> None:
    kim = there.kim
    async with there.bot() as bot:
        room = await kim.room(invite=(there.me,), is_direct=True)
        await kim.hears(words("matrix-invite-declined"))
        await kim.say(room, "apply")
        await heard_of(bot, there)
    assert kim.heard("", room, there.me) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
    ],
)
async def test_a_direct_chat_that_is_opened_to_others(there: World, kind: str, content: dict[str, str]) -> None:
    kim = there.kim
    async with there.bot() as bot:
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
        await kim.client.room_put_state(room, kind, content)
        await kim.hears(words("matrix-not-alone"), room)
        await kim.say(room, "kim")
        await tell(bot, kim, "matrix-unreadable")
        elsewhere, _ = await kim.hears(words("matrix-unreadable"))
        assert elsewhere != room
        await kim.say(elsewhere, "kim")
        await kim.hears(question(2), elsewhere)
    assert kim.heard(question(2), room) == []


async def test_nobody_can_open_the_room_that_the_bot_makes(there: World) -> None:
    ana, bo = there.ana, there.bo
    async with there.bot() as bot:
        await tell(bot, ana)
        room, _ = await ana.hears(words("matrix-not-alone"))
        state = await bot.platform._homeserver.state(room)
        assert privacy.standing(state, there.me, ana.user_id) is Standing.DIRECT
        found = {event["type"]: event["content"] for event in state}
        assert found["m.room.join_rules"] == {"join_rule": "invite"}
        assert found["m.room.history_visibility"] == {"history_visibility": "invited"}
        for kind, content in (
            ("m.room.join_rules", {"join_rule": "public"}),
            ("m.room.history_visibility", {"history_visibility": "world_readable"}),
            ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
            ("m.room.power_levels", {"users": {ana.user_id: 100}}),
        ):
            assert isinstance(await ana.client.room_put_state(room, kind, content), RoomPutStateError)
        assert isinstance(await ana.client.room_invite(room, bo.user_id), RoomInviteError)
        await ana.say(room, "status")
        await ana.hears(words("status-staff"), room)


async def test_an_encrypted_direct_chat_is_answered_in_one_that_is_not(there: World) -> None:
    kim = there.kim
    encryption: dict[str, Any] = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    async with there.bot():
        room = await kim.room(
            invite=(there.me,), is_direct=True, preset="trusted_private_chat", initial_state=(encryption,)
        )
        elsewhere, _ = await kim.hears(words("matrix-unreadable"))
        assert elsewhere != room
        await kim.client.send(
            "PUT",
            f"/_matrix/client/v3/rooms/{room}/send/m.room.encrypted/1",
            json.dumps({**UNREADABLE, "device_id": "D"}),
            {"Authorization": f"Bearer {kim.client.access_token}"},
        )
        await kim.say(elsewhere, "apply")
        await kim.hears(question(1), elsewhere)
    assert kim.heard("", room, there.me) == []
    assert len(kim.heard(words("matrix-unreadable"))) == 1


async def test_what_kim_may_hear_is_judged_for_kim_alone(there: World) -> None:
    """A direct chat with one person is a shared room to another, without ceasing to be what it is."""
    kim, ana = there.kim, there.ana
    async with there.bot() as bot:
        room = await kim.direct(there.me)
        await kim.hears(words("welcome"), room)
        directs = bot.platform._directs
        assert await directs.room_for(ana.user_id, room) != room
        assert await directs.room_for(kim.user_id, room) == room
