"""What must hold after a step, whatever was done: judged by rows before and after, and by what was said.

Rules of this file: a law raises AssertionError with the rows or words that break it. Who may do what is asked of
``rights``, never of the product; ``states.ACTS`` is held against it. A step is one event, or a few at once.
"""

from itertools import pairwise

from bot import features, states
from bot.dispatch import command_text
from bot.event import Edited, Joined, Pressed, Reacted, Said, Unreacted
from bot.message import MESSAGE
from tests.proofs.machines import rights
from tests.proofs.machines.offers import a_case_is_offered_to_the_first_who_fits
from tests.proofs.machines.rows import other_rows_change_by_those_who_may
from tests.proofs.machines.secrecy import (
    private_words_reach_who_may_read_them,
    rooms_hear_nothing_private,
    wishes_reach_who_decides,
)
from tests.proofs.machines.snapshot import Row, Snapshot, changes
from tests.proofs.machines.step import Step
from tests.proofs.machines.telling import whoever_is_concerned_hears
from tests.refusals import refusals

REGISTRY = features.load()
BY_THE_COURIER = {"undelivered", "uncertain"}
"""What is written down when a message doesn't arrive: nobody's act."""
OF_ITSELF = {"offer"}
"""What the bot does when a case comes into the pool, whoever's event it was; ``offers`` judges it."""
NOBODYS = BY_THE_COURIER | OF_ITSELF


def judge(step: Step) -> None:
    """Raises AssertionError for the first law that a step breaks."""
    for law in LAWS:
        law(step)


# What is written down


def each_entry_is_of_an_event_and_by_its_sender(step: Step) -> None:
    """Who, when, from where: as the event says."""
    for entry in step.entries:
        if entry["act"] in BY_THE_COURIER:
            assert entry["actor_id"] is None, entry
            continue
        event = step.by_key.get(entry["event"])
        assert event is not None, f"an entry of no event: {entry}"
        if entry["act"] in OF_ITSELF:
            assert (entry["actor_id"], entry["platform"], entry["at"]) == (None, "clock", event.at), entry
            continue
        assert entry["actor_id"] == step.after.person(event.sender.identity), f"not by who did it: {entry}"
        assert entry["platform"] == event.sender.identity.partition(":")[0], entry
        assert entry["at"] == event.at, entry


def nobody_does_what_they_have_no_right_to(step: Step) -> None:
    """Every act is by somebody who may, in a state in which it may be."""
    for entry in step.entries:
        if entry["act"] in NOBODYS:
            continue
        right = rights.RIGHTS.get(entry["act"])
        assert right is not None, f"{entry['act']!r}: decide in rights.py who may"
        who = step.standing(entry["case_id"], entry["actor_id"])
        assert right.allows(who), f"{sorted(who)} may not {entry['act']}: {entry}"
        assert entry["before"] in right.sources, f"{entry['act']} from {entry['before']}: {entry}"
        assert entry["after"] == (right.target or entry["before"]), f"{entry['act']} to {entry['after']}: {entry}"


def the_states_move_along_the_table(step: Step) -> None:
    """And the product's own table says the same."""
    for entry in step.entries:
        if entry["act"] in NOBODYS:
            assert entry["before"] == entry["after"], entry
            continue
        act = states.find(entry["act"])
        assert entry["before"] in act.sources, f"not in states.ACTS: {entry}"
        assert entry["after"] == (act.target or entry["before"]), f"not in states.ACTS: {entry}"


def each_change_of_a_case_is_one_entry(step: Step) -> None:
    """As many versions as entries that change something, from state to state without a gap, and no other column."""
    for change in step.changes:
        if change.table != "cases":
            continue
        assert change.after is not None, f"a case is gone: {change}"
        if change.before is None:
            _is_a_draft_of_the_sender(step, change.after)
            continue
        entries = step.of(change.key[0])
        moved = [entry for entry in entries if entry["act"] not in NOBODYS and rights.RIGHTS[entry["act"]].columns]
        assert change.after["version"] - change.before["version"] == len(moved), f"{change} but {entries}"
        allowed = {"version"}.union(*(rights.RIGHTS[entry["act"]].columns for entry in moved))
        assert change.columns <= allowed, f"{sorted(change.columns - allowed)} by {[each['act'] for each in moved]}"
        path = [{"after": change.before["state"]}, *entries, {"before": change.after["state"]}]
        assert all(one["after"] == other["before"] for one, other in pairwise(path)), f"a gap: {change}, {entries}"


