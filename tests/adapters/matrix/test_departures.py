"""Accounts that are closed, and mentors who are put out of their room, on a real Synapse."""

import asyncio
import json

import pytest

from bot.model import State
from tests.adapters.matrix.world import Bot, Somebody, World, apply, words

pytestmark = pytest.mark.xdist_group("synapse")


async def deactivate(somebody: Somebody) -> None:
    """Close an account as its owner does: Synapse then takes them out of every room."""
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": somebody.user_id},
        "password": somebody.user.password,
    }
    response = await somebody.client.send(
        "POST",
        "/_matrix/client/v3/account/deactivate",
        json.dumps({"auth": auth, "erase": True}),
        {"Authorization": f"Bearer {somebody.user.access_token}", "Content-Type": "application/json"},
    )
    assert response.status == 200, await response.text()


async def acts(bot: Bot) -> list[str]:
    history = await bot.app.database.read(lambda store: store.cases.history(1))
    return [entry.act for entry in history if entry.act != "offer"]


async def came(bot: Bot, *expected: str) -> None:
    """Wait until the case's history is that."""
    for _ in range(200):
        if await acts(bot) == list(expected):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await acts(bot))


async def claimed(there: World) -> None:
    await apply(there, there.kim)
    await there.kim.hears(words("applied"))
    await there.ana.say(there.mentors, "!claim 1")
    await there.kim.hears(words("claim-candidate"))


async def test_a_mentor_whose_account_is_closed(there: World) -> None:
    async with there.bot() as bot:
        await claimed(there)
        await deactivate(there.ana)
        await came(bot, "apply", "claim", "mentor left")
        case = await bot.app.database.read(lambda store: store.cases.get(1))
        assert case is not None
        assert (case.state, case.mentor) == (State.APPLIED, None)
        await there.kim.hears(words("left-candidate"))
    async with there.bot() as bot:  # the whole state comes again
        assert await acts(bot) == ["apply", "claim", "mentor left"]


async def test_a_mentor_who_is_put_out_of_the_mentors_room(there: World) -> None:
    async with there.bot() as bot:
        await claimed(there)
        await there.cora.client.room_kick(there.mentors, there.ana.user_id)
        await came(bot, "apply", "claim", "mentor left")


async def test_leaving_one_room_is_not_leaving(there: World) -> None:
    async with there.bot() as bot:
        await claimed(there)
        direct = await there.ana.direct(there.me)
        await there.ana.hears(words("welcome-mentor"), direct)
        await there.ana.client.room_leave(there.mentors)
        await there.ana.say(direct, "mentees")
        await there.ana.hears("You mentor one case", direct)
        assert await acts(bot) == ["apply", "claim"]


async def test_a_candidate_whose_account_is_closed_while_the_bot_is_down(there: World) -> None:
    async with there.bot():
        await claimed(there)
    await deactivate(there.kim)
    async with there.bot() as bot:
        await came(bot, "apply", "claim", "gone")
        case = await bot.app.database.read(lambda store: store.cases.get(1))
        assert case is not None
        assert case.state is State.MENTORING


async def test_taking_an_invitation_back_is_not_putting_out(there: World) -> None:
    async with there.bot() as bot:
        await claimed(there)
        direct = await there.ana.direct(there.me)
        await there.ana.hears(words("welcome-mentor"), direct)
        await there.ana.client.room_leave(there.mentors)
        await there.cora.client.room_invite(there.mentors, there.ana.user_id)
        await there.cora.client.room_kick(there.mentors, there.ana.user_id)
        await there.ana.say(direct, "mentees")
        await there.ana.hears("You mentor one case", direct)
        assert await acts(bot) == ["apply", "claim"]
