"""Accounts that are closed and opened again, on the strict fake Slack: told while the bot listens, and found later."""

from pathlib import Path

import pytest

from bot.model import State
from tests.adapters.slack.missed import Away, away
from tests.adapters.slack.test_strangers import applied
from tests.adapters.slack.world import inhabited
from tests.slack import happenings


async def acts(there: Away) -> list[str]:
    history = await there.app.database.read(lambda store: store.cases.history(1))
    return [entry.act for entry in history if entry.act != "offer"]


async def test_a_mentor_whose_account_was_closed_meanwhile(tmp_path: Path) -> None:
    async with away(tmp_path) as there:
        await there.claimed()
        await there.heard()
        there.people["ana"].user.deleted = True
        there.restarted()
        await there.catch_up()
        case = await there.case()
        assert (case.state, case.mentor) == (State.APPLIED, None)
        assert await acts(there) == ["apply", "claim", "mentor left"]
        assert any("looking for another mentor" in text for text in there.told("kim"))
        there.restarted()
        await there.catch_up()
        assert await acts(there) == ["apply", "claim", "mentor left"], "once"


async def test_a_candidate_whose_account_was_closed_and_opened_again_meanwhile(tmp_path: Path) -> None:
    async with away(tmp_path) as there:
        await there.claimed()
        await there.heard()
        for closed in (True, False):
            there.people["kim"].user.deleted = closed
            there.restarted()
            await there.catch_up()
        assert await acts(there) == ["apply", "claim", "gone", "returned"]
        assert (await there.case()).state is State.MENTORING
        assert sum("account on Slack was closed" in text for text in there.told("ana")) == 1


async def test_slack_tells_that_an_account_is_closed(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.ana.press("Claim", card)
        await place.slack.deactivate(place.ana)
        assert await place.history() == ["apply", "claim", "mentor left"]
        await place.slack.change(place.ana, deleted=False)
        assert await place.history() == ["apply", "claim", "mentor left"]
        await place.quiet()  # the card has its button again
        await place.ana.press("Claim", card)
        assert await place.history() == ["apply", "claim", "mentor left"], "not a mentor again by itself"


@pytest.mark.parametrize("late", [True, False])
async def test_an_old_word_of_a_closed_account_sees_nobody_off(tmp_path: Path, late: bool) -> None:
    """Slack brings for minutes what wasn't acknowledged: whether somebody is there now is looked up."""
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.ana.press("Claim", card)
        place.ana.user.deleted = True
        older = happenings.user_change(place.slack.town, place.ana.user)
        place.ana.user.deleted = not late
        await place.slack.tell(older)
        assert await place.history() == (["apply", "claim"] if late else ["apply", "claim", "mentor left"])
