"""An operator's own texts: every fault is found before anybody could read it, with its line and what to do."""

from collections.abc import Iterator
from textwrap import dedent

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.serializer import FluentSerializer
from hypothesis import given
from hypothesis import strategies as st

from bot import catalogue, features
from bot.catalogue import Catalogue
from bot.message import Message, Words, say
from bot.text import plain
from bot.wording import Wording
from tests.rules.test_catalogue import arguments

REGISTRY = features.load()
SOURCES = [source for _, source in catalogue.sources("en")]
OURS = Wording("en", SOURCES, lambda typed: REGISTRY.find(typed) is not None)


def faults(text: str) -> list[tuple[int, str]]:
    """What is wrong with a file."""
    return [(fault.line, fault.says) for fault in OURS.faults(dedent(text))]


def only(text: str) -> str:
    """The one fault of a file's only text."""
    ((line, says),) = faults(text)
    assert line == 1
    return says


def said(own: str, message: Message) -> str:
    """What is said with an operator's file."""
    return plain(Catalogue.load("en", {"en": dedent(own)}).render(message))


def test_titles_and_texts_are_said_in_their_words() -> None:
    own = """
        -mentor = buddy
        said-nothing = Here! `!help` shows **all**.
    """
    assert faults(own) == []
    assert said(own, say("said-nothing")) == "Here! !help shows all."
    assert said(own, say("turn-pool")) == "It's the mentors' turn: any of them can claim it."
    assert said(own, say("relation-mentor")) == "a buddy"
    assert said(own, say("none")) == "none"


def test_our_own_texts_are_all_good() -> None:
    """So nothing is asked of an operator that the catalogue itself doesn't keep."""
    assert [fault for source in SOURCES for fault in OURS.faults(source)] == []


def test_titles_of_their_own_stand_in_their_texts() -> None:
    assert faults("-place = the forum\nsaid-nothing = Come to { -place }.") == []
    assert said("-place = the forum\nsaid-nothing = Come to { -place }.", say("said-nothing")) == "Come to the forum."


CASES = [
    ("said-nothing", "this isn't Fluent: “said-nothing”"),
    ("said-nothing = { $", "this isn't Fluent: “said-nothing = { $”"),
    ("said-nothng = Hi.", "no text is called said-nothng; did you mean said-nothing?"),
    ("xyzzy = Hi.", "no text is called xyzzy; docs/texts.md says where all names stand"),
    ("-mentr = buddy", "no title is called -mentr, and no text here says it; did you mean -mentor?"),
    ("-zzz = x", "no title is called -zzz, and no text here says it; there are -ambassador, "),
    ("not-a-number = “{ $typd }”?", "not-a-number: it is given no $typd; did you mean $typed?"),
    ("said-nothing = { $name }, hi.", "said-nothing: it is given no $name; there is nothing that it could say"),
    ("too-long = Too long: { $length }.", "too-long: { $most } must stand in it somewhere"),
    ("-mentor = { $name }", "-mentor: a title is given no $name"),
    ("said-nothing = Hi { -mentr }.", "said-nothing: no title is called -mentr; did you mean -mentor?"),
    ("said-nothing = { none } here.", "said-nothing: say the words of none themselves"),
    ("said-nothing =\n    One.\n    Two.", "said-nothing: write it on one line"),
    ("-mentor =\n    a\n    b", "-mentor: write it on one line"),
    ("letters-why = Because of { $cause }", "letters-why: begin it with “- ”"),
    ("said-nothing = **Hi", "said-nothing: close each ** and each ` on the line where it begins"),
    ("said-nothing = Type `!help.", "said-nothing: close each ** and each ` on the line where it begins"),
    ("do-claim = **Claim**", "do-claim: it is a name or a button: write it without ** and `"),
    ("-mentor = **buddy**", "-mentor: it is a name or a button"),
    ("said-nothing = Type `!hlep`.", "said-nothing: `!hlep` is no command of the bot"),
    ("said-nothing = { \"\" }", "said-nothing: it says nothing"),
    ("said-nothing = Hi { \"\\uE000\" }.", "said-nothing: it holds a character that can't be shown"),
    ("said-nothing = Hi { \"\\uE0007\\uE001\" }.", "said-nothing: it holds a character that can't be shown"),
    ("said-nothing = Hi { NUMBR(1) }.", "said-nothing: it can't be said: "),
    ("-mentor = { -mentors }\n-mentors = { -mentor }", None),
    ("said-nothing = Hi.\n    .title = x", "said-nothing: write `said-nothing = ` and its words"),
    ("too-long = { NUMBER($length) } of { NUMBER($most) }.", None),
    ("letters-unsure = { $count ->\n    [one] { $x }\n   *[other] { $count }\n}", "letters-unsure: it is given no $x"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), CASES)
