"""The ladders: for each kind of waiting, what happens after how long. Sections of the config.

Rules of this file: a wait counts from when the waiting began, so a later rung is a longer wait. A key is a rung of
``ladder.py``; the words under it are its entry in docs/config.md, in docs/clock.md and in ``ambassador policy show``.
"""

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.section import Section
from bot.waits import Wait, WaitText, read

ENDS = frozenset({"lapse", "discard"})
"""Rungs that end a case: the one below asks, and always comes before."""


class Climbing(Section):
    """A ladder: rungs in the order of their waits."""

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        rungs = [(name, getattr(self, name)) for name in type(self).model_fields]
        for (lower, first), (upper, second) in pairwise(rungs):
            if second < first:
                said = f"it comes after {second}, but {lower}, the rung below, after {first}: write a longer wait here"
                raise PydanticCustomError("backwards", said, {"under": upper})
            if upper in ENDS and not second.surely_longer(first):
                said = f"it ends what {lower} asks about after {first}: write a longer wait, in the same unit"
                raise PydanticCustomError("unasked", said, {"under": upper})
        return self

    def wait(self, rung: str) -> Wait:
        """How long after the beginning a rung comes."""
        found: Wait = getattr(self, rung)
        return found


class ApplicationLadder(Climbing):
    """An application that nobody has claimed. Without a mentor who was chosen it begins at the pool."""

    mentor: WaitText = read("1 working day")
    """The mentor who was asked is reminded."""
    next_choice: WaitText = read("2 working days")
    """The candidate's next choice is asked, or the pool where there is none left."""
    pool: WaitText = read("3 working days")
    """The mentors' channels hear of it, and the region's lead."""
    coordinators: WaitText = read("5 working days")
    """The coordinators hear of it."""


class MentoringLadder(Climbing):
    """A claimed case in which nothing happens."""

    idle: WaitText = read("30 days")
    """Mentor and candidate are both asked how it goes on."""
    lapse: WaitText = read("44 days")
    """The case lapses; reopening it is one tap."""


class QuestionLadder(Climbing):
    """A question that waits for the candidate's answer: the mentor's own clock stands still meanwhile."""

    candidate: WaitText = read("2 working days")
    """The candidate is reminded of it."""
    mentor: WaitText = read("6 working days")
    """The mentor hears that there is no answer yet."""
    idle: WaitText = read("30 days")
    """Mentor and candidate are both asked how it goes on."""
    lapse: WaitText = read("44 days")
    """The case lapses; reopening it is one tap."""


class ThumbsUpLadder(Climbing):
    """A thumbs-up that waits for a sponsor."""

    sponsor: WaitText = read("3 working days")
    """Whoever may sponsor is reminded."""
    coordinators: WaitText = read("6 working days")
    """The coordinators hear of it."""


class DraftLadder(Climbing):
    """An application that was begun and left."""

    candidate: WaitText = read("3 days")
    """Its writer is reminded."""
    discard: WaitText = read("30 days")
    """It is discarded, and its writer is told."""


class HandoverLadder(Climbing):
    """A case that its mentor has offered to a colleague. It stays the mentor's, and its own ladder goes on."""

    receiver: WaitText = read("1 working day")
    """The colleague is reminded."""
    mentor: WaitText = read("2 working days")
    """The mentor hears that there is no answer yet, and can ask somebody else."""


class RematchLadder(Climbing):
    """A candidate who would like another mentor. The case's own ladder goes on."""

    lead: WaitText = read("1 working day")
    """Those who were told are reminded: the region's lead."""
    coordinators: WaitText = read("3 working days")
    """The coordinators hear of it, each of them alone."""


class Mentoring(Section):
    """What mentors are asked, and for how long one of them is waited for before the next is."""

    offer: WaitText = read("1 working day")
    """How long a case from the pool is offered to one mentor alone. Then the next is asked, too."""
    cover: WaitText = read("1 working day")
    """How long somebody is waited for who was asked to look after an absent mentor's cases. Then the next is asked."""
    silent_after: int = Field(default=3, ge=0, le=20)
    """After how many reminders in a row without an answer a mentor is taken to be away. 0: never."""


class Ladders(Section):
    """Who is reminded when somebody waits, and who hears of it next. Waits are written as `1 working day`,
    `6 working hours` or `30 days`, each from when the waiting began."""

    application: ApplicationLadder = ApplicationLadder()
    mentoring: MentoringLadder = MentoringLadder()
    question: QuestionLadder = QuestionLadder()
    thumbs_up: ThumbsUpLadder = ThumbsUpLadder()
    draft: DraftLadder = DraftLadder()
    handover: HandoverLadder = HandoverLadder()
    rematch: RematchLadder = RematchLadder()
