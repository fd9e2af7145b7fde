"""A message put into words, still without a platform: lines of spans.

The only markup is the catalogue's own: ``**strong**``, `` `code` ``, a line that starts with ``- `` (item) or
``> `` (quote). Values arrive as spans of their own and are never read for markup, so that a renderer which
escapes every span can't be made to say anything but what the catalogue meant.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from bot.address import Identity, Room

_BARE = frozenset(["send", "back", "skip", "cancel"])


class Style(StrEnum):
    """How a span is meant."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    WORDS = "words"
    PERSON = "person"
    ROOM = "room"


class Kind(StrEnum):
    """How a line is meant."""

    LINE = "line"
    ITEM = "item"
    QUOTE = "quote"
    HEAD = "head"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``identity`` is set on PERSON, ``room`` on ROOM."""

    text: str
    style: Style = Style.PLAIN
    identity: Identity | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line. A span of WORDS may hold line breaks of its own.

    Of a table ``cells`` are what stands in its columns. What has no tables shows a ROW's ``spans`` as an ITEM, and
    leaves the HEAD out, which has none: each row names its columns.
    """

    spans: tuple[Span, ...]
    kind: Kind = Kind.LINE
    cells: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """An action in words. ``hint``: shown as something to type, never pressed."""

    label: str
    command: str
    hint: bool = False

    @property
    def bare(self) -> bool:
        """Whether it is a word that steers a form, which is typed as it is."""
        return self.hint and self.command in _BARE


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in a language: lines, then what the reader can do next."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()


_STYLE = attrgetter("style")
_VALUE = "\ue000"
"""What a value's place begins with."""
MARKS = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`|\ue000(?P<value>\d+)\ue001")
"""The catalogue's own markup, and what stands for a value."""
_KINDS = {"- ": Kind.ITEM, "> ": Kind.QUOTE}


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where a value goes, and how what has no style of its own looks there."""

    index: int
    style: Style


@dataclass(frozen=True, slots=True)
class _Code:
    """Code with values in it: their bare text."""

    pieces: tuple["_Piece", ...]


_Piece = Span | _Hole | _Code


@dataclass(frozen=True, slots=True)
class _Open:
    """A line with holes for values."""

    pieces: tuple[_Piece, ...]
    kind: Kind


Template = tuple[Line | _Open, ...]
"""A catalogue text whose markup has been read. A line that is always the same is there already."""


def placeholder(index: int) -> str:
    """What stands for value ``index`` in a catalogue text: private-use characters that no value can hold."""
    return f"{_VALUE}{index}\ue001"


def parse(text: str) -> Template:
    """Read the catalogue's markup, once for all the values that a text will ever have."""
    return tuple(_line(line) for line in text.split("\n"))


def fill(template: Template, value: Callable[[int], tuple[Span, ...]]) -> tuple[Line, ...]:
    """A text with its values: ``value`` gives the spans of a placeholder."""
    return tuple(line if isinstance(line, Line) else _whole(line, value) for line in template)


def _whole(line: _Open, value: Callable[[int], tuple[Span, ...]]) -> Line:
    return Line(tuple(_joined(_filled(line.pieces, value))), line.kind)


def _line(text: str) -> Line | _Open:
    kind = _KINDS.get(text[:2], Kind.LINE)
    line = _Open(tuple(_pieces(text if kind is Kind.LINE else text[2:], Style.PLAIN)), kind)
    return line if _VALUE in text else _whole(line, lambda _index: ())


def _pieces(text: str, style: Style) -> Iterator[_Piece]:
    at = 0
    for mark in MARKS.finditer(text):
        if mark.start() > at:
            yield Span(text[at : mark.start()], style)
        at = mark.end()
        if mark["strong"] is not None:
            yield from _pieces(mark["strong"], Style.STRONG)
        elif mark["code"] is not None:
            yield _Code(tuple(_pieces(mark["code"], Style.PLAIN)))
        else:
            yield _Hole(int(mark["value"]), style)
    if at < len(text):
        yield Span(text[at:], style)


def _filled(pieces: Iterable[_Piece], value: Callable[[int], tuple[Span, ...]]) -> Iterator[Span]:
    for piece in pieces:
        match piece:
            case Span():
                yield piece
            case _Hole(index, style):
                yield from (_restyle(span, style) for span in value(index))
            case _Code(inner):
                yield Span("".join(span.text for span in _filled(inner, value)), Style.CODE)


def _restyle(span: Span, style: Style) -> Span:
    return Span(span.text, style) if span.style is Style.PLAIN and style is not Style.PLAIN else span


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span: a renderer marks them once."""
    for style, run in groupby(spans, key=_STYLE):
        alike = list(run)
        if len(alike) > 1 and (style is Style.PLAIN or style is Style.STRONG):
            yield Span("".join([span.text for span in alike]), style)
        else:
            yield from alike


def untabled(lines: Iterable[Line]) -> Iterator[Line]:
    """The same for what shows no tables: each row as an item."""
    for line in lines:
        if line.kind is Kind.ROW:
            yield Line(line.spans, Kind.ITEM)
        elif line.kind is not Kind.HEAD:
            yield line


def tables(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines of tables, table by table: each begins with its head."""
    found: list[list[Line]] = []
    for line in lines:
        if line.kind is Kind.HEAD or not found:
            found.append([])
        found[-1].append(line)
    return found


def plain(rendered: Rendered) -> str:
    """The lines as bare text, for logs of operators and tests."""
    return "\n".join("".join(span.text for span in line.spans) for line in untabled(rendered.lines))
