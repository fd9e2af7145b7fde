"""Socket Mode while connections come and go: nothing is lost, and the operator hears what to mend."""

import asyncio
from pathlib import Path

import pytest

from adapters.slack import socket
from bot.errors import Misconfigured
from tests.adapters.slack.proxy import proxied
from tests.adapters.slack.slow import seconds, slowed
from tests.adapters.slack.world import FORM, Place, inhabited, present, workspace
from tests.slack.sockets import Connection

pytestmark = pytest.mark.usefixtures("quick")
APP_TOKEN = (
    "slack.app_token: Slack doesn't take it (invalid_auth); "
    "make one with the scope connections:write under Basic Information, App-Level Tokens"
)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits between two attempts; how long they would have is written down."""
    wanted: list[float] = []

    def pause(tries: int, longest: float) -> float:
        wanted.append(min(2.0 ** (tries - 1), longest))
        return 0.02

    monkeypatch.setattr(socket, "pause", pause)
    return wanted


async def another(place: Place, *old: Connection) -> Connection:
    """The connection that took the place of others."""
    sockets = place.slack.sockets

    def there() -> Connection | None:
        return next((each for each in sockets.connections if each.greeted and each not in old), None)

    found = await place.slack.until(there)
    assert found is not None
    return found


async def test_a_connection_that_is_cut_is_opened_again_and_what_came_meanwhile_is_found(
    tmp_path: Path, pauses: list[float]
) -> None:
    async with inhabited(tmp_path, "socket") as place:
        await place.kim.say("help")
        await place.quiet()
        (old,) = place.slack.sockets.connections
        place.slack.sockets.cut(old)
        await place.kim.say("status")
        await another(place, old)
        place.slack.clock.move(1)
        await place.told(place.kim, "You have no application")
        await place.slack.wire.retry_due()
        await place.quiet()
        assert len([each for each in place.kim.direct.messages if "You have no application" in each.text]) == 1
        assert pauses


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_that_slack_will_close_is_replaced_first(
    tmp_path: Path, reason: str, pauses: list[float]
) -> None:
    async with inhabited(tmp_path, "socket") as place:
        await place.apply()
        card = await place.card()
        await place.ana.slash("/ambassador queue")
        await place.quiet()
        place.slack.sockets.farewell = 1.5
        (old,) = place.slack.sockets.connections
        slowed(place.app).writes.append(seconds(0.5))
        claiming = asyncio.create_task(place.ana.press("Claim", card))
        await place.slack.until(lambda: old.pending)
        place.slack.api.faults.next("apps.connections.open", "delay", seconds=0.4)
        await place.slack.sockets.disconnect(reason)
        await asyncio.sleep(0.05)
        assert (await place.health())[0] == 200  # the old one still brings events
        fresh = await another(place, old)
        assert (await claiming).error is None
        assert len(old.acked) > 0
        assert not place.slack.sockets.strays
        assert not place.slack.sockets.late
        assert (await place.kim.slash("/ambassador status")).error is None
        assert fresh.acked
        await place.whispered(place.ana, "You now mentor Kim")
        await place.slack.until(lambda: old not in place.slack.sockets.connections)
        assert (await place.kim.slash("/ambassador status")).error is None
        assert not place.slack.sockets.lost
        assert pauses == []


async def test_while_socket_mode_is_off_it_isnt_ready_says_so_once_and_comes_back(
    tmp_path: Path, pauses: list[float]
) -> None:
    async with inhabited(tmp_path, "socket") as place:
        sockets = place.slack.sockets
        await sockets.disconnect("link_disabled")
        await place.slack.until(lambda: len(pauses) > 4)
        assert (await place.health())[0] == 503
        said = "Socket Mode is turned off: turn it on in the app's settings, or set slack.mode to http"
        assert len(place.logged(said)) == 1
        sockets.enabled = True
        await another(place)
        await place.kim.say("status")
        await place.told(place.kim, "You have no application")
        assert (await place.health())[0] == 200


async def test_too_many_connections_are_met_with_ever_longer_pauses(tmp_path: Path, pauses: list[float]) -> None:
    async with inhabited(tmp_path, "socket") as place:
        for _ in range(10):
            (old,) = place.slack.sockets.connections
            await place.slack.sockets.disconnect("too_many_websockets")
            await another(place, old)
            await place.slack.until(lambda gone=old: gone not in place.slack.sockets.connections)  # type: ignore[misc]
        assert pauses[:4] == [1, 2, 4, 8]
        assert max(pauses) == pauses[-1] == socket.LONGEST
        assert place.logged("Slack has too many connections of this app: is it running elsewhere, too?")


async def test_a_pause_that_slack_asks_for_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "pause", lambda *_: 0.0)
    async with inhabited(tmp_path, "socket") as place:
        place.slack.api.faults.next("apps.connections.open", "429", retry_after=1)
        asked = len(place.slack.api.called("apps.connections.open"))
        (old,) = place.slack.sockets.connections
        place.slack.sockets.cut(old)
        await place.slack.until(lambda: len(place.slack.api.called("apps.connections.open")) > asked)
        await asyncio.sleep(0.7)
        assert len(place.slack.api.called("apps.connections.open")) == asked + 1
        await another(place, old)


async def test_without_a_good_token_for_connections_it_doesnt_start(tmp_path: Path) -> None:
    async with workspace(tmp_path, "socket") as place:
        place.slack.api.faults.next("apps.connections.open", "error", code="invalid_auth")
        with pytest.raises(Misconfigured) as refused:
            async with present(place):
                pass
        assert str(refused.value) == APP_TOKEN


async def test_a_token_for_connections_that_is_taken_back_is_said_once(tmp_path: Path, pauses: list[float]) -> None:
    async with inhabited(tmp_path, "socket") as place:
        place.slack.api.faults.next("apps.connections.open", "error", 5, code="invalid_auth")
        (old,) = place.slack.sockets.connections
        place.slack.sockets.cut(old)
        await place.slack.until(lambda: len(pauses) > 3)
        assert (await place.health())[0] == 503
        await another(place, old)
        assert len(place.logged(f"{APP_TOKEN}, and restart")) == 1


async def test_an_answer_whose_acknowledgement_cant_be_sent_comes_by_another_way(
    tmp_path: Path, pauses: list[float]
) -> None:
    async with inhabited(tmp_path, "socket") as place:
        await place.apply()
        await place.card()
        await place.ana.slash("/ambassador queue")
        await place.quiet()
        (old,) = place.slack.sockets.connections
        slowed(place.app).writes.append(seconds(0.5))
        claiming = asyncio.create_task(place.ana.slash("/ambassador claim 1", place.mentors))
        await place.slack.until(lambda: old.pending)
        place.slack.sockets.cut(old)
        assert (await claiming).error is not None
        await place.whispered(place.ana, "You now mentor Kim")
        await another(place, old)
        await place.quiet()
        assert await place.history() == ["apply", "claim"]


async def test_a_form_whose_acknowledgement_cant_be_sent_is_answered_by_a_message(
    tmp_path: Path, pauses: list[float]
) -> None:
    async with inhabited(tmp_path, "socket") as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        (old,) = place.slack.sockets.connections
        slowed(place.app).writes.append(seconds(0.5))

        sending = asyncio.create_task(place.kim.submit(view, FORM))
        await place.slack.until(lambda: old.pending)
        place.slack.sockets.cut(old)
        assert (await sending).error is not None
        await place.told(place.kim, "Your application is in")
        await another(place, old)
        await place.quiet()
        assert await place.history() == ["apply"]
        assert len(place.kim.direct.messages) == 1


async def test_a_frame_that_is_no_envelope_changes_nothing(tmp_path: Path) -> None:
    async with inhabited(tmp_path, "socket") as place:
        (only,) = place.slack.sockets.connections
        for odd in (
            "nonsense",
            "[" * 100_000,
            "[]",
            '"x"',
            '{"type": 1}',
            '{"envelope_id": "x"}',
            '{"type":"x","envelope_id":5}',
        ):
            await only.socket.send_str(odd)
        await only.send({"type": "events_api", "envelope_id": "e1", "payload": None})
        await place.kim.say("status")
        await place.told(place.kim, "You have no application")
        assert place.slack.sockets.connections == [only]
        place.slack.sockets.violations.clear()  # the envelope that it never sent was acknowledged


async def test_where_everything_goes_out_by_a_proxy_so_do_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with proxied() as (address, proxy):
        monkeypatch.setenv("HTTPS_PROXY", address)
        async with inhabited(tmp_path, "socket") as place:
            await place.kim.say("status")
            await place.told(place.kim, "You have no application")
            assert {each.partition(":")[0] for each in proxy.asked} == {"http", "ws"}
