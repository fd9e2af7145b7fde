"""The ladders there are, the rungs of each, and in whose hours these are counted; and what waits beside them.

Rule of this file: declarations only. What climbs them is ``ladder.py``, how long each rung waits the config's
(``policy.py``), what it does the feature ``reminding``'s.
"""

from enum import StrEnum


class Whose(StrEnum):
    """In whose hours a rung's days are counted."""

    ASKED = "asked"
    OFFERED = "offered"
    MENTOR = "mentor"
    CANDIDATE = "candidate"
    SPONSOR = "sponsor"
    REGION = "region"


class Ladder(StrEnum):
    """A kind of waiting, as due rows call it; ``policy.py`` has a section for each."""

    APPLICATION = "application"
    MENTORING = "mentoring"
    QUESTION = "question"
    THUMBS_UP = "thumbs up"
    DRAFT = "draft"


RUNGS: dict[Ladder, dict[str, Whose]] = {
    Ladder.APPLICATION: {
        "mentor": Whose.ASKED,
        "next_choice": Whose.ASKED,
        "pool": Whose.REGION,
        "coordinators": Whose.REGION,
    },
    Ladder.MENTORING: {"idle": Whose.MENTOR, "lapse": Whose.MENTOR},
    Ladder.QUESTION: {
        "candidate": Whose.CANDIDATE,
        "mentor": Whose.MENTOR,
        "idle": Whose.MENTOR,
        "lapse": Whose.MENTOR,
    },
    Ladder.THUMBS_UP: {"sponsor": Whose.SPONSOR, "coordinators": Whose.REGION},
    Ladder.DRAFT: {"candidate": Whose.CANDIDATE, "discard": Whose.CANDIDATE},
}
"""The rungs of each, lowest first; a rung's wait stands in the config under the same name."""


class Aside(StrEnum):
    """What waits beside a case's ladder, as due rows call it; ``policy.py`` has a section for each."""

    HANDOVER = "handover"
    REMATCH = "rematch"


ASIDE: dict[Aside, dict[str, Whose]] = {
    Aside.HANDOVER: {"receiver": Whose.OFFERED, "mentor": Whose.OFFERED},
    Aside.REMATCH: {"lead": Whose.REGION, "coordinators": Whose.REGION},
}
"""The rungs of each, lowest first, as above. What climbs them is ``aside.py``."""
