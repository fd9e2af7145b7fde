"""The fake Slack's wire, asked by the real SDK: tokens, forms and JSON, what it keeps, and what goes wrong."""

import random
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.slack.api import FakeApi
from tests.slack.asking import Place
from tests.slack.fake import Clock
from tests.slack.town import Town


async def test_who_the_bot_is_and_what_it_may(place: Place) -> None:
    answer = await place.web.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (place.town.bot.id, "B0BOT", "T0TEAM")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    place.api.assert_clean()


async def test_scopes_and_tokens(place: Place) -> None:
    web, api = place.web, place.api
    api.scopes -= {"chat:write", "im:history"}
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=place.room.id, text="Hi")
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"]
    direct = place.town.direct(place.ana)
    assert await place.refused(web.conversations_history(channel=direct.id)) == "missing_scope"
    assert (await web.conversations_history(channel=place.room.id))["ok"]
    assert await place.refused(place.client("xoxb-wrong").auth_test()) == "invalid_auth"
    assert await place.refused(place.client("").auth_test()) == "not_authed"
    api.revoked = True
    assert await place.refused(web.auth_test()) == "token_revoked"
    api.revoked, place.town.bot.deleted = False, True
    assert await place.refused(web.auth_test()) == "account_inactive"


async def test_connections_take_the_app_token(place: Place) -> None:
    place.api.open_connection = lambda: "ws://127.0.0.1/link"
    opened = await place.web.apps_connections_open(app_token=place.api.app_token)
    assert opened["url"] == "ws://127.0.0.1/link"
    with_bot = place.web.apps_connections_open(app_token=place.api.bot_token)
    assert await place.refused(with_bot) == "not_allowed_token_type"
    assert await place.refused(place.client(place.api.app_token).auth_test()) == "not_allowed_token_type"


async def respond(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, (await response.json()).get("error", "ok")


async def test_a_response_url_serves_five_times_within_half_an_hour(place: Place) -> None:
    url = place.api.response_url(place.ana, place.town.channel("elsewhere", place.ana, invited=False))
    for _ in range(5):
        assert await respond(url, text="Done") == (200, "ok")
    assert await respond(url, text="Done") == (404, "used_url")
    assert len(place.town.ephemerals) == 5
    old = place.api.response_url(place.ana, place.room)
    place.clock.move(1801)
    assert await respond(old, text="Done") == (404, "expired_url")
    place.api.assert_clean()


async def test_a_response_url_posts_replaces_and_deletes(place: Place) -> None:
    ts = (await place.web.chat_postMessage(channel=place.room.id, text="A card"))["ts"]
    url = place.api.response_url(place.ana, place.room, ts)
    await respond(url, text="Seen by all", response_type="in_channel")
    await respond(url, text="A changed card", replace_original=True)
    assert [each.text for each in place.room.messages] == ["A changed card", "Seen by all"]
    await respond(url, delete_original=True)
    assert [each.text for each in place.room.messages] == ["Seen by all"]
    await respond(url, text="For her", replace_original=False)
    whisper = place.town.ephemerals[0]
    behind = place.api.response_url(place.ana, place.room, whisper.ts)
    await respond(behind, text="For her, anew", replace_original=True)
    assert [each.text for each in place.town.ephemerals] == ["For her, anew"]
    place.api.assert_clean()
    assert await respond(url, text="x", colour="red") == (400, "invalid_payload")
    assert await respond(url, text=" ") == (400, "no_text")
    assert len(place.api.violations) == 2


@pytest.mark.parametrize(
    ("method", "verb", "sent", "because"),
    [
        ("conversations.info", "POST", {"json": {"channel": "C1"}}, "it takes no JSON"),
        ("chat.postMessage", "GET", {"params": {"channel": "C1", "text": "Hi"}}, "GET"),
        (
            "chat.postMessage",
            "POST",
            {"json": {"channel": "C1", "text": "Hi", "parse": "full"}},
            "no such argument: parse",
        ),
        ("chat.postMessage", "POST", {"json": {"channel": "C1", "text": "Hi", "link_names": True}}, "link_names"),
        ("chat.postMessage", "POST", {"json": {"text": "Hi"}}, "missing required field: channel"),
        ("chat.update", "POST", {"json": {"channel": "C1", "ts": 1.5, "text": "Hi"}}, "ts must be str"),
        ("conversations.history", "GET", {"params": {"channel": "C1", "limit": "few"}}, "limit must be int"),
        ("chat.shout", "POST", {"json": {}}, "no such method"),
    ],
)
async def test_calls_that_nobody_should_make(place: Place, method: str, verb: str, sent: Any, because: str) -> None:
    with pytest.raises(SlackApiError):
        await place.web.api_call(method, http_verb=verb, **sent)
    assert because in "\n".join(place.api.violations)
    with pytest.raises(AssertionError, match=method):
        place.api.assert_clean()


async def test_forms_are_read_and_json_without_charset_is_warned_of(place: Place) -> None:
    blocks = '[{"type":"divider"}]'
    await place.web.api_call("chat.postMessage", data={"channel": place.room.id, "text": "Hi", "blocks": blocks})
    assert place.room.messages[0].blocks == [{"type": "divider"}]
    headers = {"Authorization": f"Bearer {place.api.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{place.api.url}chat.postMessage", json={"channel": place.room.id, "text": "Hi"}) as response,
    ):
        assert (await response.json())["warning"] == "missing_charset"
    place.api.assert_clean()


