"""What is on its way while something else comes: drafts being kept, and events that Slack is to bring again."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack import drafts, owed, platform
from adapters.slack.drafts import Drafts
from adapters.slack.owed import GIVEN_UP, Owed
from bot.address import Identity, Room
from bot.event import Drafted, Sender
from tests.adapters.slack.slow import slowed
from tests.adapters.slack.world import inhabited


def typed(text: str, event_id: str = "1.1") -> Drafted:
    """Kim's form, so far."""
    return Drafted(
        source="slack:T1",
        id=event_id,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        sender=Sender(identity=Identity("slack:T1/U1")),
        room=Room("slack:T1/U1"),
        direct=True,
        form="apply",
        values={"why": text},
    )


class Keeper:
    """Where drafts are kept, slowly."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.kept: list[str] = []
        self.gate = asyncio.Event()
        self.fails = False

    async def __call__(self, event: Drafted) -> None:
        self.begun.append(event.values["why"])
        await self.gate.wait()
        if self.fails:
            raise ValueError
        self.kept.append(event.values["why"])


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    monkeypatch.setattr(drafts, "QUIET", 0.02)
    return Keeper()


async def test_only_the_newest_is_kept(keeper: Keeper) -> None:
    keeper.gate.set()
    kept = Drafts(keeper)
    for text in ("a", "ab", "abc"):
        kept.note("V1", typed(text))
    kept.note("V2", typed("other"))
    await asyncio.sleep(0.1)
    assert sorted(keeper.kept) == ["abc", "other"]


async def test_closing_waits_for_what_is_being_kept_and_keeps_what_came_behind_it(keeper: Keeper) -> None:
    kept = Drafts(keeper)
    kept.note("V1", typed("a"))
    await asyncio.sleep(0.05)
    assert keeper.begun == ["a"]
    kept.note("V1", typed("ab"))
    closing = asyncio.create_task(kept.flush("V1"))
    await asyncio.sleep(0.05)
    assert not closing.done()
    keeper.gate.set()
    await closing
    assert keeper.kept == ["a", "ab"]


async def test_the_end_waits_for_what_is_being_kept(keeper: Keeper) -> None:
    kept = Drafts(keeper)
    kept.note("V1", typed("a"))
    await asyncio.sleep(0.05)
    ending = asyncio.create_task(kept.flush())
    await asyncio.sleep(0.02)
    assert not ending.done()
    keeper.gate.set()
    await ending
    assert keeper.kept == ["a"]


async def test_what_was_handed_in_isnt_kept_behind_it(keeper: Keeper) -> None:
    keeper.gate.set()
    kept = Drafts(keeper)
    kept.note("V1", typed("a"))
    kept.forget("V1")
    await asyncio.sleep(0.06)
    await kept.flush()
    assert keeper.kept == []


async def test_one_that_cant_be_kept_stops_no_other(keeper: Keeper) -> None:
    keeper.gate.set()
    keeper.fails = True
    kept = Drafts(keeper)
    kept.note("V1", typed("a"))
    await kept.flush("V1")
    keeper.fails = False
    kept.note("V1", typed("b"))
    await kept.flush()
    assert keeper.kept == ["b"]


def test_what_isnt_settled_is_owed_until_slack_gives_it_up() -> None:
    now = [0.0]
    book = Owed(lambda: now[0])
    book.came(typed("a", "1"))
    now[0] = 100.0
    book.came(typed("a", "1"))
    book.came(typed("b", "2"))
    book.settled(typed("b", "2"))
    assert book
    assert not book.overdue()
    now[0] = GIVEN_UP + 1
    assert book.overdue()
    assert not book
    assert not book.overdue()


async def test_what_slack_brings_no_more_is_looked_for(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "HEARD_EVERY", 0.05)
    monkeypatch.setattr(owed, "GIVEN_UP", 0.3)
    async with inhabited(tmp_path) as place:
        await place.kim.say("help")
        await place.quiet()
        await asyncio.sleep(0.2)
        slow = slowed(place.app)
        slow.away = True
        await place.kim.say("status")
        slow.away = False
        await place.told(place.kim, "You have no application")  # though nobody brought it again
        assert len(place.slack.http.waiting) == 1
        await place.slack.http.retry_due()
        await place.quiet()
        assert len([each for each in place.kim.direct.messages if "You have no application" in each.text]) == 1
