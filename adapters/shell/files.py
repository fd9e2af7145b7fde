"""Files on the shell: a picture is told in its words, and of a table the first rows are shown as they stand in it.

Rules of this file: pure. Nothing is saved; whoever wants the file itself asks for it on a platform that has files.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue import Catalogue
from bot.files import Attached, Picture, defused
from bot.message import Message, say
from bot.text import Kind, Line, Rendered, Span

ROWS = 20
"""Rows of a table that are shown."""


def shown(rendered: Rendered, file: Attached, catalogue: Catalogue, locale: str | None = None) -> Rendered:
    """A message with its file."""

    def told(message: Message) -> tuple[Line, ...]:
        return catalogue.render(message, locale).lines

    if isinstance(file, Picture):
        return replace(rendered, lines=told(say("shell-picture", alt=file.alt)))
    rows = [Line((Span(_row(row)),), Kind.QUOTE) for row in (file.heads, *file.rows[:ROWS])]
    left = len(file.rows) - ROWS
    more = told(say("shell-file-more", count=left)) if left > 0 else ()
    return replace(rendered, lines=(*rendered.lines, *told(say("shell-file", name=file.name)), *rows, *more))


def _row(cells: Sequence[str]) -> str:
    return ",".join(_cell(" ".join(defused(cell).split())) for cell in cells)


def _cell(cell: str) -> str:
    quoted = cell.replace('"', '""')
    return f'"{quoted}"' if set(cell) & {",", '"'} else cell
