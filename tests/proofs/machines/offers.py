"""Who is offered a case of the pool, counted anew from all rows: the product keeps an order ready, a proof doesn't.

Rules of this file: nothing is asked of the product's queries. What is judged is a step of one event; of several at once
nobody knows what each of them saw.
"""

from datetime import timedelta
from typing import Any

from tests.proofs.machines.snapshot import Row, Snapshot
from tests.proofs.machines.step import Step

_LATELY = timedelta(days=30)
_SHARES = {"low": 1, "normal": 2, "high": 4}
_HAD = {"claim", "take over", "decline", "decline offer", "release", "hand over", "turn down"}
_GOT = {"apply", "decline", "ask next", "choose", "offer", "assign", "pass to cover"}


def a_case_is_offered_to_the_first_who_fits(step: Step) -> None:
    """Once to one mentor, never to its candidate, to nobody who is away, full, was asked before, or had it."""
    for entry in step.entries:
        if entry["act"] == "offer" and len(step.events) == 1:
            earlier = [each for each in step.after.entries if each["id"] < entry["id"]]
            case = step.after.case(entry["case_id"])
            places = {
                person: _place(step.after, case, person, entry, earlier) for (person,) in step.after.tables["mentors"]
            }
            fit = {person: place for person, place in places.items() if place is not None}
            assert fit, f"nobody fits, yet: {entry}"
            assert min(fit, key=lambda person: fit[person]) == entry["whom_id"], f"{entry}, but {fit}"


def _place(there: Snapshot, case: Row, person: int, entry: Row, earlier: list[Row]) -> Any:
    mentor = there.tables["mentors"][person,]
    mine = [
        row for row in there.rows("cases") if row["mentor_id"] == person and row["state"] in ("mentoring", "thumbs up")
    ]
    free = mentor["capacity"] - len(mine)
    of_case = [each for each in earlier if each["case_id"] == case["id"]]
    gone = person == case["candidate_id"] or _declined(there, case, person)
    gone |= any(each["act"] in _GOT and each["whom_id"] == person for each in of_case)
    gone |= any(each["act"] in _HAD and each["actor_id"] == person for each in of_case)
    above = _above(there, case, person)
    if gone or free <= 0 or mentor["absence"] is not None or above is None:
        return None
    lately = [each for each in earlier if each["act"] == "offer" and entry["at"] - each["at"] < _LATELY]
    offers = sum(each["whom_id"] == person for each in lately)
    alike = set(case["languages"]) & set(mentor["languages"])
    return not alike, above, (offers + 1) / (free * _SHARES[mentor["weight"]]), person


def _declined(there: Snapshot, case: Row, person: int) -> bool:
    rows = there.rows("choices")
    return any(row["case_id"] == case["id"] and row["mentor_id"] == person and row["declined"] for row in rows)


def _above(there: Snapshot, case: Row, person: int) -> int | None:
    """How many steps above the case's region theirs is."""
    serves = {row["region_id"] for row in there.rows("mentor_regions") if row["person_id"] == person}
    at, step = case["region_id"], 0
    while at is not None:
        if at in serves:
            return step
        at, step = there.tables["regions"][at,]["parent_id"], step + 1
    return None
