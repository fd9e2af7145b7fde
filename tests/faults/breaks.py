"""A programme in which everything has happened, and for each check the way to break exactly that.

Rules of this file: the programme is played, so that every row is as the bot writes it; a break is what nobody but a
bug, a wrong tool or a hand in the table does. ``$kim`` is somebody's number; a case's is the one the story gives out.
"""

from string import Template

from storage.impossible import CHECKS
from tests.chat import applies
from tests.engine.rows import WEEK

HEALTHY = (
    applies("kim", "ana, bo")
    + "ana: !claim 1\nana: !ask 1 Which towns?\nana: !ask 1 With whom?\nana: !thumbsup 1\n"
    + applies("lee", "dee, bo")
    + "dee: !decline 2 I am moving house\n"
    + applies("max")
    + "ana: !claim 3\nana: !handover 3 @bo\n"
    + applies("nia")
    + "dee: !claim 4\ndee: !thumbsup 4\ndee: !sponsor 4\n"
    + applies("oli")
    + "oli: !withdraw yes\n"
    + applies("pia")
    + "cora: !assign 6 @dee\ndee: !notyet 6 Please run one meetup first until 2026-06-01\n"
    + "rob: !apply\nrob: !withdraw yes\n"
    + "sam: !apply\nsam: sam\n"
    + "cora: !role grant sponsor @ana\ncora: !role grant lead @dee World\n"
)
"""1 thumbs up with two questions, 2 applied and asked, 3 mentored and offered, 4 sponsored, 5 withdrawn, 6 not yet, 7 a
draft that was discarded, 8 a draft."""


def case(number: int, values: str) -> str:
    """Write something into a case."""
    return filled("UPDATE cases SET $values WHERE id = $number", values=values, number=str(number))


def entry(act: str, values: str) -> str:
    """Write something into the entries of an act in the first case's history."""
    return filled("UPDATE history SET $values WHERE case_id = 1 AND act = '$act'", values=values, act=act)


def mentor(values: str) -> str:
    """Write something into a mentor who is there."""
    return filled("UPDATE mentors SET $values WHERE person_id = $ana", values=values)


def due(kind: str, number: str, person: str) -> str:
    """Make something due about a case, for somebody."""
    columns = "kind, key, due_at, since, rung, case_id, person_id, tries"
    values = "'$kind', '$number:' || CAST($person AS VARCHAR), due_at, since, 'alone', $number, $person, 0"
    insert = f"INSERT INTO dues ({columns}) SELECT {values} FROM dues WHERE case_id = 8"  # noqa: S608
    return filled(insert, kind=kind, number=number, person=person)


def parcel(state: str, values: str) -> str:
    """Make one message that was sent what it can't be in a state."""
    whole = "state = '$state', message = '{}', body = 'x', sent_at = NULL, attempts = 1, cause = 'x'"
    return of_one("outbox", whole, state, values)


def event(state: str, values: str) -> str:
    """Make one event that was handled what it can't be in a state."""
    return of_one("inbox", "state = '$state', payload = '{}', answer = NULL", state, values)


def of_one(table: str, whole: str, state: str, values: str) -> str:
    """A row that is whole in a state, but for some values."""
    update = "UPDATE $table SET $values WHERE id = (SELECT min(id) FROM $table)"
    return "; ".join(filled(update, table=table, values=each) for each in (filled(whole, state=state), values))


def filled(statement: str, **words: str) -> str:
    """A statement with words put in; persons' names are left."""
    return Template(statement).safe_substitute(words)


