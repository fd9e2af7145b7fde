"""What somebody's sync says, and the pages before it: pure functions over the ledger, told as Synapse tells them.

Rules of this file: a token is a position in the stream. A room that one has just come into is told whole; of a
timeline with a gap before it only the end is told, and ``messages`` fills the gap.
"""

from collections.abc import Iterable
from typing import Any

from tests.homeserver.ledger import Entry, Event, Ledger, Room


def token(position: int) -> str:
    """A position as clients keep it."""
    return f"s{position}"


def position(kept: str) -> int:
    """The position behind a token."""
    return int(kept.removeprefix("s"))


def sync(ledger: Ledger, me: str, start: int, *, full: bool, limit: int) -> dict[str, Any]:
    """Everything behind ``start``; ``full``: with every room's state. A timeline holds ``limit`` events at most."""
    end = ledger.end
    touched = {entry.room_id for entry in ledger.stream[start:end]}
    rooms: dict[str, dict[str, Any]] = {"join": {}, "invite": {}, "leave": {}}
    for room in ledger.rooms.values():
        if not full and room.room_id not in touched:
            continue
        if me in room.members("join"):
            rooms["join"][room.room_id] = _joined(ledger, room, me, start, end, full=full, limit=limit)
        elif me in room.members("invite") and (full or _came(ledger, room, me) > start):
            rooms["invite"][room.room_id] = {"invite_state": {"events": _stripped(room, me)}}
        elif me in room.members("leave") and _came(ledger, room, me) > start:
            rooms["leave"][room.room_id] = {"timeline": {"events": []}, "state": {"events": []}}
    return {"next_batch": token(end), "rooms": rooms}


def messages(ledger: Ledger, room_id: str, start: int, until: int, limit: int) -> dict[str, Any]:
    """A page of what a room said before ``start`` and behind ``until``, newest first."""
    found = list(ledger.between(room_id, until, start))
    page = found[-limit:]
    answer: dict[str, Any] = {"chunk": [entry.event for entry in reversed(page)], "start": token(start)}
    return {**answer, "end": token(page[0].position - 1)} if len(found) > limit else answer


def _joined(
    ledger: Ledger, room: Room, me: str, start: int, end: int, *, full: bool, limit: int
) -> dict[str, Any]:  # fmt: skip
    new = _came(ledger, room, me) > start
    behind = 0 if new else start
    found = list(ledger.between(room.room_id, behind, end))
    timeline = found[-limit:]
    first = timeline[0].position - 1 if timeline else end
    before = ledger.between(room.room_id, 0 if new or full else start, first)
    return {
        "timeline": {
            "events": [entry.event for entry in timeline],
            "limited": new or len(found) > limit,
            "prev_batch": token(first),
        },
        "state": {"events": _state(before)},
    }


def _state(entries: Iterable[Entry]) -> list[Event]:
    """The state that entries lead to."""
    found: dict[tuple[str, str], Event] = {}
    for entry in entries:
        if "state_key" in entry.event and not entry.again:
            found[entry.event["type"], entry.event["state_key"]] = entry.event
    return list(found.values())


def _came(ledger: Ledger, room: Room, me: str) -> int:
    """Since which position somebody's membership is what it is."""
    return ledger.events[room.state["m.room.member", me]["event_id"]].position


def _stripped(room: Room, me: str) -> list[Event]:
    """What one who is asked in may see."""
    inviter = room.state["m.room.member", me]["sender"]
    keys = [("m.room.create", ""), ("m.room.join_rules", ""), ("m.room.member", inviter), ("m.room.member", me)]
    return [
        {name: room.state[key][name] for name in ("type", "state_key", "sender", "content")}
        for key in keys
        if key in room.state
    ]
