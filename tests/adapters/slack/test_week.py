"""A region's week as Slack shows it, held by golden files; and a channel that was archived."""

from pathlib import Path

from adapters.slack.render import Page, pages
from bot.message import Message
from tests.adapters.slack.looks import CATALOGUE, HOW, golden, sendable
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
