"""What stands on Slack, in a story's words: blocks to lines and buttons, mentions to names, commands to ``!`` ones.

Rules of this file: pure; it reads blocks as Slack shows them, and knows nothing of how the bot makes them but that what
else can be typed stands in a block of its own behind the words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.text import Button, Kind, Line, Rendered, Span
from tests.surfaces.differences import capital

Block = dict[str, Any]
_KINDS = {"rich_text_section": Kind.LINE, "rich_text_list": Kind.ITEM, "rich_text_quote": Kind.QUOTE}
_OFFER = re.compile(r"(?P<label>[^:]+): (?P<command>.+)")


class Reader:
    """Reads what a workspace shows. ``name``: what Slack shows for somebody's id, ``channel`` for a channel's."""

    def __init__(
        self,
        name: Callable[[str], str],
        channel: Callable[[str], str],
        command: str = "ambassador",
        extra: Iterable[str] = ("apply",),
    ):
        self._name, self._channel, self._command, self._extra = name, channel, command, tuple(extra)

    def message(self, blocks: Iterable[Block]) -> Rendered:
        """Blocks of a message or a view."""
        blocks = list(blocks)
        words = [list(_READ[block["type"]](self, block)) for block in blocks if block["type"] in _READ]
        buttons = [
            Button(element["text"]["text"], element["value"])
            for block in blocks
            if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"].startswith("do:")
        ]
        behind = len(words) > 1 and not words[-1][-1].cells
        offers = [_offer(line) for line in words.pop()] if behind else []
        return Rendered(tuple(line for lines in words for line in lines), (*buttons, *offers))

    def typed(self, shown: str) -> str:
        """A command as it is shown here, as stories type it."""
        name, _, rest = shown.removeprefix("/").partition(" ")
        if not shown.startswith("/"):
            return shown
        return f"!{rest}" if name == self._command else f"!{shown[1:]}" if name in self._extra else shown

    def _lines(self, block: Block) -> Iterator[Line]:
        for element in block["elements"]:
            kind = _KINDS[element["type"]]
            if kind is Kind.ITEM:
                yield from (_line(self._text(item["elements"]), kind) for item in element["elements"])
            else:
                words = self._text(element["elements"])
                yield from (_line(words, kind) for words in words.split("\n"))

    def _table(self, block: Block) -> Iterator[Line]:
        for at, row in enumerate(block["rows"]):
            said = [line.spans for cell in row for line in self._lines(cell)]
            yield Line((), Kind.ROW if at else Kind.HEAD, tuple(said))

    def _text(self, elements: Iterable[Block]) -> str:
        return "".join(map(self._element, elements))

    def _element(self, element: Block) -> str:
        if element["type"] == "user":
            return self._name(element["user_id"])
        if element["type"] == "channel":
            return f"#{self._channel(element['channel_id'])}"
        assert element["type"] == "text", element
        return self.typed(element["text"]) if element.get("style", {}).get("code") else str(element["text"])


_READ: dict[str, Callable[[Reader, Block], Iterator[Line]]] = {"rich_text": Reader._lines, "table": Reader._table}


def _line(words: str, kind: Kind) -> Line:
    return Line((Span(capital(words)),), kind)


def _offer(line: Line) -> Button:
    found = _OFFER.fullmatch(line.spans[0].text)
    assert found is not None, line
    return Button(found["label"], found["command"], hint=True)
