"""Socket Mode: connections that the bot opens to Slack, and over which Slack brings what it would post by HTTP.

Rules of this file: an envelope is acknowledged after it was handled, on the connection that brought it, however old
that is by then. A connection that Slack is about to close is replaced first and drained afterwards. (The SDK's own
client closes the old one first and acknowledges on the new one, which loses what was on its way.)
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import structlog

from adapters.slack import wire
from adapters.slack.api import REVOKED, SlackApi, SlackError
from bot.backoff import pause
from bot.errors import Misconfigured, where

log = structlog.get_logger(__name__)

Envelope = dict[str, Any]
Ack = dict[str, Any] | None
Handle = Callable[[Envelope], Awaitable[tuple[bool, Ack]]]
"""Handles an envelope; returns whether to acknowledge it, and with what."""
Unsaid = Callable[[Envelope, Ack], Awaitable[None]]
"""Told of an envelope that was handled, but couldn't be acknowledged any more."""

HEARTBEAT = 10.0
"""Seconds between two pings; a connection that doesn't answer one in half that time is dead."""
HELLO_WITHIN = 15.0
"""Seconds in which Slack says hello on a new connection."""
DRAIN = 60.0
"""Seconds for which an old connection is still listened to once there is another."""
LONGEST = 120.0
"""The longest pause between two attempts to connect, in seconds."""
STABLE = 30.0
"""Seconds that a connection must last for the next attempt to come at once."""
OFF = "link_disabled"
CROWDED = "too_many_websockets"
SOON = frozenset(["warning", "refresh_requested"])
"""Reasons for which Slack closes a connection in a while: until then it brings events."""
_TOKEN = REVOKED | {"not_allowed_token_type", "missing_scope", "no_permission", "access_denied"}
_REMEDY = "make one with the scope connections:write under Basic Information, App-Level Tokens"