def _is_a_draft_of_the_sender(step: Step, case: Row) -> None:
    assert case["state"] == "draft", case
    assert case["candidate_id"] in step.actors, f"a draft of somebody else: {case}"
    assert not case["mentor_id"], case


# The programme's rules


def one_open_case_a_person(step: Step) -> None:
    """A draft counts."""
    live = [row["candidate_id"] for row in step.after.rows("cases") if row["state"] in {"draft", *rights.OPEN}]
    assert len(live) == len(set(live)), f"two open cases: {live}"


def nobody_is_anything_to_their_own_case(step: Step) -> None:
    """Not its mentor, not asked for it, not offered it; and nobody wished for themselves."""
    for row in step.after.rows("cases"):
        assert row["candidate_id"] not in (row["mentor_id"], row["asked_id"], row["offered_id"]), row
        assert "cover" not in rights.standing(step.after, row, row["candidate_id"], "mentor"), row
    own = {number: row["candidate_id"] for (number,), row in step.after.tables["cases"].items()}
    for row in step.after.rows("choices"):
        assert own[row["case_id"]] != row["mentor_id"], row


def a_case_has_who_its_state_needs(step: Step) -> None:
    """A claimed case has a mentor who is one, nobody is asked for it; one that waits has none. One claim at a time."""
    for row in step.after.rows("cases"):
        claimed = row["state"] in rights.CLAIMED
        if claimed:
            assert (row["mentor_id"],) in step.after.tables["mentors"], f"no mentor: {row}"
        if row["state"] == "applied":
            assert row["mentor_id"] is None, f"nobody's and somebody's: {row}"
            assert row["asked_id"] is None or (row["asked_id"],) in step.after.tables["mentors"], row
        assert row["asked_id"] is None or row["state"] == "applied", row
        assert row["offered_id"] is None or claimed, row
        assert (row["thumbs_by"] is not None) >= (row["state"] == "thumbs up"), row
    for number in {entry["case_id"] for entry in step.entries}:
        claims = [entry for entry in step.of(number) if entry["act"] == "claim"]
        assert len(claims) <= 1, f"claimed twice: {claims}"


def a_claim_against_doubts_is_confirmed(step: Step) -> None:
    """Over capacity or away, nobody becomes a mentor by accident."""
    for entry in step.entries:
        if entry["act"] not in {"claim", "take over", "assign"}:
            continue
        person = entry["whom_id"] or entry["actor_id"]
        mentor = step.before.tables["mentors"][person,]
        mine = [row for row in step.before.rows("cases") if row["mentor_id"] == person]
        full = sum(row["state"] in rights.CLAIMED for row in mine) >= mentor["capacity"]
        away = mentor["absence"] is not None
        if full or away:
            event = step.by_key[entry["event"]]
            assert isinstance(event, Said | Pressed), f"claimed by {event.kind}: {entry}"
            assert "anyway" in event.text.casefold(), f"full: {full}, away: {away}, and not asked: {event.text}"


def nothing_waits_for_whoever_is_not_there(step: Step) -> None:
    """Whoever leaves is asked for nothing and offered nothing any more; only whoever isn't there is covered for."""
    for (person,), mentor in step.after.tables["mentors"].items():
        before = step.before.tables["mentors"].get((person,))
        if mentor["absence"] is not None and before is not None and before["absence"] is None:
            waiting = [row["id"] for row in step.after.rows("cases") if person in (row["asked_id"], row["offered_id"])]
            assert not waiting, f"{person} has left, and {waiting} wait for them"
        if mentor["absence"] is None:
            assert mentor["cover_id"] is None, mentor
            assert mentor["cover_asked_id"] is None, mentor
        for name in ("cover_id", "cover_asked_id"):
            cover = step.after.tables["mentors"].get((mentor[name],))
            assert mentor[name] is None or (cover is not None and cover["absence"] is None), mentor


def a_coordinator_stays(step: Step) -> None:
    """The last one can't go."""
    assert any(row["role"] == "coordinator" for row in step.after.rows("roles"))


def ambassadors_are_sponsored(step: Step) -> None:
    """Who holds the title has a case that says so, and the other way round."""
    titled = {row["person_id"] for row in step.after.rows("roles") if row["role"] == "ambassador"}
    sponsored = {row["candidate_id"] for row in step.after.rows("cases") if row["state"] == "sponsored"}
    assert titled == sponsored


# Reactions, refusals, reads


