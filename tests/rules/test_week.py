"""When people work in a week: what is read, what is shown, and what can't be said."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.week import Unreadable, Week, Why, read

WEEKDAYS = frozenset(range(5))
MINUTES = st.integers(0, 24 * 60 - 1)


def _at(minutes: int) -> time:
    return time(*divmod(minutes % (24 * 60), 60))


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week there is."""
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    begins = draw(MINUTES)
    return Week(days, _at(begins), _at(draw(st.integers(begins + 1, 24 * 60))))


@given(weeks())
def test_what_is_shown_is_read_as_the_same(week: Week) -> None:
    assert read(str(week)) == week
    assert read(str(week).upper().replace("-", " – ")) == week


@given(st.text(max_size=40) | st.from_regex(r"[a-z]{0,5}[-, ]{0,3}[0-9:. ]{0,8}-?[0-9: ]{0,5}"))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        week = read(text)
    except Unreadable:
        return
    assert read(str(week)) == week


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mon-Fri 9-17", "Mon-Fri 9-17"),
        ("mon – fri, 09:00 – 17:00", "Mon-Fri 9-17"),
        ("Monday to Friday from 9 to 17", "Mon-Fri 9-17"),
        ("9-17 Mon-Fri", "Mon-Fri 9-17"),
        ("Mon-Fri: 9am-5:30pm", "Mon-Fri 9-17:30"),
        ("weekdays 8.30-17.15", "Mon-Fri 8:30-17:15"),
        ("Weekend 12am-12pm", "Sat, Sun 0-12"),
        ("every day 0-24", "Mon-Sun 0-24"),
        ("daily 18-24", "Mon-Sun 18-24"),
        ("Tue, Thu 18:30-22:00", "Tue, Thu 18:30-22"),
        ("tues & thurs 18-22", "Tue, Thu 18-22"),
        ("Mondays and We 9-17", "Mon, Wed 9-17"),
        ("Mo,Tu,We 9-17", "Mon-Wed 9-17"),
        ("Sun-Thu 9-17", "Sun-Thu 9-17"),
        ("Fri-Mon 9-17", "Fri-Mon 9-17"),
        ("Sat-Mon, Wed-Fri 9-17", "Wed-Mon 9-17"),
        ("Sat, Sun, Mon, Wed 9-17", "Sat-Mon, Wed 9-17"),
        ("Mon, Sun 9-17", "Mon, Sun 9-17"),
        ("Mon-Wed fri 9-17", "Mon-Wed, Fri 9-17"),
        ("Mon-Sun 0:01-0:02", "Mon-Sun 0:01-0:02"),
    ],
)
def test_ways_to_write_it(text: str, shown: str) -> None:
    assert str(read(text)) == shown


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.HOURS),
        ("Mon-Fri", Why.HOURS),
        ("Mon-Fri 9", Why.HOURS),
        ("Mon-Fri 2009-17", Why.HOURS),
        ("Mon-Fri 9:5-17", Why.HOURS),
        ("Mon-Fri ９-１７", Why.HOURS),
        ("9-17", Why.DAYS),
        ("never 9-17", Why.DAYS),
        ("Mon- 9-17", Why.DAYS),
        ("-Fri 9-17", Why.DAYS),
        ("Mon-Wed-Fri 9-17", Why.DAYS),
        ("M 9-17", Why.DAYS),
        ("Monsoon 9-17", Why.DAYS),
        ("Mon-Fri 9-17 or so", Why.DAYS),
        ("Mon-Fri 9-25", Why.CLOCK),
        ("Mon-Fri 9-24:01", Why.CLOCK),
        ("Mon-Fri 9:60-17", Why.CLOCK),
        ("Mon-Fri 13pm-14", Why.CLOCK),
        ("Mon-Fri 0am-5", Why.CLOCK),
        ("Mon-Fri 22-6", Why.NIGHT),
        ("Mon-Fri 9-9", Why.NIGHT),
        ("Mon-Fri 9-5", Why.NIGHT),
        ("Mon-Fri 9-0", Why.NIGHT),
        ("Mon-Fri 24-24", Why.NIGHT),
        ("Mon-Fri 9-12, 13-17", Why.SPLIT),
        ("Mon-Fri 9-17, Sat 10-14", Why.SPLIT),
    ],
)
def test_what_cant_be_read(text: str, why: Why) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.why is why
    assert "write" in str(caught.value)
    assert not text or text not in str(caught.value).replace("Mon-Fri 9-17", "")


@pytest.mark.parametrize(
    ("days", "begins", "ends"),
    [
        (frozenset[int](), time(9), time(17)),
        (frozenset({7}), time(9), time(17)),
        (WEEKDAYS, time(9), time(9)),
        (WEEKDAYS, time(17), time(9)),
    ],
)
def test_a_week_without_work_cant_be(days: frozenset[int], begins: time, ends: time) -> None:
    with pytest.raises(Unreadable):
        Week(days, begins, ends)
