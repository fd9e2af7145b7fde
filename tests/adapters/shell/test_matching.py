"""What a story accepts as said, and how it shows the difference."""

import pytest

from adapters.shell.line import Anything, Check, Expect, Silence
from adapters.shell.matching import difference, fits, says
from adapters.shell.shell import Spoken
from bot.text import Line, Rendered, Span

HI, BYE, CARD = Expect("bot -> kim", "hi"), Expect("bot -> kim", "bye"), Expect("bot@mentors", "card")
ANY = Anything()


def said(*expected: Expect) -> list[Spoken]:
    return [
        Spoken(each.head, Rendered(tuple(Line((Span(line),)) for line in each.text.split("\n")))) for each in expected
    ]


@pytest.mark.parametrize(
    ("expected", "there", "holds"),
    [
        ("hi", "hi", True),
        ("hi", "hi there", False),
        ("hi", "Hi", False),
        ("", "", True),
        ("", "hi", False),
        ("one  two ", "one two", True),
        ("one\ntwo", "one two", False),
        ("one\n\ntwo", "one\ntwo", False),
        ("…", "", True),
        ("…", "one\ntwo", True),
        ("one…", "one\ntwo", True),
        ("one …", "one", True),
        ("…two", "one\ntwo", True),
        ("one … three", "one\ntwo\nthree", True),
        ("one ... three", "one three", True),
        ("one\n…\nthree", "one\ntwo\nthree", True),
        ("a…b…c", "abc", True),
        ("a…b…c", "acc", False),
        ("ab…ba", "aba", False),
        ("a…a…a", "aa", False),
        ("k…@example.org", "k…@example.org", True),
        ("… three", "one two", False),
    ],
)
def test_dots_stand_for_any_words(expected: str, there: str, holds: bool) -> None:
    assert says(expected, there) is holds


def test_many_dots_are_no_burden() -> None:
    assert not says("a…" * 500 + "b", "a" * 10_000)


@pytest.mark.parametrize(
    ("expected", "there", "holds"),
    [
        ([HI], [HI], True),
        ([HI], [], False),
        ([HI], [HI, HI], False),
        ([HI], [BYE], False),
        ([HI, CARD], [CARD, HI], False),
        ([Expect("bot -> ana", "hi")], [HI], False),
        ([Expect("bot@mentors edits", "card")], [CARD], False),
        ([Silence()], [], True),
        ([Silence()], [HI], False),
        ([ANY], [], True),
        ([ANY], [HI, BYE], True),
        ([HI, ANY], [HI, BYE, CARD], True),
        ([HI, ANY], [BYE, HI], False),
        ([ANY, CARD], [HI, BYE, CARD], True),
        ([ANY, HI, ANY], [BYE, HI, HI, CARD], True),
        ([HI, ANY, HI], [HI], False),
        ([HI, ANY, CARD], [HI, CARD], True),
    ],
)
def test_a_step_lists_all_that_is_said(expected: list[Check], there: list[Expect], holds: bool) -> None:
    assert fits(expected, said(*there)) is holds


def test_the_difference_reads_like_a_story() -> None:
    expected: list[Check] = [Expect("bot -> kim", "one\ntwo\nthree"), ANY, Expect("bot@mentors", "card…")]
    there = said(Expect("bot -> kim", "one\n2\nthree"), BYE, Expect("bot@mentors", "card and more"), HI)
    assert difference(expected, there) == [
        "  bot -> kim: one",
        "-     two",
        "+     2",
        "      three",
        "  bot -> kim: bye",
        "  bot@mentors: card and more",
        "+ bot -> kim: hi",
    ]


def test_the_difference_from_silence() -> None:
    assert difference([Silence()], said(HI)) == ["- silence", "+ bot -> kim: hi"]
    assert difference([HI], []) == ["- bot -> kim: hi"]
