"""Direct chats: where to say something to one person alone.

Rules of this file: nothing private is said before the homeserver itself has confirmed that a room holds exactly the bot
and that person. A room is reused while that holds, else made under an alias that only this installation can derive,
so that a repeat after a lost reply finds the room instead of making another.
"""

import hashlib
import hmac

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.rooms import Rooms

_NOT_OURS = {403, 404}


class Directs:
    """The direct chats of one account."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms) -> None:
        self._homeserver, self._rooms = homeserver, rooms
        self._alias_key = b""
        self._listed: dict[str, list[str]] | None = None

    def use(self, alias_key: str) -> None:
        """Take the secret that aliases are derived from."""
        self._alias_key = alias_key.encode()

    async def room_for(self, person: str, preferred: str | None) -> str:
        """A direct chat with ``person``: ``preferred`` while it still is one. Raises HomeserverError."""
        if preferred is not None and await self._alone_with(preferred, person):
            return preferred
        for room_id in await self._candidates(person):
            if room_id != preferred and await self._alone_with(room_id, person):
                return room_id
        return await self._make(person)

    async def _candidates(self, person: str) -> list[str]:
        listed = (await self._list()).get(person, [])
        seen = [room_id for room_id in self._homeserver.rooms if self._rooms.partner(room_id) == person]
        return [room_id for room_id in dict.fromkeys([*listed, *seen]) if not self._rooms.encrypted(room_id)]

    async def _alone_with(self, room_id: str, person: str) -> bool:
        if self._rooms.bound(room_id):
            return False
        try:
            return await self._members(room_id) == {self._homeserver.user_id, person}
        except HomeserverError as failure:
            if failure.status in _NOT_OURS:
                return False
            raise

    async def _members(self, room_id: str) -> set[str]:
        members = await self._homeserver.members(room_id)
        return set(members) if members.get(self._homeserver.user_id) == "join" else set()

    async def _make(self, person: str) -> str:
        name = f"ambassador-{hmac.new(self._alias_key, person.encode(), hashlib.sha256).hexdigest()[:32]}"
        alias = f"#{name}:{self._homeserver.user_id.partition(':')[2]}"
        room_id = await self._homeserver.resolve(alias)
        if room_id is not None and not await self._made_usable(room_id, person):
            await self._homeserver.delete_alias(alias)
            room_id = None
        if room_id is None:
            room_id = await self._homeserver.create_direct(name, person)
        await self.remember(room_id, person)
        return room_id

    async def _made_usable(self, room_id: str, person: str) -> bool:
        """Whether a room made earlier holds the two; somebody who left it, or was never invited, is invited again."""
        try:
            members = await self._members(room_id)
        except HomeserverError as failure:
            if failure.status in _NOT_OURS:
                return False
            raise
        if members == {self._homeserver.user_id} and not self._rooms.encrypted(room_id):
            await self._homeserver.invite(room_id, person)
            return True
        return members == {self._homeserver.user_id, person}

    async def remember(self, room_id: str, person: str) -> None:
        """Put a room on the account's list of direct chats: making one with ``is_direct`` doesn't."""
        listed = await self._list()
        if room_id in listed.get(person, []):
            return
        listed = {**listed, person: [room_id, *listed.get(person, [])]}
        await self._homeserver.put_direct_rooms(listed)
        self._listed = listed

    async def was_direct(self, room_id: str) -> bool:
        """Whether a room is, or was, a direct chat."""
        return any(room_id in rooms for rooms in (await self._list()).values())

    async def _list(self) -> dict[str, list[str]]:
        if self._listed is None:
            self._listed = await self._homeserver.direct_rooms()
        return self._listed
