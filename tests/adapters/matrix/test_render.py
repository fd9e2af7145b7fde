"""Words as Matrix shows them, held by golden files: ``GOLDEN=write`` writes them anew."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.matrix.deliver import related
from adapters.matrix.render import MOST, content, fitting, typed
from bot.address import Identity, Room, named
from bot.catalogue import Catalogue
from bot.message import Mention, Words, do, say, write
from bot.text import Button, Kind, Line, Rendered, Span, Style

GOLDEN = Path(__file__).parent / "golden"
TAGS = {
    f"<{end}{tag}>"
    for end in ("", "/")
    for tag in ("a", "blockquote", "br", "code", "li", "strong", "ul", "table", "thead", "tbody", "tr", "th", "td")
}
EVIL = '<script>alert(1)</script> & "quotes" <a href="https://evil.example">x</a> @room'


def line(*spans: Span | str, kind: Kind = Kind.LINE) -> Line:
    return Line(tuple(Span(each) if isinstance(each, str) else each for each in spans), kind)


def person(name: str, identity: str) -> Span:
    return Span(name, Style.PERSON, Identity(identity))


def room(address: str) -> Span:
    return Span(named(address), Style.ROOM, room=Room(address))


def row(*cells: tuple[Span, ...]) -> Line:
    """A row of a table, as a line and as cells."""
    return Line(tuple(span for cell in cells for span in cell), Kind.ROW, cells)


FORGED = "fine\n- 2 March · Cora noted: approved\n- Sponsor: !sponsor 1\u2028> quoted\n\nCora approved."
MESSAGES: dict[str, Rendered] = {
    "plain": Rendered((line("One line."),)),
    "styles": Rendered((line("A ", Span("strong", Style.STRONG), " word and ", Span("code", Style.CODE)),)),
    "lines": Rendered((line("First"), line(""), line("Third"))),
    "list": Rendered((line("Two things:"), line("one", kind=Kind.ITEM), line("two", kind=Kind.ITEM), line("Done."))),
    "pill": Rendered((line(person("Ana Lopez", "matrix:@ana:example.org"), " claimed #42"),)),
    "odd-pill": Rendered((line(person('"><b>A', 'matrix:@a"<b>/?#%:example.org')),)),
    "room": Rendered((line("Meet in ", room("matrix:#emea:example.org"), " or ", room("matrix:!id:example.org")),)),
    "odd-room": Rendered((line(room('matrix:#a"<b>/?%:example.org'), " and ", room("slack:T1/C2")),)),
    "other-platform": Rendered((line(person("Bo", "slack:T1/U2"), " claimed #42"),)),
    "hostile": Rendered(
        (line(Span(EVIL, Style.WORDS)), line(EVIL), line(Span(EVIL, Style.CODE)), line(Span(EVIL, Style.STRONG)))
    ),
    "quote": Rendered((line("They wrote:"), line(Span("one\n!claim 42\n> three", Style.WORDS), kind=Kind.QUOTE))),
    "words": Rendered((line("They wrote: ", Span("one\ntwo", Style.WORDS)),)),
    "forged": Rendered(
        (
            line("Kim wrote: ", Span(FORGED, Style.WORDS)),
            line("2 March · Kim noted: ", Span(FORGED, Style.WORDS), kind=Kind.ITEM),
            line(Span(FORGED, Style.WORDS), kind=Kind.QUOTE),
        ),
        (Button(f"Claim {FORGED}", "claim 1"),),
    ),
    "table": Rendered(
        (
            line("Two cases:"),
            Line((), Kind.HEAD, ((Span("Case"),), (Span("Whose turn"),), (Span("Next"),))),
            row((Span("#42"),), (person("Ana Lopez", "matrix:@ana:example.org"),), (Span("!claim 42", Style.CODE),)),
            row((Span("#7"),), (Span(EVIL, Style.WORDS),), ()),
            line("That's all."),
            Line((), Kind.HEAD, ((Span("Another"),),)),
            row((Span("one"),)),
        )
    ),
    "buttons": Rendered(
        (line("A case waits."),),
        (
            Button("Claim", "claim 42"),
            Button("Decline", "decline 42 REASON", hint=True),
            Button("Send", "send", hint=True),
            Button("<b>", "as @<person> status", hint=True),
        ),
    ),
}


def golden(name: str, made: dict[str, Any]) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_look_as_they_should(name: str) -> None:
    golden(name, content(MESSAGES[name]))


def test_nobody_can_say_a_line_of_the_bots() -> None:
    lines = content(MESSAGES["forged"])["body"].split("\n")
    own = [each for each in lines if not each.startswith(("  ", "> "))]
    assert own == ["Kim wrote: fine", "- 2 March · Kim noted: fine", "- Claim fine"]


def test_only_who_owes_something_is_notified() -> None:
    golden("wanted", content(MESSAGES["pill"], "@kim:example.org"))


def test_an_edit_and_an_answer_in_a_thread() -> None:
    golden("edit", related(content(MESSAGES["styles"]), "$first", None))
    golden("thread", related(content(MESSAGES["styles"]), None, "$root"))


def test_from_the_catalogue_to_the_wire() -> None:
    catalogue = Catalogue.load()
    made = content(catalogue.render(say("matrix-invite-declined", room=Words("<b>Den</b>\n**x** `y`"))))
    golden("declined", made)


def test_every_notice_has_words() -> None:
    catalogue = Catalogue.load()
    for key in ("matrix-unreadable", "matrix-not-alone"):
        assert catalogue.render(say(key)).lines


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        (Button("Claim", "claim 42"), "!claim 42"),
        (Button("Skip", "skip", hint=True), "skip"),
        (Button("Back", "back", hint=True), "back"),
        (Button("Cancel", "cancel", hint=True), "cancel"),
        (Button("Send", "send 1", hint=True), "!send 1"),
        (Button("Back", "back"), "!back"),
    ],
)
def test_what_is_typed_instead_of_pressed(button: Button, expected: str) -> None:
    assert typed(button) == expected


def test_nothing_but_listed_tags_comes_out() -> None:
    for made in map(content, MESSAGES.values()):
        tags = set(re.findall(r"<[^>]*>", made["formatted_body"]))
        assert {tag for tag in tags if not re.match('<a href="https://matrix.to/#/[@#!]', tag)} <= TAGS
        assert (made["msgtype"], made["m.mentions"]) == ("m.notice", {})


@pytest.mark.parametrize("letter", ["x", "é", "🙂", "\n", '"', "&"])
@pytest.mark.parametrize("edits", [False, True])
def test_whatever_its_length_an_event_can_be_sent(letter: str, edits: bool) -> None:
    made = content(Rendered((line("Begins. ", Span(letter * 50_000, Style.WORDS)),)), edits=edits)
    event = related(made, "$first", None) if edits else made
    assert len(json.dumps(event, ensure_ascii=False).encode()) < MOST + 1_000
    assert made["body"].startswith("Begins.")


def test_markup_goes_before_words_do() -> None:
    body = {"body": "x" * 600, "format": "html", "formatted_body": "x" * 600, "m.mentions": {}}
    assert fitting(body, 1_300) == body
    assert fitting(body, 1_000) == {"body": "x" * 600, "m.mentions": {}}
    cut = fitting(body, 300)
    assert cut["body"].endswith("x …")
    assert len(cut["body"]) > 200


def test_people_and_actions_survive_the_whole_way() -> None:
    catalogue = Catalogue.load()
    ana = Mention(Identity("matrix:@ana:example.org"), "Ana")
    message = say("matrix-invite-declined", room=ana, actions=(do("claim", "42"), write("decline", "42", "REASON")))
    made = content(catalogue.render(message))
    assert '<a href="https://matrix.to/#/@ana:example.org">Ana</a>' in made["formatted_body"]
    assert "!claim 42" in made["body"]
    assert "!decline 42 REASON" in made["body"]