async def test_what_is_strict_reaches_slacks_answer(place: Place) -> None:
    header = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(SlackApiError) as refused:
        await place.web.chat_postMessage(channel=place.room.id, text="Hi", blocks=header)
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert "blocks[0].text" in answer["response_metadata"]["messages"][0]
    assert not place.room.messages
    await place.web.chat_postMessage(channel=place.room.id, text="<!here>")
    assert len(place.room.messages) == 1, "Slack takes it; we don't"
    assert len(place.api.violations) == 2


@pytest.mark.parametrize(
    ("kind", "options", "error", "posted"),
    [
        ("lose", {}, aiohttp.ServerDisconnectedError, 1),
        ("reset", {}, aiohttp.ServerDisconnectedError, 0),
        ("http", {"status": 502}, SlackApiError, 0),
        ("http", {"status": 500, "after": True}, SlackApiError, 1),
        ("garbage", {}, SlackApiError, 1),
        ("garbage", {"content_type": "text/html"}, SlackApiError, 1),
        ("garbage", {"content_type": "text/plain"}, AttributeError, 1),  # the SDK's own word for it
        ("429", {"retry_after": 7}, SlackApiError, 0),
        ("error", {"code": "fatal_error"}, SlackApiError, 0),
    ],
)
async def test_faults(place: Place, kind: str, options: Any, error: type[Exception], posted: int) -> None:
    place.api.faults.next("chat.postMessage", kind, **options)
    assert place.api.faults.left == {"chat.postMessage": 1}
    with pytest.raises(error):
        await place.web.chat_postMessage(channel=place.room.id, text="Hi")
    assert len(place.room.messages) == posted
    assert (await place.web.chat_postMessage(channel=place.room.id, text="Hi"))["ok"], "once is once"
    assert not place.api.faults.left
    assert [each.answer for each in place.api.calls] == ["ok" if posted else kind, "ok"]


async def test_a_delay_is_only_late(place: Place) -> None:
    place.api.faults.next("auth.test", "delay", times=2, seconds=0.01)
    assert (await place.web.auth_test())["ok"]
    assert place.api.faults.left == {"auth.test": 1}


def test_a_fault_with_options_that_it_has_not() -> None:
    api = FakeApi(Town(Clock(0.0)))
    with pytest.raises(ValueError, match="lose has no seconds"):
        api.faults.next("auth.test", "lose", seconds=1)
    with pytest.raises(ValueError, match="explode"):
        api.faults.next("auth.test", "explode")


async def test_chance_is_drawn_from_a_seed_for_what_writes_alone(place: Place) -> None:
    async def run() -> list[str]:
        place.api.calls.clear()
        place.api.faults.chance(random.Random(7), lose=0.3, limited=0.3)
        for _ in range(12):
            await place.web.auth_test()
            try:
                await place.web.chat_postMessage(channel=place.room.id, text="Hi")
            except aiohttp.ServerDisconnectedError:
                place.api.calls[-1].answer = "lost"
            except SlackApiError:
                assert place.api.calls[-1].answer == "429"
        assert {each.answer for each in place.api.calls if each.method == "auth.test"} == {"ok"}
        return [each.answer for each in place.api.calls if each.method != "auth.test"]

    drawn = await run()
    assert set(drawn) == {"ok", "lost", "429"}
    assert drawn == await run()
    place.api.faults.calm()
    assert (await place.web.chat_postMessage(channel=place.room.id, text="Hi"))["ok"]


async def test_calls_are_kept_without_their_token(place: Place) -> None:
    await place.web.conversations_open(users=place.ana.id)
    await place.web.api_call("auth.test", data={"token": place.api.bot_token})
    assert place.api.called("conversations.open") == [{"users": place.ana.id}]
    assert place.api.called("auth.test") == [{}]
