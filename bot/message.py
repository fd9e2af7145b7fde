"""Meaning, not words: what the bot wants to say, before anybody chose a language or a platform.

A message is a catalogue key with values. Words come from the catalogue (``catalogue.py``), markup from the
platform's renderer. A value is data: it can never become markup, a mention or a link by its content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import AwareDatetime, TypeAdapter

from bot.address import Identity, Room


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote themselves, shown as they wrote it and isolated from the text around it."""

    words: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, named so that the platform can make a pill of it."""

    identity: Identity
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A room, named so that its platform can make a link of it."""

    room: Room


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, written out in the reader's language; ``whole``: with the day of the week."""

    day: date
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Ago:
    """How long ago something was: "2 minutes ago"."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something takes or took: "3 days". Its field has a name of its own: as JSON it would be an ``Ago``."""

    lasted: int


@dataclass(frozen=True, slots=True)
class ToType:
    """A command, shown as the reader types it: `!claim 42`."""

    command: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, told in its reader's zone: "Tuesday, 3 March at 09:00". ``zone`` is an IANA name."""

    at: AwareDatetime
    zone: str


@dataclass(frozen=True, slots=True)
class Text:
    """A catalogue text used as a value: the name of a state, a field, a role."""

    key: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language by its code (``de``), named in the reader's own: "German"."""

    code: str


@dataclass(frozen=True, slots=True)
class Many:
    """Several values, joined the way the reader's language does ("a, b and c"; ``either``: "a, b or c").

    Empty: the catalogue's "none".
    """

    items: tuple["str | Words | Mention | Channel | Text | Tongue", ...]
    either: bool = False


Value = str | int | Words | Mention | Channel | Day | Ago | Lasting | ToType | When | Text | Tongue | Many


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do next: a button where there are buttons, else the words to type.

    ``label`` is a catalogue key; ``command`` is what pressing it types, ``claim 42``. A ``hint`` still needs
    words from the reader (``decline 42 REASON``): it is shown, not pressed. ``about`` is the number of the case that
    it is about, shown where several stand side by side; ``name`` a region's, behind the label.
    """

    label: str
    command: str
    hint: bool = False
    about: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Values in rows, under ``heads`` (catalogue keys): four columns at the most, so that a telephone shows them.

    The first cell names its row. Where no table can be shown, each row is a line that says the same.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one layer, of a chart: its name (a catalogue key) and its count on each of the chart's days."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts over days, drawn as a picture. ``title`` is a catalogue key. What the message says is its alt text: the
    conclusion in words."""

    title: str
    days: tuple[date, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Csv:
    """Rows as a CSV file of that name, under ``heads`` (catalogue keys). What the message says stands beside it."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say. ``table`` and then ``parts`` follow it, on lines of their own; ``actions`` come last.

    ``file`` comes with it, the way its platform brings files; only a message that is an effect has one.
    """

    key: str
    args: dict[str, Value] = field(default_factory=dict)
    parts: tuple["Message", ...] = ()
    actions: tuple[Action, ...] = ()
    table: Table | None = None
    file: Chart | Csv | None = None


MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
"""Reads and writes a message as JSON, the way inbox and outbox keep it."""


_NOTHING: Mapping[str, Value] = {}


def say(
    key: str,
    said: Mapping[str, Value] = _NOTHING,
    *,
    parts: Sequence[Message] = (),
    actions: Sequence[Action] = (),
    **args: Value,
) -> Message:
    """A message: its values as keywords, or in ``said`` where several messages share them."""
    return Message(key, {**said, **args}, tuple(parts), tuple(actions))


def do(command: str, *words: str, label: str | None = None) -> Action:
    """An action that types a command: ``do("claim", "42")``. Its label is ``do-claim`` unless named."""
    return Action(label or f"do-{command.replace(' ', '-')}", " ".join([command, *words]))


def write(command: str, *words: str) -> Action:
    """An action whose command still needs the reader's own words: ``write("decline", "42", "REASON")``."""
    return Action(f"do-{command.replace(' ', '-')}", " ".join([command, *words]), hint=True)
