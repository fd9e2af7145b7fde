"""How long one waits for a mentor: honest about those who still do."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.census import Handed, Wait, wait

NOW = datetime(2026, 3, 31, tzinfo=UTC)
DAY = timedelta(days=1)


def claimed(after: int) -> Handed:
    return Handed(NOW - 60 * DAY, NOW + (after - 60) * DAY)


def waiting(days: int) -> Handed:
    return Handed(NOW - days * DAY, None)


def gone(after: int) -> Handed:
    """Who stopped waiting without a mentor."""
    return Handed(NOW - 60 * DAY, None, NOW + (after - 60) * DAY)


@pytest.mark.parametrize(
    ("handed", "days", "longer"),
    [
        ([claimed(each) for each in (1, 2, 3, 4, 5)], 3, False),
        ([claimed(each) for each in (5, 4, 3, 2, 1, 6)], 3, False),
        ([claimed(each) for each in (4, 4, 6, 6)] + [waiting(0)] * 9, 4, False),  # new ones don't make it look short
        ([claimed(1), claimed(2), waiting(9), waiting(9), waiting(9)], 9, True),
        ([claimed(1), claimed(2), gone(9), gone(9), gone(9)], 9, True),
        ([waiting(each) for each in (1, 2, 3, 4, 5)], 3, True),
        ([claimed(2), claimed(2), waiting(2), waiting(2), claimed(2)], 2, False),
    ],
)
def test_the_median_wait(handed: list[Handed], days: int, *, longer: bool) -> None:
    assert wait(handed, NOW) == Wait(days * 86400, longer)


def test_too_few_are_no_figure() -> None:
    assert wait([claimed(1)] * 4, NOW) is None


def test_a_clock_that_was_ahead_makes_no_wait_negative() -> None:
    assert wait([Handed(NOW, NOW - DAY)] * 5, NOW) == Wait(0, longer=False)
