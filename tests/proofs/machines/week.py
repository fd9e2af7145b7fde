"""Reports, feedback and thanks: who may write, change and read them, by the programme's words and not by its code.

Rules of this file: nothing is asked of the product. What somebody wrote is theirs alone to change; who runs the
programme may take it away. Where it belongs decides who reads it: whoever answers for that region or one above it.
"""

from tests.proofs.machines import rights
from tests.proofs.machines.snapshot import Change, Row
from tests.proofs.machines.step import Step


def coordinates(step: Step) -> bool:
    """Whether a coordinator did something."""
    return any("coordinator" in rights.roles(step.before, person) for person in step.actors)


def report(step: Step, change: Change) -> bool:
    """Whether somebody may have changed a report so."""
    row = change.after or change.before or {}
    own = row["person_id"] in step.actors
    if change.after is None:
        return own or coordinates(step)
    if change.before is None:
        return own and "ambassador" in rights.roles(step.before, row["person_id"])
    return own and change.columns <= {"region_id", "kind", "words", "edited_at"}


def feedback(step: Step, change: Change) -> bool:
    """Whether somebody may have changed feedback so: nobody else says that it may be quoted."""
    row = change.after or change.before or {}
    own = row["person_id"] in step.actors
    if change.after is None:
        return own or coordinates(step)
    return own and (change.before is None or change.columns <= {"words", "quoted"})


def tag(step: Step, change: Change) -> bool:
    """A tag is its feedback's author's."""
    number = (change.after or change.before or {})["feedback_id"]
    row = step.after.tables["feedback"].get((number,)) or step.before.tables["feedback"][number,]
    return row["person_id"] in step.actors or (change.after is None and coordinates(step))


def thanks(step: Step, change: Change) -> bool:
    """Whoever thanks does so themselves, and for good."""
    row = change.after or {}
    return change.before is None and row["person_id"] in step.actors and row["person_id"] != row["whom_id"]


def thanked(step: Step, person: int) -> bool:
    """Whether somebody was thanked in this step: whom the bot didn't know until then."""
    new = [each.after for each in step.changes if each.table == "thanks" and each.after is not None]
    return any(row["whom_id"] == person for row in new)


def reads(step: Step, person: int, row: Row, roles: set[str]) -> bool:
    """Whether somebody wrote it, runs the programme, or holds one of the roles for its region or one above it."""
    if person == row["person_id"]:
        return True
    for there in (step.before, step.after):
        if "coordinator" in rights.roles(there, person):
            return True
        held = {
            each["region_id"] for each in there.rows("roles") if each["role"] in roles and each["person_id"] == person
        }
        at = row["region_id"]
        while at is not None:
            if at in held:
                return True
            at = there.tables["regions"][at,]["parent_id"]
    return False


def may_hear(step: Step, person: int, token: str) -> bool:
    """Whether a word stands in something that somebody may read, or is the reason why theirs was taken away."""
    for there in (step.before, step.after):
        for table, roles in (("reports", {"lead", "ambassador"}), ("feedback", {"lead"})):
            if any(token in row["words"] and reads(step, person, row, roles) for row in there.rows(table)):
                return True
        if any(token in row["words"] and row["whom_id"] == person for row in there.rows("thanks")):
            return True
    gone = [each.before for each in step.changes if each.table in {"reports", "feedback"} and each.after is None]
    typed = any(token in event.model_dump_json() for event in step.events)
    return typed and any(row is not None and row["person_id"] == person for row in gone) and coordinates(step)
