"""What people do about what they are told: a word of the bot's, and with some chance a command some hours later.

Rules of this file: ``None`` is what somebody does who does nothing, and they do it often: that is what ladders are for.
Hours are plain ones; who works regularly does it in the next working time after them.
"""

from random import Random

Habit = tuple[int, tuple[float, float], str | None]
"""How often of all that are listed, after how many hours, and what."""

BROWSE, FILL, LEAVE = "browse", "fill", "mentor leave yes"
"""What isn't typed as it stands: claiming the oldest case of one's region, and handing the whole form in. And what
even those do who are away."""
FIRST, SECOND = "the first button", "the second button"
AWAY = "away until"
_NOTHING: tuple[float, float] = (0, 0)
_BUSY = "decline {case} I have too much on my plate"
_DATED = "notyet {case} Please run one meetup first until {later}"

_ASKED = ((45, (0.2, 20), "claim {case}"), (10, (20, 60), "claim {case}"), (12, (1, 40), _BUSY), (33, _NOTHING, None))

TOLD: dict[str, tuple[Habit, ...]] = {
    # a mentor
    "asked-mentor": _ASKED,
    "asked-instead": _ASKED,
    "handover-asked": ((60, (1, 30), "claim {case}"), (20, (1, 30), _BUSY), (20, _NOTHING, None)),
    "offer": ((25, (0.2, 30), "claim {case}"), (25, (0.2, 30), _BUSY), (50, _NOTHING, None)),
    "cover-asked": ((50, (0.2, 30), FIRST), (20, (0.2, 30), SECOND), (30, _NOTHING, None)),
    "silent": ((60, (0.2, 60), FIRST), (40, _NOTHING, None)),
    "remind-application-mentor": (
        (35, (0.1, 6), "claim {case} anyway"),
        (15, (0.1, 6), _BUSY),
        (10, (0.1, 2), "snooze {case} tomorrow"),
        (40, _NOTHING, None),
    ),
    "remind-mentoring-idle": (
        (25, (0.1, 30), "done {case}"),
        (10, (0.1, 5), "snooze {case} next week"),
        (15, (0.1, 30), "ask {case} How does it go?"),
        (15, (1, 90), "thumbsup {case}"),
        (5, (1, 90), "release {case}"),
        (30, _NOTHING, None),
    ),
    # who looks after a colleague's cases, or answers for the region
    "remind-mentoring-idle-instead": (
        (25, (0.1, 30), "done {case}"),
        (10, (0.1, 5), "snooze {case} next week"),
        (15, (0.1, 30), "note {case} I asked how it goes"),
        (50, _NOTHING, None),
    ),
    "remind-question-mentor": ((30, (1, 20), "note {case} I wrote to them"), (70, _NOTHING, None)),
    "remind-question-idle": ((40, (1, 20), _DATED), (60, _NOTHING, None)),
    "claim-done": (
        (40, (5, 150), "ask {case} Which towns first?"),
        (20, (100, 800), "thumbsup {case}"),
        (6, (24, 400), _DATED),
        (6, (24, 400), "release {case} I am moving house"),
        (6, (24, 200), "handover {case} {colleague}"),
        (22, _NOTHING, None),
    ),
    "replied": ((65, (5, 500), "thumbsup {case}"), (10, (5, 100), "ask {case} And then?"), (25, _NOTHING, None)),
    # who may sponsor
    "thumbs-sponsor": ((35, (1, 60), "sponsor {case}"), (65, _NOTHING, None)),
    "remind-thumbs-up-sponsor": (
        (40, (0.1, 20), "sponsor {case}"),
        (10, (0.1, 2), "snooze {case} tomorrow"),
        (50, _NOTHING, None),
    ),
    # leads and coordinators
    "remind-application-pool": ((40, (0.2, 8), "assign {case} {mentor}"), (60, _NOTHING, None)),
    "remind-application-coordinators": ((70, (0.2, 60), "assign {case} {mentor}"), (30, _NOTHING, None)),
    "coordinators-application": ((80, (0.2, 60), "assign {case} {mentor}"), (20, _NOTHING, None)),
    "no-mentor-there": ((40, (1, 60), "assign {case} {mentor}"), (60, _NOTHING, None)),
    # a candidate
    "asked": ((55, (1, 60), "answer I went to three meetups"), (45, _NOTHING, None)),
    "remind-question-candidate": ((50, (0.5, 40), "answer Nearly everywhere"), (50, _NOTHING, None)),
    "remind-mentoring-idle-candidate": (
        (10, (1, 40), "withdraw yes"),
        (30, (0.5, 20), "continue"),
        (60, _NOTHING, None),
    ),
    "remind-draft-candidate": ((35, (0.5, 60), FILL), (10, (0.5, 60), "withdraw yes"), (55, _NOTHING, None)),
    "lapsed-candidate": ((40, (1, 200), "apply"), (60, _NOTHING, None)),
    "draft-too-old": ((20, (1, 200), "apply"), (80, _NOTHING, None)),
    # where they began to fill the form
    "form-begun": ((85, (0.05, 2), FILL), (15, _NOTHING, None)),
}
TOLD["assigned-mentor"] = TOLD["claim-done"]


def moved(key: str, drawn: Random) -> tuple[float, str] | None:
    """After how many hours somebody who was told that does what; None: they do nothing."""
    habits = TOLD.get(key)
    if habits is None:
        return None
    ((_, hours, what),) = drawn.choices(habits, [each[0] for each in habits])
    return (drawn.uniform(*hours), what) if what is not None else None
