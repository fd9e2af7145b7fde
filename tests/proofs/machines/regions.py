"""Who may change regions, and what hangs on them: whoever runs the programme, and leads theirs and those below.

Rules of this file: who leads a region, where it hangs and whether it is there is decided from above it.
"""

from tests.proofs.machines import rights
from tests.proofs.machines.snapshot import Change
from tests.proofs.machines.step import Step

_DECIDED_ABOVE = {"parent_id"}


def region(step: Step, change: Change) -> bool:
    """A region itself."""
    if change.before is None or change.after is None or change.columns & _DECIDED_ABOVE:
        return answer_for(step, change.key[0], above=True)
    return answer_for(step, change.key[0])


def lead(step: Step, change: Change) -> bool:
    """Who leads it: one is made, or is none any more."""
    row = change.after or change.before or {}
    return (change.before is None or change.after is None) and answer_for(step, row["region_id"], above=True)


def due(step: Step, change: Change) -> bool:
    """What is planned anew of it, and when its week is told."""
    row = change.after or change.before or {}
    return runs(step) if row["key"] == "all" else answer_for(step, int(row["key"]))


def told(step: Step, change: Change) -> bool:
    """A week that is told by hand; it goes with its region."""
    row = change.after or change.before or {}
    return (change.before is None or change.after is None) and answer_for(step, row["region_id"])


def gap(step: Step, change: Change) -> bool:
    """Whoever looks for somebody in vain leaves a note; a region that goes leaves its notes to the one above."""
    return bool(step.actors) and change.after is not None


def made_lead(step: Step, person: int) -> bool:
    """Whether somebody was made lead in this step: whom the bot didn't know until then."""
    new = [each.after for each in step.changes if each.table == "roles" and each.after is not None]
    return any(row["person_id"] == person and row["role"] == "lead" for row in new)


def runs(step: Step) -> bool:
    """Whether somebody at it runs the programme."""
    return any("coordinator" in rights.roles(step.before, person) for person in step.actors)


def answer_for(step: Step, region: int | None, *, above: bool = False) -> bool:
    """Whether somebody at it runs the programme, or leads the region (``above``: one above it)."""
    path = _path(step, region)
    led = {
        row["region_id"]
        for row in step.before.rows("roles")
        if row["role"] == "lead" and row["person_id"] in step.actors
    }
    return runs(step) or not led.isdisjoint(path[1:] if above else path)


def _path(step: Step, region: int | None) -> list[int]:
    """A region and those above it, as they were; a new one as it is."""
    found: list[int] = []
    while region is not None and region not in found:
        found.append(region)
        row = step.before.tables["regions"].get((region,)) or step.after.tables["regions"][region,]
        region = row["parent_id"]
    return found
