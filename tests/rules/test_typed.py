"""What people type, made comparable: emoji, quotes, dashes, invisible characters, and words taken off the front."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed import Reader, clean, is_thumbs_up, key, plain


@pytest.mark.parametrize(
    "emoji",
    [
        "👍",
        "👍🏻",
        "👍🏽",
        "👍🏿",
        "👍\ufe0f",
        "👍\ufe0e",
        "👍🏽\ufe0f",
        ":+1:",
        "+1",
        "thumbsup",
        ":thumbsup:",
        "+1::skin-tone-4",
    ],
)
def test_a_thumbs_up_is_one_in_every_writing(emoji: str) -> None:
    assert is_thumbs_up(emoji)


@pytest.mark.parametrize(
    "emoji", ["👎", "👍👍", "👍👎", "🖒", "", "+2", "-1", "thumbsdown", ":thumbsup_all:", "👍 yes", "✋🏽", "🏽"]
)
def test_nothing_else_is(emoji: str) -> None:
    assert not is_thumbs_up(emoji)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("claim 42", ["claim", "42"]),
        ("  claim \t 42\n", ["claim", "42"]),
        ('mentors "Middle East" german', ["mentors", "Middle East", "german"]),
        ("mentors “Middle East” german", ["mentors", "Middle East", "german"]),
        ("mentors „Middle East“", ["mentors", "Middle East"]),
        ("mentors «Middle East»", ["mentors", "Middle East"]),
        ('an "open quote', ["an", '"open', "quote"]),
        ('empty "" quotes', ["empty", "", "quotes"]),
        ("2026‐06‑01", ["2026-06-01"]),
        ("2026\u20136\u20131", ["2026-6-1"]),
        ("no\u00a0break", ["no", "break"]),
        ("\u200e42\u200f", ["42"]),
        ("4\u200b2 4\u00ad2", ["42", "42"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_words_come_off_the_front(text: str, words: list[str]) -> None:
    reader = Reader(text)
    taken = []
    while (word := reader.word()) is not None:
        taken.append(word)
    assert taken == words
    assert reader.left == ""


@pytest.mark.parametrize(
    ("text", "before", "rest", "left"),
    [
        ("one meetup until 2027-01-01", "until", "one meetup", "until 2027-01-01"),
        ("wait until May until 2027-01-01", "until", "wait until May", "until 2027-01-01"),
        ("UNTIL 2027-01-01", "until", "", "UNTIL 2027-01-01"),
        ("untilmately yours", "until", "untilmately yours", ""),
        ("one meetup", "until", "one meetup", ""),
        ("“in curly quotes”", None, "in curly quotes", ""),
        ('"one" and "two"', None, '"one" and "two"', ""),
        ("line\r\nbreak\ttab", None, "line\nbreak tab", ""),
    ],
)
def test_a_sentence_is_what_is_left_as_written(text: str, before: str | None, rest: str, left: str) -> None:
    reader = Reader(text)
    assert reader.rest(before=before) == rest
    assert reader.left == left


@given(st.text())
def test_cleaned_words_hold_nothing_that_steers(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co"} and char != "\n" for char in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff")


@given(st.text())
def test_comparable_words_are_single_spaced_and_stay_so(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert once == " ".join(once.split())
    assert key(text) == key(key(text))


@given(st.lists(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1), min_size=1))
def test_what_is_read_word_by_word_is_what_was_typed(words: list[str]) -> None:
    reader = Reader("  ".join(words))
    assert [reader.word() for _ in words] == [plain(word) for word in words]
    assert reader.word() is None
