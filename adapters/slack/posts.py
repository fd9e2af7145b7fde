"""HTTP: what Slack posts to the bot's own server, each answered with what came of it.

Rules of this file: anybody may post here, and bolt says who is Slack. Once the bot stops, what is in hand is finished
and nothing more is taken: Slack brings it again, or says so to the person.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from aiohttp import web
from slack_bolt.response import BoltResponse

Handle = Callable[[str, Mapping[str, str]], Coroutine[Any, Any, BoltResponse]]
"""Answers a request's body and headers; the headers' names are in small letters."""


class Posts:
    """The way in that needs no connection of the bot's; ``socket.py`` has the other one."""

    ready = True
    """Whether Slack can bring events: it tries, and the bot never hears where that fails."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._working: set[asyncio.Task[BoltResponse]] = set()
        self._deaf = False

    async def run(self, arrived: Callable[[], None], _away: Callable[[], None]) -> None:
        """Take requests in until cancelled; then finish what is in hand. ``arrived`` is called at the beginning."""
        arrived()
        try:
            await asyncio.Event().wait()
        finally:
            self._deaf = True
            if self._working:
                await asyncio.shield(asyncio.wait(self._working))

    async def posted(self, request: web.Request) -> web.Response:
        """One request. It is UTF-8, whatever its header says: some codecs take minutes for what anybody may send."""
        try:
            body = (await request.read()).decode()
        except (UnicodeDecodeError, web.RequestPayloadError, ConnectionError):  # or it ends in the middle
            return web.Response(status=400)
        if self._deaf:
            return web.Response(status=503)
        headers = {name.lower(): value for name, value in request.headers.items()}
        task = asyncio.create_task(self._handle(body, headers), name="request")
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        response = await asyncio.shield(task)
        kind = "application/json" if response.body.startswith("{") else "text/plain"
        return web.Response(status=response.status, text=response.body, content_type=kind)
