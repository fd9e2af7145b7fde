"""What stands on Matrix, in a story's words: a formatted body to lines, and what can be typed to buttons and hints.

Rules of this file: pure; it reads what clients show, the formatted body, as a browser would. What can be typed is the
list that a body ends with, if all of it is a label and a command. One that wants words in capitals, or gives an
example, is a hint.
"""

import re
from html.parser import HTMLParser

from bot.text import Button, Kind, Line, Rendered, Span
from tests.surfaces.differences import capital

_CODE = "\ue000"
"""Around what is code, while a body is read: no message holds it."""
_ROOM = re.compile(r"#([^\W\d:][\w-]*):[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?")
"""A room's whole address."""
_CELL = "\ue003"
"""Before each cell of a table."""
_OFFER = re.compile(rf"(?P<label>[^:{_CODE}]+): {_CODE}(?P<command>[^{_CODE}]+){_CODE}")
_HINT = re.compile(r".*\b(?!EMEA\b|APAC\b|DACH\b)[A-Z]{2,}|.* Mon-Fri .*|[^!].*", re.S)


class _Body(HTMLParser):
    """``lists``: for each line the number of the list that it stands in, 0 for none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[Kind, str, int]] = []
        self._kind, self._list, self._fresh = Kind.LINE, 0, True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "ul":
                self._list += 1
            case "blockquote":
                self._kind, self._fresh = Kind.QUOTE, True
            case "li":
                self._kind, self._fresh = Kind.ITEM, True
            case "br":
                self._further()
            case "code":
                self._add(_CODE)
            case "tr":
                self._kind, self._fresh = Kind.ROW, True
            case "th":
                self._kind = Kind.HEAD
                self._add(_CELL)
            case "td":
                self._add(_CELL)

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._add(_CODE)
        elif tag in {"li", "blockquote", "ul", "table"}:
            self._kind, self._fresh = Kind.LINE, True

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _further(self) -> None:
        """A line break: a new line, but inside an item."""
        if self._kind is Kind.ITEM:
            self._add("\n")
        else:
            self._add("")
            self._fresh = True

    def _add(self, text: str) -> None:
        if self._fresh:
            self.lines.append((self._kind, "", self._list if self._kind is Kind.ITEM else 0))
            self._fresh = False
        kind, before, number = self.lines[-1]
        self.lines[-1] = (kind, before + text, number)


def read(formatted: str) -> Rendered:
    """A message as somebody's client shows it."""
    body = _Body()
    body.feed(formatted)
    body.close()
    lines = body.lines
    last = lines[-1][2] if lines else 0
    offers = [_OFFER.fullmatch(text) for _, text, number in lines if number == last] if last else []
    if not all(offers):
        offers = []
    words = lines[: len(lines) - len(offers)]
    buttons = [_button(found["label"], found["command"]) for found in offers if found is not None]
    return Rendered(tuple(_line(kind, text.replace(_CODE, "")) for kind, text, _ in words), tuple(buttons))


def _line(kind: Kind, text: str) -> Line:
    text = _ROOM.sub(r"#\1", text)
    if kind in (Kind.HEAD, Kind.ROW):
        return Line((), kind, tuple((Span(capital(cell)),) for cell in text.split(_CELL)[1:]))
    return Line((Span(capital(text)),), kind)


def _button(label: str, command: str) -> Button:
    hint = _HINT.fullmatch(command) is not None
    return Button(label, command if hint else command.removeprefix("!"), hint)
