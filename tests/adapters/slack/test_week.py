"""A region's week as Slack shows it, held by golden files; in channels of which one was archived."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.render import Page, pages
from bot import chores, courier
from bot.cli.config import Config
from bot.message import Message
from tests.adapters.slack.looks import CATALOGUE, HOW, golden, sendable
from tests.adapters.slack.world import inhabited
from tests.engine.test_week_words import full
from tests.engine.weekly import weekly


def page(message: Message) -> Page:
    (made,) = pages(CATALOGUE.render(message), CATALOGUE, None, HOW)
    return made


async def test_slack_shows_a_full_week_on_one_page_each(tmp_path: Path) -> None:
    async with weekly(tmp_path) as there:
        await full(there, people=30)
        await there.tick("2026-03-03 09:00")
        (first,), (thread, chart) = await there.told("emea"), await there.thread("emea")
        golden("week", sendable(page(first)))
        golden("week-thread", sendable(page(thread)))
        sendable(page(chart))


def in_two_channels(config: Config) -> Config:
    """Whose week the mentors read, too."""
    mentors = config.programme.mentors_channels
    regions = [
        each.model_copy(update={"channels": (*each.channels, *mentors)}) if each.name == "EMEA" else each
        for each in config.region
    ]
    told = config.digest.model_copy(update={"send": True, "chart": False})
    return config.model_copy(update={"region": tuple(regions), "digest": told})


@pytest.mark.usefixtures("quick")
async def test_an_archived_channel_holds_no_other_up_and_the_button_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "EVERY", 0.05)
    monkeypatch.setattr(courier, "LEASE", timedelta(seconds=1))
    async with inhabited(tmp_path, change=in_two_channels) as place:
        await place.apply()
        place.emea.archived = True
        await place.cora.slash("/ambassador digest send EMEA")
        told = await place.slack.until(
            lambda: [each for each in place.desk.messages if "didn't get through" in each.text]
        )
        assert "#emea is archived: unarchive it" in told[0].text
        said = await place.slack.until(
            lambda: next((each for each in place.mentors.messages if each.text.startswith("This week · EMEA")), None)
        )
        assert said is not None
        assert "one candidate waits for a mentor" in said.text
        await place.ana.press("Claim", said)
        await place.whispered(place.ana, "You now mentor Kim")
        await place.bo.press("Claim", said)
        await place.whispered(place.bo, "Nobody whom you could claim")
