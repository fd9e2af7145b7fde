"""Every story of ``tests/stories`` is what the bot says, word for word.

A story is a conversation in the shell's grammar; ``tests/chat.py`` explains its header. With
``AMBASSADOR_UPDATE_STORIES=1`` the files are written anew from what the bot says: read every line before you commit.
"""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.shell.joining import join
from adapters.shell.line import Action, Blank, Check
from tests.chat import STORIES, chat, header

FILES = sorted(STORIES.glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_story(file: Path, tmp_path: Path) -> None:
    story = file.read_text(encoding="utf-8")
    async with chat(tmp_path, header(story, "programme")) as there:
        if os.environ.get("AMBASSADOR_UPDATE_STORIES"):
            file.write_text(await there.rewrite(story, file.name), encoding="utf-8")
        else:
            await there.play(story, file.name)


def test_a_story_expects_something_in_every_step() -> None:
    for file in FILES:
        logical = list(join(file.read_text(encoding="utf-8").split("\n")))
        lines = [(each, each.read()) for each in logical if not isinstance(each.read(), Blank)]
        assert isinstance(lines[-1][1], Check), f"{file.name}: nothing is expected at its end"
        for (step, meant), (_, follows) in pairwise(lines):
            unchecked = isinstance(meant, Action) and not isinstance(follows, Check)
            assert not unchecked, f"{file.name}:{step.number}: nothing is expected of “{step.text}”"
