"""Which rooms are private to the bot and one person, whatever their state says."""

from typing import Any

import pytest

from adapters.matrix.privacy import CHANGES, Standing, standing

ME, KIM, EVE = "@ambassador:x.org", "@kim:x.org", "@eve:x.org"
Event = dict[str, Any]


def event(kind: str, content: Any, key: str = "", sender: str = KIM) -> Event:
    return {"type": kind, "state_key": key, "sender": sender, "content": content}


def member(user: str, membership: Any = "join") -> Event:
    return event("m.room.member", {"membership": membership}, user, user)


def created(sender: str = KIM, **content: Any) -> Event:
    return event("m.room.create", content, sender=sender)


def joinable(rule: Any) -> Event:
    return event("m.room.join_rules", {"join_rule": rule})


def visible(to: Any) -> Event:
    return event("m.room.history_visibility", {"history_visibility": to})


MADE, BOTH = created(), [member(ME), member(KIM)]
NOT_ASKED: list[Any] = ["public", "restricted", "knock_restricted", "private", "", None, ["invite"]]
NOT_WITHIN: list[Any] = ["world_readable", "all", "", None, {}]
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ([MADE, *BOTH], Standing.DIRECT),
        ([created(ME), *BOTH], Standing.DIRECT),
        ([created(ME), member(ME), member(KIM, "invite")], Standing.DIRECT),
        ([MADE, *BOTH, joinable("invite"), visible("shared")], Standing.DIRECT),
        ([MADE, *BOTH, joinable("knock"), visible("joined")], Standing.DIRECT),
        ([MADE, *BOTH, visible("invited")], Standing.DIRECT),
        ([created(creator=KIM, room_version="9"), *BOTH], Standing.DIRECT),
        ([created(additional_creators=[ME], room_version="12"), *BOTH], Standing.DIRECT),
        ([*BOTH, MADE, event("m.room.name", {"name": "Den"})], Standing.DIRECT),
        # a third, whatever has become of them
        ([MADE, *BOTH, member(EVE)], Standing.SHARED),
        ([MADE, *BOTH, member(EVE, "invite")], Standing.SHARED),
        ([MADE, *BOTH, member(EVE, "leave")], Standing.SHARED),
        ([MADE, *BOTH, member(EVE, "ban")], Standing.SHARED),
        ([MADE, *BOTH, member(EVE, "knock")], Standing.SHARED),
        ([MADE, *BOTH, member(EVE, None)], Standing.SHARED),
        ([MADE, *BOTH, member(EVE) | {"content": "join"}], Standing.SHARED),
        ([MADE, member(ME), member(EVE)], Standing.SHARED),
        ([created(ME), member(ME), member(KIM, "leave"), member(EVE, "leave")], Standing.SHARED),
        # made by a third
        ([created(EVE), *BOTH], Standing.SHARED),
        ([created(EVE, creator=KIM), *BOTH], Standing.SHARED),
        ([created(creator=EVE, room_version="9"), *BOTH], Standing.SHARED),
        ([created(additional_creators=[ME, EVE]), *BOTH], Standing.SHARED),
        ([created(additional_creators=EVE), *BOTH], Standing.SHARED),
        ([created(), created(EVE), *BOTH], Standing.SHARED),
        (BOTH, Standing.SHARED),
        # open to others
        *(([MADE, *BOTH, joinable(rule)], Standing.OPEN) for rule in NOT_ASKED),
        *(([MADE, *BOTH, visible(to)], Standing.OPEN) for to in NOT_WITHIN),
        ([created(ME), member(ME), member(KIM, "leave"), joinable("public")], Standing.OPEN),
        # encrypted by somebody, or by the homeserver as it was made
        ([MADE, *BOTH, event("m.room.encryption", ENCRYPTION)], Standing.ENCRYPTED),
        ([MADE, *BOTH, event("m.room.encryption", {})], Standing.ENCRYPTED),
        ([created(ME), *BOTH, event("m.room.encryption", ENCRYPTION)], Standing.ENCRYPTED),
        ([created(ME), *BOTH, event("m.room.encryption", ENCRYPTION, sender=ME)], Standing.DIRECT),
        ([MADE, *BOTH, event("m.room.encryption", ENCRYPTION), visible("world_readable")], Standing.OPEN),
        # without one of the two
        ([created(ME), member(ME)], Standing.LEFT),
        ([created(ME), member(ME), member(KIM, "leave")], Standing.LEFT),
        ([created(ME), member(ME), member(KIM, "ban")], Standing.LEFT),
        ([created(ME), member(ME), member(KIM, "knock")], Standing.LEFT),
        ([MADE, member(KIM)], Standing.OUT),
        ([MADE, member(KIM), member(ME, "leave")], Standing.OUT),
        ([MADE, member(KIM), member(ME, "invite")], Standing.OUT),
        ([], Standing.OUT),
        ([{"type": "m.room.member"}], Standing.OUT),
    ],
)
def test_who_is_alone_with_the_bot(state: list[Event], expected: Standing) -> None:
    assert standing(state, ME, KIM) is expected
    if expected is Standing.DIRECT:
        assert standing(state, ME, EVE) is Standing.SHARED


def test_whatever_the_answer_hangs_on_is_asked_for_in_a_sync() -> None:
    kinds = {each["type"] for each in (MADE, *BOTH, joinable("invite"), visible("joined"))}
    assert kinds | {"m.room.encryption"} <= CHANGES
