"""A homeserver in this process that misbehaves on demand, for what a real one does too seldom.

Rules of this file: it knows one account, one bound room and one direct chat; a fault is a function that answers a
request in place of the handler, once for each time it was put in ``faults``; every request is counted with its time.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

ME, KIM = "@ambassador:fake.test", "@kim:fake.test"
MENTORS, DIRECT, ALIAS = "!mentors", "!direct", "#mentors:fake.test"

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fake:
    """The homeserver. ``sent`` holds what the bot said, by transaction id; each id has one effect.

    ``uploads`` are files: their names, kinds and bytes.

    ``profiles``: what people say of themselves; whoever isn't in it has no profile.
    """

    def __init__(self) -> None:
        self.faults: dict[str, list[Fault]] = {name: [] for name in ("sync", "send", "state", "profile", "upload")}
        self.uploads: list[tuple[str, str, bytes]] = []
        self.times: dict[str, list[float]] = {"sync": [], "send": []}
        self.sent: dict[str, dict[str, Any]] = {}
        self.tries: Counter[str] = Counter()
        self.profiles: dict[str, dict[str, Any]] = {}
        self.timeline: list[tuple[str, dict[str, Any]]] = []
        self.url = ""
        self._news = asyncio.Event()

    def say(self, body: str, room_id: str = DIRECT) -> None:
        """Somebody writes."""
        content = {"msgtype": "m.text", "body": body}
        self.timeline.append((room_id, event(f"$kim{len(self.timeline)}", "m.room.message", content)))
        self._news.set()

    def bodies(self) -> list[str]:
        """What the bot said."""
        return [str(content["body"]) for content in self.sent.values()]

    async def sync(self, request: web.Request) -> web.StreamResponse:
        """Everything after the token, or an empty answer after half a second."""
        since = request.query.get("since")
        position = int(since or 0)
        if since is not None and position == len(self.timeline) and request.query["full_state"] != "true":
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.5)
        rooms: dict[str, Any] = {}
        if since is None or request.query.get("full_state") == "true":
            rooms = {MENTORS: part(MENTORS), DIRECT: part(DIRECT)}
        for room_id, happened in self.timeline[position:] if since is not None else []:
            rooms.setdefault(room_id, part())["timeline"]["events"].append(happened)
        return web.json_response({"next_batch": str(len(self.timeline)), "rooms": {"join": rooms}})

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Takes a message, once for its transaction id."""
        token = request.match_info["token"]
        self.sent.setdefault(token, await request.json())
        return web.json_response({"event_id": f"$sent-{token}"})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Takes a file's bytes, as often as they come."""
        assert request.headers["Authorization"] == "Bearer token"
        self.uploads.append((request.query["filename"], request.content_type, await request.read()))
        return web.json_response({"content_uri": f"mxc://fake.test/{len(self.uploads)}"})

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Who is where, among other things."""
        return web.json_response(state(request.match_info["room"]))

    async def profile(self, request: web.Request) -> web.StreamResponse:
        """What somebody says of themselves."""
        user = request.match_info["user"]
        if user not in self.profiles:
            return web.json_response({"errcode": "M_NOT_FOUND", "error": "no profile"}, status=404)
        return web.json_response(self.profiles[user])

    def handler(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A handler that counts, and lets a fault answer first."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.times.setdefault(name, []).append(time.monotonic())
            self.tries[request.match_info.get("token", name)] += 1
            if self.faults[name]:
                return await self.faults[name].pop(0)(request)
            answer: web.StreamResponse = await getattr(self, name)(request)
            return answer

        return handle


def event(event_id: str, kind: str, content: dict[str, Any], sender: str = KIM, **more: Any) -> dict[str, Any]:
    """An event as it stands in a sync."""
    return {
        "event_id": event_id, "type": kind, "sender": sender, "origin_server_ts": 1, "content": content, **more
    }  # fmt: skip


def state(room_id: str) -> list[dict[str, Any]]:
    """A room's state."""
    users = (ME, KIM) if room_id == DIRECT else (ME, KIM, "@ana:fake.test")
    create = event("$create", "m.room.create", {"room_version": "12"}, state_key="")
    join = {"membership": "join"}
    return [create, *(event(f"$join{user}", "m.room.member", join, user, state_key=user) for user in users)]


