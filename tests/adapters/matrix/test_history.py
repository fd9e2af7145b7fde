"""Where a room's past begins for the bot, and how a gap in it is filled."""

from typing import Any

import pytest

from adapters.matrix import history
from adapters.matrix.receive import comes_in, joined
from tests.adapters.matrix.test_receive import ANA, ME, raw, scene, text


def member(event_id: str, membership: str, before: str | None = None, user: str = ME) -> dict[str, Any]:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return raw({"membership": membership}, "m.room.member", state_key=user) | {
        "event_id": event_id,
        "unsigned": unsigned,
    }


def test_the_bots_own_arrival() -> None:
    came = member("$came", "join", "invite")
    assert comes_in(came, ME)
    assert not comes_in(member("$renamed", "join", "join"), ME)
    assert not comes_in(member("$other", "join", user=ANA), ME)
    event = joined(came, scene(direct=True), ANA)
    assert (event.id, event.sender.identity, event.direct) == ("joined:$came", f"matrix:{ANA}", True)


class Pages:
    """A homeserver of one room's history, newest first, two events a page."""

    user_id = ME

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.left, self.asked = list(reversed(events)), 0

    async def messages(self, _room: str, _start: str, _end: str) -> tuple[list[dict[str, Any]], str | None]:
        self.asked += 1
        page, self.left = self.left[:2], self.left[2:]
        return page, f"page{self.asked}" if self.left else None


class Info:
    def __init__(self, events: list[dict[str, Any]], *, limited: bool) -> None:
        self.timeline = self
        self.events = [type("Event", (), {"source": event}) for event in events]
        self.limited, self.prev_batch = limited, "page0"


def numbered(*ids: str) -> list[dict[str, Any]]:
    return [text("hi") | {"event_id": each} for each in ids]


@pytest.mark.parametrize(
    ("older", "newest", "limited", "direct", "expected"),
    [
        (numbered("a", "b"), numbered("c"), False, False, "c"),
        (numbered("a", "b", "c", "d", "e"), numbered("f"), True, False, "abcdef"),
        ([*numbered("a"), member("b", "join"), *numbered("c")], numbered("d"), True, False, "bcd"),
        (numbered("a"), [*numbered("b"), member("c", "join"), *numbered("d")], True, False, "cd"),
        (
            [*numbered("x", "y", "z"), member("a", "invite"), *numbered("b")],
            [member("c", "join", "invite")],
            True,
            True,
            "abc",
        ),
        (numbered("a", "b", "c"), [member("d", "join")], True, True, "d"),
        (numbered("a"), [member("b", "join", "join"), *numbered("c")], True, False, "abc"),
    ],
)
async def test_what_counts_of_a_rooms_past(
    older: list[dict[str, Any]], newest: list[dict[str, Any]], limited: bool, direct: bool, expected: str
) -> None:
    server: Any = Pages(older)
    found = await history.since(server, "!r", Info(newest, limited=limited), "token", direct=direct)
    assert "".join(event["event_id"] for event in found) == expected
