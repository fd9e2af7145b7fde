"""Every story of ``tests/stories`` is what people see on Matrix."""

from pathlib import Path

import pytest

from adapters.shell import StoryFailed
from tests.surfaces.differences import UNPLAYED
from tests.surfaces.matrix import MatrixHouse
from tests.test_stories import TOLD


@pytest.mark.parametrize("name", [name for name in TOLD if name not in UNPLAYED["matrix"]])
async def test_story(name: str, tmp_path: Path) -> None:
    await MatrixHouse(tmp_path, TOLD[name]).play(f"{name}.txt")


@pytest.mark.parametrize("name", UNPLAYED["matrix"])
async def test_what_is_not_played_can_not_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoryFailed):
        await MatrixHouse(tmp_path, TOLD[name]).play(f"{name}.txt")
