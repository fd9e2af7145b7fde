"""Direct chats: which room is one, and where to say something to one person alone.

Rules of this file: ``standing`` is the one judge, and it asks the homeserver. What comes in is judged once for a room,
until something changes there; nothing private is said before the room has been judged anew. A room is reused while it
is a direct chat, else made under an alias that only this installation can derive, so that a repeat after a lost reply
finds the room instead of making another.
"""

import asyncio
import hashlib
import hmac

from adapters.matrix import privacy
from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.privacy import Standing
from adapters.matrix.rooms import Rooms


class Directs:
    """The direct chats of one account."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms) -> None:
        self._homeserver, self._rooms = homeserver, rooms
        self._alias_key = b""
        self._listed: dict[str, list[str]] | None = None
        self._listing = asyncio.Lock()
        self._judged: dict[str, Standing] = {}
        self._shared: set[tuple[str, str]] = set()

    def use(self, alias_key: str) -> None:
        """Take the secret that aliases are derived from."""
        self._alias_key = alias_key.encode()

    async def standing(self, room_id: str, person: str) -> Standing:
        """What a room is to the bot and ``person`` right now. Raises HomeserverError, to be tried again."""
        if self._rooms.bound(room_id) or (room_id, person) in self._shared:
            return Standing.SHARED
        try:
            state = await self._homeserver.state(room_id)
        except HomeserverError as failure:
            if failure.passing:
                raise
            return Standing.OUT
        found = privacy.standing(state, self._homeserver.user_id, person)
        if found is Standing.SHARED:
            self._shared.add((room_id, person))
        return found

    async def partner(self, room_id: str) -> tuple[str | None, Standing]:
        """The one other person in a room, and what it is to them. Raises HomeserverError, to be tried again."""
        person = self._rooms.other(room_id)
        if person is None:
            return None, Standing.SHARED
        if room_id not in self._judged:
            self._judged[room_id] = await self.standing(room_id, person)
        return person, self._judged[room_id]

    def changed(self, room_id: str) -> None:
        """Judge a room anew: something that the answer hangs on may have changed."""
        self._judged.pop(room_id, None)

    def forget(self, room_id: str) -> None:
        """The bot isn't in a room any more."""
        self._judged.pop(room_id, None)
        self._shared = {known for known in self._shared if known[0] != room_id}

    async def room_for(self, person: str, preferred: str | None) -> str:
        """A direct chat with ``person``: ``preferred`` while it still is one. Raises HomeserverError."""
        if preferred is not None and await self._is_direct(preferred, person):
            return preferred
        tried = {preferred}
        for candidates in (self._candidates, self._unlisted):
            for room_id in await candidates(person):
                if room_id not in tried and await self._is_direct(room_id, person):
                    return room_id
                tried.add(room_id)
        return await self._make(person)

    async def _candidates(self, person: str) -> list[str]:
        listed = (await self._list()).get(person, [])
        seen = [room_id for room_id in self._homeserver.rooms if self._rooms.other(room_id) == person]
        return list(dict.fromkeys([*listed, *seen]))

    async def _unlisted(self, person: str) -> list[str]:
        """What another process has listed, and rooms on no list: a crash came between joining one and listing it."""
        self._listed = None
        lists = await self._list()
        listed = {room_id for rooms in lists.values() for room_id in rooms}
        return [*lists.get(person, []), *sorted(await self._homeserver.joined() - listed)]

    async def _is_direct(self, room_id: str, person: str) -> bool:
        return await self.standing(room_id, person) is Standing.DIRECT

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
        """Whether a room made earlier is good; somebody who left it, or was never invited, is invited again."""
        found = await self.standing(room_id, person)
        if found is Standing.LEFT:
            await self._homeserver.invite(room_id, person)
        return found in {Standing.DIRECT, Standing.LEFT}

    async def remember(self, room_id: str, person: str) -> None:
        """Put a room on the account's list of direct chats: making one with ``is_direct`` doesn't.

        The list is read anew each time, one after the other: what others put on it meanwhile isn't taken off.
        """
        if room_id in (await self._list()).get(person, []):
            return
        async with self._listing:
            listed = await self._homeserver.direct_rooms()
            if room_id not in listed.get(person, []):
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
