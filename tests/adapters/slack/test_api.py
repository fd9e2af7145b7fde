"""Calls to Slack: what an answer means, one session for all of them, and nothing secret in an error."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.slack.api import SlackApi, SlackError
from adapters.slack.settings import Slack
from tests.slack.api import FakeApi
from tests.slack.fake import Clock
from tests.slack.town import Town

TOKEN = "xoxb-1-the-bot"
WORDS = "what somebody said in private"


def calling(url: str) -> SlackApi:
    """The API at an address."""
    return SlackApi(Slack(bot_token=SecretStr(TOKEN), app_token=SecretStr("xapp-1"), api_url=url))


@pytest.fixture
async def fake() -> AsyncIterator[FakeApi]:
    """A workspace's Web API."""
    async with FakeApi(Town(Clock(1_800_000_000.0))) as there:
        yield there
        there.assert_clean()


@pytest.fixture
async def api(fake: FakeApi) -> AsyncIterator[SlackApi]:
    """Calls to it."""
    made = calling(fake.url)
    yield made
    await made.close()


async def failing(api: SlackApi, fake: FakeApi, method: str = "chat.postMessage") -> SlackError:
    """The error of a call."""
    arguments = {"channel": fake.town.channel("mentors").id, "text": WORDS} if method == "chat.postMessage" else {}
    with pytest.raises(SlackError) as raised:
        await api.call(method, **arguments)
    assert WORDS not in str(raised.value)
    assert TOKEN not in f"{raised.value!r} {raised.value.__cause__!r}"
    return raised.value


async def test_what_a_method_answers_is_given_and_nones_arent_sent(api: SlackApi, fake: FakeApi) -> None:
    channel = fake.town.channel("mentors")
    posted = await api.call("chat.postMessage", channel=channel.id, text="Hi", thread_ts=None, mrkdwn=False)
    assert [said.ts for said in channel.messages] == [posted["ts"]]
    read = await api.call("conversations.history", channel=channel.id, limit=5, inclusive=True, cursor=None)
    assert [said["text"] for said in read["messages"]] == ["Hi"]
    assert fake.called("conversations.history") == [{"channel": channel.id, "limit": "5", "inclusive": "1"}]


@pytest.mark.parametrize(
    ("kind", "options", "code", "after", "sent", "unreached"),
    [
        ("lose", {}, "ServerDisconnectedError", None, True, False),
        ("reset", {}, "ServerDisconnectedError", None, True, False),
        ("garbage", {}, "HTTP 200", None, True, False),
        ("http", {"status": 503}, "HTTP 503", None, True, False),
        ("http", {"status": 500}, "HTTP 500", None, True, False),
        ("http", {"status": 403}, "HTTP 403", None, False, True),
        ("http", {"status": 200}, "HTTP 200", None, True, False),
        ("429", {"retry_after": 7}, "ratelimited", 7.0, False, False),
        ("error", {"code": "internal_error"}, "internal_error", None, True, False),
        ("error", {"code": "fatal_error"}, "fatal_error", None, True, False),
        ("error", {"code": "not_in_channel"}, "not_in_channel", None, False, False),
        ("error", {"code": "token_revoked"}, "token_revoked", None, False, False),
        ("error", {"code": f"{WORDS}!"}, "HTTP 200", None, True, False),
    ],
)
async def test_an_error_says_whether_the_call_may_have_been_carried_out(
    api: SlackApi, fake: FakeApi, kind: str, options: dict[str, Any], code: str, after: float | None, sent: bool,
    unreached: bool,
) -> None:  # fmt: skip
    fake.faults.next("chat.postMessage", kind, **options)
    failure = await failing(api, fake)
    assert (failure.code, failure.after, failure.sent, failure.unreached) == (code, after, sent, unreached)
    assert failure.passing == (code != "not_in_channel")
    assert failure.limited == (code == "ratelimited")
    assert failure.revoked == (code == "token_revoked")
    assert len(fake.calls) == 1, "nothing is tried again here"


async def test_a_missing_scope_is_named(api: SlackApi, fake: FakeApi) -> None:
    fake.scopes.discard("chat:write")
    failure = await failing(api, fake)
    assert (failure.code, failure.needed, failure.passing) == ("missing_scope", "chat:write", False)
    assert str(failure) == "chat.postMessage: missing_scope (needs chat:write)"


async def test_where_there_is_no_slack_nothing_was_sent(unused_tcp_port: int, fake: FakeApi) -> None:
    api = calling(f"http://127.0.0.1:{unused_tcp_port}/api/")
    failure = await failing(api, fake)
    assert (failure.code, failure.sent, failure.unreached) == ("ClientConnectorError", False, True)
    await api.close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [("OK", "text/plain"), ("[1]", "application/json"), ("", "application/json"), ("<p>", "text/html")],
)
async def test_an_answer_that_isnt_slacks_is_an_error_like_any_other(
    fake: FakeApi, unused_tcp_port: int, body: str, kind: str
) -> None:
    async def answered(_request: web.Request) -> web.Response:
        return web.Response(text=body, content_type=kind)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answered)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    api = calling(f"http://127.0.0.1:{unused_tcp_port}/api/")
    failure = await failing(api, fake)
    assert failure.sent
    assert failure.passing
    await api.close()
    await runner.cleanup()


async def test_one_session_serves_all_calls_and_none_is_opened_after_closing(api: SlackApi, fake: FakeApi) -> None:
    await api.call("auth.test")
    session = api.client.session
    await api.call("auth.test")
    assert api.client.session is session
    assert session is not None
    await api.close()
    assert session.closed
    failure = await failing(api, fake, "auth.test")
    assert failure.unreached
    with pytest.raises(SlackError):
        await api.post("http://127.0.0.1/", {})
    assert api.client.session is session
    await api.close()


async def test_another_token_takes_the_bots_place(api: SlackApi, fake: FakeApi) -> None:
    fake.open_connection = lambda: "ws://127.0.0.1/"
    assert (await api.call("apps.connections.open", token=fake.app_token))["url"] == "ws://127.0.0.1/"
    assert (await failing(api, fake, "apps.connections.open")).code == "not_allowed_token_type"


async def test_a_response_url_is_posted_to_until_it_is_dead(api: SlackApi, fake: FakeApi) -> None:
    kim = fake.town.person("kim")
    url = fake.response_url(kim, fake.town.channel("mentors", kim))
    for _ in range(5):
        await api.post(url, {"text": "Hi", "response_type": "ephemeral"})
    assert [said.text for said in fake.town.ephemerals] == ["Hi"] * 5
    with pytest.raises(SlackError) as raised:
        await api.post(url, {"text": WORDS})
    assert raised.value.code == "used_url"
    assert WORDS not in str(raised.value)


@pytest.mark.parametrize(("kind", "sent"), [("lose", True), ("429", False)])
async def test_a_response_url_may_have_been_heard(api: SlackApi, fake: FakeApi, kind: str, sent: bool) -> None:
    kim = fake.town.person("kim")
    fake.faults.next("response_url", kind)
    with pytest.raises(SlackError) as raised:
        await api.post(fake.response_url(kim, fake.town.channel("mentors", kim)), {"text": "Hi"})
    assert raised.value.sent is sent
