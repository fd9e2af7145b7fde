"""Whether a room is private to the bot and one person: the one answer for what is heard and for what is said.

Rules of this file: pure functions over the room's state as the homeserver tells it. A direct chat is the bot and one
person; when a third joins, it is a shared room from then on, also when they leave again: whoever was in may come back,
or read on elsewhere. A room that a third made, or that others may enter or read unasked, never was one. In doubt the
answer is no.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

Event = Mapping[str, Any]

CHANGES = {
    "m.room.create",
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.member",
    "m.room.power_levels",
}
"""The events after which the answer may be another."""
_ASKED = {"invite", "knock"}
_FROM_WITHIN = {"invited", "joined", "shared"}


class Standing(Enum):
    """What a room is to the bot and one person."""

    DIRECT = auto()
    ENCRYPTED = auto()
    """Private, but unreadable for the bot."""
    LEFT = auto()
    """The person isn't in; everything else holds, so they may be asked in again."""
    OPEN = auto()
    """Others may enter it or read along without being asked in."""
    SHARED = auto()
    """A third is or was there, or made it. This never changes again."""
    OUT = auto()
    """The bot itself isn't in, or can't see."""


def standing(state: Sequence[Event], me: str, person: str) -> Standing:
    """What a room is to ``me`` and ``person``, given its whole state."""
    members = {str(each.get("state_key")): _text(each, "membership") for each in _all(state, "m.room.member")}
    if members.get(me) != "join":
        return Standing.OUT
    if not {me, person} >= set(members) | _makers(state):
        return Standing.SHARED
    if _said(state, "m.room.join_rules", "join_rule", "invite") not in _ASKED:
        return Standing.OPEN
    if _said(state, "m.room.history_visibility", "history_visibility", "shared") not in _FROM_WITHIN:
        return Standing.OPEN
    # Some homeservers encrypt whatever room is made; in the bot's own that costs no privacy, and there is no other.
    if any(each.get("sender") != me for each in _all(state, "m.room.encryption")):
        return Standing.ENCRYPTED
    return Standing.DIRECT if members.get(person) in {"join", "invite"} else Standing.LEFT


def _makers(state: Sequence[Event]) -> set[str]:
    """Everybody who a room's first event names; a nobody where there is no such event."""
    makers: set[str] = set() if _all(state, "m.room.create") else {""}
    for create in _all(state, "m.room.create"):
        also = _content(create).get("additional_creators", [])
        makers |= {str(create.get("sender")), str(_content(create).get("creator", create.get("sender")))}
        makers |= {str(user) for user in also} if isinstance(also, list) else {str(also)}
    return makers


def _said(state: Sequence[Event], event_type: str, key: str, default: str) -> str:
    """What a state event says; ``default`` where there is no such event, nothing where it says nothing."""
    found = [each for each in _all(state, event_type) if each.get("state_key") == ""]
    return _text(found[-1], key) if found else default


def _all(state: Sequence[Event], event_type: str) -> list[Event]:
    return [each for each in state if each.get("type") == event_type]


def _text(event: Event, key: str) -> str:
    value = _content(event).get(key)
    return value if isinstance(value, str) else ""


def _content(event: Event) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, Mapping) else {}
