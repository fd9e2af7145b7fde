"""Rooms that are replaced, on a real Synapse."""

import json
from typing import Any

import pytest

from tests.adapters.matrix.test_rooms import members_are
from tests.adapters.matrix.world import World, apply, words

pytestmark = pytest.mark.xdist_group("synapse")


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
