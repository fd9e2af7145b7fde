"""The rooms that somebody names to the bot, by alias or id: looked up before their words are handled.

Rules of this file: what is written is a stranger's, so few are looked up, and none for long. A room that can't be found
isn't told of at all. A room is told under the name that the programme is bound to, where it is bound to it.
"""

import asyncio
import re
from collections.abc import Sequence

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.rooms import Rooms
from bot.address import Room
from bot.event import AnyEvent, Named, Said

MOST = 10
"""Rooms that are looked up for one event."""
WITHIN = 5.0
"""Seconds that this may take."""
_NAMED = re.compile(r"(?<![\w#!])(?:matrix:)?([#!][^\s:,]{1,200}:[^\s,/]{1,200})")


class Channels:
    """The rooms of one homeserver as people name them."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms) -> None:
        self._homeserver, self._rooms = homeserver, rooms

    async def known(self, events: Sequence[AnyEvent]) -> list[AnyEvent]:
        """The same events, with the rooms that are named in them. Never raises for a room."""
        return [await self._with_rooms(event) if isinstance(event, Said) else event for event in events]

    async def _with_rooms(self, event: Said) -> Said:
        found = list({each[0]: each[1] for each in _NAMED.finditer(event.text)}.items())[:MOST]
        if not found:
            return event
        try:
            async with asyncio.timeout(WITHIN):
                looked = [(typed, await self._look(address)) for typed, address in found]
        except TimeoutError:
            return event
        return event.model_copy(update={"rooms": {typed: room for typed, room in looked if room is not None}})

    async def _look(self, address: str) -> Named | None:
        try:
            room_id = await self._homeserver.resolve(address) if address.startswith("#") else address
        except HomeserverError:
            return None
        if room_id is None:
            return None
        known = self._homeserver.rooms.get(room_id)
        there = known is not None and self._homeserver.user_id in known.users
        bound = self._rooms.bound(room_id)
        return Named(room=self._rooms.name(room_id) if bound else Room(f"matrix:{address}"), there=there)
