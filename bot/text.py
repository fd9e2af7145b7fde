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

from bot.address import Identity

_BARE = frozenset(["send", "back", "skip", "cancel"])


class Style(StrEnum):
    """How a span is meant."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    WORDS = "words"
    PERSON = "person"


class Kind(StrEnum):
    """How a line is meant."""

    LINE = "line"
    ITEM = "item"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``identity`` is set on PERSON."""

    text: str
    style: Style = Style.PLAIN
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line. A span of WORDS may hold line breaks of its own."""

    spans: tuple[Span, ...]
    kind: Kind = Kind.LINE


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


_MARK = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`|\ue000(?P<value>\d+)\ue001")
_KINDS = {"- ": Kind.ITEM, "> ": Kind.QUOTE}


def placeholder(index: int) -> str:
    """What stands for value ``index`` in a catalogue text: private-use characters that no value can hold."""
    return f"\ue000{index}\ue001"


def parse(text: str, value: Callable[[int], tuple[Span, ...]]) -> tuple[Line, ...]:
    """Read the catalogue's markup; ``value`` gives the spans of a placeholder."""
    return tuple(_line(line, value) for line in text.split("\n"))


def _line(text: str, value: Callable[[int], tuple[Span, ...]]) -> Line:
    kind = _KINDS.get(text[:2], Kind.LINE)
    rest = text if kind is Kind.LINE else text[2:]
    return Line(tuple(_joined(_spans(rest, Style.PLAIN, value))), kind)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span: a renderer marks them once."""
    for style, run in groupby(spans, key=lambda span: span.style):
        if style in {Style.PLAIN, Style.STRONG}:
            yield Span("".join(span.text for span in run), style)
        else:
            yield from run


def _spans(text: str, style: Style, value: Callable[[int], tuple[Span, ...]]) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            spans.append(Span(text[at : mark.start()], style))
        at = mark.end()
        if mark["strong"] is not None:
            spans += _spans(mark["strong"], Style.STRONG, value)
        elif mark["code"] is not None:
            spans.append(Span(_flat(mark["code"], value), Style.CODE))
        else:
            spans += [_restyle(span, style) for span in value(int(mark["value"]))]
    if at < len(text):
        spans.append(Span(text[at:], style))
    return spans


def _restyle(span: Span, style: Style) -> Span:
    return Span(span.text, style) if span.style is Style.PLAIN else span


def _flat(text: str, value: Callable[[int], tuple[Span, ...]]) -> str:
    return "".join(span.text for span in _spans(text, Style.PLAIN, value))


def plain(rendered: Rendered) -> str:
    """The lines as bare text, for logs of operators and tests."""
    return "\n".join("".join(span.text for span in line.spans) for line in rendered.lines)
