"""Every story of ``tests/stories`` is what the bot says, word for word.

A story is a conversation in the shell's grammar; ``tests/chat.py`` explains its header. With
``AMBASSADOR_UPDATE_STORIES=1`` the files are written anew from what the bot says: read every line before you commit.
"""

import os
from itertools import pairwise

import pytest

from adapters.shell.joining import join
from adapters.shell.line import Action, Blank, Check
from tests.chat import STORIES, chat, header

TOLD = {file.stem: file.read_text(encoding="utf-8") for file in sorted(STORIES.glob("*.txt"))}
UPDATE = bool(os.environ.get("AMBASSADOR_UPDATE_STORIES"))


@pytest.mark.parametrize("name", TOLD)
async def test_story(name: str, database_url: str) -> None:
    story = TOLD[name]
    async with chat(database_url, header(story, "programme")) as there:
        if UPDATE:
            write(name, await there.rewrite(story, name))
        else:
            await there.play(story, f"{name}.txt")


def write(name: str, story: str) -> None:
    (STORIES / f"{name}.txt").write_text(story, encoding="utf-8")


@pytest.mark.parametrize("name", TOLD)
def test_a_story_says_what_it_expects_of_every_step(name: str) -> None:
    logical = [each for each in join(TOLD[name].split("\n")) if not isinstance(each.read(), Blank)]
    lines = [(each, each.read()) for each in logical]
    assert isinstance(lines[-1][1], Check), "nothing is expected at its end"
    for (step, meant), (_, follows) in pairwise(lines):
        unchecked = isinstance(meant, Action) and not isinstance(follows, Check)
        assert not unchecked, f"{step.number}: nothing is expected of “{step.text}”"
