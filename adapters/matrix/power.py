"""Who may do what in a room: power levels, as the room's version means them.

Rules of this file: pure functions over the room's state. nio's ``has_permission`` is wrong from version 12 on, where
creators stand above every level and aren't listed. In doubt the answer is no.
"""

from collections.abc import Mapping, Sequence
from typing import Any

_STATE_DEFAULT = 50


def may_send_state(state: Sequence[Mapping[str, Any]], user: str, event_type: str) -> bool:
    """Whether ``user`` has the right to send a state event of that type, given a room's state events."""
    create = _event(state, "m.room.create")
    if create is None:
        return False
    levels = _event(state, "m.room.power_levels")
    if _creators_stand_above(create):
        if user in _creators(create):
            return True
    elif levels is None:
        return user == _creator(create)
    if levels is None:
        return False
    content = _content(levels)
    needed = _level(_mapping(content, "events").get(event_type), _level(content.get("state_default"), _STATE_DEFAULT))
    held = _level(_mapping(content, "users").get(user), _level(content.get("users_default"), 0))
    return held >= needed


def predecessor(state: Sequence[Mapping[str, Any]]) -> str | None:
    """The room that a room says it replaces."""
    create = _event(state, "m.room.create")
    room = _mapping(_content(create), "predecessor").get("room_id") if create else None
    return room if isinstance(room, str) else None


def tombstone(state: Sequence[Mapping[str, Any]]) -> tuple[str, str] | None:
    """The room that replaces a room, and who said so."""
    event = _event(state, "m.room.tombstone")
    room = _content(event).get("replacement_room") if event else None
    return (room, str(event.get("sender"))) if event and isinstance(room, str) and room.startswith("!") else None


def _creators_stand_above(create: Mapping[str, Any]) -> bool:
    version = str(_content(create).get("room_version", "1"))
    return (version.isdecimal() and int(version) >= 12) or version.startswith("org.matrix.hydra.")


def _creators(create: Mapping[str, Any]) -> set[str]:
    also = _content(create).get("additional_creators")
    named = {user for user in also if isinstance(user, str)} if isinstance(also, list) else set()
    return named | {str(create.get("sender"))}


def _creator(create: Mapping[str, Any]) -> str:
    return str(_content(create).get("creator") or create.get("sender"))


def _event(state: Sequence[Mapping[str, Any]], event_type: str) -> Mapping[str, Any] | None:
    return next((each for each in state if each.get("type") == event_type and each.get("state_key") == ""), None)


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(event, "content")


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def _level(value: object, default: int) -> int:
    """Rooms before version 10 may hold levels as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value.strip()) if isinstance(value, str) else default
    except ValueError:
        return default
