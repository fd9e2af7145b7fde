"""What goes out: parcels as Matrix events.

Rules of this file: the body is rendered once and frozen, the parcel's token is the transaction id, so a repeat says
the same and the homeserver knows it. Whatever may pass is Later, and only what will never do is Undeliverable, with a
cause that an operator can act on. A direct parcel leaves only for a room that is a direct chat right then.
"""

import json
from typing import Any

from adapters.matrix import media
from adapters.matrix.directs import Directs
from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.render import Content, content
from adapters.matrix.rooms import Rooms
from bot.address import Room, native
from bot.catalogue import Catalogue
from bot.files import ATTACHED, Artist, Nobody, attached, brought
from bot.platform import Later, Parcel, Receipt, Undeliverable

UPLOADED = 200
"""The most files whose address is kept in mind; beyond that they are uploaded again."""
PATIENCE = 5
"""How often a direct chat that the bot was just thrown out of is looked for again."""


class MatrixCarrier:
    """See ``bot.platform.Carrier``."""

    platform = "matrix"

    def __init__(
        self,
        homeserver: Homeserver,
        rooms: Rooms,
        directs: Directs,
        catalogue: Catalogue,
        artist: Artist | None = None,
    ) -> None:
        self._homeserver, self._rooms, self._directs, self._catalogue = homeserver, rooms, directs, catalogue
        self._artist = artist or Nobody()
        self._shown: dict[str, Content] = {}

    def render(self, parcel: Parcel) -> str:
        """The event's content as JSON, without what ties it to other messages."""
        rendered = self._catalogue.render(parcel.message, parcel.locale)
        mention = native(parcel.to) if parcel.wanted and parcel.direct else None
        body = content(rendered, mention, edits=parcel.key is not None)
        file = attached(parcel.message, self._catalogue, parcel.locale)
        if file is not None:
            body["file"] = ATTACHED.dump_python(file, mode="json")
        return json.dumps(body, ensure_ascii=False)

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Send it, idempotently under ``parcel.token``. Raises Later, Undeliverable or Fileless."""
        try:
            if parcel.direct:
                return await self._to_person(parcel, json.loads(body))
            return await self._to_room(parcel, json.loads(body))
        except HomeserverError as failure:
            if failure.passing or (parcel.direct and failure.status in {403, 404} and parcel.attempts < PATIENCE):
                raise Later(str(failure), failure.after) from failure
            raise Undeliverable(_advice(parcel, failure)) from failure

    async def _to_person(self, parcel: Parcel, body: Content) -> Receipt:
        preferred = native(parcel.room) if parcel.room is not None else None
        room_id = await self._directs.room_for(native(parcel.to), preferred)
        message = await self._homeserver.send(room_id, await self._whole(parcel, body), parcel.token)
        return Receipt(Room(f"matrix:{room_id}"), message)

    async def _to_room(self, parcel: Parcel, body: Content) -> Receipt:
        room = Room(parcel.to)
        room_id = self._rooms.id_of(room)
        if room_id is None:
            raise Later(f"{room} isn't found or joined yet")
        edited = await self._there(room_id, parcel.message_id)
        root = await self._there(room_id, parcel.thread)
        whole = await self._whole(parcel, body)
        message = await self._homeserver.send(room_id, related(whole, edited, root), parcel.token)
        return Receipt(room, edited or message)

    async def _whole(self, parcel: Parcel, body: Content) -> Content:
        """A content with its file, if it has one: uploaded once, if this process lives."""
        frozen = body.pop("file", None)
        if frozen is None:
            return body
        if parcel.token not in self._shown:
            file = await brought(parcel, ATTACHED.validate_python(frozen), self._artist)
            address = await media.uploaded(self._homeserver, file)
            self._shown[parcel.token] = media.content(body, file, address)
            if len(self._shown) > UPLOADED:
                del self._shown[next(iter(self._shown))]
        return self._shown[parcel.token]

    async def _there(self, room_id: str, event_id: str | None) -> str | None:
        """An event's id, unless it stayed behind in the room that this one replaces."""
        if event_id is None or not self._rooms.moved(room_id):
            return event_id
        return event_id if await self._homeserver.has_event(room_id, event_id) else None


def related(body: Content, edited: str | None, root: str | None) -> Content:
    """A content as an edit of ``edited``, or as an answer in the thread of ``root``."""
    if edited is not None:
        fallback: dict[str, Any] = {key: f"* {body[key]}" for key in ("body", "formatted_body") if key in body}
        return {
            **body,
            **fallback,
            "m.new_content": body,
            "m.relates_to": {"rel_type": "m.replace", "event_id": edited},
        }
    if root is not None:
        relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
        return {**body, "m.relates_to": {**relation, "m.in_reply_to": {"event_id": root}}}
    return body


def _advice(parcel: Parcel, failure: HomeserverError) -> str:
    match failure.code:
        case "M_FORBIDDEN" if parcel.direct:
            return f"{parcel.to} can't be written to: they refuse invites, or left ({failure})"
        case "M_FORBIDDEN":
            return f"the bot may not write in {parcel.to}: invite it, or raise its power level ({failure})"
        case "M_TOO_LARGE":
            return f"the message is too large for Matrix ({failure})"
        case _:
            return f"the homeserver refuses the message for {parcel.to} ({failure})"
