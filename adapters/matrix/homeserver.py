"""Every call to the homeserver. Errors are exceptions here: nobody has to look at what a call returned.

Rules of this file: the only one that knows nio's client and the client-server API's paths. Nothing is repeated here,
neither after 429 nor after a timeout: whoever calls knows better when to try again. nio keeps the picture of the
rooms and sends messages; everything else is one plain request.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError
from nio import AsyncClient, AsyncClientConfig, ErrorResponse, SyncResponse

from adapters.matrix import sound
from adapters.matrix.failure import HomeserverError, after, error_of, header
from adapters.matrix.privacy import CHANGES

__all__ = ["SYNC_FILTER", "TIMEOUT", "Homeserver", "HomeserverError"]

# nio's warnings quote the events that it couldn't read, and events are people's words.
logging.getLogger("nio").setLevel(logging.CRITICAL)

TIMEOUT = 30.0
"""Seconds for a plain request."""
_PROFILE = 2**18
"""Bytes of a profile that are read. Matrix allows 64 KiB, but another homeserver may send whatever it likes."""
_V3 = "/_matrix/client/v3"
_UPLOAD = "/_matrix/media/v3/upload"
# What a filter leaves out of the timeline isn't in the state either, so what matters of the state stands in both.
_STATE = [*sorted(CHANGES), "m.room.tombstone"]
_TIMELINE = ["m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction", *_STATE]
_NOTHING: dict[str, list[str]] = {"types": []}
SYNC_FILTER: dict[str, Any] = {
    "presence": _NOTHING,
    "account_data": _NOTHING,
    "room": {
        "account_data": _NOTHING,
        "ephemeral": _NOTHING,
        "timeline": {"types": _TIMELINE, "limit": 50},
        "state": {"types": _STATE},
    },
}


class Homeserver:
    """One account on one homeserver."""

    def __init__(self, url: str, user_id: str) -> None:
        config = AsyncClientConfig(
            max_limit_exceeded=0, max_timeouts=0, request_timeout=TIMEOUT, encryption_enabled=False
        )
        self.user_id = user_id
        self._client = AsyncClient(url, user_id, config=config)

    @property
    def rooms(self) -> dict[str, Any]:
        """The joined rooms as the last sync left them (nio's MatrixRoom by room id)."""
        rooms: dict[str, Any] = self._client.rooms
        return rooms

    def restore(self, device_id: str, access_token: str) -> None:
        """Go on with a session that was opened before."""
        self._client.restore_login(self.user_id, device_id, access_token)

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.close()

    async def login(self, password: str, device_id: str | None, device_name: str) -> dict[str, Any]:
        """Open a session, on ``device_id`` where one is given: ``user_id``, ``device_id``, ``access_token``."""
        body: dict[str, Any] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self.user_id},
            "password": password,
            "initial_device_display_name": device_name,
        }
        if device_id:
            body["device_id"] = device_id
        return await self.request("POST", "/login", body)

    async def whoami(self) -> dict[str, Any]:
        """Whose access token this is: ``user_id``, ``device_id``."""
        return await self.request("GET", "/account/whoami")

    async def display_name(self) -> str | None:
        """What the bot's account calls itself."""
        path = f"/profile/{_q(self.user_id)}/displayname"
        name = (await self.request("GET", path)).get("displayname")
        return name if isinstance(name, str) else None

    async def profile(self, user_id: str, *, give_up: float) -> dict[str, Any]:
        """What somebody's profile says, in their words; one that is far too long counts as no answer."""
        return await self.request("GET", f"/profile/{_q(user_id)}", give_up=give_up, most=_PROFILE)

    async def sync(self, since: str | None, *, wait: float, full_state: bool, give_up: float) -> SyncResponse:
        """One /sync, which waits for news up to ``wait`` seconds; ``rooms`` follows it."""
        query = {"filter": json.dumps(SYNC_FILTER), "timeout": str(round(wait * 1000))}
        if since is not None:
            query |= {"since": since, "full_state": json.dumps(full_state)}
        response = SyncResponse.from_dict(
            sound.sync(await self.request("GET", f"/sync?{urlencode(query)}", give_up=give_up))
        )
        if not isinstance(response, SyncResponse):
            raise HomeserverError(None, 200)
        await self._client.receive_response(response)
        return response

    async def messages(self, room_id: str, start: str, end: str | None) -> tuple[list[dict[str, Any]], str | None]:
        """A page of what a room said before ``start`` and after ``end``, newest first, and where the next begins."""
        query = {"dir": "b", "from": start, "limit": "100", "filter": json.dumps({"types": _TIMELINE})}
        if end is not None:
            query["to"] = end
        page = await self.request("GET", f"/rooms/{_q(room_id)}/messages?{urlencode(query)}")
        return sound.dicts(page.get("chunk")), page.get("end")

    async def send(self, room_id: str, content: Mapping[str, Any], token: str) -> str:
        """Send a message, once however often it is called with the same token. Returns its event id."""
        try:
            response = await self._client.room_send(room_id, "m.room.message", dict(content), token)
        except (ClientError, TimeoutError, OSError) as failure:
            raise HomeserverError(None, None) from failure
        if isinstance(response, ErrorResponse):
            raise error_of(response)
        return str(response.event_id)

    async def upload(self, content: bytes, kind: str, name: str) -> str:
        """Bring a file's bytes to the homeserver; returns the address at which clients find them. Nobody is told it."""
        path = f"{_UPLOAD}?{urlencode({'filename': name})}"
        answer = await self._sent("POST", path, content, kind, TIMEOUT, None)
        address = answer.get("content_uri") if isinstance(answer, dict) else None
        if not isinstance(address, str) or not address.startswith("mxc://"):
            raise HomeserverError(None, 200)
        return address

    async def has_event(self, room_id: str, event_id: str) -> bool:
        """Whether a room holds an event that we may see."""
        return await self._found(f"/rooms/{_q(room_id)}/event/{_q(event_id)}") is not None

    async def members(self, room_id: str) -> dict[str, str]:
        """Who is in a room or invited to it, with their membership."""
        found = await self.request("GET", f"/rooms/{_q(room_id)}/members?not_membership=leave")
        events = sound.dicts(found.get("chunk"))
        members = {str(event.get("state_key")): str(_content(event).get("membership")) for event in events}
        return {user: membership for user, membership in members.items() if membership in {"join", "invite"}}

    async def state(self, room_id: str) -> list[dict[str, Any]]:
        """A room's whole state."""
        return sound.dicts(await self._call("GET", f"/rooms/{_q(room_id)}/state"))

    async def joined(self) -> set[str]:
        """The rooms we are in."""
        return set((await self.request("GET", "/joined_rooms")).get("joined_rooms", []))

    async def resolve(self, alias: str) -> str | None:
        """The room id behind an alias."""
        found = await self._found(f"/directory/room/{_q(alias)}")
        return None if found is None else str(found.get("room_id"))

    async def delete_alias(self, alias: str) -> None:
        """Take an alias of ours away, if it is there."""
        await self._found(f"/directory/room/{_q(alias)}", "DELETE")

    async def join(self, room: str, via: Sequence[str] = ()) -> str:
        """Join a room by alias or id, through the servers ``via`` where ours isn't in it. Returns its id."""
        servers = urlencode([(name, server) for server in via for name in ("via", "server_name")])
        return str((await self.request("POST", f"/join/{_q(room)}?{servers}", {}))["room_id"])

    async def leave(self, room_id: str) -> None:
        """Leave a room, or decline an invite."""
        await self.request("POST", f"/rooms/{_q(room_id)}/leave", {})

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite somebody."""
        await self.request("POST", f"/rooms/{_q(room_id)}/invite", {"user_id": user_id})

    async def create_direct(self, alias_name: str, user_id: str) -> str:
        """Make a direct chat with somebody under an alias. Returns its id.

        Nobody but the bot may open it or ask others in, and who comes later can't read what was said before.
        """
        body = {
            "room_alias_name": alias_name,
            "preset": "private_chat",
            "is_direct": True,
            "invite": [user_id],
            "power_level_content_override": {"invite": 100, "state_default": 100, "users_default": 0},
            "initial_state": [
                {"type": "m.room.join_rules", "content": {"join_rule": "invite"}},
                {"type": "m.room.history_visibility", "content": {"history_visibility": "invited"}},
            ],
        }
        return str((await self.request("POST", "/createRoom", body))["room_id"])

    async def direct_rooms(self) -> dict[str, list[str]]:
        """The account's list of direct chats, by person."""
        found = await self._found(self._direct) or {}
        return {user: [str(room) for room in rooms] for user, rooms in found.items() if isinstance(rooms, list)}

    async def put_direct_rooms(self, rooms: Mapping[str, Sequence[str]]) -> None:
        """Replace the account's list of direct chats."""
        await self.request("PUT", self._direct, {user: list(ids) for user, ids in rooms.items()})

    @property
    def _direct(self) -> str:
        return f"/user/{_q(self.user_id)}/account_data/m.direct"

    async def _found(self, path: str, method: str = "GET") -> dict[str, Any] | None:
        try:
            return await self.request(method, path)
        except HomeserverError as failure:
            if failure.status == 404:
                return None
            raise

    async def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        give_up: float = TIMEOUT,
        most: int | None = None,
    ) -> dict[str, Any]:
        """One request. Raises HomeserverError for everything but a success with a JSON object of ``most`` bytes."""
        answer = await self._call(method, path, body, give_up, most)
        if not isinstance(answer, dict):
            raise HomeserverError(None, 200)
        return answer

    async def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        give_up: float = TIMEOUT,
        most: int | None = None,
    ) -> Any:
        data = None if body is None else json.dumps(body)
        return await self._sent(method, _V3 + path, data, "application/json", give_up, most)

    async def _sent(
        self, method: str, path: str, data: str | bytes | None, kind: str, give_up: float, most: int | None
    ) -> Any:
        headers = {"Content-Type": kind}
        if self._client.access_token:
            headers["Authorization"] = f"Bearer {self._client.access_token}"
        try:
            async with asyncio.timeout(give_up):
                response = await self._client.send(method, path, data, headers, timeout=give_up)
                text = await (response.read() if most is None else sound.beginning(response, most))
        except (ClientError, TimeoutError, OSError) as failure:
            raise HomeserverError(None, None) from failure
        try:
            answer = json.loads(text)
        except ValueError:
            raise HomeserverError(None, response.status, header(response)) from None
        if response.status >= 400:
            said = answer if isinstance(answer, dict) else {}
            raise HomeserverError(said.get("errcode"), response.status, after(said, response))
        return answer


def _q(part: str) -> str:
    return quote(part, safe="")


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, dict) else {}