def part(room_id: str = "") -> dict[str, Any]:
    """A room's part of a sync."""
    return {
        "timeline": {"events": [], "limited": False, "prev_batch": "0"},
        "state": {"events": state(room_id) if room_id else []},
    }


def answering(status: int, body: Any = None, headers: dict[str, str] | None = None) -> Fault:
    """A fault: this status with this body (text, or JSON)."""

    async def fault(_request: web.Request) -> web.StreamResponse:
        if isinstance(body, str):
            return web.Response(status=status, text=body, content_type="application/json", headers=headers)
        return web.json_response(body if body is not None else {}, status=status, headers=headers)

    return fault


async def truncated(request: web.Request) -> web.StreamResponse:
    """A fault: the answer ends in its middle."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"next_batch": "1", "rooms": {"jo')
    await reset(request)
    return response


async def reset(request: web.Request) -> web.StreamResponse:
    """A fault: the connection is cut."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(_request: web.Request) -> web.StreamResponse:
    """A fault: no answer."""
    await asyncio.sleep(3600)
    return web.Response()


def lost(handler: Fault) -> Fault:
    """A fault: it takes effect, but its answer is lost."""

    async def fault(request: web.Request) -> web.StreamResponse:
        await handler(request)
        return await reset(request)

    return fault


@asynccontextmanager
async def running() -> AsyncIterator[Fake]:
    """A fake that answers on a loopback port."""
    fake = Fake()
    app = web.Application()
    v3 = "/_matrix/client/v3"
    app.router.add_get(v3 + "/sync", fake.handler("sync"))
    for prefix in (v3, "/_matrix/client/r0"):
        app.router.add_put(prefix + "/rooms/{room}/send/m.room.message/{token}", fake.handler("send"))
    app.router.add_get(v3 + "/rooms/{room}/state", fake.handler("state"))
    app.router.add_get(v3 + "/profile/{user}", fake.handler("profile"))
    app.router.add_post("/_matrix/media/v3/upload", fake.handler("upload"))
    fixed: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/login", {"user_id": ME, "device_id": "DEVICE", "access_token": "token"}),
        ("GET", "/account/whoami", {"user_id": ME, "device_id": "DEVICE"}),
        ("GET", "/profile/{user}/displayname", {"displayname": "ambassador"}),
        ("GET", "/joined_rooms", {"joined_rooms": [MENTORS, DIRECT]}),
        ("GET", "/directory/room/{alias}", {"room_id": MENTORS}),
        ("GET", "/user/{user}/account_data/m.direct", {KIM: [DIRECT]}),
    ]
    for method, path, value in fixed:
        app.router.add_route(method, v3 + path, answering(200, value))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()


def fault_named(name: str) -> Fault:
    """The faults of /sync that a proxy, a restart or a bug makes."""
    return {
        "502": answering(502, "<html>Bad Gateway</html>"),
        "500": answering(500, {"errcode": "M_UNKNOWN", "error": "Internal server error"}),
        "empty": answering(200, {}),
        "list": answering(200, []),
        "null": answering(200, "null"),
        "bad JSON": answering(200, "{'next_batch': 1"),
        "bad rooms": answering(200, json.dumps({"next_batch": "1", "rooms": {"join": {"!x": 7}}})),
        "truncated": truncated,
        "reset": reset,
        "401 of a proxy": answering(401, "<html>Login</html>"),
        "429": answering(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "slow down"}),
        "429 at once": answering(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "slow down", "retry_after_ms": 0}),
        "hang": hang,
    }[name]
