"""What the shell shows: the lines of a story, plain into a pipe, wrapped and in colour on a terminal.

Plain output is itself a story. Colour says nothing that the words don't say; NO_COLOR turns it off. Whatever
is written has passed ``words.safe``: no text can steer the terminal.
"""

import io
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from adapters.shell.shell import Spoken
from adapters.shell.words import BUTTON, Piece, pieces, quoting, safe
from bot.text import Rendered, Style

HEAD, TYPED, ASIDE = "head", "typed", "aside"
_COLOURS = {
    Style.STRONG: "1",
    Style.CODE: "36",
    Style.PERSON: "1",
    Style.WORDS: "3",
    BUTTON: "1;34",
    HEAD: "32",
    TYPED: "1",
    ASIDE: "2",
}
_INDENT = 4


def forgiving(stream: TextIO) -> TextIO:
    """The stream, no longer choking on a character that its encoding lacks or a byte that is none of its own."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


class Screen:
    """Writes to ``out``. ``width`` wraps what the bot says; ``colour`` paints it."""

    def __init__(self, out: TextIO, *, colour: bool = False, width: int | None = None) -> None:
        self._out, self._colour, self._width = out, colour, width

    @classmethod
    def on(cls, out: TextIO = sys.stdout) -> "Screen":
        """The screen that a stream deserves: colour and width are a terminal's."""
        if not forgiving(out).isatty():
            return cls(out)
        colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(out, colour=colour, width=max(20, shutil.get_terminal_size().columns))

    @property
    def colour(self) -> bool:
        """Whether it paints."""
        return self._colour

    def typed(self, raw: Sequence[str]) -> None:
        """Show a line as it was typed."""
        aside = raw[0].lstrip()[:2] in ("--", "# ", "#")
        self._write([[(ASIDE if aside else TYPED, safe(line).replace("\n", " "))] for line in raw])

    def said(self, said: Sequence[Spoken]) -> None:
        """Show what the bot said, and that it said nothing."""
        for spoken in said:
            if self._width is None:
                self._write([[(Style.PLAIN, line)] for line in spoken.lines])
            else:
                self._write(self._wrapped(_under(spoken.head, pieces(spoken.rendered))))
        if not said:
            self._write([[(ASIDE, "silence")]])

    def show(self, rendered: Rendered) -> None:
        """Show a message of the shell's own."""
        self._write(self._wrapped(pieces(rendered if self._colour else quoting(rendered))))

    def _wrapped(self, lines: Iterable[list[Piece]]) -> Iterable[list[Piece]]:
        return lines if self._width is None else [row for line in lines for row in _wrap(line, self._width)]

    def _write(self, lines: Iterable[list[Piece]]) -> None:
        for line in lines:
            self._out.write("".join(self._painted(*piece) for piece in line).rstrip() + "\n")
        self._out.flush()

    def _painted(self, style: str, text: str) -> str:
        code = _COLOURS.get(style) if self._colour and text.strip() else None
        return f"\x1b[{code}m{text}\x1b[0m" if code else text


def _under(head: str, lines: list[list[Piece]]) -> list[list[Piece]]:
    first, *rest = lines or [[]]
    return [[(HEAD, f"{head}: "), *first], *([(Style.PLAIN, " " * _INDENT), *line] for line in rest)]


def _wrap(line: list[Piece], width: int) -> list[list[Piece]]:
    """Break a line between words so that it fits; further rows stand under its words."""
    hang = _hang(line)
    rows: list[list[Piece]] = [[]]
    used = 0
    for word in _words(line):
        size = sum(_cells(text) for _, text in word)
        blank = word[0][1].isspace()
        if used > hang and used + size > width:
            rows.append([(Style.PLAIN, " " * hang)])
            used = hang
            if blank:
                continue
        rows[-1] += word
        used += size
    return [row for row in rows if row and _seen(row)] or [[]]


def _hang(line: list[Piece]) -> int:
    if line and line[0][0] == HEAD:
        return _INDENT
    text = "".join(text for _, text in line)
    words = text.lstrip()
    return len(text) - len(words) + (2 if words.startswith("- ") else 0)


def _words(line: list[Piece]) -> list[list[Piece]]:
    """Runs of blanks and words, which may be of several pieces ("**Kim**."); a button is one word."""
    words: list[list[Piece]] = []
    joined = False
    for style, text in line:
        for token in [text] if style == BUTTON else re.findall(r"\s+|\S+", text):
            if joined and not token.isspace():
                words[-1].append((style, token))
            else:
                words.append([(style, token)])
            joined = not token.isspace()
    return words


def _seen(row: list[Piece]) -> bool:
    return any(text.strip() for _, text in row)


def _cells(text: str) -> int:
    from prompt_toolkit.utils import get_cwidth  # only terminals have columns

    return get_cwidth(text)
