"""A stand-in for who draws charts, and messages with files, for tests that are about bringing them."""

import zlib
from datetime import date, timedelta

from bot.files import Picture, Undrawn
from bot.message import Chart, Csv, Message, Series, Words, say

CHART = Chart(
    "state-applied",
    tuple(date(2026, 9, 1) + timedelta(weeks=week) for week in range(3)),
    (Series("state-applied", (3, 1, 2)), Series("state-mentoring", (0, 4, 5))),
)
TABLE = Csv("reports 2026/11", ("none", "the-bot"), (("ana", "=1+1"), ("bo", "a map, drawn")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def png(width: int = 2, height: int = 1) -> bytes:
    """A white picture."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


class Painter:
    """See ``bot.files.Artist``. ``drawn`` is what it drew; while ``tired``, nothing."""

    def __init__(self) -> None:
        self.drawn: list[Picture] = []
        self.tired = False

    async def draw(self, picture: Picture) -> bytes:
        """A picture, white all over."""
        if self.tired:
            raise Undrawn("no paint left")
        self.drawn.append(picture)
        return png()


def chart(text: str = "Two wait") -> Message:
    """A message with a chart, which reads ``text``."""
    return _with(text, CHART)


def table(text: str = "Here they are") -> Message:
    """A message with a CSV."""
    return _with(text, TABLE)


def _with(text: str, file: Chart | Csv) -> Message:
    said = say("unknown", typed=Words(text))
    return Message(said.key, said.args, file=file)
