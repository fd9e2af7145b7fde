"""Waits as people write them: read, told again, and refused with what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.section import Section
from bot.waits import Unit, Wait, WaitText, read

LONGEST = {Unit.WORKING_DAY: 366, Unit.WORKING_HOUR: 8784, Unit.DAY: 366, Unit.HOUR: 8784, Unit.WEEK: 52}


class Rung(Section):
    """A section with waits."""

    after: WaitText = read("1 working day")
    """When it comes."""
    later: tuple[WaitText, ...] = ()
    """When the next ones come."""


@pytest.mark.parametrize(
    ("text", "wait", "told"),
    [
        ("1 working day", Wait(1, Unit.WORKING_DAY), "1 working day"),
        ("6 working hours", Wait(6, Unit.WORKING_HOUR), "6 working hours"),
        ("30 days", Wait(30, Unit.DAY), "30 days"),
        ("1 hour", Wait(1, Unit.HOUR), "1 hour"),
        ("2 weeks", Wait(2, Unit.WEEK), "2 weeks"),
        ("  2  Working\tDAYS ", Wait(2, Unit.WORKING_DAY), "2 working days"),
        ("1 days", Wait(1, Unit.DAY), "1 day"),
        ("3 day", Wait(3, Unit.DAY), "3 days"),
        ("12hours", Wait(12, Unit.HOUR), "12 hours"),
        ("007 days", Wait(7, Unit.DAY), "7 days"),
        ("366 days", Wait(366, Unit.DAY), "366 days"),
    ],
)
def test_a_wait_is_read_and_told(text: str, wait: Wait, told: str) -> None:
    assert read(text) == wait
    assert str(wait) == told


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("3", "needs a unit: 1 working day, 6 working hours, 30 days"),
        ("1.5", "needs a unit"),
        ("-3", "needs a unit"),
        ("", "a whole number of working days"),
        ("days", "a whole number of working days"),
        ("a day", "a whole number of working days"),
        ("1.5 days", "a whole number of working days"),
        ("-3 days", "a whole number of working days"),
        ("² days", "a whole number of working days"),
        ("6h", "a whole number of working days"),
        ("1 month", "a whole number of working days"),
        ("2 business days", "such as 2 working days"),
        ("1 working week", "a whole number of working days"),
        ("1 day or so", "a whole number of working days"),
        ("0 days", "at least 1 day, at most 366 days"),
        ("367 days", "at least 1 day, at most 366 days"),
        ("0 working hours", "at least 1 working hour, at most 8784 working hours"),
        ("53 weeks", "at most 52 weeks"),
        ("999999999 working days", "at most 366 working days"),
        ("9" * 5000 + " days", "a whole number of working days"),
    ],
)
def test_what_is_no_wait_is_told_what_to_write(text: str, instead: str) -> None:
    with pytest.raises(ValueError, match=instead):
        read(text)


@pytest.mark.parametrize(("unit", "most"), LONGEST.items())
def test_a_wait_is_never_longer_than_a_year(unit: Unit, most: int) -> None:
    assert Wait(most, unit).amount == most
    for amount in (0, -1, most + 1):
        with pytest.raises(ValueError, match="write at least 1"):
            Wait(amount, unit)


@given(st.sampled_from(Unit).flatmap(lambda unit: st.builds(Wait, st.integers(1, LONGEST[unit]), st.just(unit))))
def test_a_wait_that_is_told_is_read_as_the_same(wait: Wait) -> None:
    assert read(str(wait)) == wait


@given(st.text() | st.from_regex(r"\s*\d{1,4} ?[a-z]+ ?[a-z]*\s*"))
def test_whatever_is_typed_is_a_wait_or_refused(text: str) -> None:
    try:
        wait = read(text)
    except ValueError:
        return
    assert read(str(wait)) == wait


@pytest.mark.parametrize(
    ("longer", "than", "surely"),
    [
        ("2 days", "1 day", True),
        ("1 week", "6 days", True),
        ("1 week", "7 days", False),
        ("44 days", "30 working days", False),
        ("40 working hours", "1 working day", False),
        ("31 working days", "30 working days", True),
    ],
)
def test_whatever_the_holidays_one_wait_is_longer(longer: str, than: str, surely: bool) -> None:
    assert read(longer).surely_longer(read(than)) is surely


def test_a_section_holds_waits() -> None:
    rung = Rung.model_validate({"after": "2 working days", "later": ["3 days", "1 week"]})
    assert rung.after == Wait(2, Unit.WORKING_DAY)
    assert rung.later == (Wait(3, Unit.DAY), Wait(1, Unit.WEEK))
    assert Rung().after == Wait(1, Unit.WORKING_DAY)
    assert Rung(after=rung.after) == Rung.model_validate({"after": "2 working days"})
    assert rung.model_dump() == {"after": "2 working days", "later": ("3 days", "1 week")}


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (3, "needs a unit"),
        (1.5, "needs a unit"),
        ("3", "needs a unit"),
        (True, "needs a unit"),
        (["1 day"], "a whole number of working days"),
        ({"amount": 1, "unit": "day"}, "a whole number of working days"),
        ("0 days", "at least 1 day"),
    ],
)
def test_a_section_says_what_to_write(written: object, instead: str) -> None:
    with pytest.raises(ValidationError, match=instead):
        Rung.model_validate({"after": written})
