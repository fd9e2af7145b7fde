"""Socket Mode, against a small client whose every move the test decides, and once against bolt's own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.fake import FakeSlack
from tests.slack.plugs import plugged, silent
from tests.slack.sockets import MOST

Ack = Callable[..., Awaitable[Any]]


async def test_an_address_serves_once() -> None:
    async with plugged() as (slack, plugs), aiohttp.ClientSession() as session:
        address = await plugs.address()
        async with session.ws_connect(address) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": slack.town.app_id}
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(address)
        assert slack.sockets.refused == 1


async def test_a_command_is_answered_in_its_acknowledgement() -> None:
    async with plugged() as (slack, plugs):
        socket, ana = await plugs.open(), slack.person("ana")
        socket.answer = lambda frame: {"text": f"You said {frame['payload']['text']}"}
        await ana.slash("/apply now")
        [envelope] = socket.envelopes
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert [each.text for each in ana.seen_privately()] == ["You said now"]


async def test_a_command_that_nobody_acknowledges_is_an_error_and_never_comes_again() -> None:
    async with plugged(limit=0.1) as (slack, plugs):
        ana = slack.person("ana")
        assert (await ana.slash("/apply")).error == "dispatch_failed"
        socket = await plugs.open()
        socket.answer = silent
        assert (await ana.slash("/apply")).error == "operation_timeout"
        slack.clock.move(3600)
        assert await slack.wire.retry_due() == 0
        assert len(socket.envelopes) == 1


async def test_an_acknowledgement_counts_only_where_the_envelope_came() -> None:
    async with plugged(limit=0.3) as (slack, plugs):
        one = await plugs.open()
        one.answer = silent
        other = await plugs.open()
        slack.sockets.connections[1].leaving = True
        saying = asyncio.create_task(slack.person("kim").say("hello"))
        envelope = await one.until("events_api")
        await other.ack(envelope)
        await saying
        assert slack.sockets.strays == [envelope["envelope_id"]]
        assert [each.reply.error for each in slack.wire.log] == ["timeout"]
        await one.ack(envelope)
        assert await slack.sockets.ping(slack.sockets.connections[0])  # so it has read what came before
        assert slack.sockets.late == [envelope["envelope_id"]]
        slack.sockets.connections[1].leaving = False
        assert await slack.wire.retry_due() == 1
        [again] = other.envelopes
        assert again["payload"] == envelope["payload"]
        assert again["envelope_id"] != envelope["envelope_id"]
        assert [(each["retry_attempt"], each["retry_reason"]) for each in (envelope, again)] == [
            (0, ""),
            (1, "timeout"),
        ]
        assert await slack.wire.retry_due() == 0


async def test_each_try_takes_another_connection() -> None:
    async with plugged(limit=0.05) as (slack, plugs):
        sockets = [await plugs.open(), await plugs.open()]
        for each in sockets:
            each.answer = silent
        kim = slack.person("kim")
        for number in range(4):
            await kim.say(str(number))
        for seconds in (0, 60, 300):
            slack.clock.move(seconds)
            assert await slack.wire.retry_due() == 4
        for each in sockets:
            texts = [frame["payload"]["event"]["text"] for frame in each.envelopes]
            assert sorted(texts) == sorted("0123" * 2)
        assert len(slack.wire.lost) == 4


async def test_what_happens_while_nobody_is_there_comes_later() -> None:
    async with plugged() as (slack, plugs):
        kim = slack.person("kim")
        await kim.say("is anybody there?")
        socket = await plugs.open()
        assert not socket.envelopes
        await slack.wire.retry_due()
        assert [each["payload"]["event"]["text"] for each in socket.envelopes] == ["is anybody there?"]
        assert slack.wire.log[-1].reply.accepted


async def test_eager_retries_wait_for_a_connection() -> None:
    async with plugged(eager=True) as (slack, plugs):
        await slack.person("kim").say("hello")
        socket = await plugs.open()
        await slack.settle()
        assert len(socket.envelopes) == 1
        assert not slack.wire.lost


async def test_events_go_to_any_one_connection() -> None:
    async with plugged() as (slack, plugs):
        sockets = [await plugs.open() for _ in range(3)]
        kim = slack.person("kim")
        for number in range(30):
            await kim.say(str(number))
        assert sum(len(each.envelopes) for each in sockets) == 30
        assert all(each.envelopes for each in sockets)


async def test_one_connection_too_many_is_sent_away() -> None:
    async with plugged() as (slack, plugs):
        for _ in range(MOST):
            await plugs.open()
        last = await plugs.open(hello=False)
        assert (await last.until("disconnect"))["reason"] == "too_many_websockets"
        await last.reading
        assert [each["type"] for each in last.frames] == ["disconnect"]
        assert len(slack.sockets.connections) == MOST


async def test_a_warned_connection_still_acknowledges_and_then_ends() -> None:
    async with plugged() as (slack, plugs):
        old = await plugs.open()
        old.answer = silent
        saying = asyncio.create_task(slack.person("kim").say("hello"))
        envelope = await old.until("events_api")
        await slack.sockets.disconnect("warning")
        new = await plugs.open()
        await old.ack(envelope)
        await saying
        assert slack.wire.log[-1].reply.accepted
        await slack.person("bo").say("to the new one")
        assert [len(each.envelopes) for each in (old, new)] == [1, 1]
        await old.reading
        assert old.frames[-1]["reason"] == "warning"
        assert len(slack.sockets.connections) == 1


async def test_a_cut_connection_says_nothing_and_its_event_comes_again() -> None:
    async with plugged() as (slack, plugs):
        first = await plugs.open()
        first.answer = silent
        saying = asyncio.create_task(slack.person("kim").say("hello"))
        await first.until("events_api")
        slack.sockets.cut(slack.sockets.connections[0])
        await saying
        await first.reading
        assert [each["type"] for each in first.frames] == ["hello", "events_api"]
        second = await plugs.open()
        await slack.wire.retry_due()
        assert len(second.envelopes) == 1


async def test_a_mute_connection_answers_no_ping() -> None:
    async with plugged(limit=0.2) as (slack, plugs):
        socket = await plugs.open()
        [connection] = slack.sockets.connections
        assert await slack.sockets.ping(connection)
        connection.mute = True
        assert not await slack.sockets.ping(connection, 0.1)
        await slack.person("kim").say("hello")
        assert not socket.envelopes
        assert len(slack.sockets.waiting) == 1


async def test_socket_mode_can_be_switched_off() -> None:
    async with plugged() as (slack, plugs):
        socket = await plugs.open()
        await slack.sockets.disconnect("link_disabled")
        await socket.reading
        assert socket.frames[-1]["reason"] == "link_disabled"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await plugs.open()


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("not json", "no acknowledgement"),
        ("{}", "no acknowledgement"),
        ('{"envelope_id": "x"}', "never sent"),
        ('{"envelope_id": "x", "payload": "text"}', "no object"),
    ],
)
async def test_what_is_no_acknowledgement_is_a_violation(frame: str, said: str) -> None:
    async with plugged(clean=False) as (slack, plugs):
        socket = await plugs.open()
        await socket.socket.send_str(frame)
        assert await slack.sockets.ping(slack.sockets.connections[0])  # so it has read what came before
    with pytest.raises(AssertionError, match=said):
        slack.assert_clean()


async def test_an_event_takes_no_payload() -> None:
    async with plugged(clean=False) as (slack, plugs):
        (await plugs.open()).answer = lambda _: {"text": "thank you"}
        await slack.person("kim").say("hello")
    with pytest.raises(AssertionError, match="a payload in the acknowledgement of events_api"):
        slack.assert_clean()


async def test_bolts_own_client_is_served_and_comes_back() -> None:
    async with FakeSlack() as slack:
        app = AsyncApp(client=AsyncWebClient(slack.api.bot_token, base_url=slack.api.url))
        heard = []

        @app.event("message")
        async def _message(body: dict[str, Any]) -> None:
            heard.append(body["event"]["text"])

        @app.command("/apply")
        async def _apply(ack: Ack) -> None:
            await ack(text="Welcome")

        handler = AsyncSocketModeHandler(app, slack.api.app_token, ping_interval=0.2)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await asyncio.wait_for(slack.sockets.reachable(), 5)
        kim = slack.person("kim")
        await kim.say("one")
        await slack.sockets.disconnect("refresh_requested")
        await slack.until(lambda: [each for each in slack.sockets.connections if each.greeted and not each.leaving])
        await kim.say("two")
        assert (await kim.slash("/apply")).shown is not None
        assert heard == ["one", "two"]
        await app.client.chat_postMessage(channel=kim.direct.id, text="To you alone")
        await slack.settle()  # Slack tells the app of its own message, which bolt passes over
        assert slack.wire.log[-1].reply.accepted
        assert slack.sockets.told[slack.wire.log[-1].event_id]["event"]["bot_id"] == slack.town.bot_id
        assert heard == ["one", "two"]
        await handler.close_async()  # type: ignore[no-untyped-call]
    slack.assert_clean()
