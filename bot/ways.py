"""What a reminder offers: the answers that fit what its reader is to the case, the likeliest first.

Rules of this file: declarations mostly, by the rung that a reminder is because of (``application/mentor``).
"""

from collections.abc import Callable

from bot import aside, casework
from bot.context import Ctx
from bot.due import LATER, Due
from bot.message import Action, do, write
from bot.model import Case, Person, State


def answers(ctx: Ctx, row: Due, case: Case, person: Person) -> tuple[Action, ...]:
    if person.id == case.candidate.id:
        return CANDIDATES[row.rung](case)
    if instead(row, case, person):
        return _covering(case) if casework.covers(ctx, case, person) else _running(case)
    if row.rung in aside.ANSWERS:
        return *aside.ANSWERS[row.rung](case), *_snooze(case)
    return _ANSWERS.get(row.rung, _running)(case)


def running(case: Case) -> tuple[Action, ...]:
    """What a lead or a coordinator can do about a case that waits."""
    assign = (write("assign", case.number, "@MENTOR"),) if case.state is State.APPLIED else ()
    return do("case", case.number), do("read", case.number), *assign


def _running(case: Case) -> tuple[Action, ...]:
    return *running(case), *_snooze(case)


def _snooze(case: Case) -> tuple[Action, ...]:
    return (
        do("snooze", case.number, "tomorrow", label="do-snooze-tomorrow"),
        do("snooze", case.number, "next week", label="do-snooze-week"),
        write("snooze", case.number, "until", "DATE"),
    )


def _asked(case: Case) -> tuple[Action, ...]:
    not_me = do("decline", case.number, label="do-not-me")
    return do("claim", case.number), not_me, do("read", case.number), *_snooze(case), _AWAY


def _idle(case: Case) -> tuple[Action, ...]:
    return (
        do("done", case.number),
        do("release", case.number),
        *_snooze(case),
        _AWAY,
        write("ask", case.number, "QUESTION"),
        write("handover", case.number, "@MENTOR"),
    )


def _covering(case: Case) -> tuple[Action, ...]:
    return do("done", case.number), *_snooze(case), write("ask", case.number, "QUESTION")


def _sponsor(case: Case) -> tuple[Action, ...]:
    return do("sponsor", case.number), do("read", case.number), *_snooze(case)


def _later(case: Case) -> tuple[Action, ...]:
    return do("case", case.number), *_snooze(case)


def _quiet(_case: Case) -> tuple[Action, ...]:
    return do("continue"), do("status"), do("withdraw")


def _draft(_case: Case) -> tuple[Action, ...]:
    return do("apply"), do("withdraw")


def _question(_case: Case) -> tuple[Action, ...]:
    return do("answer"), do("withdraw")


_AWAY = do("away", "in a week", label="do-away-week")
"""One tap, which asks whether that is the day."""
_GUIDES = frozenset({"mentoring/idle", "question/mentor", "question/idle"})
_ANSWERS: dict[str, Callable[[Case], tuple[Action, ...]]] = {
    "application/mentor": _asked,
    "mentoring/idle": _idle,
    "question/idle": _idle,
    "question/mentor": _idle,
    "thumbs up/sponsor": _sponsor,
    LATER: _later,
}
CANDIDATES: dict[str, Callable[[Case], tuple[Action, ...]]] = {
    "draft/candidate": _draft,
    "question/candidate": _question,
    "mentoring/idle": _quiet,
    "question/idle": _question,
}
"""What a candidate is reminded of."""
NEEDS = {
    "application/mentor": "decline",
    "application/pool": "assign",
    "application/coordinators": "assign",
    "mentoring/idle": "done",
    "question/mentor": "done",
    "question/idle": "done",
    "thumbs up/sponsor": "sponsor",
    "thumbs up/coordinators": "assign",
    LATER: "snooze",
    **aside.NEEDS,
}
"""The act that a reminder is about: whoever may not do it any more isn't reminded."""


def guides_rung(rung: str) -> bool:
    """Whether whoever guides a claimed case is reminded at a rung: its mentor, or who looks after it meanwhile."""
    return rung in _GUIDES


def instead(row: Due, case: Case, person: Person) -> bool:
    """Whether somebody is reminded in place of a case's mentor, who isn't there."""
    mentor = case.mentor.id if case.mentor is not None else None
    return guides_rung(row.rung) and person.id not in (mentor, case.candidate.id)


def about(case: Case, action: Action) -> Action:
    """The same with the case's number on it: several stand side by side."""
    return Action(action.label, action.command, action.hint, case.number)
