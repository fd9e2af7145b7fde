"""What is declared to differ does differ, and nothing else of a story is touched."""

import pytest

from adapters.shell.joining import join
from adapters.shell.line import Expect
from tests.surfaces.differences import DIFFERENCES, UNPLAYED, Difference, translated
from tests.test_stories import TOLD

TELLING = [(platform, each) for platform, found in DIFFERENCES.items() for each in found if each.tell is not None]


@pytest.mark.parametrize("platform", DIFFERENCES)
@pytest.mark.parametrize("name", TOLD)
def test_only_what_people_see_is_told_in_other_words(name: str, platform: str) -> None:
    before, after = ([*join(story.split("\n"))] for story in (TOLD[name], translated(TOLD[name], platform)))
    kept = [[each for each in lines if not isinstance(each.read(), Expect)] for lines in (before, after)]
    blank = [[each for each in lines if each.raw != ("",)] for lines in kept]
    assert blank[0] == blank[1]
    heads = [[line.head for each in lines if isinstance(line := each.read(), Expect)] for lines in (before, after)]
    assert heads[0] == heads[1]


@pytest.mark.parametrize(("platform", "difference"), TELLING)
def test_a_difference_is_found_in_some_story(
    platform: str, difference: Difference, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [translated(story, platform) for story in TOLD.values()]
    others = tuple(each for each in DIFFERENCES[platform] if each is not difference)
    monkeypatch.setitem(DIFFERENCES, platform, others)
    assert told != [translated(story, platform) for story in TOLD.values()]


def test_what_is_not_played_is_a_story_with_a_reason() -> None:
    for reasons in UNPLAYED.values():
        assert reasons.keys() <= TOLD.keys()
        assert all(reasons.values())
