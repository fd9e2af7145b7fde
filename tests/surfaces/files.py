"""Files that stand somewhere, in a story's words: as the shell would show them."""

import csv
import io
from collections.abc import Mapping

from adapters.shell.files import shown
from bot.catalogue import Catalogue
from bot.files import Picture, Sheet
from bot.text import Line, Rendered, Span
from tests.slack.methods_files import Stored
from tests.slack.town import Message

_CATALOGUE = Catalogue.load()


def picture(rendered: Rendered, alt: str) -> Rendered:
    """A message with a picture of which that is said."""
    return shown(rendered, Picture("", (), (), alt), _CATALOGUE)


def table(rendered: Rendered, name: str, content: bytes) -> Rendered:
    """A message with a CSV."""
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    heads, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    unquoted = tuple(tuple(cell.removeprefix("'") for cell in row) for row in rows)
    return shown(rendered, Sheet(name, tuple(heads), unquoted), _CATALOGUE)


def on_slack(message: Message, stored: Mapping[str, Stored], rendered: Rendered) -> Rendered:
    """A message of Slack's with its file, if it has one."""
    for each in message.files:
        if each["mimetype"].startswith("image/"):
            return picture(rendered, each["alt_txt"])
        content = stored[each["id"]].content
        assert content is not None
        return table(rendered, each["title"], content)
    return rendered


def token(message: Message) -> str | None:
    """The token of a message's parcel; of one with a file, as much of it as the file's name holds."""
    if message.files:
        return str(message.files[0]["name"]).rpartition(".")[0].rpartition("-")[2]
    return message.metadata["event_payload"]["token"] if message.metadata is not None else None


def one_line(rendered: Rendered) -> str:
    """All that is said, on one line."""
    return " ".join("".join(span.text for span in _spans(line)) for line in rendered.lines)


def _spans(line: Line) -> tuple[Span, ...]:
    return line.spans or tuple(span for cell in line.cells for span in cell)
