"""Rendered -> lines of styled pieces, and plain text from them. Pure.

What comes out is safe for a terminal: escape sequences, control characters and direction overrides are gone, and
a value's line breaks stay inside its item or quote. Buttons come last: what can be pressed in brackets, what is
to be typed as it is typed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from bot.text import Button, Kind, Line, Rendered, Span, Style

Piece = tuple[str, str]
"""A style (one of ``Style``, or ``button``) and a text without line breaks."""

BUTTON = "button"
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]"
)
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
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
    return replace(
        rendered, lines=tuple(replace(line, spans=tuple(map(_quoted, line.spans))) for line in rendered.lines)
    )


def _quoted(span: Span) -> Span:
    return replace(span, text=f"`{span.text}`") if span.style is Style.CODE else span


def pieces(rendered: Rendered) -> list[list[Piece]]:
    """The message line by line."""
    lines = [pieces for line in rendered.lines for pieces in _line(line)]
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
