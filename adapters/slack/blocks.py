"""Shown lines as Slack's blocks: rich text, whose elements are shown as they are, and tables of it.

Rules of this file: pure functions. A message has one table at most, which is Slack's own limit: any other is shown as
lines, which say the same. No table stands in a modal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from adapters.slack.workspace import slack_id
from bot.text import Kind, Line, Span, Style, tables, untabled

ISOLATES = "\u2068\u2069"
_TABLE = (Kind.HEAD, Kind.ROW)

_BREAK = Span("\n")

Block = dict[str, Any]


def tabled(lines: Sequence[Line]) -> list[Block]:
    """Shown lines as blocks: the first table as one, and any other as lines, since a message can't have two."""
    found: list[Block] = []
    for tabled, run in groupby(lines, key=lambda line: line.kind in _TABLE):
        for part in tables(run) if tabled else [[*run]]:
            whole = tabled and part[0].kind is Kind.HEAD and not any(block["type"] == "table" for block in found)
            found += [_table(part)] if whole else rich_blocks(untabled(part))
    return found


def _table(lines: Sequence[Line]) -> Block:
    """A table that wraps its cells, so that a telephone shows it whole."""
    rows = [[_cell(cell, strong=line.kind is Kind.HEAD) for cell in line.cells] for line in lines]
    return {"type": "table", "column_settings": [{"is_wrapped": True}] * len(rows[0]), "rows": rows}


def _cell(spans: Iterable[Span], *, strong: bool) -> Block:
    shown = [replace(span, style=Style.STRONG) if strong else span for span in spans if span.text.strip(ISOLATES)]
    section = {"type": "rich_text_section", "elements": _elements(shown or [Span(" ")])}
    return {"type": "rich_text", "elements": [section]}


def rich_blocks(lines: Iterable[Line]) -> list[Block]:
    """Shown lines as one block, or none where they say nothing."""
    elements: list[Block] = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        texts = [line.spans for line in run]
        if kind is Kind.ITEM:
            items = [{"type": "rich_text_section", "elements": _elements(spans)} for spans in texts if spans]
            elements += [{"type": "rich_text_list", "style": "bullet", "elements": items}] if items else []
        elif any(texts):
            name = "rich_text_quote" if kind is Kind.QUOTE else "rich_text_section"
            below = [span for spans in texts for span in (_BREAK, *spans)][1:]
            elements.append({"type": name, "elements": _elements(below)})
    return [{"type": "rich_text", "elements": elements}] if elements else []


def _elements(spans: Iterable[Span]) -> list[Block]:
    """Spans as elements; neighbours that look alike as one."""
    found: list[Block] = []
    last: Block = {}
    for span in spans:
        element = _element(span)
        if "text" in element and "text" in last and last.get("style") == element.get("style"):
            last["text"] += element["text"]
        else:
            found.append(last := element)
    return found


def _element(span: Span) -> Block:
    if span.style is Style.PERSON and span.identity is not None:
        return {"type": "user", "user_id": slack_id(span.identity)}
    if span.style is Style.ROOM and span.room is not None:
        return {"type": "channel", "channel_id": slack_id(span.room)}
    text: Block = {"type": "text", "text": span.text}
    if span.style is Style.STRONG or span.style is Style.CODE:
        text["style"] = {"bold" if span.style is Style.STRONG else "code": True}
    return text
