"""Words as Matrix shows them: a plain body that stands alone, and a formatted one.

Rules of this file: pure functions; tested by golden files. Every value is escaped here and the result goes through nh3
as a second wall, so that only the tags listed can come out. People are pills, linked by their user id. Only a message
that somebody owes an action on may notify, so everything else is a notice that mentions nobody.
"""

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import quote

import nh3

from bot.address import native, platform_of
from bot.text import Button, Kind, Line, Rendered, Span, Style, tables, untabled

MOST = 60_000
"""Bytes of content; an event with its envelope may have 65,536."""
_TAGS = {"a", "blockquote", "br", "code", "li", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_TABLE = (Kind.HEAD, Kind.ROW)
_CUT = " …"

Content = dict[str, Any]


def content(rendered: Rendered, mention: str | None = None, *, edits: bool = False) -> Content:
    """A message's content. ``mention``: the user id of who is to be notified. ``edits``: it may become an edit."""
    body = {
        "msgtype": "m.text" if mention else "m.notice",
        "body": plain(rendered),
        "format": "org.matrix.custom.html",
        "formatted_body": formatted(rendered),
        "m.mentions": {"user_ids": [mention]} if mention else {},
    }
    return fitting(body, MOST // 2 if edits else MOST)  # an edit holds its content twice


def plain(rendered: Rendered) -> str:
    """The body for clients that show no markup, for notifications and for screen readers."""
    lines = [_plain_line(line) for line in untabled(rendered.lines)]
    return "\n".join([*lines, *(f"- {_folded(button.label)}: {typed(button)}" for button in rendered.buttons)])


def formatted(rendered: Rendered) -> str:
    """The body as HTML, of the tags that the specification lists."""
    runs = groupby(rendered.lines, key=lambda line: Kind.ROW if line.kind in _TABLE else line.kind)
    blocks = [_block(kind, list(lines)) for kind, lines in runs]
    if rendered.buttons:
        blocks.append(
            _list(f"{escape(button.label)}: <code>{escape(typed(button))}</code>" for button in rendered.buttons)
        )
    return nh3.clean("".join(blocks), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https"}, link_rel=None)


def typed(button: Button) -> str:
    """What a reader types in place of pressing."""
    return button.command if button.bare else f"!{button.command}"


def fitting(body: Content, most: int) -> Content:
    """A content that the homeserver takes: without markup where it is too large, and cut where that isn't enough."""
    if _size(body) <= most:
        return body
    bare = {key: value for key, value in body.items() if key not in {"format", "formatted_body"}}
    spare = most - _size({**bare, "body": _CUT})
    kept = bare["body"]
    while _size({"body": kept}) > spare:
        kept = kept[: min(len(kept) - 1, len(kept) * spare // _size({"body": kept}))]
    return {**bare, "body": kept if kept == bare["body"] else kept + _CUT}


def _size(body: Content) -> int:
    return len(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))


def _plain_line(line: Line) -> str:
    text = "".join(span.text for span in line.spans)
    if line.kind is Kind.QUOTE:
        return "\n".join(f"> {each}" for each in text.splitlines() or [""])
    return f"- {_folded(text)}" if line.kind is Kind.ITEM else _folded(text)


def _folded(text: str) -> str:
    """A text whose further lines are indented: somebody's words can't pass for a line, item or button of the bot's."""
    return "\n  ".join(text.splitlines())


def _block(kind: Kind, lines: Sequence[Line]) -> str:
    if kind is Kind.ROW:
        return "".join(_table(table) for table in tables(lines))
    texts = ["".join(map(_span, line.spans)) for line in lines]
    if kind is Kind.ITEM:
        return _list(texts)
    if kind is Kind.QUOTE:
        return f"<blockquote>{'<br>'.join(texts)}</blockquote>"
    return "<br>".join(texts)


def _table(lines: Sequence[Line]) -> str:
    head, *rows = ["".join(f"<{tag}>{cell}</{tag}>" for cell in cells) for tag, cells in map(_cells, lines)]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def _cells(line: Line) -> tuple[str, list[str]]:
    return "th" if line.kind is Kind.HEAD else "td", ["".join(map(_span, cell)) for cell in line.cells]


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _span(span: Span) -> str:
    text = escape(span.text)
    match span.style:
        case Style.STRONG:
            return f"<strong>{text}</strong>"
        case Style.CODE:
            return f"<code>{text}</code>"
        case Style.WORDS:
            return text.replace("\n", "<br>")
        case Style.PERSON if span.identity is not None and platform_of(span.identity) == "matrix":
            return f'<a href="https://matrix.to/#/{quote(native(span.identity), safe="@:")}">{text}</a>'
        case Style.ROOM if span.room is not None and platform_of(span.room) == "matrix":
            return f'<a href="https://matrix.to/#/{quote(native(span.room), safe="#!:")}">{text}</a>'
        case _:
            return text
