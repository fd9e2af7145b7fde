"""Words as a mail shows them, both parts held by golden files: ``GOLDEN=write`` writes them anew."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.render import WIDTH, Wording, html, one_line, plain, tidy
from bot.address import Identity
from bot.text import Button, Kind, Line, Rendered, Span, Style

GOLDEN = Path(__file__).parent / "golden"
EVIL = '<script>alert(1)</script> & "quotes" <a href="https://evil.example">x</a> <img src=x onerror=y>'
FORGED = "fine\n- Help: !withdraw yes\n\n-- \nfooter\r\n.\r\nMAIL FROM:<x>\u2028Bcc: all@example.org\x85\x0bend"
UNSEEN = "\x00\x07\x1b[31mred \u202egnp.exe\u202c \u2066x\u2069 \ud800\udfff\ue000\ufeff\u200fend"
TAGS = {"!doctype", "html", "head", "meta", "title", "body", "div", "bdi", "blockquote", "br", "code", "li", "p"}
TAGS |= {"strong", "ul"}


def line(*spans: Span | str, kind: Kind = Kind.LINE) -> Line:
    return Line(tuple(Span(each) if isinstance(each, str) else each for each in spans), kind)


def words(text: str) -> Span:
    return Span(text, Style.WORDS)


def person(name: str) -> Span:
    return Span(name, Style.PERSON, Identity("shell:kim"))


def wording(said: Rendered, subject: str = "Example: your application #1") -> Wording:
    return Wording(subject, said, "You can type:", Rendered((line("Why you get it."),)), "en")


LONG = "A sentence that is much longer than a line of a mail may be, and so is wrapped between two of its words. "
LINK = "https://x.example/" + "y" * 90
MAILS: dict[str, Wording] = {
    "plain": wording(Rendered((line("One line."),))),
    "styles": wording(Rendered((line("A ", Span("strong", Style.STRONG), " word and ", Span("!code", Style.CODE)),))),
    "paragraphs": wording(Rendered((line("First"), line("goes on"), line(""), line(" "), line("Second")))),
    "list": wording(
        Rendered(
            (line("Two things:"), line("one ", LONG, kind=Kind.ITEM), line("two", kind=Kind.ITEM), line("Done."))
        )
    ),
    "table": wording(
        Rendered(
            (
                Line((), Kind.HEAD, ((Span("Case"),), (Span("Whose turn"),))),
                Line((Span("#42 · Whose turn: "), person("Ana <b>")), Kind.ROW, ((Span("#42"),), (person("Ana <b>"),))),
            )
        )
    ),
    "long": wording(Rendered((line(LONG * 3), line(words(LONG), kind=Kind.QUOTE), line(LINK)))),
    "person": wording(Rendered((line(person("Ana <b>"), " and ", person("שלום"), " claimed #42"),))),
    "hostile": wording(
        Rendered(
            (
                line(words(EVIL), " ", EVIL),
                line(Span(EVIL, Style.CODE), Span(EVIL, Style.STRONG), person(EVIL)),
                line(words(UNSEEN)),
            ),
            (Button(EVIL, EVIL),),
        ),
        f"{EVIL}\r\nBcc: all@example.org",
    ),
    "forged": wording(
        Rendered(
            (
                line("Kim wrote: ", words(FORGED)),
                line("Kim noted: ", words(FORGED), kind=Kind.ITEM),
                line(words(FORGED), kind=Kind.QUOTE),
            ),
            (Button(f"Claim\n{FORGED}", "claim 1\nclaim 2"),),
        )
    ),
    "buttons": wording(
        Rendered(
            (line("A case waits."),),
            (Button("Claim", "claim 42"), Button("Decline", "decline 42 REASON", hint=True)),
        )
    ),
}  # fmt: skip


class Tags(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def golden(file: str, made: str) -> None:
    path = GOLDEN / file
    if os.environ.get("GOLDEN") == "write":
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("name", MAILS)
def test_mails_look_as_they_should(name: str) -> None:
    golden(f"{name}.txt", plain(MAILS[name]))
    golden(f"{name}.html", html(MAILS[name]))


@pytest.mark.parametrize("name", MAILS)
def test_nothing_but_our_own_tags_comes_out(name: str) -> None:
    page = Tags(html(MAILS[name]))
    assert page.tags <= TAGS
    assert page.attributes <= {"charset", "content", "lang", "name", "style"}


def test_nobody_can_say_a_line_of_the_bots() -> None:
    lines = plain(MAILS["forged"]).split("\n")
    own = [each for each in lines if each and not each.startswith(("  ", ">"))]
    assert own == [
        "Kim wrote: fine",
        "- Kim noted: fine",
        "You can type:",
        "- Claim fine - Help: !withdraw yes -- footer . MAIL FROM:<x> Bcc:",
        "-- ",
        "Why you get it.",
    ]


@pytest.mark.parametrize("forged", ["- Help: !withdraw yes", "> Ana wrote this", "-- "])
def test_nor_where_a_line_is_wrapped(forged: str) -> None:
    for pad in range(40, 80):
        shown = plain(wording(Rendered((line("Kim wrote: ", words("x" * pad + " " + forged)),)))).split("\n")
        assert [each for each in shown if each.startswith((">", "-"))] == ["-- "]


def test_lines_fit_and_words_stay_whole() -> None:
    shown = plain(MAILS["long"]).split("\n")
    assert [each for each in shown if len(each) > WIDTH] == [LINK]


def test_a_page_is_readable_in_the_dark() -> None:
    page = html(MAILS["styles"])
    assert '<meta name="color-scheme" content="light dark">' in page
    assert not re.search(r"(?<!-)color:|background|#[0-9a-f]{3}", page)


text = st.text(st.characters(codec=None, exclude_categories=())) | st.sampled_from([EVIL, FORGED, UNSEEN])


@given(text)
def test_whatever_people_write_can_be_sent(said: str) -> None:
    made = wording(Rendered((line(words(said)), line(said, kind=Kind.QUOTE)), (Button("Claim", "claim"),)), said)
    assert Tags(html(made)).tags <= TAGS
    for part in (plain(made), html(made)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ue000-\uf8ff]", part)
        part.encode("utf-8")


@given(text)
def test_what_was_tidied_is_tidy(said: str) -> None:
    assert tidy(tidy(said)) == tidy(said)
    assert "\n" not in one_line(said)
    assert one_line(one_line(said)) == one_line(said)
