"""Who may change what besides cases: persons themselves, coordinators, and whoever fills a form.

Rules of this file: a table that isn't here may change by no event. Whoever adds one decides here who may change it.
"""

from tests.proofs.machines import regions, week
from tests.proofs.machines.snapshot import Change
from tests.proofs.machines.step import Step


def other_rows_change_by_those_who_may(step: Step) -> None:
    """Persons by themselves, roles and mentors by coordinators, forms by who fills them."""
    for change in step.changes:
        judged = _ROWS.get(change.table)
        assert judged is not None, f"{change}: decide in laws.py who may change it"
        assert judged(step, change), f"nobody here may: {change}, {[event.kind for event in step.events]}"


def _anything(_step: Step, _change: Change) -> bool:
    return True  # judged above


def _person(step: Step, change: Change) -> bool:
    own = change.key[0] in step.actors
    if change.before is None:
        return own or regions.runs(step) or week.thanked(step, change.key[0]) or regions.made_lead(step, change.key[0])
    return own and change.columns <= {"name", "identity"}


def _identity(step: Step, change: Change) -> bool:
    if change.before is None and change.after is not None:
        person = change.after["person_id"]
        known = week.thanked(step, person) or regions.made_lead(step, person)
        return person in step.actors or known or regions.runs(step)
    return regions.runs(step)


def _role(step: Step, change: Change) -> bool:
    row = change.after or change.before or {}
    if row["role"] == "lead":
        return regions.lead(step, change)
    if row["role"] != "ambassador":
        return regions.runs(step) and (change.before is None or change.after is None)
    act = "sponsor" if change.before is None else "undo"
    cases = [step.after.case(entry["case_id"]) for entry in step.entries if entry["act"] == act]
    return any((case["candidate_id"], case["region_id"]) == (row["person_id"], row["region_id"]) for case in cases)


def _mentor(step: Step, change: Change) -> bool:
    if change.after is None and change.key[0] in step.actors:
        return True  # whoever is one may stop
    if change.before is None or change.after is None:
        return regions.runs(step)
    offers = {"offers"} if _offered(step, change.key[0]) else set[str]()
    here = {"cover_id", "cover_asked_id", *offers}
    if change.key[0] in step.actors:
        own = {"capacity", "weight", "away_until", "absence", "away_since", "left_cases", "unanswered"}
        return change.columns <= own | here
    if change.columns <= offers:
        return True
    # who covers for somebody, or was asked to, answers, or isn't there any more
    concerned = {person for row in (change.before, change.after) for person in (row["cover_id"], row["cover_asked_id"])}
    return change.columns <= here and (not concerned.isdisjoint(step.actors) or regions.runs(step))


def _offered(step: Step, person: int) -> bool:
    return any(entry["act"] == "offer" and entry["whom_id"] == person for entry in step.entries)


def _mentor_region(step: Step, change: Change) -> bool:
    """Their turn is another one with every case, offer and place that they have more or less."""
    if change.columns == {"turn"} and change.before is not None and change.after is not None:
        person = change.key[0]
        cases = [each for each in step.changes if each.table == "cases"]
        had = any(person in ((each.before or {}).get("mentor_id"), (each.after or {})["mentor_id"]) for each in cases)
        return had or person in step.actors or _offered(step, person)
    return regions.runs(step) or (change.after is None and change.key[0] in step.actors)


def _choice(step: Step, change: Change) -> bool:
    acts = step.of(change.key[0])
    if change.columns == {"declined"} and change.after is not None:
        no = [entry["actor_id"] if entry["act"] == "decline" else entry["whom_id"] for entry in acts]
        return change.after["mentor_id"] in no
    # who declines may put a colleague first
    return any(entry["act"] in ("apply", "decline", "choose") for entry in acts)


def _dialogue(step: Step, change: Change) -> bool:
    row = change.after or change.before or {}
    if row["person_id"] in step.actors:
        return True
    acts = {entry["act"] for entry in step.of(row["case_id"])}
    return bool(acts & {"ask"}) if change.after is not None else bool(acts)


def _due(step: Step, change: Change) -> bool:
    """What is due about a case changes with what is done to it, with a draft, and with hours of who is waited for."""
    row = change.after or change.before or {}
    if row["kind"] in {"region", "week"}:
        return regions.due(step, change)
    if row["kind"] == "digest":
        return row["person_id"] in step.actors or regions.runs(step)
    if row["case_id"] is None:
        if row["kind"] == "offered":
            return _offered(step, row["person_id"])
        return row["kind"] in {"back", "cover"} and _of_an_absence(step, row["person_id"])
    if row["kind"] == "offer" and change.after is None and regions.runs(step):
        return True  # with a mentor who was seen off
    concerned = {row["person_id"], step.after.case(row["case_id"])["candidate_id"]}
    return bool(step.of(row["case_id"])) or not concerned.isdisjoint(step.actors)


def _of_an_absence(step: Step, person: int) -> bool:
    """A mentor's return is theirs; whoever covers for them, or is asked to, or coordinates, has others looked for.

    So has whoever gives them a case."""
    mentors = [there.tables["mentors"].get((person,)) for there in (step.before, step.after)]
    covers = {row[name] for row in mentors if row is not None for name in ("cover_id", "cover_asked_id")}
    given = [each.after for each in step.changes if each.table == "cases" and "mentor_id" in each.columns]
    got = any(row is not None and row["mentor_id"] == person for row in given)
    return got or not {person, *covers}.isdisjoint(step.actors) or regions.runs(step)


def _schedule(step: Step, change: Change) -> bool:
    return change.key[0] in step.actors


def _mark(step: Step, change: Change) -> bool:
    """Who has said their hours, or asked for them, needn't be told what the bot takes for them."""
    if change.key[0] == _PAUSED:
        return regions.runs(step)
    kind, _, person = str(change.key[0]).partition(":")
    return kind == "hours told" and change.after is not None and int(person) in step.actors


_PAUSED = "week paused:all"
"""Until when nothing is told of the whole programme's week."""
_ROWS = {
    "cases": _anything,
    "people": _person,
    "identities": _identity,
    "roles": _role,
    "mentors": _mentor,
    "mentor_regions": _mentor_region,
    "choices": _choice,
    "dialogues": _dialogue,
    "dues": _due,
    "marks": _mark,
    "schedules": _schedule,
    "reports": week.report,
    "feedback": week.feedback,
    "feedback_tags": week.tag,
    "thanks": week.thanks,
    "regions": regions.region,
    "gaps": regions.gap,
    "digests": regions.told,
}
"""Known messages change by no event."""
