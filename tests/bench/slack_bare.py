"""The other side of the ratios: a bolt app that only acknowledges. ``python -m tests.bench.slack_bare PORT [fastest]``.

Rules of this file: what a bolt app can't do without, as bolt's documentation has it, or with the settings with which
bolt is fastest; the same HTTP server as the bot's. It checks signatures, as the bot does, and looks at nothing.
"""

import asyncio
import logging
import re
import sys
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.bench.slack_load import SECRET

_ANYTHING = re.compile("")


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_user_id="U0BOT", bot_id="B0BOT", bot_token="")


async def _acks(ack: Any) -> None:
    await ack()


def bare(*, fastest: bool) -> AsyncApp:
    """The app."""
    quiet = logging.getLogger("bare")
    quiet.setLevel(logging.CRITICAL)
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=fastest, logger=quiet)
    for listen in (app.event, app.command, app.block_action):
        listen(_ANYTHING)(_acks)
    return app


async def main(port: int, *, fastest: bool) -> None:
    """Answer until killed."""
    app, pages = bare(fastest=fastest), web.Application()

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def health(_request: web.Request) -> web.Response:
        return web.Response()

    pages.add_routes([web.post("/slack/events", events), web.get("/healthz", health)])
    runner = web.AppRunner(pages, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), fastest="fastest" in sys.argv))
