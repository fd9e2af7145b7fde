"""What a line of the shell can mean: what somebody does, or what the bot is expected to say. Plain frozen values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

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


def head(room: str | None, who: str | None, *, edits: bool = False) -> str:
    """How a line of the bot's begins: ``bot -> kim``, ``bot@mentors``, ``bot@mentors edits``."""
    place = f"{BOT}@{room.casefold()}" if room else f"{BOT} -> {(who or '').casefold()}"
    return f"{place} edits" if edits else place


def written(head: str, text: str) -> list[str]:
    """The lines of something that the bot said or should have said."""
    first, *rest = text.split("\n")
    return [f"{head}: {first}".rstrip(), *(f"    {line}".rstrip() for line in rest)]
