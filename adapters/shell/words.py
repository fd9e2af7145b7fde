"""Rendered -> lines of styled pieces, and plain text from them. Pure.

What comes out is safe for a terminal: escape sequences, control characters and direction overrides are gone, and
a value's line breaks stay inside its item or quote. Buttons come last: what can be pressed in brackets, what is
to be typed as it is typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.text import Button, Kind, Line, Rendered, Span, Style, tables

Piece = tuple[str, str]
"""A style (one of ``Style``, or ``button``) and a text without line breaks."""

BUTTON = "button"
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]"
)
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_TABLE = (Kind.HEAD, Kind.ROW)
_MARKS = {Kind.LINE: ("", ""), Kind.ITEM: ("- ", "  "), Kind.QUOTE: ("> ", "> ")}


def safe(text: str) -> str:
    """A text without anything that a terminal would obey; line breaks are kept, tabs become spaces."""
    text = _ESCAPES.sub("", text.replace("\r\n", "\n")).replace("\t", " ")
    text = re.sub("[\r\u2028\u2029\x85]", "\n", text)
    text = _UNSEEN.sub("", text)
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co"})


def typed_as_commands(rendered: Rendered, is_command: Callable[[str], bool]) -> Rendered:
    """The same, with ``!`` before the hints that are commands: a word that answers a form is typed bare."""
    return replace(rendered, buttons=tuple(_hint(button, is_command) for button in rendered.buttons))


def _hint(button: Button, is_command: Callable[[str], bool]) -> Button:
    if button.hint and is_command(button.command):
        return replace(button, command=f"!{button.command}")
    return button


def quoting(rendered: Rendered) -> Rendered:
    """The same, with backticks around what is to be typed: where no colour sets it off."""
    return replace(rendered, lines=tuple(map(_quoting, rendered.lines)))


def _quoting(line: Line) -> Line:
    cells = tuple(tuple(map(_quoted, cell)) for cell in line.cells)
    return replace(line, spans=tuple(map(_quoted, line.spans)), cells=cells)


def _quoted(span: Span) -> Span:
    return replace(span, text=f"`{span.text}`") if span.style is Style.CODE else span


def pieces(rendered: Rendered) -> list[list[Piece]]:
    """The message line by line."""
    lines: list[list[Piece]] = []
    for tabled, run in groupby(rendered.lines, key=lambda line: line.kind in _TABLE):
        lines += (each for table in tables(run) for each in _columns(table)) if tabled else _flat(run)
    pressed = [(BUTTON, f"[{_label(button)}]") for button in rendered.buttons if not button.hint]
    if pressed:
        spaced: list[Piece] = [piece for button in pressed for piece in (button, (Style.PLAIN, " "))]
        lines.append(spaced[:-1])
    for button in rendered.buttons:
        if button.hint:
            lines.append([(Style.PLAIN, f"{_label(button)}: "), (Style.CODE, _one_line(button.command))])
    filled = [index for index, line in enumerate(lines) if _bare(line).strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def text(rendered: Rendered) -> str:
    """The message as bare text, without empty lines around it."""
    return "\n".join(_bare(line).rstrip() for line in pieces(rendered))


def _bare(line: list[Piece]) -> str:
    return "".join(text for _, text in line)


def _flat(lines: Iterable[Line]) -> Iterator[list[Piece]]:
    return (pieces for line in lines for pieces in _line(line))


def _columns(table: Sequence[Line]) -> Iterator[list[Piece]]:
    """A table whose columns stand below each other, however wide their letters are."""
    rows = [[[(span.style, _one_line(span.text)) for span in cell] for cell in line.cells] for line in table]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for line, row in zip(table, rows, strict=True):
        head = Style.STRONG if line.kind is Kind.HEAD else None
        found: list[Piece] = []
        for width, cell in zip(widths, row, strict=True):
            found += [(head or style, text) for style, text in cell]
            found.append((Style.PLAIN, " " * (width - _width(cell) + 2)))
        yield found[:-1]


def _width(cell: Iterable[Piece]) -> int:
    letters = [letter for _, text in cell for letter in text if not unicodedata.combining(letter)]
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in letters)


def _line(line: Line) -> list[list[Piece]]:
    first, further = _MARKS[line.kind]
    lines: list[list[Piece]] = [[(Style.PLAIN, first)] if first else []]
    for span in line.spans:
        head, *more = safe(span.text).split("\n")
        lines[-1].append((span.style, head))
        lines += [[(Style.PLAIN, further), (span.style, part)] for part in more]
    return lines


def _label(button: Button) -> str:
    return _one_line(button.label)


def _one_line(text: str) -> str:
    return safe(text).replace("\n", " ")
