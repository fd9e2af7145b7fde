"""Files that come with a message: what they are in words of a language, and their bytes when they are brought.

Rules of this file: what is frozen with a parcel is a file's words and numbers; its bytes are made anew at each attempt.
A CSV's cells are text in every program that opens it: none is a formula. A chart is drawn by an ``Artist``, which may
fail; what the message says goes on without it.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from babel.dates import format_skeleton
from pydantic import TypeAdapter

from bot import text
from bot.catalogue import Catalogue
from bot.message import Chart, Csv, Message
from bot.platform import Fileless, Later, Parcel

TRIES = 3
"""Attempts at a parcel in which its chart may fail to be drawn."""
LARGEST = 8 * 2**20
"""Bytes of a file that is brought."""
_AGAIN = 60.0
"""Seconds between those attempts."""
_ALT = 1000
"""Characters of a picture's description: Slack takes no more."""
_TOKEN = 12
"""Characters of a parcel's token that tell its file's name from any other."""
_FORMULA = re.compile("[\\s\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
"""What a program might take for the beginning of a formula, or for another cell."""
_ANOTHER = re.compile("(?<=[;|\r\n])(?=[\\s\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell might begin for a program that parts them by another sign than a comma, as many do by their country."""
_UNNAMED = re.compile(r"[^\w.-]+")
_ISOLATES = re.compile("[\u2066-\u2069]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
_NUL = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a picture."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in words. ``alt``: what it shows, for whoever doesn't see it."""

    title: str
    days: tuple[str, ...]
    series: tuple[Line, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV in words. ``name`` ends in ``.csv``."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Attached = Picture | Sheet
ATTACHED: TypeAdapter[Attached] = TypeAdapter(Attached)
"""Reads and writes it as JSON, the way a parcel's body keeps it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is brought. ``name``: no other parcel's file is called that. ``title``: what people call it.

    ``alt``: of a picture, what it shows; ``width`` and ``height``: its pixels.
    """

    name: str
    title: str
    kind: str
    content: bytes
    alt: str = ""
    width: int = 0
    height: int = 0


class Undrawn(Exception):
    """A chart can't be drawn. Its words are for operators."""


class Artist(Protocol):
    """Draws charts."""

    async def draw(self, picture: Picture) -> bytes:
        """A chart as PNG. Raises Undrawn."""


class Nobody:
    """Where there is no artist: no chart is drawn."""

    async def draw(self, picture: Picture) -> bytes:
        """See ``Artist``."""
        raise Undrawn("nobody draws charts here")


def attached(message: Message, catalogue: Catalogue, locale: str | None) -> Attached | None:
    """A message's file in words; None where it has none."""
    match message.file:
        case Chart(title, days, series):
            language = catalogue.language(locale)
            shown = tuple(format_skeleton("MMMd", day, locale=language) for day in days)
            lines = tuple(Line(_drawable(catalogue.text(each.label, locale)), each.counts) for each in series)
            return Picture(_drawable(catalogue.text(title, locale)), shown, lines, _alt(message, catalogue, locale))
        case Csv(name, heads, rows):
            return Sheet(_named(name), tuple(catalogue.text(head, locale) for head in heads), rows)
        case None:
            return None


async def brought(parcel: Parcel, what: Attached, artist: Artist) -> File:
    """A parcel's file with its bytes. Raises Later, or Fileless where there never will be any."""
    made = _sheet(parcel, what) if isinstance(what, Sheet) else await _picture(parcel, what, artist)
    if len(made.content) > LARGEST:
        raise Fileless(f"a file of {len(made.content)} bytes is too large to be brought")
    return made


def name_of(parcel: Parcel, what: Attached) -> str:
    """What a parcel's file is called, and no other's."""
    stem, _, ending = (what.name if isinstance(what, Sheet) else "chart.png").rpartition(".")
    return f"{stem}-{parcel.token[:_TOKEN]}.{ending}"


def cells(sheet: Sheet) -> bytes:
    """A CSV's bytes: UTF-8 with the mark by which spreadsheets know it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for row in (sheet.heads, *sheet.rows):
        writer.writerow([defused(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def defused(cell: str) -> str:
    """A cell that no program takes for a formula: what might be one stands behind an apostrophe."""
    bare = _ANOTHER.sub("'", _NUL.sub("", cell))
    return f"'{bare}" if _FORMULA.match(bare) else bare


def size(png: bytes) -> tuple[int, int]:
    """A PNG's width and height in pixels. Raises Undrawn where it is none."""
    if not png.startswith(b"\x89PNG\r\n\x1a\n") or png[12:16] != b"IHDR":
        raise Undrawn("what was drawn is no picture")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _sheet(parcel: Parcel, sheet: Sheet) -> File:
    return File(name_of(parcel, sheet), sheet.name, "text/csv", cells(sheet))


async def _picture(parcel: Parcel, picture: Picture, artist: Artist) -> File:
    try:
        drawn = await artist.draw(picture)
        width, height = size(drawn)
    except Undrawn as failure:
        if parcel.attempts < TRIES:
            raise Later(f"its chart isn't drawn: {failure}", _AGAIN) from failure
        raise Fileless(f"its chart can't be drawn: {failure}") from failure
    return File(name_of(parcel, picture), picture.title, "image/png", drawn, picture.alt, width, height)


def _alt(message: Message, catalogue: Catalogue, locale: str | None) -> str:
    said = " ".join(_ISOLATES.sub("", text.plain(catalogue.render(message, locale))).split())
    return said if len(said) <= _ALT else f"{said[: _ALT - 1].rstrip()}…"


def _drawable(text: str) -> str:
    """A text without emoji: no font of a picture's has them, and a box stands there."""
    return " ".join(_EMOJI.sub("", text).split()) or text


def _named(name: str) -> str:
    """A file's name of letters, digits, points and hyphens: every system takes it."""
    bare = unicodedata.normalize("NFKC", name).removesuffix(".csv")
    return f"{_UNNAMED.sub('-', bare).strip('.-')[:60] or 'table'}.csv"
