"""The shell's line grammar: what people type at a terminal and what stories are written in. Pure.

One line is one thing that somebody does or the bot says; a line indented by four spaces or more goes on with
the line before it. Names are read without regard to case, typographic arrows and dots like plain ones. A line
that can't be read raises GrammarError with its number, what was expected there, and an example.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from textwrap import dedent

from bot.errors import Refused
from bot.message import Words, say
from bot.typed import plain

BOT = "bot"
_SHOWN = 60


class GrammarError(Refused):
    """A line that can't be read. ``line`` is its number, ``part`` the catalogue key of what was expected."""

    def __init__(self, part: str, line: int, typed: str) -> None:
        shown = plain(typed)
        shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
        super().__init__("shell-bad-line", typed=Words(shown), parts=(say(part),))
        self.line, self.part = line, part


@dataclass(frozen=True, slots=True)
class Say:
    """``kim: !apply`` in a direct chat, ``ana@mentors: !claim 1`` in a room."""

    who: str
    room: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """``ana presses Claim on #1 in mentors``; ``old``: a button that the message had before it was edited."""

    who: str
    label: str
    case: int | None = None
    room: str | None = None
    old: bool = False


@dataclass(frozen=True, slots=True)
class React:
    """``ana reacts 👍 to #1 in mentors``; ``back``: taken back, as in ``ana unreacts 👍 from #1``."""

    who: str
    emoji: str
    case: int
    room: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """``kim fills apply: email=kim@example.org; why=…``, in the direct chat."""

    who: str
    form: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """``kim edits OLD -> NEW``: a message of theirs, found by its text. ``new`` is None when deleted."""

    who: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Join:
    """``kim joins``: the bot finds itself in a new direct chat with kim."""

    who: str


@dataclass(frozen=True, slots=True)
class ClockMove:
    """``clock +3d``, or ``clock 2026-03-02 09:00`` in UTC. Exactly one is set."""

    by: timedelta | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """``bot -> kim: …``, ``bot@mentors: …`` or ``bot@mentors edits: …``; ``head`` stands before the colon."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Anything:
    """A lone ``…``: any number of messages may stand here."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A lone ``silence``: the bot says nothing."""


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line or a comment (``-- …`` or ``# …``)."""


Action = Say | Press | React | Fill | Edit | Join | ClockMove
Check = Expect | Anything | Silence
Line = Action | Check | Blank


@dataclass(frozen=True, slots=True)
class Logical:
    """A line with those that go on with it. ``number`` counts from 1; ``raw`` is how it was written."""

    number: int
    raw: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text, without the indent they share."""
        first, rest = self.raw[0].strip(), dedent("\n".join(self.raw[1:]).expandtabs(4)).rstrip()
        return f"{first}\n{rest}" if rest else first

    def read(self) -> Line:
        """What it means. Raises GrammarError."""
        return parse(self.text, self.number)


class Joiner:
    """Joins physical lines to logical ones, as they come in."""

    def __init__(self) -> None:
        self._count = 0
        self._open: list[str] = []
        self._start = 0
        self._empty = 0

    @property
    def waiting(self) -> bool:
        """Whether a line stands here that the next one may go on with."""
        return bool(self._open)

    def feed(self, line: str) -> list[Logical]:
        """Take a line in; returns what is complete now. Raises GrammarError when it goes on with nothing."""
        self._count += 1
        line = line.rstrip("\r\n")
        if not line.strip():
            self._empty += 1
            return [] if self._open else self._blanks(self._count)
        if line.expandtabs(4).startswith("    "):
            if not self._open:
                raise GrammarError("shell-expected-line-before", self._count, line)
            self._open += [*[""] * self._empty, line]
            self._empty = 0
            return []
        done = self.flush()
        self._open, self._start = [line], self._count
        return done

    def flush(self) -> list[Logical]:
        """Everything that was waiting for more."""
        if not self._open:
            return []
        done = Logical(self._start, tuple(self._open))
        self._open = []
        return [done, *self._blanks(self._start + len(done.raw) + self._empty - 1)]

    def _blanks(self, last: int) -> list[Logical]:
        blanks = [Logical(number, ("",)) for number in range(last - self._empty + 1, last + 1)]
        self._empty = 0
        return blanks


def join(lines: Iterable[str]) -> Iterator[Logical]:
    """All logical lines of a text's lines. Raises GrammarError."""
    joiner = Joiner()
    for line in lines:
        yield from joiner.feed(line)
    yield from joiner.flush()


def written(head: str, text: str) -> list[str]:
    """The lines of something that the bot said or should have said."""
    first, *rest = text.split("\n")
    return [f"{head}: {first}".rstrip(), *(f"    {line}".rstrip() for line in rest)]


_NAME = r"[^\W\d][\w-]*"
_ARROW = r"(?:[-–—]+>|→|⇒)"
_EXPECT = re.compile(
    rf"bot\s*(?:@\s*(?P<room>{_NAME})|{_ARROW}\s*(?P<who>{_NAME}))(?P<edits>\s+edits)?\s*:(?P<text>.*)", re.S
)
_PRESS = re.compile(rf"(?P<old>the old )?(?P<label>\S.*?)(?: on #?(?P<case>\d{{1,10}})(?: in (?P<room>{_NAME}))?)?")
_REACT = re.compile(rf"(?P<emoji>\S+) (?:to|from|on) #?(?P<case>\d{{1,10}})(?: in (?P<room>{_NAME}))?")
_FILL = re.compile(rf"(?P<form>{_NAME})\s*:(?P<values>.*)", re.S)
_MOVE = re.compile(r"\+\s*(?P<count>\d{1,5})\s*(?P<unit>[mhdw])", re.I)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONE = {"": Blank(), "…": Anything(), "...": Anything(), "silence": Silence()}


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


def head(room: str | None, who: str | None, *, edits: bool = False) -> str:
    """How a line of the bot's begins: ``bot -> kim``, ``bot@mentors``, ``bot@mentors edits``."""
    place = f"{BOT}@{room.casefold()}" if room else f"{BOT} -> {(who or '').casefold()}"
    return f"{place} edits" if edits else place


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
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
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


_VERBS = {
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
)
