"""Words as a mail shows them: a text part that stands alone, and the same as HTML.

Rules of this file: pure functions; tested by golden files. Values lose what a mail program would obey (control
characters, direction overrides, lone surrogates), and their further lines are indented, so that nobody's words can pass
for a line of the bot's. In HTML every value is escaped, and the result goes through nh3 as a second wall. No images, no
links, no colours: it is read in the reader's own, dark or light.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from textwrap import TextWrapper

import nh3

from bot.text import Button, Kind, Line, Rendered, Span, Style, untabled

WIDTH = 72
"""Columns of the text part: a quoted answer still fits into 80."""
_TAGS = {"bdi", "blockquote", "br", "code", "li", "p", "strong", "ul"}
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKS = {Kind.LINE: ("", "", "  "), Kind.ITEM: ("- ", "  ", "  "), Kind.QUOTE: ("> ", "> ", "> ")}
"""Before a line, before the rest of it where it is wrapped, and before further lines of a value in it."""
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin: 0; padding: 1.5em; font-family: sans-serif; line-height: 1.5">
<div style="max-width: 36em; margin: 0 auto">
{body}
{footer}
</div>
</body>
</html>
"""
_FOOTER = '<div style="margin-top: 2em; font-size: 85%">\n{footer}\n</div>'


@dataclass(frozen=True, slots=True)
class Wording:
    """A mail in words. ``offer`` introduces what the reader can type; ``footer`` says why they get it."""

    subject: str
    said: Rendered
    offer: str
    footer: Rendered
    language: str


def tidy(text: str) -> str:
    """A text without anything that a mail program would obey; line breaks are kept, tabs become spaces."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co"})


def one_line(text: str) -> str:
    """The same on one line, without spaces around it: for a header."""
    return " ".join(tidy(text).split())


def plain(wording: Wording) -> str:
    """The text part."""
    lines = [each for line in untabled(wording.said.lines) for each in _wrapped(line.kind, _text(line))]
    if wording.said.buttons:
        lines += ["", *_wrapped(Kind.LINE, wording.offer)]
        lines += [each for button in wording.said.buttons for each in _wrapped(Kind.ITEM, _offered(button))]
    footer = [each for line in untabled(wording.footer.lines) for each in _wrapped(line.kind, _text(line))]
    return "\n".join([*lines, "", "-- ", *footer, ""])  # what follows "-- " is a signature: programs show it small


def html(wording: Wording) -> str:
    """The HTML part."""
    blocks = _blocks(wording.said.lines)
    if wording.said.buttons:
        items = (
            f"{escape(one_line(button.label))}: <code>{escape(_typed(button))}</code>"
            for button in wording.said.buttons
        )
        blocks += [f"<p>{escape(tidy(wording.offer))}</p>", _list(items)]
    return _PAGE.format(
        language=escape(wording.language),
        subject=escape(one_line(wording.subject)),
        body=_clean(blocks),
        footer=_FOOTER.format(footer=_clean(_blocks(wording.footer.lines))),
    )


def _text(line: Line) -> str:
    return "".join(f"“{span.text}”" if span.style is Style.CODE else span.text for span in line.spans)


def _offered(button: Button) -> str:
    return f"{one_line(button.label)}: “{_typed(button)}”"


def _typed(button: Button) -> str:
    """What is typed in the chat. In a mail nothing can be pressed."""
    return f"!{one_line(button.command)}"


def _wrapped(kind: Kind, text: str) -> list[str]:
    first, rest, further = _MARKS[kind]
    head, *more = tidy(text).split("\n")
    wrapped = _fill(head, first, rest)
    for each in more:
        wrapped += _fill(each, further, further)
    return wrapped


def _fill(text: str, first: str, rest: str) -> list[str]:
    """Whole words only: a link that is cut can't be followed, a command that is cut can't be typed."""
    filled = TextWrapper(
        WIDTH - 1, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    head, *tail = filled.wrap(text) or [first.rstrip()]
    return [head, *(f" {line}" if line[0] in "->" and not rest else line for line in tail)]  # no item, no quote


def _clean(blocks: Sequence[str]) -> str:
    return "\n".join(nh3.clean(block, tags=_TAGS, attributes={}) for block in blocks)


def _blocks(lines: Sequence[Line]) -> list[str]:
    """Paragraphs, lists and quotes. An empty line ends a paragraph."""
    found: list[str] = []
    for (kind, empty), run in groupby(untabled(lines), key=lambda line: (line.kind, not _text(line).strip())):
        texts = ["".join(map(_span, line.spans)) for line in run]
        if kind is Kind.ITEM:
            found.append(_list(texts))
        elif kind is Kind.QUOTE:
            found.append(f"<blockquote>{'<br>'.join(texts)}</blockquote>")
        elif not empty:
            found.append(f"<p>{'<br>'.join(texts)}</p>")
    return found


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _span(span: Span) -> str:
    text = escape(tidy(span.text)).replace("\n", "<br>")
    match span.style:
        case Style.STRONG:
            return f"<strong>{text}</strong>"
        case Style.CODE:
            return f"<code>{text}</code>"
        case Style.WORDS | Style.PERSON:
            return f"<bdi>{text}</bdi>"
        case _:
            return text
