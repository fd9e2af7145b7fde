"""What the rooms are to the programme: bound channels under the name from the config, direct chats, or neither.

Rules of this file: the core only ever sees a bound room's name from the config, whatever its id has become. What
stands here follows the last sync; whether a room is private, ``directs.py`` asks the homeserver itself.
"""

from collections.abc import Mapping

import structlog

from adapters.matrix import power
from adapters.matrix.homeserver import Homeserver, HomeserverError
from bot.address import Room, native, platform_of
from bot.engine import Engine

log = structlog.get_logger(__name__)


class Rooms:
    """The rooms of one account."""

    def __init__(self, homeserver: Homeserver, engine: Engine) -> None:
        self._homeserver, self._engine = homeserver, engine
        self._ids: dict[Room, str] = {}
        self._names: dict[str, Room] = {}
        self._moved: set[str] = set()
        self._successors: dict[str, str] = {}
        self._told: set[Room] = set()
        self._bound = engine.rooms

    def name(self, room_id: str) -> Room:
        """What the core calls a room."""
        return self._names.get(room_id, Room(f"matrix:{room_id}"))

    def id_of(self, room: Room) -> str | None:
        """The room id behind a name of the core's; None while a bound room isn't found."""
        found = self._ids.get(room)
        if found is None and native(room).startswith("!") and room not in self._engine.rooms:
            return native(room)
        return found

    def bound(self, room_id: str) -> bool:
        """Whether the programme is bound to a room."""
        return room_id in self._names

    def moved(self, room_id: str) -> bool:
        """Whether a room replaced one that the programme was bound to: older messages stand elsewhere."""
        return room_id in self._moved

    def expected(self, room_id: str) -> bool:
        """Whether an invite into a room is one that the programme waits for."""
        return self.bound(room_id) or room_id in self._successors

    def other(self, room_id: str) -> str | None:
        """The one other person in a room; None where there are more or none. It needn't be a direct chat yet."""
        known = self._homeserver.rooms.get(room_id)
        if known is None or self.bound(room_id) or len(known.users) != 2 or self._homeserver.user_id not in known.users:
            return None
        return next(str(user) for user in known.users if user != self._homeserver.user_id)

    def empty(self, room_id: str) -> bool:
        """Whether the bot is left alone in a room."""
        known = self._homeserver.rooms.get(room_id)
        return known is not None and not self.bound(room_id) and set(known.users) == {self._homeserver.user_id}

    def names_in(self, room_id: str) -> Mapping[str, str]:
        """How the members of a room call themselves."""
        known = self._homeserver.rooms.get(room_id)
        return {user: each.display_name or "" for user, each in known.users.items()} if known is not None else {}

    async def keep_up(self) -> None:
        """Find and join what was bound since the last look, such as a region's new channel. Raises HomeserverError."""
        if self._bound != self._engine.rooms:
            bound = self._engine.rooms
            await self.resolve()
            self._bound = bound

    async def resolve(self) -> None:
        """Find and join the bound rooms that aren't yet. Raises HomeserverError."""
        missing = [room for room in self._engine.rooms if platform_of(room) == "matrix" and room not in self._ids]
        joined = await self._homeserver.joined() if missing else set()
        for room in sorted(missing):
            await self._bind(room, joined)

    async def _bind(self, room: Room, joined: set[str]) -> None:
        address = native(room)
        room_id = await self._homeserver.resolve(address) if address.startswith("#") else address
        if room_id is None:
            self._absent(room, "no room has this alias: make it, or mend the config")
            return
        self._names.setdefault(room_id, room)  # before the join, so that what is said right behind it is heard
        if room_id not in joined:
            try:
                await self._homeserver.join(address)
            except HomeserverError as failure:
                if failure.passing:
                    raise
                self._absent(room, "the bot can't join: invite it")
                return
        self._set(room, room_id)

    def _set(self, room: Room, room_id: str) -> None:
        self._ids[room] = room_id
        self._names.setdefault(room_id, room)
        self._told.discard(room)
        log.info("room bound", room=room, room_id=room_id)

    def _absent(self, room: Room, todo: str) -> None:
        if room not in self._told:
            self._told.add(room)
            log.error("bound room is out of reach", room=room, todo=todo)

    async def follow(self, room_id: str) -> str | None:
        """Go where a bound room's tombstone points, if that is right; returns the room that is bound now.

        Raises HomeserverError, to be tried again.
        """
        room = self._names.get(room_id)
        state = await self._homeserver.state(room_id) if room is not None else []
        found = power.tombstone(state)
        if room is None or found is None:
            return None
        replacement, author = found
        if not power.may_send_state(state, author, "m.room.tombstone"):
            log.error("tombstone ignored: its sender hadn't the right", room=room, sender=author)
            return None
        self._successors[replacement] = room_id
        try:
            await self._homeserver.join(replacement, via=[author.partition(":")[2]])
        except HomeserverError as failure:
            if failure.passing:
                raise
            log.error("room was replaced; invite the bot into the new one", room=room, room_id=replacement)
            return None
        await self.settle(replacement)
        return replacement if self.bound(replacement) else None

    async def settle(self, room_id: str) -> None:
        """Bind a room that was expected, now that the bot is in. Raises HomeserverError, to be tried again."""
        old = self._successors.get(room_id)
        if old is not None and old in self._names:
            await self._succeed(old, room_id)

    async def _succeed(self, old: str, replacement: str) -> None:
        """Bind a room in place of the one that it says it replaces."""
        try:
            state = await self._homeserver.state(replacement)
        except HomeserverError as failure:
            if failure.passing:
                raise
            state = []  # the bot isn't in any more
        self._successors.pop(replacement, None)
        if power.predecessor(state) != old:
            log.error("replacement ignored: it doesn't name the room it replaces", room=self._names[old])
            return
        room = self._names.pop(old)
        self._moved.add(replacement)
        self._set(room, replacement)
        for other in [name for name, room_id in self._ids.items() if room_id == old]:
            self._ids[other] = replacement
