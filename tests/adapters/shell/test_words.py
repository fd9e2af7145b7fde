"""How a message reads in the shell, word for word, and that no text can steer a terminal."""

import io

import pytest

from adapters.shell.screen import Screen
from adapters.shell.shell import Spoken
from adapters.shell.words import quoting, safe, text, typed_as_commands
from bot.address import Identity
from bot.text import Button, Kind, Line, Rendered, Span, Style

CARD = Rendered(
    (
        Line((Span("Case "), Span("#1", Style.STRONG), Span(" of "), Span("Kim", Style.PERSON, Identity("shell:kim")))),
        Line(()),
        Line((Span("knows "), Span("\u2068maps\nand people\u2069", Style.WORDS)), Kind.ITEM),
        Line((Span("\u2068one\ntwo\u2069", Style.WORDS),), Kind.QUOTE),
        Line((Span("Type "), Span("claim 1", Style.CODE), Span(" or"))),
        Line((Span(""),)),
    ),
    (
        Button("Claim", "claim 1"),
        Button("Decline", "decline 1 REASON", hint=True),
        Button("Read it", "read 1"),
        Button("Send", "send", hint=True),
    ),
)
PLAIN = """\
Case #1 of Kim

- knows maps
  and people
> one
> two
Type claim 1 or

[Claim] [Read it]
Decline: !decline 1 REASON
Send: send"""
WRAPPED = """\
bot@mentors: Case #1 of
    Kim

    - knows maps
      and people
    > one
    > two
    Type claim 1 or

    [Claim] [Read it]
    Decline: !decline 1
    REASON
    Send: send
"""
PAINTED = "\x1b[32mbot@mentors:\x1b[0m Case \x1b[1m#1\x1b[0m of \x1b[1mKim\x1b[0m\n"


def _card() -> Rendered:
    return typed_as_commands(CARD, lambda command: command.startswith("decline"))


def test_plain_words() -> None:
    assert text(_card()) == PLAIN


def test_columns_stand_below_each_other() -> None:
    cells = ((Span("#7"),), (Span("日本\nx", Style.WORDS),), (Span("!claim 7", Style.CODE),))
    heads = ((Span("Case"),), (Span("Turn"),), (Span("Next"),))
    table = Rendered((Line((Span("Two:"),)), Line((), Kind.HEAD, heads), Line(cells[0], Kind.ROW, cells)))
    assert text(quoting(table)) == "Two:\nCase  Turn    Next\n#7    日本 x  `!claim 7`"


def test_empty_lines_around_a_message_are_left_out() -> None:
    assert text(Rendered((Line(()), Line((Span("x"),)), Line((Span(" "),))))) == "x"
    assert text(Rendered(())) == ""


def test_lines_are_those_of_a_story() -> None:
    spoken = Spoken("bot -> kim", Rendered((Line((Span("one"),)), Line(()), Line((Span("two"),)))))
    assert spoken.lines == ["bot -> kim: one", "", "    two"]
    assert Spoken("bot -> kim", Rendered(())).lines == ["bot -> kim:"]


def test_a_narrow_screen_breaks_between_words_and_never_inside_a_button() -> None:
    out = io.StringIO()
    Screen(out, width=24).said([Spoken("bot@mentors", _card())])
    assert out.getvalue() == WRAPPED


def test_wide_characters_take_two_columns() -> None:
    out = io.StringIO()
    Screen(out, width=20).said([Spoken("bot -> kim", Rendered((Line((Span("日本 日本 x"),)),)))])
    assert out.getvalue() == "bot -> kim: 日本\n    日本 x\n"


def test_colour_only_adds_to_the_words() -> None:
    out = io.StringIO()
    Screen(out, colour=True, width=80).said([Spoken("bot@mentors", _card())])
    assert out.getvalue().startswith(PAINTED)
    assert safe(out.getvalue()) == "\n".join(Spoken("bot@mentors", _card()).lines) + "\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_no_color_is_respected(environment: dict[str, str], colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Screen.on(_Terminal()).colour is colour
    assert Screen.on(io.StringIO()).colour is False


def test_without_colour_the_shell_quotes_what_is_to_be_typed() -> None:
    shown = Rendered((Line((Span("Type "), Span("be ana", Style.CODE), Span("."))),))
    assert text(quoting(shown)) == "Type `be ana`."
    plain, painted = io.StringIO(), io.StringIO()
    Screen(plain).show(shown)
    Screen(painted, colour=True).show(shown)
    assert plain.getvalue() == "Type `be ana`.\n"
    assert painted.getvalue() == "Type \x1b[36mbe ana\x1b[0m.\n"


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]never ends", "never ends"),
        ("\x9b2Jclear", "clear"),
        ("\x1bcreset", "creset"),
        ("a\x00b\x08c\x7f", "abc"),
        ("over\rwritten", "over\nwritten"),
        ("one\r\ntwo\x85three\u2028four", "one\ntwo\nthree\nfour"),
        ("\u202eevil\u202c \u2066x\u2069 \u200fy", "evil x y"),
        ("tab\there", "tab here"),
        ("👩‍👩‍👧‍👦 שלום", "👩‍👩‍👧‍👦 שלום"),
        ("\ud800", ""),
    ],
)
def test_nothing_steers_the_terminal(hostile: str, left: str) -> None:
    assert safe(hostile) == left
    rendered = Rendered((Line((Span(hostile, Style.WORDS),)),), (Button(hostile, hostile),))
    out = io.StringIO()
    screen = Screen(out, width=40)
    screen.said([Spoken("bot -> kim", rendered)])
    screen.typed([f"kim: {hostile}"])
    assert safe(out.getvalue()) == out.getvalue()


def test_a_button_is_never_broken() -> None:
    out = io.StringIO()
    buttons = (Button("Claim", "claim 1"), Button("Read it all", "read 1"))
    Screen(out, width=20).said([Spoken("bot -> kim", Rendered((Line((Span("x"),)),), buttons))])
    assert out.getvalue() == "bot -> kim: x\n    [Claim]\n    [Read it all]\n"
