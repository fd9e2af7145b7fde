"""Slack over Socket Mode: websockets that the app opens, envelopes that it acknowledges, and connections that end.

Rules of this file: an address serves once. An acknowledgement counts on the connection that brought the envelope,
within three seconds, and nowhere else. A late or stray one is kept, not raised: whether it was right is the test's to
say; only what breaks the protocol is a violation.
"""

import asyncio
import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from aiohttp import WSMessage, WSMsgType, web

from tests.slack.deliveries import LIMIT, Deliveries, Payload, Reply
from tests.slack.town import Town

MOST = 10
"""Connections that an app may have at once."""
REASONS = frozenset({"warning", "refresh_requested", "link_disabled", "too_many_websockets"})
_ANSWERED = frozenset({"view_submission", "block_suggestion"})


@dataclass(eq=False)
class Connection:
    """One websocket. ``leaving``: its end was announced, so it gets nothing new while there is another.

    ``mute``: the network swallows what either side says, though nobody closed it. ``acked``: the ids of the envelopes
    that were acknowledged on it in time.
    """

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    greeted: bool = False
    leaving: bool = False
    mute: bool = False
    pending: dict[str, asyncio.Future[Payload | None]] = field(default_factory=dict)
    acked: list[str] = field(default_factory=list)
    pongs: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    async def send(self, frame: Payload) -> None:
        """One frame, if the connection still takes any."""
        if not self.mute and not self.socket.closed:
            try:
                await self.socket.send_str(json.dumps(frame))
            except ConnectionError:
                self.drop()

    def drop(self) -> None:
        """Whatever waits for an answer on it won't get one."""
        for waiting in self.pending.values():
            if not waiting.done():
                waiting.set_result(None)


