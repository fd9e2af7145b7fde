"""Invites as they come in, and how many of a stranger's are answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nio import SyncResponse

from adapters.matrix.invites import Allowance, Invite, read

ME, KIM = "@bot:example.org", "@kim:example.org"


def member(user: str, membership: Any = "invite", sender: str = KIM, **content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.member",
        "state_key": user,
        "sender": sender,
        "content": {"membership": membership, **content},
    }


NAME = {"type": "m.room.name", "state_key": "", "sender": KIM, "content": {"name": "Den"}}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ([member(ME)], Invite("!r", KIM, False, "")),
        ([NAME, member(KIM, "join"), member(ME, is_direct=True)], Invite("!r", KIM, True, "Den")),
        ([member(ME, is_direct="yes")], Invite("!r", KIM, False, "")),
        ([member(ME, sender="@eve:x.org", displayname=KIM)], Invite("!r", "@eve:x.org", False, "")),
        ([member(KIM)], None),
        ([member(ME, "join")], None),
        ([member(ME, 7)], None),
        ([], None),
        ([{"type": "m.room.member"}], None),
    ],
)
def test_an_invite_says_who_invites(state: list[dict[str, Any]], expected: Invite | None) -> None:
    answer = {"next_batch": "1", "rooms": {"invite": {"!r": {"invite_state": {"events": state}}}}}
    assert read("!r", SyncResponse.from_dict(answer).rooms.invite["!r"].invite_state, ME) == expected


class Hands:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def test_so_many_at_once_then_one_in_a_while() -> None:
    clock = Hands()
    allowance = Allowance(clock, burst=3, every=10)
    assert [allowance.wait() for _ in range(4)] == [0, 0, 0, 10]
    clock.time += timedelta(seconds=4)
    assert allowance.wait() == pytest.approx(6)
    clock.time += timedelta(seconds=6)
    assert [allowance.wait(), allowance.wait()] == [0, 10]
    clock.time += timedelta(days=1)
    assert [allowance.wait() for _ in range(4)] == [0, 0, 0, 10]
    clock.time -= timedelta(days=2)  # the clock was set back
    assert allowance.wait() == 10
