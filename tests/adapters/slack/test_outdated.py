"""Slack brings a 👍 minutes late: by then the bot may have found it for itself, and it may be gone again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import platform, standing
from tests.adapters.slack.test_cards import mentored
from tests.adapters.slack.world import Place, inhabited, present, workspace
from tests.slack import happenings
from tests.slack.town import Message

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture(autouse=True)
def _clocks_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace's clock stands still, and the bot's was set by it a moment before."""
    monkeypatch.setattr(standing, "SKEW", standing.SKEW * 0)


def happened(place: Place, card: Message, *, added: bool) -> dict[str, Any]:
    """Ana's 👍 is put on, or taken off, now."""
    town = place.slack.town
    return happenings.reaction(town, place.ana.user, place.mentors, card, "+1", added=added)


async def test_a_thumb_that_was_found_and_taken_off_isnt_given_again_by_the_word_of_it(tmp_path: Path) -> None:
    async with workspace(tmp_path) as place:
        async with present(place):
            card = await mentored(place)
        await place.ana.react(card, "+1")
        (late,) = place.slack.http.waiting
        async with present(place):
            await place.card(1, "👍 from Ana")
            place.slack.clock.move(60)
            await place.ana.unreact(card, "+1")
            await place.card(1, "Ana mentors")
            await place.slack.http.again(late)
            await place.quiet()
            assert await place.history() == ["apply", "claim", "thumbs up", "take back"]
            place.slack.clock.move(60)
            await place.ana.react(card, "+1")
            await place.card(1, "👍 from Ana")


async def test_the_word_that_it_was_taken_off_may_come_behind_a_new_one(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        await place.ana.react(card, "+1")
        await place.card(1, "👍 from Ana")
        off = happened(place, card, added=False)
        place.slack.clock.move(60)
        await place.slack.tell(happened(place, card, added=True))
        await place.slack.tell(off)
        await place.quiet()
        assert await place.history() == ["apply", "claim", "thumbs up"]
        place.slack.clock.move(60)
        await place.ana.unreact(card, "+1")
        await place.card(1, "Ana mentors")


async def test_a_clock_ahead_of_slacks_hides_no_removal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It seems older than the 👍 that was found: the card tells."""
    monkeypatch.setattr(standing, "SKEW", timedelta(seconds=-30))
    monkeypatch.setattr(platform, "HEARD_EVERY", 0.05)
    async with workspace(tmp_path) as place:
        async with present(place):
            card = await mentored(place)
        await place.ana.react(card, "+1")
        async with present(place):
            await place.card(1, "👍 from Ana")
            await place.ana.unreact(card, "+1")
            await place.card(1, "Ana mentors")
            assert await place.history() == ["apply", "claim", "thumbs up", "take back"]


async def test_a_removal_may_come_before_what_it_removes(tmp_path: Path) -> None:
    """The word of the 👍 wasn't taken at first, so that it comes again; by then it isn't there any more."""
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        on = happened(place, card, added=True)
        place.slack.clock.move(30)
        await place.slack.tell(happened(place, card, added=False))
        await place.slack.tell(on)
        await place.quiet()
        assert await place.history() == ["apply", "claim"]
        place.slack.clock.move(30)
        await place.ana.react(card, "+1")
        await place.card(1, "👍 from Ana")
