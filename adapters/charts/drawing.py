"""What a chart looks like: counts over days as lines, each told by its colour, its dashes, its mark, and its name.

Rules of this file: only the child imports it, for altair and what draws for it take 130 MB. Every place is worked out
here, in points of a canvas as wide as a telephone, so nothing is cut off and no two names lie on each other. The ground
is the picture's own, so it reads alike on a light and on a dark screen. Nothing in a picture is data's alone to say:
who doesn't see colours has the marks and the names at the lines' ends.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair
import vl_convert

WIDTH, HEIGHT = 400, 300
"""Points: what a telephone shows as they are."""
SCALE = 3
"""Pixels to a point."""
MOST_DAYS, MOST_SERIES, MOST_LETTERS, MOST_COUNT = 60, 6, 120, 10**9
"""What a chart may hold. More is refused: nobody could read it, and it would take memory."""
_GROUND, _INK, _PALE = "#ffffff", "#1f1f1f", "#d9d9d9"
_LOOKS = (  # Okabe and Ito's colours, which people tell apart who don't see all: those that stand out on white first
    ("#0072b2", [1, 0], "circle"),
    ("#d55e00", [7, 3], "square"),
    ("#009e73", [2, 2], "triangle-up"),
    ("#cc79a7", [9, 3, 2, 3], "diamond"),
    ("#000000", [4, 4], "cross"),
    ("#e69f00", [12, 4], "triangle-down"),
)
_LETTER, _LINE, _TITLE, _BELOW = 13, 15, 16, 19
"""Points: the size of letters, from line to line, the title's size, and its lines."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 122, 12, 26
"""Points around the lines: for the counts, for the names, above and below."""
_EDGE = 12
"""Points before the title."""
_WIDE, _MOST_DATES = 0.6, 12
"""A letter's width, of its size; days that are named at most."""
_ALIGNED = {1: ("left", 0.0), 0: ("center", 0.5), -1: ("right", 1.0)}
"""The first day stands behind where its line begins, the last before where it ends; and how much of it before that."""
_NAME, _HEAD = 15, 44
"""Letters on a line: of a name, and of the title."""

