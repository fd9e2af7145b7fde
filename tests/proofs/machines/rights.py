"""Who may do what to a case: written down by hand from the programme's words, and asked of the rows of the tables.

Rules of this file: nothing is asked of the product's rules or queries. An act that isn't here may not happen: whoever
adds one decides here, independently, who has the right to it and what it may change.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.proofs.machines.snapshot import Row, Snapshot

OPEN = {"applied", "mentoring", "thumbs up"}
CLAIMED = {"mentoring", "thumbs up"}
CLOSED = {"withdrawn", "not yet", "lapsed"}
HANDED_IN = OPEN | CLOSED | {"sponsored"}
STAFF = {"mentor", "sponsor", "lead", "coordinator"}
UNDO_WITHIN = timedelta(hours=24)

_MOVED = {"state", "since"}
_APPLICATION = {"region_id", "account", "email", "languages", "why", "so_far", "would_do", "links"}
_POOL = {*_MOVED, "mentor_id", "asked_id", "offered_id", "thumbs_by", "retry_on"}


@dataclass(frozen=True)
class Right:
    """``who`` may do it while the case stands in ``sources``. It leads to ``target`` (None: the state stays).

    ``columns`` of the case may change with it; where there are none, the case is as it was. Whoever is one of ``never``
    to the case may not, whatever else they are.
    """

    who: set[str]
    sources: set[str]
    target: str | None = None
    columns: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)

    def allows(self, standing: set[str]) -> bool:
        """Whether somebody who is that to a case may."""
        return bool(standing & self.who) and not standing & self.never


RIGHTS: dict[str, Right] = {
    "apply": Right({"candidate"}, {"draft"}, "applied", {*_MOVED, *_APPLICATION, "asked_id"}),
    "discard": Right({"candidate"}, {"draft"}, "discarded", {*_MOVED}),
    "claim": Right({"mentor"}, {"applied"}, "mentoring", {*_MOVED, "mentor_id", "asked_id"}),
    "decline": Right({"asked"}, {"applied"}, None, {"asked_id"}),
    "decline offer": Right({"invited"}, {"applied"}),
    "choose": Right({"candidate"}, {"applied"}, None, {"asked_id"}),
    "assign": Right({"lead", "coordinator"}, OPEN, "mentoring", {*_POOL} - {"retry_on"}),
    "release": Right({"guide", "lead", "coordinator"}, CLAIMED, "applied", _POOL),
    "mentor left": Right({"guide", "sponsor", "lead", "coordinator"}, CLAIMED, "applied", _POOL),
    "pass to cover": Right({"guide", "lead", "coordinator"}, CLAIMED, "mentoring", {*_POOL} - {"retry_on"}),
    "hand over": Right({"guide"}, CLAIMED, None, {"offered_id"}),
    "take over": Right({"offered"}, CLAIMED, "mentoring", {*_MOVED, "mentor_id", "offered_id", "thumbs_by"}),
    "turn down": Right({"offered"}, CLAIMED, None, {"offered_id"}),
    "withdraw offer": Right({"coordinator", "offered"}, CLAIMED, None, {"offered_id"}),
    "ask next": Right({"coordinator", "asked"}, {"applied"}, None, {"asked_id"}),
    "ask cover": Right({"guide"}, CLAIMED),
    "cover": Right({"cover"}, CLAIMED),
    "ask": Right({"guide", "cover", "lead", "coordinator"}, CLAIMED),
    "reply": Right({"candidate"}, CLAIMED),
    "note": Right({"guide", "cover", "asked", "sponsor", "lead", "coordinator"}, HANDED_IN),
    "read": Right({"mentor", "cover", "sponsor", "lead", "coordinator"}, HANDED_IN),
    "thumbs up": Right({"guide"}, CLAIMED, "thumbs up", {*_MOVED, "thumbs_by"}),
    "take back": Right({"guide"}, {"thumbs up"}, "mentoring", {*_MOVED, "thumbs_by"}),
    "sponsor": Right({"sponsor"}, {"thumbs up"}, "sponsored", {*_MOVED, "offered_id"}),
    "undo": Right({"sponsor", "lead", "coordinator"}, {"sponsored"}, "thumbs up", {*_MOVED}),
    "not yet": Right(
        {"guide", "asked", "lead", "coordinator"}, OPEN, "not yet", {*_MOVED, "asked_id", "offered_id", "retry_on"}
    ),
    "withdraw": Right({"candidate"}, OPEN, "withdrawn", {*_MOVED, "asked_id", "offered_id"}),
    "reopen": Right({"sponsor", "lead", "coordinator"}, CLOSED, "applied", _POOL),
    "snooze": Right({"guide", "cover", "asked", "offered", "sponsor", "lead", "coordinator"}, OPEN),
    "done": Right({"guide", "cover"}, {"mentoring"}),
    "go on": Right({"candidate"}, {"mentoring"}),
    "gone": Right({"candidate"}, OPEN),
    "returned": Right({"candidate"}, OPEN),
    "skip": Right({"candidate"}, {"applied"}, None, {"asked_id"}),
    "rematch": Right({"candidate"}, CLAIMED),
    "rematch cancel": Right({"candidate"}, CLAIMED),
    "rematch keep": Right({"lead", "coordinator"}, CLAIMED, never={"guide"}),
}
"""Every act that a person can do. What the clock and the courier do is not a person's."""


