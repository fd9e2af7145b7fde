"""Where things stand in a chart: nothing lies on anything else, whatever the counts are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.charts import drawing
from adapters.charts.drawing import HEIGHT, MOST_COUNT, Frame

counts = st.integers(0, 40) | st.integers(0, MOST_COUNT)
FRAME = Frame(34, 278, 45, 274, 10, 12)


def series(*last: int, label: str = "waiting for a mentor") -> list[dict[str, object]]:
    return [{"label": label, "counts": [0, each]} for each in last]


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6), st.sampled_from(["sponsored", "waiting for a mentor"]))
def test_names_lie_below_each_other_inside_of_the_picture(last: list[int], label: str) -> None:
    names = list(drawing._names(series(*last, label=label), FRAME))
    heights = [(str(name["text"]).count("\n") + 1) * 15 for name in names]
    places = sorted((float(name["y"]), height) for name, height in zip(names, heights, strict=True))
    assert places[-1][0] + places[-1][1] / 2 <= HEIGHT
    assert places[0][0] - places[0][1] / 2 >= 0
    for (upper, high), (lower, low) in pairwise(places):
        assert lower - upper >= (high + low) / 2
    by_count = sorted(zip(last, (float(name["y"]) for name in names), strict=True))
    assert all(left[1] > right[1] for left, right in pairwise(by_count) if left[0] < right[0]), (
        "higher counts higher up"
    )


@given(counts)
def test_the_rules_are_few_whole_and_reach_the_highest_count(most: int) -> None:
    top, step = drawing._ruled(most)
    assert most <= top < most + step or (most == 0 and top == step)
    assert top % step == 0
    assert 1 <= top // step <= 5


@pytest.mark.parametrize("days", [1, 2, 3, 12, 13, 60])
@pytest.mark.parametrize("length", [3, 6, 12])
def test_days_dont_lie_on_each_other(days: int, length: int) -> None:
    frame = Frame(34, 278, 45, 274, 10, days)
    shown = list(drawing._dates(["d" * length] * days, frame))
    widths = length * 13 * 0.6
    lefts = {"left": 0.0, "center": widths / 2, "right": widths}
    spans = [(float(mark["x"]) - lefts[align], float(mark["x"]) - lefts[align] + widths) for mark, align in shown]
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    assert shown[-1][0]["x"] == frame.across(days - 1)
    assert shown[0][0]["x"] == frame.across(0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("waiting for a mentor", ["waiting for a", "mentor"]),
        ("sponsored", ["sponsored"]),
        ("one two three four five six seven eight", ["one two three", "four five six se…"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschiff…"]),
    ],
)
def test_a_name_has_two_lines_at_most(text: str, lines: list[str]) -> None:
    found = drawing._wrapped(text, 15, 2)
    assert found == lines


def test_a_picture_packed_again_is_the_same_picture() -> None:
    import zlib

    from tests.painter import png

    whole = png(30, 20)
    again = drawing.small(whole)

    def rows(picture: bytes) -> bytes:
        at = picture.index(b"IDAT")
        return zlib.decompress(picture[at + 4 : at + 4 + int.from_bytes(picture[at - 4 : at])])

    assert rows(again) == rows(whole)
    assert again[:33] == whole[:33]
    assert again[-12:] == whole[-12:]
