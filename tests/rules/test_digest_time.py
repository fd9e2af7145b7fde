"""A day and a time of the week: what people write, what is written back, and what is none."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.digest_time import Slot, Unreadable, read
from bot.settings import Weekly


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tue 10:00", "Tue 10:00"),
        ("tuesday 10", "Tue 10:00"),
        ("TU 9.30", "Tue 09:30"),
        ("on Tuesdays at 9:30", "Tue 09:30"),
        ("every friday, 4pm", "Fri 16:00"),
        ("sun 12am", "Sun 00:00"),
        ("thur 23:59", "Thu 23:59"),
        (" mo.  0:00 ", "Mon 00:00"),
    ],
)
def test_what_people_write(text: str, shown: str) -> None:
    assert str(read(text)) == shown


@pytest.mark.parametrize(
    "text",
    ["", "Tue", "10:00", "10:00 Tue", "t 10", "Tux 10", "Tue 24:00", "Tue 10:60", "Tue 13pm", "Tue 0am", "Tue-Wed 10",
     "Tue 10:00 11:00", "Tue １０:00", "2026-03-03 10:00", "x" * 10_000],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    with pytest.raises(Unreadable, match="such as"):
        read(text)


@given(st.integers(0, 6), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_what_is_written_back_can_be_read_and_kept(day: int, at: time) -> None:
    slot = Slot(day, at.replace(fold=0))
    assert read(str(slot)) == slot
    assert len(str(slot)) <= 20


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    try:
        assert read(str(read(text))) == read(text)
    except Unreadable:
        return


@pytest.mark.parametrize(
    ("written", "slot"),
    [
        ({}, "Tue 10:00"),
        ({"day": "Fri", "time": "16:30"}, "Fri 16:30"),
        ({"day": "monday", "time": time(9, 5)}, "Mon 09:05"),
        ({"time": "7am"}, "Tue 07:00"),
    ],
)
def test_the_config_has_both(written: dict[str, Any], slot: str) -> None:
    made = Weekly(**written)
    assert str(made.slot) == slot
    assert Weekly(**made.model_dump()) == made


@pytest.mark.parametrize(
    "written", [{"day": 8}, {"day": "someday"}, {"day": True}, {"time": "25:00"}, {"time": 10}, {"time": "noon"}]
)
def test_the_config_refuses_what_is_none(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="such as"):
        Weekly(**written)


def test_the_config_names_each_section_once() -> None:
    with pytest.raises(ValidationError, match="once"):
        Weekly(sections=("reports", "thanks", "reports"))