WISHES = {"skip", "rematch", "rematch cancel", "rematch keep"}
"""Acts about a candidate's wish for somebody else than ``whom``, who may not learn of it, now or later."""


def roles(there: Snapshot, person: int) -> set[str]:
    """The roles that somebody holds."""
    held = {row["role"] for row in there.rows("roles") if row["person_id"] == person}
    return held | ({"mentor"} if (person,) in there.tables["mentors"] else set())


def standing(there: Snapshot, case: Row, person: int, policy: str) -> set[str]:
    """What somebody is to a case. To their own they are the candidate and nothing else."""
    if person == case["candidate_id"]:
        return {"candidate"}
    held = roles(there, person)
    found = held & {"mentor", "coordinator"}
    for column, name in (("mentor_id", "guide"), ("asked_id", "asked"), ("offered_id", "offered")):
        if case[column] == person and "mentor" in held:
            found.add(name)
    if case["state"] == "applied" and "mentor" in held and _offered(there, case["id"], person):
        found.add("invited")
    if "mentor" in held and _covers(there, case, person):
        found.add("cover")
    if ("guide" in found) if policy == "mentor" else ("sponsor" in held):
        found.add("sponsor")
    if _leads(there, case, person):
        found.add("lead")
    return found


def _covers(there: Snapshot, case: Row, person: int) -> bool:
    """Whether somebody agreed to look after the cases of a mentor who isn't there, and this is one that they have."""
    guide = there.tables["mentors"].get((case["mentor_id"],)) if case["state"] in CLAIMED else None
    return guide is not None and guide["absence"] is not None and guide["cover_id"] == person


def _leads(there: Snapshot, case: Row, person: int) -> bool:
    """Whether somebody is lead of the case's region, or of one that it is a part of."""
    led = {row["region_id"] for row in there.rows("roles") if row["role"] == "lead" and row["person_id"] == person}
    at, passed = case["region_id"], set()
    while at is not None and at not in passed:
        if at in led:
            return True
        passed.add(at)
        at = there.tables["regions"][at,]["parent_id"]
    return False


def _offered(there: Snapshot, case: int, person: int) -> bool:
    """Whether a case of the pool is offered to somebody."""
    rows = [row for row in there.rows("dues") if row["kind"] == "offer"]
    return any(row["case_id"] == case and row["person_id"] == person for row in rows)


def may(there: Snapshot, case: Row, person: int, act: str, policy: str) -> bool:
    """Whether somebody may do an act to a case as it stands."""
    right = RIGHTS[act]
    return case["state"] in right.sources and right.allows(standing(there, case, person, policy))