def reactions_do_one_thing(step: Step) -> None:
    """A 👍 of the case's mentor on its card, and taking that very one off. Nothing else follows from a reaction."""
    if len(step.events) != 1:
        return
    (event,) = step.events
    if isinstance(event, Reacted | Unreacted):
        changed = [change for change in step.changes if change.table not in {"cases", "people", "dues"}]
        assert not changed, [str(change) for change in changed]
        acts = {entry["act"] for entry in step.entries}
        assert acts <= {"thumbs up" if isinstance(event, Reacted) else "take back"}, step.entries
        for entry in step.entries:
            case = step.before.case(entry["case_id"])
            assert case["mentor_id"] == entry["actor_id"], f"somebody else's {event.kind}: {entry}"
            if isinstance(event, Unreacted):
                assert case["thumbs_by"] == event.reaction, f"another reaction: {entry}"
            else:
                where = step.before.tables["messages"].get((event.room, f"card:{entry['case_id']}"))
                assert where is not None, f"not on its card: {entry}"
                assert where["message_id"] == event.message, f"not on its card: {entry}"
    if isinstance(event, Edited | Joined):
        assert not step.entries, step.entries


def refusals_change_nothing(step: Step) -> None:
    """Who is told no changed nothing by asking."""
    if len(step.events) != 1:
        return
    said = [answer.message.key for answer in step.answers if answer is not None]
    queued = [MESSAGE.validate_json(parcel["message"]).key for parcel in step.parcels]
    if refusals() & {*said, *queued[:1]}:
        assert not step.changes, f"{said or queued}: {[str(change) for change in step.changes]}"
        assert not step.entries, f"{said or queued}: {step.entries}"
        assert len(queued) <= (0 if said else 2), f"a refusal told others: {queued}"


def reading_changes_nothing(step: Step) -> None:
    """A command that says it only reads writes nothing; where somebody waits, not even that it was asked."""
    if len(step.events) != 1:
        return
    (event,) = step.events
    if isinstance(event, Pressed) or (isinstance(event, Said) and event.text.lstrip().startswith(("!", "/"))):
        typed = event.text if isinstance(event, Pressed) else command_text(event)
        found = REGISTRY.find(typed)
        if found is not None and found[0].reads:
            assert not step.entries, step.entries
            assert not [change for change in step.changes if change.table not in {"people"}]
            assert not event.window or step.before == step.after


# The machinery


def every_event_is_done(step: Step) -> None:
    """What was handled is done, and nothing failed."""
    for row in step.after.inbox.values():
        assert row["state"] in {"done", "pending"}, f"failed: {row['cause']}"
        assert row["state"] != "done" or row["payload"] is None, "words are kept of what is done"


def nobody_speaks_of_closed_cases(step: Step) -> None:
    """No dialogue outlives its case."""
    for row in step.after.rows("dialogues"):
        case = step.after.case(row["case_id"])
        while_it_is = {"apply": {"draft"}, "answer": rights.CLAIMED, "decline": rights.OPEN}[row["form"]]
        assert case["state"] in while_it_is, f"{row}, {case}"


LAWS = (
    each_entry_is_of_an_event_and_by_its_sender,
    nobody_does_what_they_have_no_right_to,
    the_states_move_along_the_table,
    each_change_of_a_case_is_one_entry,
    other_rows_change_by_those_who_may,
    one_open_case_a_person,
    nobody_is_anything_to_their_own_case,
    a_case_has_who_its_state_needs,
    a_claim_against_doubts_is_confirmed,
    a_case_is_offered_to_the_first_who_fits,
    nothing_waits_for_whoever_is_not_there,
    a_coordinator_stays,
    ambassadors_are_sponsored,
    reactions_do_one_thing,
    refusals_change_nothing,
    reading_changes_nothing,
    rooms_hear_nothing_private,
    private_words_reach_who_may_read_them,
    wishes_reach_who_decides,
    whoever_is_concerned_hears,
    every_event_is_done,
    nobody_speaks_of_closed_cases,
)


def nothing_happened(before: Snapshot, after: Snapshot) -> None:
    """For what came in before: not a row, not an entry, not a parcel."""
    assert [str(change) for change in changes(before, after)] == []
    assert after.since(before) == ()
    assert (after.inbox, after.queued, after.parcels) == (before.inbox, before.queued, before.parcels)


def all_is_delivered(after: Snapshot) -> None:
    """After settling nothing waits, is dead or in doubt on this platform."""
    left = [row for row in after.queued.values() if row["platform"] == "shell"]
    assert not left, [(row["state"], row["cause"], row["message"]) for row in left]
