"""Whoever of the programme left Matrix, or was put out of the mentors' room: read off the rooms that the bot is in.

Rules of this file: nobody tells a bot that an account was closed. What comes is that its owner leaves every room, one
after the other, and that its profile is gone. So somebody is gone who shares no room with the bot any more, and either
has no profile, or has left a mentors' room; and whoever was put out of one by others. Leaving a single room says
nothing, and neither does taking an invitation or a ban back, which looks like being put out. Whoever is in a room of
the bot's again is back.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.rooms import Rooms
from bot.address import Identity, Room
from bot.engine import Engine
from bot.event import AnyEvent, Gone, Outside, Returned, Sender
from bot.model import Role
from bot.ports import Store

GIVE_UP = 20.0
"""Seconds until a profile that doesn't come is given up."""

_OUTSIDE = ("invite", "knock", "ban")
"""Memberships of whoever isn't in a room yet, or any more."""


class Departures:
    """Of one account."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, engine: Engine) -> None:
        self._homeserver, self._rooms, self._engine = homeserver, rooms, engine

    async def found(self, joined: Mapping[str, Any], at: datetime) -> list[AnyEvent]:
        """What a sync tells of departures. ``joined``: the rooms of the bot's in which something happened.

        Raises HomeserverError and Unavailable, to be asked again.
        """
        me = self._homeserver.user_id
        last: dict[str, dict[str, Any]] = {}
        for room_id, info in joined.items():
            for raw in _memberships(info, me):
                user = raw["state_key"]
                if user not in last or not self._put_out(last[user]):
                    last[user] = {**raw, "room": room_id}
        if not last:
            return []
        known = await self._engine.database.read(partial(_known, [*last]))
        events: list[AnyEvent] = []
        for user, (there, mentors) in known.items():
            raw = last[user]
            shares = any(user in room.users for room in self._homeserver.rooms.values())
            put_out = mentors and self._put_out(raw)
            if there and (put_out or (not shares and await self._is_gone(user, raw))):
                events.append(_event(Gone, user, raw, f"matrix:{me}", at))
            elif not there and shares and not put_out:
                events.append(_event(Returned, user, raw, f"matrix:{me}", at))
        return events

    async def _is_gone(self, user: str, raw: Mapping[str, Any]) -> bool:
        """Whether somebody who shares no room with the bot has left for good."""
        if raw["content"].get("membership") not in ("leave", "ban"):
            return False
        return await self._left_mentors(user) or await self._nameless(user)

    def _put_out(self, raw: Mapping[str, Any]) -> bool:
        """Whether others removed somebody from a mentors' room."""
        membership, by_others = raw["content"].get("membership"), raw.get("sender") != raw["state_key"]
        unsigned = raw.get("unsigned")
        before = unsigned.get("prev_content") if isinstance(unsigned, dict) else None
        was_in = not isinstance(before, dict) or before.get("membership") not in _OUTSIDE
        gone = membership == "ban" or (membership == "leave" and by_others and was_in)
        return gone and self._rooms.name(raw["room"]) in self._engine.config.programme.mentors_channels

    async def _left_mentors(self, user: str) -> bool:
        """Whether somebody was in a mentors' room, and left it."""
        for room in self._engine.config.programme.mentors_channels:
            room_id = self._rooms.id_of(room)
            state = await self._homeserver.state(room_id) if room_id is not None else []
            for raw in state:
                if raw.get("type") == "m.room.member" and raw.get("state_key") == user:
                    return bool(raw.get("content", {}).get("membership") in ("leave", "ban"))
        return False

    async def _nameless(self, user: str) -> bool:
        """Whether the homeserver knows no profile of that name. Raises HomeserverError where it can't say now."""
        try:
            await self._homeserver.profile(user, give_up=GIVE_UP)
        except HomeserverError as failure:
            if failure.passing:
                raise
            return failure.status == 404
        return False


def _memberships(info: Any, me: str) -> Iterator[dict[str, Any]]:
    """Who came and went in a room, oldest first."""
    for event in (*info.state, *info.timeline.events):
        raw = event.source
        user, content = raw.get("state_key"), raw.get("content")
        if raw.get("type") == "m.room.member" and isinstance(user, str) and user != me and isinstance(content, dict):
            yield raw


def _known(users: Sequence[str], store: Store) -> dict[str, tuple[bool, bool]]:
    """Of those who are somebody of ours: whether they are there as far as we know, and whether they mentor."""
    found: dict[str, tuple[bool, bool]] = {}
    for user in users:
        identity = Identity(f"matrix:{user}")
        there = store.people.standing(identity)
        if there is not None:
            person = store.people.by_identity(identity)
            found[user] = there, person is not None and Role.MENTOR in person.roles
    return found


def _event(kind: type[Gone | Returned], user: str, raw: Mapping[str, Any], source: str, at: datetime) -> AnyEvent:
    identity = Identity(f"matrix:{user}")
    sender = Sender(identity=identity, outside=Outside.GONE if kind is Gone else None)
    event_id = f"{kind.__name__.lower()}:{raw.get('event_id')}"
    return kind(source=source, id=event_id, at=at, sender=sender, room=Room(identity), direct=True)
