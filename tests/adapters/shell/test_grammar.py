"""Every line of the grammar, good and bad, and what hostile ones come to."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.shell.grammar import parse
from adapters.shell.joining import Joiner, join
from adapters.shell.line import (
    Anything,
    Blank,
    ClockMove,
    Edit,
    Expect,
    Fill,
    GrammarError,
    Join,
    Line,
    Press,
    React,
    Say,
    Silence,
)
from bot.catalogue import LOCALES
from bot.message import Words

GOOD: dict[str, Line] = {
    "kim: !apply": Say("kim", None, "!apply"),
    "Kim: !Apply": Say("kim", None, "!Apply"),
    "kim:!apply": Say("kim", None, "!apply"),
    "kim:": Say("kim", None, ""),
    "  kim:   two  words ": Say("kim", None, "two  words"),
    "ana@mentors: !claim 1": Say("ana", "mentors", "!claim 1"),
    "Ana@Mentors: hi": Say("ana", "mentors", "hi"),
    "josé-maría: hola: amigos": Say("josé-maría", None, "hola: amigos"),
    "clock: tick": Say("clock", None, "tick"),
    "kim: ana presses Claim on #1": Say("kim", None, "ana presses Claim on #1"),
    "kim: bot -> ana: no": Say("kim", None, "bot -> ana: no"),
    "kim: one\ntwo": Say("kim", None, "one\ntwo"),
    "ana presses Claim on #1": Press("ana", "Claim", 1),
    "ana presses Claim anyway on 12": Press("ana", "Claim anyway", 12),
    "ana presses Claim on #1 in EMEA": Press("ana", "Claim", 1, "emea"),
    "ana presses the old Claim on #1": Press("ana", "Claim", 1, old=True),
    "kim presses Apply": Press("kim", "Apply"),
    "kim presses Go on": Press("kim", "Go on"),
    "ana reacts 👍 to #1": React("ana", "👍", 1),
    "ana reacts 👍🏽 to #1 in mentors": React("ana", "👍🏽", 1, "mentors"),
    "ana unreacts 👍 from #1": React("ana", "👍", 1, back=True),
    "ana unreacts +1 to #1": React("ana", "+1", 1, back=True),
    "kim fills apply: email=kim@example.org; why=I like maps": Fill(
        "kim", "apply", {"email": "kim@example.org", "why": "I like maps"}
    ),
    'kim fills apply: why="maps; and \\"people\\""; so-far=': Fill(
        "kim", "apply", {"why": 'maps; and "people"', "so_far": ""}
    ),
    r"kim fills apply: why=maps\; and a=b \\ c": Fill("kim", "apply", {"why": r"maps; and a=b \ c"}),
    "kim fills apply: why=one\ntwo; links=x": Fill("kim", "apply", {"why": "one\ntwo", "links": "x"}),
    'kim fills apply: why="a" and "b"': Fill("kim", "apply", {"why": '"a" and "b"'}),
    "kim fills apply:": Fill("kim", "apply", {}),
    "kim edits one -> two -> three": Edit("kim", "one", "two -> three"),
    "kim edits one → two": Edit("kim", "one", "two"),
    "kim deletes one": Edit("kim", "one", None),
    "kim joins": Join("kim"),
    "clock +3d": ClockMove(by=timedelta(days=3)),
    "clock + 2 H": ClockMove(by=timedelta(hours=2)),
    "clock +15m": ClockMove(by=timedelta(minutes=15)),
    "clock +1w": ClockMove(by=timedelta(weeks=1)),
    "clock 2026-03-02 09:00": ClockMove(to=datetime(2026, 3, 2, 9, tzinfo=UTC)),
    "bot -> kim: Hello": Expect("bot -> kim", "Hello"),
    "bot → Kim: Hello": Expect("bot -> kim", "Hello"),
    "Bot –> kim: Hello": Expect("bot -> kim", "Hello"),
    "bot->kim:Hello": Expect("bot -> kim", "Hello"),
    "bot@mentors: one\n  two": Expect("bot@mentors", "one\n  two"),
    "bot@mentors edits: one": Expect("bot@mentors edits", "one"),
    "bot -> kim edits: one": Expect("bot -> kim edits", "one"),
    "…": Anything(),
    " ... ": Anything(),
    "silence": Silence(),
    "-- a comment": Blank(),
    "--": Blank(),
    "# kim: !apply": Blank(),
    "": Blank(),
    " \t ": Blank(),
}
BAD = {
    "hello": "shell-expected-anything",
    "kim !apply": "shell-expected-colon",
    "kim@mentors !apply": "shell-expected-colon",
    "https://example.org": "shell-expected-anything",
    ": hi": "shell-expected-anything",
    "1kim: hi": "shell-expected-anything",
    "@kim: hi": "shell-expected-anything",
    "#comment": "shell-expected-anything",
    "kim claims 1": "shell-expected-anything",
    "bot: hi": "shell-expected-bot",
    "bot -> kim hi": "shell-expected-bot",
    "bot@: hi": "shell-expected-bot",
    "bot edits: hi": "shell-expected-bot",
    "bot presses Claim on #1": "shell-expected-bot",
    "ana presses": "shell-expected-press",
    "ana reacts 👍": "shell-expected-react",
    "ana reacts to #1": "shell-expected-react",
    "ana reacts 👍 to the card": "shell-expected-react",
    "ana unreacts 👍": "shell-expected-unreact",
    "kim fills apply": "shell-expected-fill",
    "kim fills apply: email": "shell-expected-fill",
    "kim fills apply: a=1; a=2": "shell-expected-fill",
    "kim fills apply: a b=1": "shell-expected-fill",
    "kim edits one": "shell-expected-edit",
    "kim edits one ->": "shell-expected-edit",
    "kim deletes": "shell-expected-delete",
    "kim joins mentors": "shell-expected-join",
    "clock": "shell-expected-clock",
    "clock 3d": "shell-expected-clock",
    "clock +3y": "shell-expected-clock",
    "clock -3d": "shell-expected-clock",
    "clock 2026-02-30 09:00": "shell-expected-clock",
    "clock +999999d": "shell-expected-clock",
}


@pytest.mark.parametrize(("line", "meant"), GOOD.items())
def test_a_line_means(line: str, meant: Line) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize(("line", "part"), BAD.items())
def test_a_bad_line_says_what_was_expected(line: str, part: str) -> None:
    with pytest.raises(GrammarError) as raised:
        parse(line, 7)
    assert (raised.value.part, raised.value.line) == (part, 7)


@pytest.mark.parametrize(
    "words",
    [
        "\x1b[31mred\x1b[0m",
        "nul\x00l",
        "\u202eright to left",
        "שלום עולם",
        "👩‍👩‍👧‍👦 👍🏽",
        "a" * 10_000,
        "-> : ; = #1 …",
        "\u2028",
    ],
)
def test_a_persons_words_arrive_as_they_are(words: str) -> None:
    assert parse(f"kim: {words}") == Say("kim", None, words.strip())


@pytest.mark.parametrize(
    "line", ["a" * 10_000, "kim presses " + " on " * 3000, "kim fills a: " + '"' * 10_000, "\x00\x1b[2J"]
)
def test_a_hostile_line_is_read_or_refused_in_short(line: str) -> None:
    try:
        parse(line)
    except GrammarError as error:
        typed = error.message.args["typed"]
        assert isinstance(typed, Words)
        assert len(typed.words) <= 60
        assert typed.words.isprintable()


def test_lines_go_on_where_they_are_indented() -> None:
    story = "kim: one\n    two\n\n      three\n\n-- why\nbot -> kim:\n\tfour\n"
    found = [(logical.number, logical.read()) for logical in join(story.split("\n"))]
    assert found == [
        (1, Say("kim", None, "one\ntwo\n\n  three")),
        (5, Blank()),
        (6, Blank()),
        (7, Expect("bot -> kim", "four")),
        (9, Blank()),
    ]


def test_joining_keeps_every_line_as_written() -> None:
    lines = ["", "", "kim: one", "    two", "", "  bot -> kim: x ", "", ""]
    assert [line for logical in join(lines) for line in logical.raw] == lines


def test_numbers_are_those_of_the_file() -> None:
    lines = ["", "", "kim: one", "", "", "kim: two", ""]
    assert [logical.number for logical in join(lines)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_line_that_goes_on_with_nothing_is_refused() -> None:
    joiner = Joiner()
    joiner.feed("")
    with pytest.raises(GrammarError) as raised:
        joiner.feed("    two")
    assert (raised.value.part, raised.value.line) == ("shell-expected-line-before", 2)


def test_every_example_of_the_shells_own_texts_can_be_typed() -> None:
    texts = (LOCALES / "en" / "shell.ftl").read_text(encoding="utf-8")
    examples = re.findall(r"`([^`]+)`", texts)
    own = {"?", "quit", "!apply", "backticks"}
    assert len(examples) > 20
    for example in examples:
        assert example in own or example.startswith("be ") or not isinstance(parse(example), Blank), example
