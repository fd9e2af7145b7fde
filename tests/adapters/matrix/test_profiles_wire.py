"""Profiles over the wire: what another homeserver may send, and a zone that somebody really set."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.matrix import profiles
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.profiles import Profiles
from bot.engine import Engine
from bot.event import AnyEvent
from tests.adapters.matrix.fake import KIM, ME, Fake, answering, hang, reset, running, truncated
from tests.adapters.matrix.test_profiles import KATHMANDU, event
from tests.adapters.matrix.world import Somebody, World, words

pytestmark = pytest.mark.xdist_group("synapse")


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running() as server:
        yield server


@pytest.fixture
async def wired(fake: Fake) -> AsyncIterator[Profiles]:
    homeserver = Homeserver(fake.url, ME)
    made = Profiles(homeserver)
    yield made
    await made.close()
    await homeserver.close()


async def zone_of(wired: Profiles) -> str | None:
    (found,) = await wired.zoned([event(KIM)])
    return found.sender.zone


def padded(length: int) -> dict[str, Any]:
    """A profile that is so long."""
    return {"org.example.life": "x" * length, **KATHMANDU}


async def test_a_profile_over_the_wire(fake: Fake, wired: Profiles) -> None:
    fake.profiles[KIM] = padded(65_000)  # as long as Matrix allows
    assert await zone_of(wired) == "Asia/Kathmandu"


HOSTILE = {
    "far too long": answering(200, padded(2**20)),
    "no object": answering(200, [KATHMANDU]),
    "no JSON": answering(200, "{'m.tz': 1"),
    "too deep": answering(200, '{"m.tz": ' + "[" * 50_000 + "]" * 50_000 + "}"),
    "502": answering(502, "<html>Bad Gateway</html>"),
    "truncated": truncated,
    "reset": reset,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_profile_is_asked_for_again(
    fake: Fake, wired: Profiles, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(profiles, "AGAIN", 0.0)
    fake.profiles[KIM] = KATHMANDU
    times = 2 if name == "reset" else 1  # aiohttp itself asks once more where the connection was cut
    fake.faults["profile"] += [HOSTILE[name]] * times
    with capture_logs():
        assert await zone_of(wired) is None
    assert await zone_of(wired) == "Asia/Kathmandu"
    assert fake.tries["profile"] == times + 1


async def test_one_that_never_comes_is_given_up(fake: Fake, wired: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "WITHIN", 0.02)
    monkeypatch.setattr(profiles, "GIVE_UP", 0.1)
    monkeypatch.setattr(profiles, "AGAIN", 0.0)
    monkeypatch.setattr(profiles, "HASTE", 0.0)
    fake.profiles[KIM] = KATHMANDU
    fake.faults["profile"].append(hang)
    assert await zone_of(wired) is None
    given_up, _ = await asyncio.wait(wired._asked.values(), timeout=10)
    assert given_up
    monkeypatch.setattr(profiles, "WITHIN", 30.0)
    assert await zone_of(wired) == "Asia/Kathmandu"


# On a real Synapse


async def profile(who: Somebody, name: str, value: Any) -> None:
    """What a client writes into the profile of whoever it belongs to."""
    path = f"/_matrix/client/v3/profile/{who.user_id}/{name}"
    headers = {"Authorization": f"Bearer {who.user.access_token}"}
    response = await who.client.send("PUT", path, json.dumps({name: value}), headers)
    assert response.status == 200, await response.text()


async def test_who_writes_has_the_zone_that_they_set(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, looked = dict[str, str | None](), list[str]()
    handle, ask = Engine.handle, Homeserver.profile

    async def handling(engine: Engine, event: AnyEvent) -> Any:
        heard[event.sender.identity.removeprefix("matrix:")] = event.sender.zone
        return await handle(engine, event)

    async def asking(homeserver: Homeserver, user: str, **how: Any) -> Any:
        looked.append(user)
        return await ask(homeserver, user, **how)

    monkeypatch.setattr(profiles, "WITHIN", 30.0)
    monkeypatch.setattr(Engine, "handle", handling)
    monkeypatch.setattr(Homeserver, "profile", asking)
    ana, bo, cora, kim = there.ana, there.bo, there.cora, there.kim
    await profile(ana, "m.tz", "Asia/Kathmandu")
    await profile(bo, "us.cloke.msc4175.tz", "Europe/Berlin")
    await profile(cora, "m.tz", {"zone": ["Mars"]})
    async with there.bot():
        await kim.say(there.emea, "good morning")  # nothing to the bot, so kim isn't asked for
        await cora.client.join(there.mentors)
        for count, who in enumerate((ana, bo, cora, ana), 1):
            await who.say(there.mentors, "!status")
            await who.hears(words("status-staff"), times=[1, 1, 1, 2][count - 1])
    assert heard == {ana.user_id: "Asia/Kathmandu", bo.user_id: "Europe/Berlin", cora.user_id: None}
    assert looked == [ana.user_id, bo.user_id, cora.user_id]
