"""Who must hear: nobody learns by accident that a case is theirs, or isn't any more.

Rules of this file: written down from the programme's promise, that nothing is lost and everyone can see whose turn it
is. Who did something hears it as an answer; everybody else that it concerns gets a message of their own.
"""

from tests.proofs.machines import rights
from tests.proofs.machines.snapshot import Change
from tests.proofs.machines.step import Step

_CONCERNED = ("mentor_id", "asked_id", "offered_id")


def whoever_is_concerned_hears(step: Step) -> None:
    """The candidate of every move; who has, had, or is asked for the case; and the mentors' rooms see the card."""
    told = {step.after.person(row["lane"]) for row in step.parcels if row["direct"]} | step.actors
    shown = {(row["lane"], row["key"]) for row in step.parcels}
    for change in step.changes:
        if change.table != "cases" or change.before is None or change.after is None:
            continue
        missing = _concerned(change) - told
        assert not missing, f"{sorted(missing)} didn't hear: {change}, {[entry['act'] for entry in step.entries]}"
        if change.columns & {"state", "mentor_id", "asked_id"} and change.after["state"] != "discarded":
            for room in step.config.programme.mentors_channels:
                assert (room, f"card:{change.key[0]}") in shown, f"the card in {room} stays as it was: {change}"


def _concerned(change: Change) -> set[int]:
    before, after = change.before or {}, change.after or {}
    found: set[int] = set()
    if change.columns & {"state", "mentor_id"}:
        found.add(after["candidate_id"])
    for column in _CONCERNED:
        if before[column] != after[column]:
            found.add(after[column] or 0)
            found.add(before[column] or 0 if before["state"] in rights.OPEN else 0)
    if before["state"] in rights.OPEN and after["state"] not in rights.OPEN:
        found.update(before[column] or 0 for column in _CONCERNED)
    return found - {0}
