"""Eight weeks of a programme with few people, judged after every step; with ``make soak`` a year of a large one.

Rules of this file: the short form draws the same on every run, the long one from a seed that it prints (``YEAR_SEED``
takes it again). Whatever breaks the clock, or loses a case, is named by the judge: that is tried, too.
"""

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import guides, ladder, leaving, reminders, silence
from bot.due import REMINDER, RESTS
from bot.features import reminding
from storage.dues import SqlDues
from tests.simulation.course import Course
from tests.simulation.programme import YEAR, Scale
from tests.simulation.waiting import LADDERS

SEED = 2
"""One with which much of what is rare happens in the eight weeks."""
WEEKS = Scale(date(2026, 3, 2), 56, mentors=15, candidates=90, channel=False, there=25)
EVERY = {f"{name}/{rung.name}" for name, rungs in LADDERS.items() for rung in rungs}


async def simulated(scale: Scale, seed: int, folder: Path) -> Course:
    """One simulation, run to its end; tells how much happened."""
    course = Course(scale, seed, folder)
    await course.run()
    judge = course.judge
    print(f"seed {seed}: {scale.candidates} candidates and {scale.mentors} mentors in {scale.days} days")
    print(f"{course.seconds:.1f} s of CPU for {course.cases} cases ({course.a_thousand:.1f} s a thousand)")
    print(f"{course.judging:.1f} s more for the judge; {course.steps} steps, {course.process.read} due rows read")
    print(f"{judge.desk.messages} reminders; rungs: {dict(sorted(judge.rungs.items()))}")
    print(f"answers: {dict(course.answered.most_common())}")
    print(*judge.faults[:40], sep="\n")
    return course


async def test_eight_weeks(tmp_path: Path) -> None:
    course = await simulated(WEEKS, SEED, tmp_path)
    assert not course.judge.faults
    assert len(course.judge.rungs) > len(EVERY) / 2
    assert course.judge.desk.messages > WEEKS.candidates
    gone = [each for each in course.cast.mentors if each.place is course.cast.deserted and each.leaves is not None]
    assert course.answered["left"] + course.answered["mentor-removed"] >= len(gone) > 0
    assert course.answered["mentor-added"]
    assert course.answered["covering"]
    assert course.judge.silences.told
    assert len(course.judge.weeks.told) > WEEKS.days // 7
    assert any(key.endswith("-instead") for key in course.judge.desk.came)


@pytest.mark.soak
async def test_a_year(tmp_path: Path) -> None:
    course = await simulated(YEAR, int(os.environ.get("YEAR_SEED", random.randrange(1_000_000))), tmp_path)
    assert not course.judge.faults
    assert set(course.judge.rungs) == EVERY
    assert course.judge.desk.snoozed


def _two_hours_late(monkeypatch: pytest.MonkeyPatch) -> None:
    put = ladder._put

    def late(ctx: Any, case: Any, name: Any, since: Any, steps: Any) -> None:
        put(ctx, case, name, since, [ladder.Step(each.rung, each.at + timedelta(hours=2)) for each in steps])

    monkeypatch.setattr(ladder, "_put", late)


def _at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "suits", lambda *_: None)


def _behind_the_candidates_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "_heard", lambda *_: None)


def _one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    today = reminders.today
    monkeypatch.setattr(reminders, "today", lambda ctx, person: today(ctx, person)[:1])


def _of_what_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    of_case = SqlDues.of_case
    monkeypatch.setattr(SqlDues, "of_case", lambda *of: [row for row in of_case(*of) if row.kind != REMINDER])
    monkeypatch.setattr(reminders, "still", lambda *_: True)


def _without_a_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "advance", lambda ctx, row: ctx.store.dues.move(row, RESTS))


def _with_their_cases_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "fates", lambda *_: [])


def _past_who_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guides, "looked_after", lambda *_: False)


def _with_endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "reminded", lambda *_: None)


@pytest.mark.parametrize(
    ("breaks", "words", "seed"),
    [
        (_two_hours_late, "and didn't come", SEED),
        (_at_any_hour, "outside their hours", SEED),
        (_at_any_hour, "a second time", SEED),
        (_behind_the_candidates_back, "didn't come", SEED),
        (_one_by_one, "was reminded, but not of", 4),
        (_of_what_is_over, "it wasn't due to them", 3),
        (_without_a_next_step, "didn't come", SEED),
        (_with_their_cases_left_behind, "with nobody responsible", 2),
        (_past_who_covers, "should have come", 4),
        (_with_endless_patience, "has been silent until", SEED),
    ],
)
async def test_the_judge_names_what_is_broken(
    breaks: Callable[[pytest.MonkeyPatch], None], words: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``seed``: one with which it shows, and early."""
    breaks(monkeypatch)
    course = Course(WEEKS, seed, tmp_path, enough=words)
    await course.run()
    assert any(words in fault for fault in course.judge.faults), course.judge.faults[:10]
