"""Slack over HTTP, against a plain bolt app: what is signed is taken, what isn't answered comes again."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.bolted import Ack, Bot, served, wired
from tests.slack.fake import SECRET, FakeSlack
from tests.slack.forms import NotPossible
from tests.slack.wire import Request, Spoilt


async def broken() -> web.StreamResponse:
    """Answers with an error."""
    return web.Response(status=500)


async def hanging() -> web.StreamResponse:
    """Answers too late."""
    await asyncio.sleep(1)
    return web.Response()


async def test_a_command_is_answered_to_its_asker() -> None:
    async with wired() as (slack, bot):
        ana, bo = slack.person("ana"), slack.person("bo")
        emea = slack.channel("emea", ana, bo)
        outcome = await ana.slash(f"/apply for {bo.mention} & me", emea)
        assert outcome.error is None
        assert [each.text for each in ana.seen_privately()] == [f"You said for <@{bo.id}|bo> &amp; me"]
        assert not bo.seen_privately()
        assert not emea.messages
        form = bot.heard[0]
        assert (form["command"], form["channel_id"], form["user_id"]) == ("/apply", emea.id, ana.id)
        assert {type(value) for value in form.values()} == {str}
        assert form["trigger_id"] in slack.api.triggers


async def test_a_button_is_pressed_where_it_stands() -> None:
    async with wired() as (slack, bot):
        ana = slack.person("ana")
        emea = slack.channel("emea", ana)
        button = {"type": "button", "action_id": "do:0", "value": "claim 1"}
        button["text"] = {"type": "plain_text", "text": "Claim"}  # type: ignore[assignment]
        client = AsyncWebClient(slack.api.bot_token, base_url=slack.api.url)
        blocks = [{"type": "actions", "elements": [button]}]
        await client.chat_postMessage(channel=emea.id, text="A case", blocks=blocks)
        assert (await ana.press("Claim")).error is None
        [pressed] = [each for each in bot.heard if each["type"] == "block_actions"]
        assert pressed["actions"][0]["value"] == "claim 1"
        assert pressed["container"]["message_ts"] == pressed["message"]["ts"] == emea.messages[0].ts
        assert pressed["response_url"].startswith("http://127.0.0.1")
        with pytest.raises(NotPossible, match="no button"):
            await ana.press("Decline")


async def test_a_view_opens_and_a_late_answer_is_seen() -> None:
    async with wired() as (slack, bot):
        kim = slack.person("kim")
        text = {"type": "plain_text", "text": "Apply"}
        name = {"type": "input", "block_id": "name", "label": text}
        name["element"] = {"type": "plain_text_input", "action_id": "name"}
        form = {"type": "modal", "callback_id": "form", "title": text, "submit": text, "blocks": [name]}

        @bot.app.view("form")
        async def _sent(ack: Ack, body: dict[str, Any]) -> None:
            bot.heard.append(body)
            await ack()

        @bot.app.action("open")
        async def _open(ack: Ack, body: dict[str, Any], client: AsyncWebClient, respond: Ack) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=form)
            await respond(text="It is open", response_type="ephemeral", replace_original=False)

        await kim.forge("open", "")
        view = await kim.opened()
        assert (await kim.submit(view, {"name": "Kim"})).error is None
        assert bot.heard[-1]["view"]["state"]["values"]["name"]["name"]["value"] == "Kim"
        assert kim.view is None
        await slack.until(kim.seen_privately)
        assert [each.text for each in kim.seen_privately()] == ["It is open"]


async def test_the_bots_settings_lead_here() -> None:
    async with wired() as (slack, _):
        settings = slack.settings()
        assert (settings.mode, settings.api_url) == ("http", slack.api.url)
        assert settings.signing_secret is not None
        assert settings.signing_secret.get_secret_value() == SECRET
        assert slack.settings("socket").mode == "socket"


async def test_what_is_only_slacks_own_or_nobodys_isnt_a_command() -> None:
    async with wired() as (slack, bot):
        ana, kim = slack.person("ana"), slack.person("kim")
        for command in ("/status", "/aply"):
            with pytest.raises(NotPossible):
                await ana.slash(command)
        with pytest.raises(NotPossible, match="aren't in"):
            await kim.slash("/apply", slack.channel("emea", ana))
        assert not bot.headers


@pytest.mark.parametrize(("fate", "shown"), [(hanging, "operation_timeout"), (broken, "http_service_error")])
async def test_a_command_without_an_answer_is_an_error_and_never_comes_again(
    fate: Callable[[], Awaitable[web.StreamResponse]], shown: str
) -> None:
    async with wired(limit=0.3) as (slack, bot):
        ana = slack.person("ana")
        bot.fate = fate
        assert (await ana.slash("/apply")).error == shown
        assert not ana.seen_privately()
        slack.clock.move(3600)
        assert await slack.wire.retry_due() == 0
        assert len(bot.headers) == 1


async def test_an_event_comes_again_until_it_is_answered() -> None:
    async with wired() as (slack, bot):
        kim = slack.person("kim")
        bot.fate = broken
        await kim.say("hello")
        bot.fate = None
        assert await slack.wire.retry_due() == 1
        assert await slack.wire.retry_due() == 0
        first, second = (json.loads(each.body) for each in slack.http.posted)
        assert first == second == bot.heard[0]
        assert "X-Slack-Retry-Num" not in bot.headers[0]
        assert bot.headers[1]["X-Slack-Retry-Num"] == "1"
        assert bot.headers[1]["X-Slack-Retry-Reason"] == "http_error"


async def test_retries_follow_the_clock_and_end() -> None:
    async with wired(limit=0.3) as (slack, bot):
        bot.fate = hanging
        await slack.person("kim").say("hello")
        came = []
        for seconds in (0, 0, 59, 1, 299, 1, 3600):
            slack.clock.move(seconds)
            came.append(await slack.wire.retry_due())
        assert came == [1, 0, 0, 1, 0, 1, 0]
        assert [each.get("X-Slack-Retry-Num") for each in bot.headers] == [None, "1", "2", "3"]
        assert {each.get("X-Slack-Retry-Reason") for each in bot.headers[1:]} == {"http_timeout"}
        assert [each["event"]["text"] for each in slack.wire.lost] == ["hello"]


async def test_eager_retries_come_by_themselves() -> None:
    async with wired(eager=True) as (slack, bot):
        bot.fate = broken
        await slack.person("kim").say("hello")
        bot.fate = None
        await slack.settle()
        assert len(bot.heard) == 1
        assert not slack.wire.lost


async def test_nobody_listening_is_an_error_and_a_retry() -> None:
    async with FakeSlack("http") as slack:
        slack.http.target_url = "http://127.0.0.1:9/slack/events"
        kim = slack.person("kim")
        assert (await kim.slash("/apply")).error == "http_service_error"
        await kim.say("hello")
        assert [each.reply.error for each in slack.wire.log] == ["connection_failed"]
        assert len(slack.http.waiting) == 1


@pytest.mark.parametrize("how", list(Spoilt))
async def test_a_request_that_isnt_slacks_is_refused(how: Spoilt) -> None:
    async with wired() as (slack, bot):
        kim = slack.person("kim")
        await kim.slash("/apply x")
        genuine = slack.http.posted[-1]
        spoilt = slack.http.spoil(genuine, how)
        assert spoilt != genuine
        reply = await slack.http.post(spoilt)
        assert (reply.error, reply.status) == ("http_error", 401)
        assert len(bot.heard) == 1


async def test_a_replayed_request_is_byte_for_byte_the_same() -> None:
    async with wired() as (slack, bot):
        await slack.person("kim").slash("/apply x")
        genuine = slack.http.posted[-1]
        assert (await slack.http.post(genuine)).status == 200
        assert slack.http.posted[-1] == genuine
        assert len(bot.heard) == 2
        assert bot.heard[0] == bot.heard[1]


async def test_an_event_can_come_twice() -> None:
    async with wired() as (slack, bot):
        kim = slack.person("kim")
        await kim.say("once more")
        await slack.http.again(slack.wire.log[-1].event_id)
        slack.http.copies = 2
        await kim.say("twice at once")
        ids = Counter(each["event_id"] for each in bot.heard)
        assert sorted(ids.values()) == [2, 2]


async def test_a_mention_in_a_channel_reaches_the_bot_only_where_it_is() -> None:
    async with wired() as (slack, bot):
        ana = slack.person("ana", team="T0OTHER")
        inside, outside = slack.channel("emea", ana), slack.channel("apac", ana, invited=False)
        text = f"<@{slack.town.bot.id}> queue"
        root = await ana.say(text, inside)
        await ana.say(text, outside)
        await ana.say("nothing to the bot", inside)
        reply = await ana.say(text, inside, thread=root)
        await ana.edit(reply, f"{text} now")
        heard = [each["event"] for each in bot.heard]
        assert [each["type"] for each in heard] == ["app_mention"] * 3
        assert [each.get("thread_ts") for each in heard] == [None, root.ts, root.ts]
        assert [bool(each.get("edited")) for each in heard] == [False, False, True]
        assert {each["user_team"] for each in heard} == {"T0OTHER"}
        slack.town.subscribed.add("message.channels")
        await ana.say("now it hears", inside)
        assert bot.heard[-1]["event"]["channel_type"] == "channel"


async def test_the_apps_address_is_checked() -> None:
    async with wired() as (slack, bot):
        assert (await slack.http.url_verification("a-word")).body == {"challenge": "a-word"}
        assert (await slack.http.ssl_check()).accepted
        unsigned = Request(slack.http.posted[0].body, {"Content-Type": "application/json"})
        assert (await slack.http.post(unsigned)).status == 401
        assert not bot.heard


async def test_an_unfit_answer_is_an_error_and_a_violation() -> None:
    async with FakeSlack("http") as slack:
        bot = Bot(slack)

        async def unfit() -> web.StreamResponse:
            return web.json_response({"text": "x", "blocks": [{"type": "no such block"}]})

        bot.fate = unfit
        async with served(bot) as slack.http.target_url:
            assert (await slack.person("kim").slash("/apply")).error == "http_service_error"
        assert slack.api.violations
        with pytest.raises(AssertionError, match="no such block"):
            slack.assert_clean()


async def test_forms_hold_one_payload() -> None:
    async with wired() as (slack, bot):
        await slack.person("kim").forge("do:0", "sponsor 1")
        fields = parse_qs(slack.http.posted[-1].body.decode())
        assert list(fields) == ["payload"]
        assert bot.heard[0]["actions"][0]["value"] == "sponsor 1"
        assert bot.heard[0]["container"]["is_ephemeral"] is True
