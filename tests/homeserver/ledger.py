"""What a homeserver knows: its rooms, who is in them, and one stream of all that happened.

Rules of this file: no HTTP and no clock. A position is how much of the stream had happened; an event keeps its id
however often it stands in the stream. What isn't allowed raises ``MatrixError`` with Matrix's own code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Event = dict[str, Any]


class MatrixError(Exception):
    """A request that the homeserver refuses."""

    def __init__(self, status: int, code: str, said: str = "", **more: Any) -> None:
        super().__init__(code)
        self.status, self.body = status, {"errcode": code, "error": said or code, **more}


class Entry(NamedTuple):
    """Something that stands in the stream. ``again``: it stood there before."""

    position: int
    room_id: str
    event: Event
    again: bool


@dataclass
class Room:
    """A room. ``state`` is as it is now, by type and state key."""

    room_id: str
    open: bool
    state: dict[tuple[str, str], Event] = field(default_factory=dict)

    def members(self, *memberships: str) -> set[str]:
        """Who has one of these memberships."""
        return {
            key
            for (kind, key), event in self.state.items()
            if kind == "m.room.member" and event["content"]["membership"] in memberships
        }


class Ledger:
    """Everything that happened on a homeserver. ``fields``: what a profile says besides the name, by user."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rooms: dict[str, Room] = {}
        self.aliases: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        self.stream: list[Entry] = []
        self.events: dict[str, Entry] = {}

    @property
    def end(self) -> int:
        """The position behind everything."""
        return len(self.stream)

    def register(self, localpart: str, display_name: str) -> str:
        """An account; returns its user id."""
        user = f"@{localpart}:{self.name}"
        self.names[user] = display_name
        return user

    def room(self, room_id: str) -> Room:
        """A room by its id."""
        if room_id not in self.rooms:
            raise MatrixError(404, "M_NOT_FOUND", "there is no such room")
        return self.rooms[room_id]

    def within(self, user: str, room_id: str) -> Room:
        """A room that somebody is in; nobody else may know of it."""
        if room_id not in self.rooms or user not in self.rooms[room_id].members("join"):
            raise MatrixError(403, "M_FORBIDDEN", "not in that room")
        return self.rooms[room_id]

    def resolve(self, address: str) -> str:
        """A room's id by its id or alias."""
        if address.startswith("!"):
            return self.room(address).room_id
        if address not in self.aliases:
            raise MatrixError(404, "M_NOT_FOUND", "no room has this alias")
        return self.aliases[address]

    def append(self, room_id: str, kind: str, sender: str, content: Event, **more: Any) -> Event:
        """Something happens. ``more`` are fields of the event besides, such as its ``state_key``."""
        event_id = f"$event-{len(self.events) + 1}"
        event = {"event_id": event_id, "type": kind, "sender": sender, "content": content, **more}
        event |= {"origin_server_ts": 1_700_000_000_000 + len(self.events), "room_id": room_id}
        if "state_key" in event:
            self.rooms[room_id].state[kind, event["state_key"]] = event
        self.events[event_id] = Entry(self.end + 1, room_id, event, False)
        self.stream.append(self.events[event_id])
        return event

    def repeat(self, event_id: str) -> None:
        """An event stands in the stream once more."""
        entry = self.events[event_id]
        self.stream.append(entry._replace(position=self.end + 1, again=True))

    def make(self, creator: str, alias: str = "", invite: Sequence[str] = (), **more: Any) -> str:
        """A new room; returns its id. ``more``: ``public``, ``direct``, ``levels``, and ``initial`` state."""
        full = f"#{alias}:{self.name}"
        if alias and full in self.aliases:
            raise MatrixError(400, "M_ROOM_IN_USE", "this alias is taken")
        room_id = f"!room-{len(self.rooms) + 1}:{self.name}"
        self.rooms[room_id] = Room(room_id, bool(more.get("public")))
        self.append(room_id, "m.room.create", creator, {"room_version": "12"}, state_key="")
        self.member(room_id, creator, "join")
        self.append(room_id, "m.room.power_levels", creator, {"users": {}, **more.get("levels", {})}, state_key="")
        rule = {"join_rule": "public" if more.get("public") else "invite"}
        initial = {"m.room.join_rules": rule, "m.room.history_visibility": {"history_visibility": "shared"}}
        for kind, content in {**initial, **more.get("initial", {})}.items():
            self.append(room_id, kind, creator, content, state_key="")
        for user in invite:
            self.invite(room_id, creator, user, direct=bool(more.get("direct")))
        if alias:
            self.aliases[full] = room_id
        return room_id

    def member(self, room_id: str, user: str, membership: str, by: str | None = None, **said: Any) -> Event:
        """Somebody's membership changes."""
        before = self.rooms[room_id].state.get(("m.room.member", user))
        unsigned = {"prev_content": before["content"]} if before is not None else {}
        content = {"membership": membership, "displayname": self.names.get(user, ""), **said}
        return self.append(room_id, "m.room.member", by or user, content, state_key=user, unsigned=unsigned)

    def invite(self, room_id: str, by: str, user: str, *, direct: bool = False) -> None:
        """Somebody is asked in."""
        room = self.within(by, room_id)
        if user in room.members("join"):
            raise MatrixError(403, "M_FORBIDDEN", f"{user} is already in the room")
        self.member(room_id, user, "invite", by, **({"is_direct": True} if direct else {}))

    def join(self, user: str, address: str) -> str:
        """Somebody comes in; returns the room's id."""
        room = self.room(self.resolve(address))
        if user in room.members("join"):
            return room.room_id
        if not room.open and user not in room.members("invite"):
            raise MatrixError(403, "M_FORBIDDEN", "not invited")
        self.member(room.room_id, user, "join")
        return room.room_id

    def leave(self, user: str, room_id: str) -> None:
        """Somebody goes, or declines."""
        if user in self.room(room_id).members("join", "invite"):
            self.member(room_id, user, "leave")

    def between(self, room_id: str, after: int, until: int) -> Iterator[Entry]:
        """What stands in the stream of a room behind one position, up to another."""
        return (entry for entry in self.stream[after:until] if entry.room_id == room_id)
