"""What people mark with # is a theme; what only looks like one isn't, and their words stay theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import themes


@pytest.mark.parametrize(
    ("text", "words", "tags"),
    [
        ("The first steps are hard #docs", "The first steps are hard", ["docs"]),
        ("The first steps are hard #Docs, #docs #DOCS.", "The first steps are hard", ["docs"]),
        ("The #docs are hard. #first-steps", "The #docs are hard.", ["docs", "first-steps"]),
        ("Great!", "Great!", []),
        ("I mean #42, not C# or a#b or https://example.org/#top", None, []),
        ("#docs", "", ["docs"]),
        ("Straße #Straße #ﬁn", "Straße", ["strasse", "fin"]),
        ("मेला अच्छा था #मेला", "मेला अच्छा था", ["मेला"]),
        ("#1st is a word, #1 isn't", None, ["1st"]),
        ("Two lines\n\n#docs\n#maps", "Two lines", ["docs", "maps"]),
        ("Nothing # here", None, []),
    ],
)
def test_a_tag_is_found(text: str, words: str | None, tags: list[str]) -> None:
    assert themes.split(text) == (text if words is None else words, tuple(tags))


@pytest.mark.parametrize("text", ["docs maps", "#docs #maps", "docs, #maps", " #Docs;maps docs"])
def test_tags_alone_need_no_mark(text: str) -> None:
    assert themes.read(text) == ("docs", "maps")


@given(st.text(max_size=80) | st.lists(st.sampled_from(["#docs", " ", "#", "#42", "-", "_", "a", "\n"])).map("".join))
def test_whatever_is_written_tags_are_kept_alike_and_words_only_lose_their_end(text: str) -> None:
    words, tags = themes.split(text)
    assert text.strip().startswith(words)
    assert len(set(tags)) == len(tags)
    for each in tags:
        assert each == themes.tag(each)
        assert each
        assert not set(each) & set("# \n\t")
        assert each in themes.read(f"#{each}")


def test_what_is_almost_a_known_tag_is_recognised() -> None:
    known = ["docs", "meetups", "maps"]
    assert themes.near(["meetup", "doc", "map-making", "maps", "do"], known) == {"meetup": "meetups", "doc": "docs"}
    assert themes.near(["docz", "translation"], known) == {"docz": "docs"}
    assert themes.near(["docs"], []) == {}


def test_a_long_text_takes_no_time_to_speak_of() -> None:
    words, tags = themes.split("#" + "1" * 4000 + " #a," * 1000)
    assert (len(tags), words) == (1, "#" + "1" * 4000)
