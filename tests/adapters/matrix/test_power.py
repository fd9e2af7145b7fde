"""Who has the right to move a room, in every kind of room."""

from typing import Any

import pytest

from adapters.matrix.power import may_send_state, predecessor, tombstone

ANA, BO = "@ana:x.org", "@bo:x.org"
NO_LEVELS: dict[str, Any] = {}


def state(version: str | None, levels: dict[str, Any] | None, **create: Any) -> list[dict[str, Any]]:
    content = {**({"room_version": version} if version else {}), **create}
    events = [{"type": "m.room.create", "state_key": "", "sender": ANA, "content": content}]
    if levels is not None:
        events.append({"type": "m.room.power_levels", "state_key": "", "sender": ANA, "content": levels})
    return events


@pytest.mark.parametrize(
    ("version", "levels", "create", "user", "expected"),
    [
        ("12", NO_LEVELS, {}, ANA, True),
        ("12", None, {}, ANA, True),
        ("12", NO_LEVELS, {"additional_creators": [BO]}, BO, True),
        ("12", NO_LEVELS, {"additional_creators": "@bo:x.org"}, BO, False),
        ("12", NO_LEVELS, {"creator": BO}, BO, False),
        ("12", {"users": {BO: 100}, "events": {"m.room.tombstone": 150}}, {}, BO, False),
        ("12", {"users": {BO: 150}, "events": {"m.room.tombstone": 150}}, {}, BO, True),
        ("12", {"users": {BO: 49}}, {}, BO, False),
        ("12", {"users": {BO: 50}}, {}, BO, True),
        ("13", NO_LEVELS, {}, ANA, True),
        ("org.matrix.hydra.11", NO_LEVELS, {}, ANA, True),
        ("11", NO_LEVELS, {}, ANA, False),
        ("11", NO_LEVELS, {"additional_creators": [BO]}, BO, False),
        ("11", {"users": {ANA: 100}}, {}, ANA, True),
        ("11", None, {}, ANA, True),
        ("11", None, {}, BO, False),
        ("1", None, {"creator": BO}, BO, True),
        (None, {"users": {BO: "50"}}, {}, BO, True),
        ("10", {"users_default": 50}, {}, BO, True),
        ("10", {"users_default": 50, "users": {BO: 0}}, {}, BO, False),
        ("10", {"state_default": 0}, {}, BO, True),
        ("10", {"users": [BO], "events": 7, "state_default": None}, {}, BO, False),
        ("10", {"users": {BO: True}, "state_default": 1}, {}, BO, False),
    ],
)
def test_the_right_to_end_a_room(
    version: str | None, levels: dict[str, Any] | None, create: dict[str, Any], user: str, expected: bool
) -> None:
    assert may_send_state(state(version, levels, **create), user, "m.room.tombstone") is expected


def test_without_the_create_event_nobody_has_a_right() -> None:
    assert not may_send_state(state("12", {"users": {ANA: 100}})[1:], ANA, "m.room.tombstone")


def test_where_a_room_goes_and_where_it_came_from() -> None:
    ended = {"type": "m.room.tombstone", "state_key": "", "sender": BO, "content": {"replacement_room": "!new"}}
    assert tombstone([*state("12", None), ended]) == ("!new", BO)
    assert tombstone(state("12", None)) is None
    assert tombstone([ended | {"content": {"replacement_room": "#alias:x.org"}}]) is None
    assert tombstone([ended | {"state_key": "other"}]) is None
    assert predecessor(state("12", None, predecessor={"room_id": "!old"})) == "!old"
    assert predecessor(state("12", None, predecessor="!old")) is None
    assert predecessor([]) is None
