"""What clients may ask of the homeserver, each request as Matrix has it.

Rules of this file: whoever isn't in a room learns nothing of it; a transaction id counts once for its device. What is
asked for and nobody here knows is kept in ``unknown``: a test that ends with something in it says nothing.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.homeserver import sync
from tests.homeserver.ledger import Event, Ledger, MatrixError
from tests.homeserver.trouble import Unrest

PATH, MEDIA = "/_matrix/client/v3", "/_matrix/media/v3"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Api:
    """The handlers. ``sent`` holds what clients sent, by device and transaction id."""

    def __init__(self, ledger: Ledger, unrest: Unrest) -> None:
        self._ledger, self._unrest = ledger, unrest
        self._told = asyncio.Event()
        self._devices: dict[str, tuple[str, str]] = {}
        self._data: dict[tuple[str, str], Any] = {}
        self.passwords: dict[str, str] = {}
        self.sent: dict[str, Event] = {}
        self.listeners: list[Callable[[str, Event], None]] = []
        self.invited: list[Callable[[str, str], None]] = []
        self.deliveries: Counter[str] = Counter()
        self.unknown: list[str] = []
        self.media: dict[str, bytes] = {}
        self.heard = 0

    def news(self) -> None:
        """Wake whoever waits for something to happen."""
        self._told.set()
        self._told = asyncio.Event()

    def _me(self, request: web.Request) -> tuple[str, str]:
        """Whose request it is, and by which device."""
        known = self._devices.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if known is None:
            raise MatrixError(401, "M_UNKNOWN_TOKEN")
        return known

    async def login(self, request: web.Request) -> web.StreamResponse:
        """POST /login."""
        body = await request.json()
        user = body["identifier"]["user"]
        if self.passwords.get(user) != body["password"]:
            raise MatrixError(403, "M_FORBIDDEN", "wrong password")
        device = body.get("device_id") or f"DEVICE{len(self._devices) + 1}"
        access = f"token-{len(self._devices) + 1}"
        self._devices[access] = (user, device)
        return web.json_response({"user_id": user, "device_id": device, "access_token": access})

    async def whoami(self, request: web.Request) -> web.StreamResponse:
        """GET /account/whoami."""
        user, device = self._me(request)
        return web.json_response({"user_id": user, "device_id": device})

    async def display_name(self, request: web.Request) -> web.StreamResponse:
        """GET /profile/…/displayname."""
        name = self._ledger.names.get(request.match_info["user"])
        if name is None:
            raise MatrixError(404, "M_NOT_FOUND")
        return web.json_response({"displayname": name})

    async def profile(self, request: web.Request) -> web.StreamResponse:
        """GET /profile/…: the name, and whatever else somebody says of themselves."""
        user = request.match_info["user"]
        self._me(request)
        if user not in self._ledger.names:
            raise MatrixError(404, "M_NOT_FOUND")
        return web.json_response({"displayname": self._ledger.names[user], **self._ledger.fields.get(user, {})})

    async def sync(self, request: web.Request) -> web.StreamResponse:
        """GET /sync."""
        user, _ = self._me(request)
        query = request.query
        full = query.get("full_state") == "true" or "since" not in query
        self.heard = sync.position(query["since"]) if "since" in query else 0
        start = self._unrest.older(self.heard)
        if start == self._ledger.end and not full:
            await self._something(float(query["timeout"]) / 1000)
        limit = min(json.loads(query["filter"])["room"]["timeline"]["limit"], self._unrest.trouble.limit)
        answer = sync.sync(self._ledger, user, start, full=full, limit=limit)
        for room in answer["rooms"]["join"].values():
            self.deliveries.update(event["event_id"] for event in room["timeline"]["events"])
        return web.json_response(answer)

    async def _something(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._told.wait(), seconds)
        except TimeoutError:
            return

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """GET /rooms/…/messages, backwards."""
        room_id, query = request.match_info["room"], request.query
        self._ledger.within(self._me(request)[0], room_id)
        limit = min(int(query["limit"]), self._unrest.trouble.limit)
        until = sync.position(query.get("to", "s0"))
        page = sync.messages(self._ledger, room_id, sync.position(query["from"]), until, limit)
        self.deliveries.update(event["event_id"] for event in page["chunk"])
        return web.json_response(page)

    async def put(self, request: web.Request) -> web.StreamResponse:
        """PUT /rooms/…/send/…: once for its transaction id."""
        user, device = self._me(request)
        room_id, kind = request.match_info["room"], request.match_info["kind"]
        self._ledger.within(user, room_id)
        token, content = f"{device}/{request.match_info['token']}", await request.json()
        if token not in self.sent:
            event = self._ledger.append(room_id, kind, user, content)
            event["unsigned"] = {"transaction_id": request.match_info["token"]}
            self.sent[token] = event
            self.news()
            for listener in self.listeners:
                listener(room_id, event)
        return web.json_response({"event_id": self.sent[token]["event_id"]})

    async def state(self, request: web.Request) -> web.StreamResponse:
        """GET /rooms/…/state."""
        room = self._ledger.within(self._me(request)[0], request.match_info["room"])
        return web.json_response(list(room.state.values()))

    async def members(self, request: web.Request) -> web.StreamResponse:
        """GET /rooms/…/members."""
        room = self._ledger.within(self._me(request)[0], request.match_info["room"])
        unwanted = request.query.get("not_membership")
        events = (event for (kind, _), event in room.state.items() if kind == "m.room.member")
        return web.json_response({"chunk": [each for each in events if each["content"]["membership"] != unwanted]})

    async def event(self, request: web.Request) -> web.StreamResponse:
        """GET /rooms/…/event/…."""
        room_id, entry = request.match_info["room"], self._ledger.events.get(request.match_info["event"])
        self._ledger.within(self._me(request)[0], room_id)
        if entry is None or entry.room_id != room_id:
            raise MatrixError(404, "M_NOT_FOUND")
        return web.json_response(entry.event)

    async def joined(self, request: web.Request) -> web.StreamResponse:
        """GET /joined_rooms."""
        me = self._me(request)[0]
        rooms = [room.room_id for room in self._ledger.rooms.values() if me in room.members("join")]
        return web.json_response({"joined_rooms": rooms})

    async def resolve(self, request: web.Request) -> web.StreamResponse:
        """GET and DELETE /directory/room/…."""
        alias = request.match_info["alias"]
        room_id = self._ledger.resolve(alias)
        if request.method == "DELETE":
            del self._ledger.aliases[alias]
            return web.json_response({})
        return web.json_response({"room_id": room_id, "servers": [self._ledger.name]})

    async def join(self, request: web.Request) -> web.StreamResponse:
        """POST /join/…."""
        room_id = self._ledger.join(self._me(request)[0], request.match_info["address"])
        self.news()
        return web.json_response({"room_id": room_id})

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """POST /rooms/…/leave."""
        self._ledger.leave(self._me(request)[0], request.match_info["room"])
        self.news()
        return web.json_response({})

    async def invite(self, request: web.Request) -> web.StreamResponse:
        """POST /rooms/…/invite."""
        who = (await request.json())["user_id"]
        self._invite(request.match_info["room"], self._me(request)[0], who)
        return web.json_response({})

    async def create(self, request: web.Request) -> web.StreamResponse:
        """POST /createRoom."""
        user, body = self._me(request)[0], await request.json()
        room_id = self._ledger.make(
            user,
            body.get("room_alias_name", ""),
            levels=body.get("power_level_content_override", {}),
            initial={each["type"]: each["content"] for each in body.get("initial_state", ())},
        )
        for who in body.get("invite", ()):
            self._invite(room_id, user, who, direct=body.get("is_direct", False))
        return web.json_response({"room_id": room_id})

    def _invite(self, room_id: str, by: str, who: str, *, direct: bool = False) -> None:
        self._ledger.invite(room_id, by, who, direct=direct)
        self.news()
        for told in self.invited:
            told(room_id, who)

    async def data(self, request: web.Request) -> web.StreamResponse:
        """GET and PUT /user/…/account_data/…."""
        key = (self._me(request)[0], request.match_info["kind"])
        if request.method == "PUT":
            self._data[key] = await request.json()
            return web.json_response({})
        if key not in self._data:
            raise MatrixError(404, "M_NOT_FOUND")
        return web.json_response(self._data[key])

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """POST /_matrix/media/v3/upload."""
        self._me(request)
        address = f"mxc://{self._ledger.name}/media-{len(self.media) + 1}"
        self.media[address] = await request.read()
        return web.json_response({"content_uri": address})

    async def nobody_knows(self, request: web.Request) -> web.StreamResponse:
        """Anything else."""
        self.unknown.append(f"{request.method} {request.path}")
        raise MatrixError(404, "M_UNRECOGNIZED")

    def handlers(self) -> Mapping[str, tuple[str, Handler]]:
        """Everything that is answered: by name, its method and path, and who does."""
        rooms = "/rooms/{room}"
        return {
            "login": ("POST /login", self.login),
            "whoami": ("GET /account/whoami", self.whoami),
            "display name": ("GET /profile/{user}/displayname", self.display_name),
            "profile": ("GET /profile/{user}", self.profile),
            "sync": ("GET /sync", self.sync),
            "messages": (f"GET {rooms}/messages", self.messages),
            "send": (f"PUT {rooms}/send/{{kind}}/{{token}}", self.put),
            "state": (f"GET {rooms}/state", self.state),
            "members": (f"GET {rooms}/members", self.members),
            "event": (f"GET {rooms}/event/{{event}}", self.event),
            "joined": ("GET /joined_rooms", self.joined),
            "resolve": ("GET /directory/room/{alias}", self.resolve),
            "delete alias": ("DELETE /directory/room/{alias}", self.resolve),
            "join": ("POST /join/{address}", self.join),
            "leave": (f"POST {rooms}/leave", self.leave),
            "invite": (f"POST {rooms}/invite", self.invite),
            "create": ("POST /createRoom", self.create),
            "data": ("GET /user/{user}/account_data/{kind}", self.data),
            "put data": ("PUT /user/{user}/account_data/{kind}", self.data),
            "upload": (f"POST {MEDIA}/upload", self.upload),
        }
