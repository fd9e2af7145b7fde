"""Who hears what: nothing private in a shared room, and whatever somebody wrote only to those who may read it.

Rules of this file: every text that people write in a proof holds a token of its own, and the token is followed to
wherever it is said. Who may read is asked of ``rights``.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.message import MESSAGE
from tests.proofs.machines import rights, week
from tests.proofs.machines.step import Step
from tests.refusals import refusals

TOKEN = re.compile(r"z\d+q")
EMAIL = re.compile(r"[\w.+-]{2,}@example\.org")
ANSWERS = ("why", "so_far", "would_do", "links")


def rooms_hear_nothing_private(step: Step) -> None:
    """No address, no answer, no reason, nothing that somebody typed, and no refusal in a shared room."""
    for person, message in step.said():
        if person is None:
            told = MESSAGE.dump_json(message).decode()
            assert not TOKEN.search(told), f"in a shared room: {told}"
            assert not EMAIL.search(told), f"in a shared room: {told}"
            assert message.key not in refusals(), f"in a shared room: {told}"


def private_words_reach_who_may_read_them(step: Step) -> None:
    """Whatever somebody wrote comes only to those whom the programme lets read it."""
    typed = [(event.sender.identity, TOKEN.findall(event.model_dump_json())) for event in step.events]
    sources = _sources(step)
    for person, message in step.said():
        if person is None:
            continue
        own = {word for who, words in typed for word in words if step.after.person(who) == person}
        for token in set(TOKEN.findall(MESSAGE.dump_json(message).decode())) - own:
            there = sources.get(token, [])
            if week.may_hear(step, person, token):
                continue
            assert any(_may_hear(step, person, source) for source in there), f"{message.key} tells {person} of {there}"


WISH = re.compile(
    r'"((?:rematch-(?:wish|words|cancelled|keeps|pool|settled)|(?:status|turn|heard|remind|rung|did)-rematch|did-skip)[^"]*)"'
)
"""What tells that a candidate would like another mentor."""


def wishes_reach_who_decides(step: Step) -> None:
    """That a candidate would like another mentor is told to them, and to who decides: never to whom it is about."""
    for person, message in step.said():
        told = WISH.search(MESSAGE.dump_json(message).decode())
        if told is None:
            continue
        assert person is not None, f"in a shared room: {told[1]}"
        case = step.after.case(int(str(message.args["number"])))
        own = case["candidate_id"] == person
        assert own or _decides(step, person, case["id"]), f"{told[1]} tells {person} of a wish: {case}"


def _decides(step: Step, person: int, number: int) -> bool:
    about = {
        entry["whom_id"] for entry in step.after.entries if entry["act"] in rights.WISHES and entry["case_id"] == number
    }
    there = [each for each in (step.before, step.after) if (number,) in each.tables["cases"]]
    held = [rights.standing(each, each.case(number), person, step.policy) for each in there]
    return person not in about and any(each & {"lead", "coordinator"} and "guide" not in each for each in held)


@dataclass(frozen=True)
class Source:
    """Where a text stands: of which case, as what; ``person`` wrote it or is asked it."""

    what: str
    case: int | None
    person: int | None


def _sources(step: Step) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}

    def put(text: Any, source: Source) -> None:
        for token in TOKEN.findall(str(text)):
            found.setdefault(token, []).append(source)

    for there in (step.before, step.after):
        for row in there.rows("cases"):
            put(row["email"], Source("email", row["id"], row["candidate_id"]))
            put([row[name] for name in ANSWERS], Source("answers", row["id"], row["candidate_id"]))
        for row in there.rows("dialogues"):
            put(
                row["answers"],
                Source("question" if row["form"] == "answer" else "draft", row["case_id"], row["person_id"]),
            )
    for row in step.after.entries:
        put(row["why"], Source(row["act"], row["case_id"], row["actor_id"]))
    return found


_TOLD_TO_CANDIDATES = {"not yet", "rematch keep", "ask", "reply", "question"}


def _may_hear(step: Step, person: int, source: Source) -> bool:
    if person == source.person or source.case is None:
        return person == source.person
    if step.after.case(source.case)["candidate_id"] == person:
        return source.what in _TOLD_TO_CANDIDATES
    if source.what == "answers":
        return any(entry["act"] == "read" and entry["actor_id"] == person for entry in step.of(source.case))
    if source.what in rights.WISHES:
        return _decides(step, person, source.case)
    return source.what != "draft" and step.reads(source.case, person)