BREAKS: dict[str, str] = {
    "state": case(1, "state = 'lost'"),
    "draft-with-more": case(8, "mentor_id = $ana"),
    "without-answers": case(2, "so_far = ''"),
    "waiting-with-more": case(2, "mentor_id = $ana"),
    "without-mentor": case(4, "mentor_id = NULL"),
    "early-thumbs-up": case(3, "thumbs_by = 'command'"),
    "no-thumbs-up": case(1, "thumbs_by = NULL"),
    "asked-too-late": case(5, "asked_id = $ana"),
    "offered-too-late": case(6, "offered_id = $ana"),
    "retry": case(6, "retry_on = NULL"),
    "own-mentor": case(3, "mentor_id = candidate_id"),
    "offered-to-itself": case(3, "offered_id = mentor_id"),
    "no-such-mentor": "DELETE FROM mentor_regions WHERE person_id = $bo; DELETE FROM mentors WHERE person_id = $bo",
    "two-open": "DROP INDEX uq_cases_open_candidate; " + case(3, "candidate_id = $kim"),
    "no-title": "DELETE FROM roles WHERE role = 'ambassador'",
    "asked-unchosen": "UPDATE choices SET declined = (1 = 1) WHERE case_id = 2",
    "chosen-too-early": "INSERT INTO choices (case_id, rank, mentor_id, declined) VALUES (8, 1, $bo, 1 = 0)",
    "chosen-twice": "UPDATE choices SET mentor_id = $bo WHERE case_id = 2",
    "chosen-oneself": "UPDATE choices SET mentor_id = $lee WHERE case_id = 2 AND rank = 1",
    "ranks": "DELETE FROM choices WHERE case_id = 2 AND rank = 1",
    "act": entry("claim", "act = 'snatch'"),
    "step": entry("claim", "before = 'sponsored'"),
    "gap": "DELETE FROM history WHERE case_id = 1 AND act = 'claim'",
    "end": "DELETE FROM history WHERE case_id = 1 AND act = 'thumbs up'",
    "version": case(1, "version = version + 1"),
    "mentor": case(1, "mentor_id = $dee"),
    "offer": case(3, "offered_id = $dee"),
    "offered-twice": "INSERT INTO history (case_id, at, platform, act, whom_id, before, after, why, event) "
    "SELECT case_id, at, platform, act, whom_id, before, after, why, event FROM history WHERE act = 'offer'",
    "own-case": entry("claim", "actor_id = $kim"),
    "others-case": entry("apply", "actor_id = NULL"),
    "half-done": "UPDATE inbox SET state = 'failed' WHERE source || '/' || event_id = "
    "(SELECT max(event) FROM history WHERE case_id = 1)",
    "no-address": "DELETE FROM identities WHERE person_id = $rob",
    "not-their-address": "UPDATE people SET identity = 'shell:bo' WHERE identity = 'shell:ana'",
    "role": "UPDATE roles SET role = 'king' WHERE role = 'sponsor'",
    "role-where": "UPDATE roles SET region_id = NULL WHERE role = 'lead'",
    "role-twice": "DROP INDEX uq_roles_everywhere; INSERT INTO roles (person_id, role, granted_at) "
    "SELECT person_id, role, granted_at FROM roles "
    "WHERE role = 'sponsor'",
    "title-of-nothing": "UPDATE roles SET role = 'ambassador' WHERE role = 'lead'",
    "no-coordinator": "DELETE FROM roles WHERE role = 'coordinator'",
    "capacity": "UPDATE mentors SET capacity = -1",
    "turn": "UPDATE mentor_regions SET turn = turn + 1",
    "offers": "UPDATE mentors SET offers = 7 WHERE person_id = $ana",
    "absence": mentor("absence = 'away'"),
    "no-return": mentor("absence = 'away', away_until = '2026-03-09'"),
    "covered-in-vain": mentor("cover_id = $bo"),
    "asked-in-vain": mentor("absence = 'unavailable', cover_asked_id = $bo"),
    "mentor-nowhere": "DELETE FROM mentor_regions WHERE person_id = $ana",
    "region-circle": "UPDATE regions SET parent_id = (SELECT id FROM regions WHERE name = 'EMEA') WHERE name = 'World'",
    "asks-too-late": "UPDATE dialogues SET case_id = 5 WHERE case_id = 8",
    "asks-another": "UPDATE dialogues SET case_id = 3 WHERE case_id = 1",
    "asks-in-vain": "UPDATE dialogues SET case_id = 2 WHERE case_id = 1",
    "no-form": "DELETE FROM dialogues WHERE case_id = 8",
    "about-nothing": "UPDATE dialogues SET case_id = NULL WHERE case_id = 8",
    "two-questions": "UPDATE dialogues SET step = 'answer' WHERE case_id = 1",
    "no-ladder": "DELETE FROM dues WHERE case_id = 1",
    "two-ladders": "INSERT INTO dues (kind, key, due_at, since, rung, case_id, tries) "
    "SELECT 'begin', key, due_at, since, '', case_id, 0 FROM dues WHERE case_id = 1",
    "other-ladder": "UPDATE dues SET kind = 'thumbs up', rung = 'sponsor' WHERE case_id = 8",
    "due-too-late": "UPDATE dues SET case_id = 5 WHERE case_id = 8",
    "no-rung": "UPDATE dues SET rung = 'pool' WHERE case_id = 8",
    "due-key": "UPDATE dues SET kind = 'reminder' WHERE case_id = 8",
    "due-of-another": "UPDATE dues SET person_id = $rob WHERE case_id = 8",
    "offer-too-late": due("offer", "1", "$bo"),
    "offer-to-nobody": due("offer", "2", "$rob"),
    "offer-to-two": f"{due('offer', '2', '$bo')}; {due('offer', '2', '$dee')}",
    "offer-untold": due("offer", "2", "$dee"),
    "due-aside": "UPDATE dues SET person_id = $dee WHERE kind = 'handover'",
    "no-handover": "DELETE FROM dues WHERE kind = 'handover'",
    "due-tries": "UPDATE dues SET tries = -1 WHERE case_id = 8",
    "event": event("odd", "payload = NULL"),
    "event-kept": event("done", "cause = NULL"),
    "event-lost": event("pending", "payload = NULL"),
    "event-answered": event("failed", "answer = '{}'"),
    "parcel": parcel("odd", "attempts = 1"),
    "parcel-kept": parcel("dropped", "attempts = 1"),
    "parcel-lost": parcel("dead", "message = ''"),
    "parcel-when": parcel("sent", "sent_at = NULL"),
    "parcel-begun": parcel("pending", "attempts = 1"),
    "parcel-untried": parcel("retry", "attempts = 0"),
    "parcel-causeless": parcel("uncertain", "cause = NULL"),
    "parcel-told": parcel("retry", "told = (1 = 1)"),
    "parcel-platform": "UPDATE outbox SET platform = 'matrix' WHERE id = (SELECT min(id) FROM outbox)",
    "parcel-twice": "DROP INDEX uq_outbox_pending_show; UPDATE outbox SET state = 'pending' WHERE key = 'card:1'",
    "parcel-forgotten": "DELETE FROM messages WHERE key = 'card:1'",
    "card-of-nothing": "UPDATE messages SET key = 'card:99' WHERE key = 'card:1'",
    "thread-of-nothing": "UPDATE messages SET key = 'thread:99' WHERE key = 'card:1'",
    "fence": "INSERT INTO leases (name, owner, fence, until) SELECT 'loop', '', 0, created_at FROM people "
    "WHERE identity = 'shell:ana'",
    "cursor": "INSERT INTO cursors (name, value) VALUES ('loop', 's1')",
}
"""One a check. Several statements are parted by a semicolon."""
_WEEKS = {
    "report-kind": ("reports", "UPDATE reports SET kind = 'odd'"),
    "theme": ("feedback", "INSERT INTO feedback_tags (feedback_id, tag) SELECT max(id), '#docs' FROM feedback"),
    "thanks-oneself": ("thanks", "UPDATE thanks SET whom_id = person_id"),
}
BREAKS |= {name: "; ".join((WEEK[table], breaks)) for name, (table, breaks) in _WEEKS.items()}
_LOST = "UPDATE $table SET $key = 987654 WHERE $key = (SELECT min($key) FROM $table)"
BREAKS |= {
    check.name: filled(_LOST, table=check.name.split("-")[1], key=check.name.split("-")[2])
    for check in CHECKS
    if check.name.startswith("orphan-")
}
for _name, _break in BREAKS.items():
    if _name.startswith("orphan-") and (_table := _name.split("-")[1]) in WEEK:
        _first = [WEEK["feedback"]] if _table == "feedback_tags" else []
        BREAKS[_name] = "; ".join([*_first, WEEK[_table], _break])
BREAKS["orphan-schedules-person_id"] = "INSERT INTO schedules (person_id, off) VALUES (987654, '[]')"
BREAKS |= {f"orphan-mentors-{key}": mentor(f"{key} = 987654") for key in ("cover_id", "cover_asked_id")}
_NUMBER = "(SELECT person_id FROM identities WHERE address = 'shell:$name')"
_WHO = {name: filled(_NUMBER, name=name) for name in ("ana", "bo", "dee", "kim", "lee", "rob")}
BREAKS = {name: filled(statements, **_WHO) for name, statements in BREAKS.items()}
