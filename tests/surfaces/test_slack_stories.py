"""Every story of ``tests/stories`` is what people see on Slack, over both of its wires.

By default each is played once: the wires take turns, and so do people who give all commands by slash commands and those
who write to the bot. With ``make soak`` each is played in every way.
"""

from itertools import product
from pathlib import Path

import pytest

from adapters.shell import StoryFailed
from tests.slack.fake import Mode
from tests.slack.forms import NotPossible
from tests.surfaces.differences import UNPLAYED
from tests.surfaces.slack import Habit
from tests.surfaces.slack_house import SlackHouse
from tests.test_stories import TOLD

MODES: tuple[Mode, ...] = ("http", "socket")
HABITS: tuple[Habit, ...] = ("slash", "words")
WAYS = list(product(MODES, HABITS))
PLAYED = [name for name in TOLD if name not in UNPLAYED["slack"]]


@pytest.mark.parametrize(
    ("name", "mode", "habit"), [(name, *WAYS[number % len(WAYS)]) for number, name in enumerate(PLAYED)]
)
async def test_story(name: str, mode: Mode, habit: Habit, tmp_path: Path) -> None:
    await SlackHouse(tmp_path, TOLD[name], mode, habit).play(f"{name}.txt")


@pytest.mark.soak
@pytest.mark.parametrize(("mode", "habit"), WAYS)
@pytest.mark.parametrize("name", PLAYED)
async def test_story_every_way(name: str, mode: Mode, habit: Habit, tmp_path: Path) -> None:
    await SlackHouse(tmp_path, TOLD[name], mode, habit).play(f"{name}.txt")


@pytest.mark.parametrize("name", UNPLAYED["slack"])
async def test_what_is_not_played_can_not_be(name: str, tmp_path: Path) -> None:
    with pytest.raises((StoryFailed, NotPossible)):
        await SlackHouse(tmp_path, TOLD[name], "http").play(f"{name}.txt")
