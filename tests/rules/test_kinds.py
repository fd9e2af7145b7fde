"""What a report is about is read off its first word, else guessed; nothing is refused for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import kinds
from bot.book import Did


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("talk Maps at FOSDEM", Did.TALK, "Maps at FOSDEM"),
        ("Talk: Maps at FOSDEM", Did.TALK, "Maps at FOSDEM"),
        ("EVENT - a map party", Did.EVENT, "a map party"),
        ("help\nTwo schools", Did.HELP, "Two schools"),
        ("talk", Did.TALK, ""),
        ("Talking about maps", None, "Talking about maps"),
        ("We had a talk", None, "We had a talk"),
        ("", None, ""),
    ],
)
def test_the_first_word_names_the_kind(text: str, kind: Did | None, words: str) -> None:
    assert kinds.read(text) == (kind, words)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Spoke at the meetup in Berlin", Did.TALK),
        ("A meetup where I spoke", Did.EVENT),
        ("Organised a map party.", Did.EVENT),
        ("Helped two schools", Did.HELP),
        ("Drew a town", Did.HELP),
    ],
)
def test_else_the_first_telling_word_does(text: str, kind: Did) -> None:
    assert kinds.guessed(text) is kind


@given(st.text(max_size=60))
def test_any_words_are_some_kind(text: str) -> None:
    named, words = kinds.read(text)
    assert words in text
    assert (named or kinds.guessed(words)) in set(Did)