class Connection:
    """One websocket. ``leaving`` is set once another one is needed, ``reason`` says why."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, handle: Handle, unsaid: Unsaid) -> None:
        self._socket, self._handle, self._unsaid = socket, handle, unsaid
        self._working: set[asyncio.Task[None]] = set()
        self._deaf = False
        self.hello, self.leaving, self.reason = asyncio.Event(), asyncio.Event(), "closed"

    @property
    def serves(self) -> bool:
        """Whether Slack brings events on it."""
        if self._socket.closed or self._deaf:
            return False
        return self.hello.is_set() and (not self.leaving.is_set() or self.reason in SOON)

    async def read(self) -> None:
        """Take envelopes in until the connection ends; then wait for those in hand."""
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message)
        finally:
            self.leaving.set()
            if self._working:
                await asyncio.wait(self._working)

    def _take(self, message: aiohttp.WSMessage) -> None:
        try:
            said = message.json()
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            log.warning("envelope not understood")
            return
        match said.get("type"):
            case "hello":
                self.hello.set()
            case "disconnect":
                self.reason = str(wire.token(said, "reason") or "disconnect")
                self.leaving.set()
            case _ if wire.token(said, "envelope_id") is not None and not self._deaf:
                task = asyncio.create_task(self._work(said), name="envelope")
                self._working.add(task)
                task.add_done_callback(self._working.discard)
            case _:
                log.info("envelope left", kind=wire.token(said, "type"))

    async def _work(self, envelope: Envelope) -> None:
        try:
            acknowledge, payload = await self._handle(envelope)
        except Exception as failure:  # one envelope's trouble is not the others'
            log.error("envelope failed", cause=where(failure))
            return
        if not acknowledge:
            return
        ack: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if payload:
            ack["payload"] = payload
        try:
            await self._socket.send_json(ack)
        except (ConnectionError, aiohttp.ClientError, RuntimeError):
            await self._unsaid(envelope, payload)

    async def finish(self) -> None:
        """Take nothing more in, finish what is in hand, and hang up."""
        self._deaf = True
        self.leaving.set()
        if self._working:
            await asyncio.wait(self._working)
        with suppress(aiohttp.ClientError, ConnectionError):
            await self._socket.close()


class Sockets:
    """Keeps one connection open. ``app_token``: the app-level token that opens them."""

    def __init__(self, api: SlackApi, app_token: str, handle: Handle, unsaid: Unsaid) -> None:
        self._api, self._token, self._handle, self._unsaid = api, app_token, handle, unsaid
        self._current: Connection | None = None
        self._readers: dict[asyncio.Task[None], Connection] = {}
        self._failures = 0
        self._after = 0.0
        self._told = False

    @property
    def ready(self) -> bool:
        """Whether there is a connection on which Slack brings events."""
        return self._current is not None and self._current.serves

    async def run(self, arrived: Callable[[], None], away: Callable[[], None]) -> None:
        """Stay connected until cancelled; then finish what is in hand. Raises Misconfigured where it never could.

        ``arrived`` is called whenever there is a connection, ``away`` when there is none for now.
        """
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    begun = time.monotonic()
                    reason = await self._one(session, arrived)
                    if reason not in SOON:
                        away()
                    await self._rest(reason, time.monotonic() - begun)
            finally:
                await asyncio.shield(self._end())

    async def _one(self, session: aiohttp.ClientSession, arrived: Callable[[], None]) -> str:
        """Open a connection, and stay until another is needed; returns why."""
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                connection = await self._open(session)
        except SlackError as failure:
            self._refused(failure)
            return failure.code
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            log.warning("no connection to Slack", cause=type(failure).__name__)
            return "unreachable"
        self._current = connection
        if not connection.leaving.is_set():
            self._told = False
            arrived()
        await connection.leaving.wait()
        return connection.reason

    def _refused(self, failure: SlackError) -> None:
        """Slack gives no address. Raises Misconfigured where the token never was any good."""
        self._after = failure.after or 0.0
        if failure.code not in _TOKEN:
            log.warning("no connection to Slack", cause=str(failure))
            return
        said = f"slack.app_token: Slack doesn't take it ({failure.code}); {_REMEDY}"
        if self._current is None:
            raise Misconfigured(said)
        if not self._told:
            self._told = True
            log.error(f"{said}, and restart")

    async def _open(self, session: aiohttp.ClientSession) -> Connection:
        """A connection on which Slack said hello, or that it is leaving already."""
        answer = await self._api.call("apps.connections.open", token=self._token)
        url = wire.words(answer, "url") or ""
        socket = await session.ws_connect(url, heartbeat=HEARTBEAT, proxy=self._api.proxy)
        connection = Connection(socket, self._handle, self._unsaid)
        reader = asyncio.create_task(_read(connection), name="socket")
        self._readers[reader] = connection
        reader.add_done_callback(self._readers.pop)
        greeted = [asyncio.create_task(event.wait()) for event in (connection.hello, connection.leaving)]
        try:
            await asyncio.wait(greeted, return_when=asyncio.FIRST_COMPLETED)
        except BaseException:
            await asyncio.shield(connection.finish())
            raise
        finally:
            for each in greeted:
                each.cancel()
        return connection

    async def _rest(self, reason: str, lasted: float) -> None:
        """Pause before the next connection: none for one that served, ever longer ones for those that don't."""
        if lasted >= STABLE and reason not in {OFF, CROWDED}:
            self._failures = 0
            return
        if reason == OFF and not self._told:
            self._told = True
            log.error("Socket Mode is turned off: turn it on in the app's settings, or set slack.mode to http")
        elif reason == CROWDED:
            log.warning("Slack has too many connections of this app: is it running elsewhere, too?")
        self._failures += 1
        if reason in SOON and self._failures == 1:
            return
        after, self._after = self._after, 0.0
        await asyncio.sleep(max(after, pause(self._failures, LONGEST)))

    async def _end(self) -> None:
        """Finish what is in hand on every connection, and hang up."""
        readers = dict(self._readers)
        await asyncio.gather(*(connection.finish() for connection in readers.values()))
        if readers:
            await asyncio.wait(readers)


async def _read(connection: Connection) -> None:
    """Read a connection to its end; once it is to be replaced, for a while only."""
    reading = asyncio.create_task(connection.read())
    await connection.leaving.wait()
    await asyncio.wait([reading], timeout=DRAIN)
    await connection.finish()
    await reading
