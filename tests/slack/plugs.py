"""A Socket Mode client for the tests of the fake itself: a test decides its every move."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.fake import FakeSlack

Frame = dict[str, Any]


class Socket:
    """One connection. It acknowledges what ``answer`` gives a payload for; ``frames`` has all that came."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.answer: Callable[[Frame], Frame | None] = lambda _: {}
        self.came = asyncio.Event()
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            frame = json.loads(message.data)
            self.frames.append(frame)
            self.came.set()
            payload = self.answer(frame) if "envelope_id" in frame else None
            if payload is not None:
                await self.ack(frame, payload)

    async def ack(self, frame: Frame, payload: Frame | None = None) -> None:
        """Acknowledges an envelope, on this connection."""
        await self.socket.send_json({"envelope_id": frame["envelope_id"], **({"payload": payload} if payload else {})})

    async def until(self, kind: str) -> Frame:
        """The next frame of that type, or the last one that came."""
        while not (found := [each for each in self.frames if each["type"] == kind]):
            self.came.clear()
            await self.came.wait()
        return found[-1]

    @property
    def envelopes(self) -> list[Frame]:
        """What came in envelopes."""
        return [each for each in self.frames if "envelope_id" in each]


class Plugs:
    """A client that opens connections as a test asks for them."""

    def __init__(self, slack: FakeSlack, session: aiohttp.ClientSession) -> None:
        self._slack, self._session = slack, session
        self.client = AsyncWebClient(base_url=slack.api.url)
        self.sockets: list[Socket] = []

    async def address(self) -> str:
        """An address, as Slack gives it out."""
        answer = await self.client.apps_connections_open(app_token=self._slack.api.app_token)
        return str(answer["url"])

    async def open(self, *, hello: bool = True) -> Socket:
        """One more connection."""
        opened = Socket(await self._session.ws_connect(await self.address()))
        self.sockets.append(opened)
        if hello:
            await opened.until("hello")
        return opened


@asynccontextmanager
async def plugged(*, clean: bool = True, **more: Any) -> AsyncIterator[tuple[FakeSlack, Plugs]]:
    """A workspace, and a client without a connection yet; what it sends must be right if it is to be ``clean``."""
    async with FakeSlack(**more) as slack, aiohttp.ClientSession() as session:
        plugs = Plugs(slack, session)
        yield slack, plugs
        await slack.settle()
        for each in plugs.sockets:
            each.reading.cancel()
    if clean:
        slack.assert_clean()


def silent(_: Frame) -> Frame | None:
    """Acknowledges nothing."""
    return None