def test_what_is_wrong(text: str, says: str | None) -> None:
    found = faults(text)
    assert found
    if says is not None:
        assert only(text).startswith(says)


def test_lines_are_told_whatever_stands_between() -> None:
    text = """\
    # About this file

    said-nothing = Hi.

    ## More
    said-nothng = Hi.
    # Where there is nothing.
    none = { $x }
    not fluent at all
    none = nothing
    """
    assert [(line, says.split(";")[0].split(":")[0]) for line, says in faults(text)] == [
        (6, "no text is called said-nothng"),
        (8, "none"),
        (9, "this isn't Fluent"),
        (10, "none stands in line 8 already"),
    ]
    assert faults("said-nothing = Hi.\r\n\r\nnone = { $x }\r\n")[0][0] == 3


def test_a_plural_has_the_forms_of_its_language() -> None:
    polish = Wording("pl", SOURCES)
    forms = (
        "letters-unsure = { $count ->\n    [one] a\n    [few] b { $count }\n    [many] c { $count }\n   *[other] d\n}"
    )
    assert polish.faults(forms) == []


def test_nobody_is_left_without_words() -> None:
    """A text that wasn't looked at, and can't be said, is said in ours."""
    for broken in ("said-nothing = { $x }", "said-nothing = { NUMBR(1) }", "said-nothing = { said-nothing }"):
        assert said(broken, say("said-nothing")) == said("", say("said-nothing"))


def test_another_languages_texts_stand_before_english() -> None:
    bundle = FluentBundle(["de"], use_isolating=False)
    bundle.add_resource(FluentResource("none = nichts\n"))
    own = FluentBundle(["de"], use_isolating=False)
    own.add_resource(FluentResource("none = gar nichts\nthe-bot = der Bot\n"))
    base = Catalogue.load()
    spoken = Catalogue({**base._bundles, "de": bundle}, "en", {"de": own})
    assert [spoken.text(key, "de") for key in ("none", "the-bot", "everywhere")] == [
        "gar nichts", "der Bot", "everywhere",
    ]  # fmt: skip
    assert spoken.text("none", "en") == "none"


def _messages() -> Iterator[ast.Message]:
    for source in SOURCES:
        yield from (each for each in FluentParser().parse(source).body if isinstance(each, ast.Message))


MESSAGES = list(_messages())
_BITS = st.sampled_from(
    [
        "{ $name }",
        "{ -mentor }",
        "**",
        "`",
        "- ",
        "\n    ",
        "{",
        "}",
        "$",
        "x ",
        ".y = ",
        "[a]",
        "{ $count ->\n",
        "*[b] ",
    ]
)


@given(st.sampled_from(MESSAGES), st.lists(_BITS, max_size=6), st.booleans())
def test_whatever_is_written_is_a_fault_or_can_be_said(message: ast.Message, bits: list[str], front: bool) -> None:
    whole = FluentSerializer().serialize_entry(message).rstrip("\n")
    head, _, rest = whole.partition("=")
    source = f"{head}={''.join(bits)}{rest}\n" if front else f"{whole}{''.join(bits)}\n"
    name = message.id.name
    found = OURS.faults(source)
    assert all(each.line >= 1 for each in found)
    values = arguments(name, Words("kim"))
    spoken = Catalogue.load("en", {"en": source})
    assert spoken.render(Message(name, values)).lines
    if not found:  # then it isn't ours that was said
        asked = tuple((key, value if isinstance(value, int) else "kim") for key, value in values.items())
        assert catalogue._formatted(spoken._own["en"], name, asked)
