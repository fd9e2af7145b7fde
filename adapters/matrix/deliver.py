"""What goes out: parcels as Matrix events.

Rules of this file: the body is rendered once and frozen, the parcel's token is the transaction id, so a repeat says
the same and the homeserver knows it. Whatever may pass is Later, and only what will never do is Undeliverable, with a
cause that an operator can act on. A direct parcel leaves only for a room that is a direct chat right then.
"""

import json
from typing import Any

from adapters.matrix.directs import Directs
from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.render import Content, content
from adapters.matrix.rooms import Rooms
from bot.address import Room, native
from bot.catalogue import Catalogue
from bot.platform import Later, Parcel, Receipt, Undeliverable

PATIENCE = 5
"""How often a direct chat that the bot was just thrown out of is looked for again."""


class MatrixCarrier:
    """See ``bot.platform.Carrier``."""

    platform = "matrix"

    def __init__(self, homeserver: Homeserver, rooms: Rooms, directs: Directs, catalogue: Catalogue) -> None:
        self._homeserver, self._rooms, self._directs, self._catalogue = homeserver, rooms, directs, catalogue

    def render(self, parcel: Parcel) -> str:
        """The event's content as JSON, without what ties it to other messages."""
        rendered = self._catalogue.render(parcel.message, parcel.locale)
        mention = native(parcel.to) if parcel.wanted and parcel.direct else None
        return json.dumps(content(rendered, mention, edits=parcel.key is not None), ensure_ascii=False)

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Send it, idempotently under ``parcel.token``. Raises Later or Undeliverable."""
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
        message = await self._homeserver.send(room_id, body, parcel.token)
        return Receipt(Room(f"matrix:{room_id}"), message)

    async def _to_room(self, parcel: Parcel, body: Content) -> Receipt:
        room = Room(parcel.to)
        room_id = self._rooms.id_of(room)
        if room_id is None:
            raise Later(f"{room} isn't found or joined yet")
        edited = await self._there(room_id, parcel.message_id)
        root = await self._there(room_id, parcel.thread)
        message = await self._homeserver.send(room_id, related(body, edited, root), parcel.token)
        return Receipt(room, edited or message)

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
