"""A plain bolt app behind HTTP, for the tests of the fake itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.fake import SECRET, FakeSlack

Ack = Callable[..., Awaitable[Any]]


class Bot:
    """A bolt app that answers everything. ``fate`` decides instead of it, for each request while it is set."""

    def __init__(self, slack: FakeSlack) -> None:
        client = AsyncWebClient(slack.api.bot_token, base_url=slack.api.url)
        self.app = AsyncApp(client=client, signing_secret=SECRET)
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.fate: Callable[[], Awaitable[web.StreamResponse | None]] | None = None
        for topic in ("message", "app_mention"):
            self.app.event(topic)(self._event)
        self.app.command("/apply")(self._command)
        self.app.action("do:0")(self._action)

    async def _event(self, body: dict[str, Any]) -> None:
        self.heard.append(body)

    async def _action(self, ack: Ack, body: dict[str, Any]) -> None:
        self.heard.append(body)
        await ack()

    async def _command(self, ack: Ack, body: dict[str, Any]) -> None:
        self.heard.append(body)
        await ack(text=f"You said {body['text']}")

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One request of Slack's, or of somebody else's."""
        await request.read()
        self.headers.append(dict(request.headers))
        if self.fate is not None and (instead := await self.fate()) is not None:
            return instead
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))


@asynccontextmanager
async def served(bot: Bot) -> AsyncIterator[str]:
    """The bot's address."""
    app = web.Application()
    app.router.add_post("/slack/events", bot.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def wired(**more: Any) -> AsyncIterator[tuple[FakeSlack, Bot]]:
    """A workspace and a bot that it reaches; what they sent must have been right."""
    async with FakeSlack("http", **more) as slack:
        bot = Bot(slack)
        async with served(bot) as slack.http.target_url:
            yield slack, bot
            await slack.settle()
    slack.assert_clean()
