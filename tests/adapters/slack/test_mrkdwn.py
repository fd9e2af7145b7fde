"""What people typed, read; and what is said, escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.mrkdwn import behind, escape, escaped, typed, unescape


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("claim 42", "claim 42"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("&lt;@U1|ana&gt;", "<@U1|ana>"),
        ("see <#C1|mentors>", "see #mentors"),
        ("see <#C1>", "see #C1"),
        ("see <#C1|>", "see #C1"),
        ("<!here> and <!channel|channel>", "@here and @channel"),
        ("<!subteam^S1|@guides>", "@guides"),
        ("<!subteam^S1>", "@subteam"),
        ("<!date^1392734382^{date}|2014-02-18>", "2014-02-18"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<http://example.org|example.org>", "example.org"),
        ("<http://example.org/|example.org>", "example.org"),
        ("<mailto:kim@example.org|kim@example.org>", "kim@example.org"),
        ("<mailto:kim@example.org>", "kim@example.org"),
        ("<mailto:kim@example.org|write me>", "write me (kim@example.org)"),
        ("<tel:+49301234|+49 30 1234>", "+49 30 1234"),
        ("<https://evil.example|https://good.example>", "https://good.example (https://evil.example)"),
        ("<https://example.org|my &lt;talk&gt;>", "my <talk> (https://example.org)"),
        ("`!claim 42`", "!claim 42"),
        (" ```!claim 42``` ", "!claim 42"),
        ("use `!claim 42` now", "use `!claim 42` now"),
        ("`a` and `b`", "`a` and `b`"),
        ("`", "`"),
        ("", ""),
    ],
)
def test_what_was_typed_reads_as_its_writer_saw_it(raw: str, text: str) -> None:
    assert typed(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text", "people"),
    [
        ("assign 1 <@U1|ana>", "assign 1 @ana", {"@ana": "U1"}),
        ("assign 1 <@U1>", "assign 1 @U1", {"@U1": "U1"}),
        ("<@U1|ana> <@U2|ana>", "@ana @U2", {"@ana": "U1", "@U2": "U2"}),
        ("<@U1|ana> <@U1|ana>", "@ana @ana", {"@ana": "U1"}),
        ("<@W1|@Ana  Lopez>", "@Ana Lopez", {"@Ana Lopez": "W1"}),
        ("<@U1|&lt;b&gt;>", "@<b>", {"@<b>": "U1"}),
        ("<@nobody>", "@nobody", {}),
        ("&lt;@U1&gt;", "<@U1>", {}),
    ],
)
def test_a_mention_means_its_id(raw: str, text: str, people: dict[str, str]) -> None:
    assert (typed(raw).text, typed(raw).people) == (text, people)


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("<@U1> claim 42", "claim 42"),
        (" <@U1|bot>: claim 42", "claim 42"),
        ("<@U1>,claim 42", "claim 42"),
        ("<@U1>", ""),
        ("<@U12> claim 42", None),
        ("hey <@U1> claim 42", None),
        ("&lt;@U1&gt; claim 42", None),
    ],
)
def test_what_follows_a_mention_of_the_bot(raw: str, rest: str | None) -> None:
    assert behind(raw, "U1") == rest


@given(st.text())
def test_what_is_escaped_is_read_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not {"<", ">"} & set(escape(text))


@given(st.text(st.sampled_from("&<>a é🙂`"), max_size=60), st.integers(10, 40))
def test_what_is_cut_is_still_escaped(text: str, most: int) -> None:
    made = escaped(text, most)
    assert len(made.encode()) <= most
    if made != escape(text):
        assert made.endswith("…")
        kept = made[:-1].rstrip()
        assert escape(unescape(kept)) == kept
        assert text.startswith(unescape(kept))


@given(st.text(st.sampled_from("<>@|!#U1&;lt ")))
def test_whatever_is_typed_can_be_read(raw: str) -> None:
    typed(raw)
    behind(raw, "U1")
