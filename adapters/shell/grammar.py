"""The shell's grammar: a line that people type at a terminal, or that stands in a story, to what it means. Pure.

One line is one thing that somebody does or the bot says. Names are read without regard to case, typographic arrows
and dots like plain ones. A line that can't be read raises GrammarError with its number, what was expected there,
and an example.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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
    head,
)
from bot.typed import plain

_NAME = r"[^\W\d][\w-]*"
_ARROW = r"(?:[-–—]+>|→|⇒)"
_EXPECT = re.compile(
    rf"bot\s*(?:@\s*(?P<room>{_NAME})|{_ARROW}\s*(?P<who>{_NAME}))(?P<edits>\s+edits)?\s*:(?P<text>.*)",
    re.I | re.S,
)
_PRESS = re.compile(rf"(?P<old>the old )?(?P<label>\S.*?)(?: on #?(?P<case>\d{{1,10}})(?: in (?P<room>{_NAME}))?)?")
_REACT = re.compile(rf"(?P<emoji>\S+) (?:to|from|on) #?(?P<case>\d{{1,10}})(?: in (?P<room>{_NAME}))?")
_FILL = re.compile(rf"(?P<form>{_NAME})\s*:(?P<values>.*)", re.S)
_MOVE = re.compile(r"\+\s*(?P<count>\d{1,5})\s*(?P<unit>[mhdw])", re.I)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONE: dict[str, Line] = {"": Blank(), "…": Anything(), "...": Anything(), "silence": Silence()}


def parse(text: str, line: int = 1) -> Line:
    """Read one logical line. Raises GrammarError."""
    text = text.strip()
    if text.casefold() in _LONE:
        return _LONE[text.casefold()]
    for pattern, read in _FORMS:
        if found := pattern.match(text):
            return read(found, line)
    raise GrammarError("shell-expected-anything", line, text)


def _comment(_found: re.Match[str], _line: int) -> Blank:
    return Blank()


def _say(found: re.Match[str], _line: int) -> Say:
    return Say(found["who"].casefold(), _room(found["room"]), found["text"].strip())


def _no_colon(found: re.Match[str], line: int) -> Line:
    raise GrammarError("shell-expected-colon", line, found.string)


def _does(found: re.Match[str], line: int) -> Line:
    return _VERBS[found["verb"]](found["who"].casefold(), found["verb"], found["rest"].strip(), line)


def _clock(found: re.Match[str], line: int) -> ClockMove:
    when = (found["when"] or "").strip()
    if moved := _MOVE.fullmatch(when):
        return ClockMove(by=timedelta(**{_UNITS[moved["unit"].casefold()]: int(moved["count"])}))
    try:
        return ClockMove(to=datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=UTC))
    except ValueError:
        raise GrammarError("shell-expected-clock", line, found.string) from None


def _expect(begins: re.Match[str], line: int) -> Expect:
    found = _EXPECT.fullmatch(begins.string)
    if found is None:
        raise GrammarError("shell-expected-bot", line, begins.string)
    return Expect(head(found["room"], found["who"], edits=bool(found["edits"])), found["text"].strip())


def _press(who: str, _verb: str, rest: str, line: int) -> Press:
    found = _PRESS.fullmatch(plain(rest))
    if found is None:
        raise GrammarError("shell-expected-press", line, f"{who} presses {rest}")
    case = int(found["case"]) if found["case"] else None
    return Press(who, found["label"], case, _room(found["room"]), bool(found["old"]))


def _react(who: str, verb: str, rest: str, line: int) -> React:
    found = _REACT.fullmatch(" ".join(rest.split()))
    if found is None:
        part = "shell-expected-react" if verb == "reacts" else "shell-expected-unreact"
        raise GrammarError(part, line, f"{who} {verb} {rest}")
    return React(who, found["emoji"], int(found["case"]), _room(found["room"]), verb == "unreacts")


def _room(name: str | None) -> str | None:
    return name.casefold() if name else None


def _fill(who: str, _verb: str, rest: str, line: int) -> Fill:
    found = _FILL.fullmatch(rest)
    values: dict[str, str] = {}
    for part in _split(found["values"]) if found else ():
        name, equals, value = part.partition("=")
        name = name.strip().casefold().replace("-", "_")
        if not equals or not name.isidentifier() or name in values:
            found = None
            break
        values[name] = _unquoted(value.strip())
    if found is None:
        raise GrammarError("shell-expected-fill", line, f"{who} fills {rest}")
    return Fill(who, found["form"].casefold(), values)


_FIELD = re.compile(r'(?P<name>[^=;]*=\s*)"(?P<quoted>(?:[^"\\]|\\.)*)"\s*(?=;|$)|(?:[^;\\]|\\.|\\$)+', re.S)


def _split(values: str) -> list[str]:
    """The fields between semicolons; one that stands in quotes or behind a backslash parts nothing."""
    return [found.group() for found in _FIELD.finditer(values) if found.group().strip()]


def _unquoted(value: str) -> str:
    quoted = re.fullmatch(r'"(?:[^"\\]|\\.)*"', value, re.S) is not None
    return re.sub(r'\\([;"\\])' if quoted else r"\\([;\\])", r"\1", value[1:-1] if quoted else value)


def _edit(who: str, _verb: str, rest: str, line: int) -> Edit:
    old, *new = re.split(rf"\s+{_ARROW}\s+", rest, maxsplit=1)
    if not old or not new or not new[0]:
        raise GrammarError("shell-expected-edit", line, f"{who} edits {rest}")
    return Edit(who, old, new[0])


def _delete(who: str, _verb: str, rest: str, line: int) -> Edit:
    if not rest:
        raise GrammarError("shell-expected-delete", line, f"{who} deletes")
    return Edit(who, rest, None)


def _join(who: str, _verb: str, rest: str, line: int) -> Join:
    if rest:
        raise GrammarError("shell-expected-join", line, f"{who} joins {rest}")
    return Join(who)


_VERBS: dict[str, Callable[[str, str, str, int], Line]] = {
    "presses": _press,
    "reacts": _react,
    "unreacts": _react,
    "fills": _fill,
    "edits": _edit,
    "deletes": _delete,
    "joins": _join,
}

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Line]], ...] = (
    (re.compile(r"(?:--|#)(?:\s|\Z)"), _comment),
    (re.compile(r"clock(?:\s+(?P<when>.*)|\Z)", re.I | re.S), _clock),
    (re.compile(r"bot\b\s*(?:[:@→⇒]|[-–—]+>|\w|\Z)", re.I), _expect),
    (re.compile(rf"(?P<who>{_NAME})(?:@(?P<room>{_NAME}))?:(?P<text>(?:[\s!].*)?)\Z", re.S), _say),
    (
        re.compile(
            rf"(?P<who>{_NAME})\s+(?P<verb>presses|reacts|unreacts|fills|edits|deletes|joins)\b(?P<rest>.*)",
            re.S,
        ),
        _does,
    ),
    (re.compile(rf"(?P<who>{_NAME})(?:@(?P<room>{_NAME}))?\s+[!/](?=\w)", re.S), _no_colon),
)