Mark = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines stand: from ``left`` to ``right``, from ``top`` to ``bottom``, up to the count ``most``."""

    left: float
    right: float
    top: float
    bottom: float
    most: int
    days: int

    def across(self, day: int) -> float:
        """Where a day stands; a lone one stands where all end."""
        return self.right - (self.right - self.left) * ((self.days - 1 - day) / max(self.days - 1, 1))

    def up(self, count: float) -> float:
        """Where a count stands."""
        return self.bottom - (self.bottom - self.top) * count / self.most


def draw(chart: Mapping[str, Any]) -> bytes:
    """A chart as PNG: ``title``, ``days`` and ``series``, each with ``label`` and ``counts``. Raises ValueError."""
    _look_at(chart)
    return small(vl_convert.vegalite_to_png(_picture(chart).to_dict(validate=False), scale=SCALE))


def small(png: bytes) -> bytes:
    """The same picture in a third of the bytes: what draws it packs in haste."""
    found, packed = [png[:8]], b""
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        kind, end = png[at + 4 : at + 8], at + 12 + length
        if kind == b"IDAT":
            packed += png[at + 8 : end - 4]
        elif kind == b"IEND":
            found.append(_chunk(b"IDAT", zlib.compress(zlib.decompress(packed), 9)))
            found.append(png[at:end])
        else:
            found.append(png[at:end])
        at = end
    return b"".join(found)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def _look_at(chart: Mapping[str, Any]) -> None:
    days, series = chart["days"], chart["series"]
    if not 1 <= len(days) <= MOST_DAYS or not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(series)} series on {len(days)} days")
    if any(len(text) > MOST_LETTERS for text in (chart["title"], *days, *(each["label"] for each in series))):
        raise ValueError("too many letters")
    if any(len(each["counts"]) != len(days) for each in series):
        raise ValueError("a count for each day, no more and no less")
    if any(not 0 <= count <= MOST_COUNT for each in series for count in each["counts"]):
        raise ValueError("counts are of things")


def _picture(chart: Mapping[str, Any]) -> Any:
    title = _wrapped(chart["title"], _HEAD, 2)
    top = _TOP + len(title) * _BELOW + 14
    series, days = chart["series"], chart["days"]
    most, step = _ruled(max((count for each in series for count in each["counts"]), default=0))
    left = max(_LEFT, len(str(most)) * _LETTER * _WIDE + 12)
    frame = Frame(left, WIDTH - _RIGHT, top, HEIGHT - _BOTTOM, most, len(days))
    layers = [
        _rules(
            [{"x": frame.left, "x2": frame.right, "y": frame.up(at), "y2": frame.up(at)} for at in _ticks(frame, step)]
        ),
        _texts(
            [{"x": frame.left - 6, "y": frame.up(at), "text": str(at)} for at in _ticks(frame, step)], align="right"
        ),
        _texts([{"x": _EDGE, "y": _TOP, "text": "\n".join(title)}], size=_TITLE, weight="bold", baseline="top"),
        *(_texts([mark], align=align) for mark, align in _dates(days, frame)),
    ]
    names = list(_names(series, frame))
    for number, each in enumerate(series):
        layers += _line(each["counts"], frame, number)
        layers += _name(names[number], frame, number)
    whole = altair.layer(*layers).properties(
        width=WIDTH, height=HEIGHT, background=_GROUND, padding=0, view=altair.ViewConfig(stroke=None)
    )
    return whole


def _ruled(most: int) -> tuple[int, int]:
    """The count at the top, and the step between lines: whole ones, at most five."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 4 >= most:
                return max(step * -(-most // step), step), step
        size *= 10


def _ticks(frame: Frame, step: int) -> range:
    return range(0, frame.most + 1, step)


def _dates(days: Sequence[str], frame: Frame) -> Iterator[tuple[Mark, str]]:
    """Days below the lines: the first, the last, and between them as many as have room, evenly."""
    last, wide = len(days) - 1, max(map(len, days)) * _LETTER * _WIDE
    for parts in range(min(last, _MOST_DATES), -1, -1):
        shown = sorted({round(part * last / parts) for part in range(parts + 1)}) if parts else [last]
        places = [(frame.across(day), _ALIGNED[(day == 0 < last) - (day == last)]) for day in shown]
        starts = [x - wide * before for x, (_, before) in places]
        if all(right - left >= wide + _LETTER for left, right in pairwise(starts)):
            break
    for day, (x, (align, _)) in zip(shown, places, strict=True):
        yield {"x": x, "y": frame.bottom + 15, "text": days[day]}, align


def _line(counts: Sequence[int], frame: Frame, number: int) -> list[Any]:
    colour, dashes, shape = _LOOKS[number]
    points = [{"x": frame.across(day), "y": frame.up(count), "day": day} for day, count in enumerate(counts)]
    line = _placed(points).mark_line(color=colour, strokeDash=dashes, strokeWidth=2.5, clip=False)
    return [line.encode(order="day:Q"), _marks(points, colour, shape)]


def _marks(points: Sequence[Mark], colour: str, shape: str) -> Any:
    look = {"shape": shape, "size": 46, "color": colour, "filled": True, "opacity": 1}
    return _placed(points).mark_point(stroke=_GROUND, strokeWidth=1, **look)


def _names(series: Sequence[Mapping[str, Any]], frame: Frame) -> Iterator[Mark]:
    """Each line's name and last count at its end, moved up or down where others stand there."""
    texts = [_wrapped(f"{each['counts'][-1]} {each['label']}", _NAME, 2) for each in series]
    wanted = [frame.up(each["counts"][-1]) for each in series]
    heights = [len(text) * _LINE + 4 for text in texts]
    order = sorted(range(len(series)), key=lambda number: (wanted[number], number))
    placed: dict[int, float] = {}
    lowest = frame.top - 8.0
    for number in order:  # downwards: none higher than where the one above it ends
        placed[number] = max(wanted[number], lowest + heights[number] / 2)
        lowest = placed[number] + heights[number] / 2
    highest = float(HEIGHT - 6)
    for number in reversed(order):  # and back up: none lower than where the picture does
        placed[number] = min(placed[number], highest - heights[number] / 2)
        highest = placed[number] - heights[number] / 2
    for number, text in enumerate(texts):
        yield {"x": frame.right + 26, "y": placed[number], "from": wanted[number], "text": "\n".join(text)}


def _name(name: Mark, frame: Frame, number: int) -> list[Any]:
    """A name, led to from its line's end by a stroke of that line, with its mark."""
    colour, dashes, shape = _LOOKS[number]
    start, end = frame.right + 4, float(name["x"]) - 8
    lead = [{"x": start, "x2": end, "y": name["from"], "y2": name["y"]}]
    lines = str(name["text"]).count("\n")
    first = {"x": name["x"], "y": name["y"] - lines * _LINE / 2, "text": name["text"]}
    return [
        _rules(lead, color=colour, strokeDash=dashes, strokeWidth=1.5),
        _marks([{"x": end, "y": name["y"]}], colour, shape),
        _texts([first]),
    ]


def _rules(lines: Sequence[Mark], **look: Any) -> Any:
    drawn = _placed(lines).mark_rule(**({"color": _PALE, "strokeWidth": 1} | look))
    return drawn.encode(x2="x2:Q", y2="y2:Q")


def _texts(
    texts: Sequence[Mark], *, align: str = "left", size: int = _LETTER, weight: str = "normal", baseline: str = "middle"
) -> Any:
    look = {"align": align, "fontSize": size, "fontWeight": weight, "baseline": baseline, "color": _INK}
    drawn = _placed(texts).mark_text(font="Liberation Sans, sans-serif", lineBreak="\n", lineHeight=size + 2, **look)
    return drawn.encode(text="text:N")


def _placed(marks: Sequence[Mark]) -> Any:
    """Marks where they say, in points from the upper left."""
    x = altair.X("x:Q", axis=None, scale=altair.Scale(domain=[0, WIDTH], zero=False, nice=False))
    y = altair.Y("y:Q", axis=None, scale=altair.Scale(domain=[HEIGHT, 0], zero=False, nice=False))
    return altair.Chart(altair.InlineData(values=list(marks))).encode(x=x, y=y)


def _wrapped(text: str, letters: int, lines: int) -> list[str]:
    """A text in so many lines of so many letters; what is left over ends in an ellipsis."""
    found = [""]
    for word in text.split():
        if not found[-1] or len(found[-1]) + 1 + len(word) <= letters:
            found[-1] = f"{found[-1]} {word}".strip()
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [line if len(line) <= letters + 3 else f"{line[: letters + 1].rstrip()}…" for line in found]
