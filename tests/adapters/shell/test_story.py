"""Stories on the real engine: they pass, they fail with the difference, and they can be written anew."""

import io

import pytest

from adapters.shell import Screen, Shell, StoryFailed, play, rewrite

PASSES = """\
-- A story.

kim: !echo hi
bot -> kim: hi

-- several lines, on both sides
kim@mentors: !echo one
    two
bot@mentors:
    one
    two
ana: !card 1
…
bo presses Take on #1
bot -> bo: Yours…
bot@mentors edits: … taken by Bo
kim: !nothing
silence
clock +1d
silence
kim: !echo unchecked
"""


async def failure(shell: Shell, story: str) -> str:
    with pytest.raises(StoryFailed) as raised:
        await play(shell, story, "my.txt")
    return str(raised.value)


async def test_a_story_passes(shell: Shell) -> None:
    await play(shell, PASSES)


async def test_a_story_that_says_something_else_fails_with_the_difference(shell: Shell) -> None:
    story = "kim: !echo hi\nbot -> kim: hi\n\nkim: !quote one\n    two\nbot -> kim: Noted:\n    > one\n    > 2\n"
    assert await failure(shell, story) == (
        "my.txt:4: the bot said something else (- expected, + said)\n"
        "  kim: !quote one\n"
        "      two\n"
        "  bot -> kim: Noted:\n"
        "      > one\n"
        "-     > 2\n"
        "+     > two"
    )


@pytest.mark.parametrize(
    ("story", "shown"),
    [
        ("kim: !echo hi\nbot -> ana: hi\n", ["- bot -> ana: hi", "+ bot -> kim: hi"]),
        ("kim: !echo hi\nsilence\n", ["- silence", "+ bot -> kim: hi"]),
        ("kim: !nothing\nbot -> kim: hi\n", ["- bot -> kim: hi"]),
        ("kim: !meet @ana\nbot -> ana: …\n", ["  bot -> ana: Kim says hello.", "+ bot@mentors: Kim says hello."]),
        ("kim: !meet @ana\nbot@mentors: …\nbot -> ana: …\n", ["- bot@mentors: …", "+ bot@mentors: Kim says hello."]),
    ],
)
async def test_a_step_must_list_everything_in_order(shell: Shell, story: str, shown: list[str]) -> None:
    lines = (await failure(shell, story)).split("\n")
    assert all(line in lines for line in shown), lines


async def test_a_story_ends_at_its_first_failure(shell: Shell) -> None:
    await failure(shell, "kim: !echo hi\nbot -> kim: ho\nkim: !card 1\n")
    with pytest.raises(StoryFailed):
        await play(shell, "ana reacts 👍 to #1\n")


@pytest.mark.parametrize(
    ("story", "problem"),
    [
        (
            "kim: !card 1\n\nhello\n",
            "my.txt:3: I can't read “hello”.\nWrite who says what, such as `kim: !apply` or `ana@mentors: !claim 1`.",
        ),
        ("bot -> kim: hi\n", "my.txt:1: I can't read “bot -> kim: hi”.\nNobody has done anything yet."),
        ("kim: !echo hi\nsilence\nbot -> kim: hi\n", "my.txt:3: I can't read “bot -> kim: hi”.\nWhere silence"),
        ("kim: !echo hi\n…\nsilence\n", "my.txt:3: I can't read “silence”.\nWhere silence"),
        ("\n    kim: hi\n", "my.txt:2: I can't read “kim: hi”.\nA line indented"),
    ],
)
async def test_a_story_that_cant_be_read_isnt_begun(shell: Shell, story: str, problem: str) -> None:
    assert (await failure(shell, story)).startswith(problem)
    with pytest.raises(StoryFailed):
        await play(shell, "ana reacts 👍 to #1\n")


async def test_a_line_that_cant_be_done_fails_at_its_number(shell: Shell) -> None:
    words = await failure(shell, "-- nothing yet\nkim: !card 1\nkim presses Claim on #1\n")
    assert words == "my.txt:3: There is no button “Claim” to press there now. There is: Take."


async def test_a_story_is_shown_as_it_is_played(shell: Shell) -> None:
    out = io.StringIO()
    await play(shell, "-- why\nkim: !echo hi\nbot -> kim: …\n\nkim: !nothing\n", screen=Screen(out))
    assert out.getvalue() == "-- why\nkim: !echo hi\nbot -> kim: hi\n\nkim: !nothing\nsilence\n\n"


async def test_a_story_without_expectations_is_given_them(shell: Shell) -> None:
    told = await rewrite(shell, "-- why\nkim: !quote one\n    two\n\nkim: !nothing\n")
    assert told == (
        "-- why\nkim: !quote one\n    two\nbot -> kim: Noted:\n    > one\n    > two\n\nkim: !nothing\nsilence\n"
    )


async def test_what_holds_stays_and_what_doesnt_is_replaced(shell: Shell) -> None:
    story = """\
kim: !echo hi
bot -> kim: h…
kim: !meet @ana
-- about ana
bot -> ana: wrong
    in two lines

-- and the room
bot@mentors: wrong
kim: !echo unchecked
kim: !echo loud
silence
"""
    assert (
        await rewrite(shell, story)
        == """\
kim: !echo hi
bot -> kim: h…
kim: !meet @ana
-- about ana
bot -> ana: Kim says hello.
bot@mentors: Kim says hello.

-- and the room
kim: !echo unchecked
kim: !echo loud
bot -> kim: loud
"""
    )


async def test_a_story_that_holds_is_left_alone(shell: Shell) -> None:
    assert await rewrite(shell, PASSES) == PASSES


async def test_a_story_that_cant_be_played_isnt_rewritten(shell: Shell) -> None:
    with pytest.raises(StoryFailed):
        await rewrite(shell, "kim presses Claim on #1\n")