class SocketServer(Deliveries):
    """The other end of every websocket of one app.

    ``greets``: says hello; without it nothing else comes, either. ``refused`` counts addresses that were worth nothing;
    ``late`` and ``strays`` are envelopes acknowledged too late, and on another connection than their own.
    """

    def __init__(self, town: Town, *, eager: bool = False, limit: float = LIMIT, seed: int = 0) -> None:
        super().__init__(town.clock, eager=eager, limit=limit)
        self._town, self._random = town, random.Random(seed)
        self.connections: list[Connection] = []
        self.farewell = 0.05
        self.greets = True
        self.enabled = True
        self.refused = 0
        self.late: list[str] = []
        self.strays: list[str] = []
        self.violations: list[str] = []
        self._tickets: set[str] = set()
        self._envelopes: set[str] = set()
        self._count = 0
        self._changed = asyncio.Event()
        self._closing: set[asyncio.Task[None]] = set()
        self._last: dict[str, Connection] = {}
        self._runner: web.AppRunner | None = None
        self._address = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/link/", self._link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"ws://{host}:{port}/link/"
        return self

    async def __aexit__(self, *_: object) -> None:
        for closing in self._closing:
            closing.cancel()
        await self.stop()
        for each in list(self.connections):
            self.cut(each)
        if self._runner is not None:
            await self._runner.cleanup()

    def open_connection(self) -> str:
        """What apps.connections.open gives out: an address that serves once."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"{self._address}?ticket={ticket}&app_id={self._town.app_id}"

    # What happens

    async def command(self, body: Mapping[str, str]) -> Reply:
        """A slash command."""
        self.watched(body)
        return await self._person("slash_commands", dict(body), answered=True)

    async def interaction(self, payload: Payload) -> Reply:
        """A button, a view."""
        self.watched(payload)
        return await self._person("interactive", payload, answered=payload["type"] in _ANSWERED)

    async def bring(self, envelope: Payload, attempt: int, reason: str) -> Reply:
        """One try of an event, on another connection than the last one where there is one."""
        more = {"retry_attempt": attempt, "retry_reason": reason}
        return await self._send("events_api", envelope, answered=False, more=more, event_id=envelope["event_id"])

    async def reachable(self) -> None:
        """Waits until a connection is open."""
        while self._choose("") is None:
            self._changed.clear()
            await self._changed.wait()

    async def _person(self, kind: str, payload: Payload, *, answered: bool) -> Reply:
        with self.working():
            reply = await self._send(kind, payload, answered=answered)
        if reply.error is None:
            return reply
        return Reply("operation_timeout" if reply.error == "timeout" else "dispatch_failed")

    async def _send(
        self, kind: str, payload: Payload, *, answered: bool, more: Payload | None = None, event_id: str = ""
    ) -> Reply:
        connection = self._choose(event_id)
        if connection is None:
            return Reply("timeout" if event_id else "not_connected")
        envelope_id = str(uuid.uuid4())
        self._envelopes.add(envelope_id)
        waiting = connection.pending[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": envelope_id, "payload": payload, "type": kind, "accepts_response_payload": answered}
        await connection.send({**envelope, **(more or {})})
        await asyncio.wait({waiting}, timeout=self.limit)
        del connection.pending[envelope_id]
        body = waiting.result() if waiting.done() else None
        if body is None:
            return Reply("timeout")
        if body and not answered:
            self.violations.append(f"a payload in the acknowledgement of {kind} {payload.get('type', '')}".strip())
        return Reply(body=body)

    def _choose(self, event_id: str) -> Connection | None:
        ready = [each for each in self.connections if each.greeted and not each.socket.closed]
        staying = [each for each in ready if not each.leaving] or ready
        fresh = [each for each in staying if each is not self._last.get(event_id)] or staying
        if not fresh:
            return None
        chosen = self._random.choice(fresh)
        if event_id:
            self._last[event_id] = chosen
        return chosen

    # Connections

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or not self.enabled:
            self.refused += 1
            raise web.HTTPForbidden
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=1.0)
        await socket.prepare(request)
        self._count += 1
        connection = Connection(self._count, socket, request)
        if len(self.connections) == MOST:
            await connection.send(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        self.connections.append(connection)
        try:
            if self.greets:
                await connection.send(self._hello())
                connection.greeted = True
                self._changed.set()
            async for frame in socket:
                await self._heard(connection, frame)
        finally:
            self.connections.remove(connection)
            connection.drop()
        return socket

    def _hello(self) -> Payload:
        debug = {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060}
        info = {"app_id": self._town.app_id}
        count = len(self.connections)
        return {"type": "hello", "num_connections": count, "debug_info": debug, "connection_info": info}

    async def _heard(self, connection: Connection, frame: WSMessage) -> None:
        if connection.mute:
            return
        if frame.type is WSMsgType.PING:
            await connection.socket.pong(frame.data)
        elif frame.type is WSMsgType.PONG:
            connection.pongs.put_nowait(bytes(frame.data))
        elif frame.type is WSMsgType.TEXT:
            self._acknowledged(connection, frame.data)
        else:
            self.violations.append(f"a frame of type {frame.type.name}")

    def _acknowledged(self, connection: Connection, raw: str) -> None:
        try:
            said = json.loads(raw)
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("envelope_id"), str):
            self.violations.append(f"a frame that is no acknowledgement: {raw[:200]}")
            return
        envelope_id, payload = said["envelope_id"], said.get("payload")
        if payload is not None and not isinstance(payload, dict):
            self.violations.append(f"an acknowledgement whose payload is no object: {raw[:200]}")
        elif envelope_id in connection.pending:
            waiting = connection.pending[envelope_id]
            if not waiting.done():
                waiting.set_result(payload or {})
                connection.acked.append(envelope_id)
        elif any(envelope_id in each.pending for each in self.connections):
            self.strays.append(envelope_id)
        elif envelope_id in self._envelopes:
            self.late.append(envelope_id)
        else:
            self.violations.append(f"an acknowledgement of an envelope that was never sent: {envelope_id}")

    # What becomes of them

    async def disconnect(self, reason: str, *only: Connection) -> None:
        """Slack asks the app to go, on these connections or on all. A warned one lives on for ``farewell`` seconds.

        After ``link_disabled`` nothing can be opened until ``enabled`` is set again.
        """
        assert reason in REASONS, reason
        if reason == "link_disabled":
            self.enabled = False
        for each in only or tuple(self.connections):
            each.leaving = True
            await each.send(_goodbye(reason))
            wait = self.farewell if reason in {"warning", "refresh_requested"} else 0.0
            closing = asyncio.create_task(_close(each, wait))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def cut(self, connection: Connection) -> None:
        """The connection ends without a word."""
        connection.drop()
        if connection.request.transport is not None:
            connection.request.transport.abort()

    async def ping(self, connection: Connection, patience: float = LIMIT) -> bool:
        """Whether the app answers a ping within so many seconds."""
        data = uuid.uuid4().bytes
        await connection.socket.ping(data)
        try:
            async with asyncio.timeout(patience):
                while await connection.pongs.get() != data:
                    pass
        except TimeoutError:
            return False
        return True


async def _close(connection: Connection, wait: float) -> None:
    await asyncio.sleep(wait)
    await connection.socket.close()


def _goodbye(reason: str) -> Payload:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}
