"""What does: noise through the real engine, by people of every role, on a case in every state of note.

Rules of this file: nothing lasts (``tests/rules/rehearsal``), so that each attempt meets the same case. No handler
breaks; whatever it wrote, somebody did who has the right to it, by ``machines/rights``; what is private stays so; and
every word that was said can be shown.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from bot.address import Room
from bot.catalogue import Catalogue
from bot.event import AnyEvent, Edited, Joined
from bot.model import State
from tests.proofs.machines.rights import RIGHTS
from tests.proofs.noise import words
from tests.proofs.noise.words import REGISTRY
from tests.rules.rehearsal import Attempt, rehearsal, tried
from tests.rules.standing import PEOPLE, cast, relations, stand
from tests.world import APPLICATION, MENTORS, World, identity, world

CATALOGUE = Catalogue.load()
STATES = (State.DRAFT, State.APPLIED, State.MENTORING, State.THUMBS_UP, State.SPONSORED, State.NOT_YET)
ROOMS = (None, None, MENTORS, Room("shell:emea"), Room("shell:elsewhere"))
PRIVATE = (APPLICATION["email"], APPLICATION["why"], APPLICATION["so_far"], APPLICATION["would_do"])
COORDINATORS = ("kim", "cora")
MENTOR = ("kim", "ana", "bo", "chandra", "dee")
OWN = {"people", "identities", "dialogues"}
"""Tables in which everybody has rows of their own; whose they are is judged in ``machines``."""


async def attempts(count: int, drawn: Random, folder: Path) -> int:
    """Let so many events happen, as many in each state; returns how many were acts by somebody who may."""
    acts = 0
    for state in STATES:
        place = folder / state.name
        place.mkdir()
        async with world(place, drawn.choice(([], ["sponsors"]))) as there:
            await cast(there)
            with rehearsal(there) as database:
                database.begin(partial(stand, state=state))
                for _ in range(count // len(STATES)):
                    who = drawn.choice(PEOPLE)
                    event = drawn.choice(_EVENTS)(there, who, drawn)
                    attempt = await tried(there, database, event)
                    fault = _fault(attempt, event, who, state, there.config.sponsoring.policy)
                    assert fault is None, f"{fault}: {event!r}"
                    acts += len(attempt.acts)
    return acts


def _fault(attempt: Attempt, event: AnyEvent, who: str, state: State, policy: str) -> str | None:
    is_to_it = {relation.value for relation in relations(who, state, policy)}
    said = [attempt.answer] if attempt.answer is not None else []
    said += [message for *_, message in attempt.sent]
    if any(message.key in {"failed", "failed-kept"} for message in said):
        return "broke"
    for message in said:
        CATALOGUE.render(message)
    for act in attempt.acts:
        if act == "offer":  # the bot's own, of whoever's event it comes
            continue
        asked = {"mentor"} if act == "cover" else set[str]()  # with which whoever was asked begins to be it
        if not (RIGHTS[act].who | asked) & is_to_it or state.value not in RIGHTS[act].sources:
            return f"{who} may not {act}"
    if any(private in attempt.heard_by_all for private in PRIVATE):
        return "told a room"
    reads = is_to_it & (RIGHTS["read"].who | {"candidate"})
    if not reads and any(private in attempt.heard_by(identity(who)) for private in PRIVATE):
        return f"told {who}"
    changed = attempt.changed - OWN
    changed -= {"mentors"} if "offer" in attempt.acts else set()  # how often somebody was offered one
    if not attempt.acts and "cases" in changed:
        begun = any(message.key in {"form-apply-intro", "form-apply-kept"} for message in said)
        changed -= {"cases"} if begun else set()  # a draft of one's own
    if changed & {"cases", "history", "choices"} and not attempt.acts:
        return f"{who} changed {sorted(changed)} by nothing"
    if "mentors" in changed and who not in MENTOR and who not in COORDINATORS:
        return f"{who} changed a mentor"
    if who in MENTOR or attempt.acts:
        changed -= {"mentor_regions"}  # whose turn it is changes with cases, capacity and weight
    if changed & {"roles", "mentor_regions"} and who not in COORDINATORS and not {"sponsor", "undo"} & {*attempt.acts}:
        return f"{who} changed {sorted(changed)}"
    return None


def _says(there: World, who: str, drawn: Random) -> AnyEvent:
    line = words.broken(words.line(drawn), drawn)
    addressed, waits = drawn.random() < 0.3, drawn.random() < 0.5
    mentions = {f"@{name}": f"shell:{name}" for name in PEOPLE if f"@{name}" in line}
    said = there.said(who, "", drawn.choice(ROOMS), addressed=addressed, window=waits, mentions=mentions)
    return said.model_copy(update={"text": line})


def _presses(there: World, who: str, drawn: Random) -> AnyEvent:
    line = words.broken(words.bent(words.command(drawn), drawn), drawn)
    return there.pressed(who, "", drawn.choice(ROOMS[1:4])).model_copy(update={"text": line})


def _reacts(there: World, who: str, drawn: Random) -> AnyEvent:
    return there.reacted(
        who, drawn.choice(("m1", "m2", words.fragment(drawn))), drawn.choice(("👍", words.text(drawn, 2)))
    )


def _unreacts(there: World, who: str, drawn: Random) -> AnyEvent:
    return there.unreacted(who, drawn.choice(("a reaction", words.fragment(drawn))))


def _submits(there: World, who: str, drawn: Random) -> AnyEvent:
    form = drawn.choice((*REGISTRY.forms, words.fragment(drawn)))
    values = {**APPLICATION, "answer": words.text(drawn)} if drawn.random() < 0.5 else {}
    for name in drawn.sample([*APPLICATION, "answer", "surplus"], 3):
        values[name] = words.broken(words.text(drawn), drawn)
    return there.submitted(who, form, {}).model_copy(update={"values": values})


def _edits(there: World, who: str, drawn: Random) -> AnyEvent:
    text = None if drawn.random() < 0.2 else words.text(drawn)
    return Edited(**there.frame(who), message=drawn.choice(("m1", "event-1")), text=text)


def _joins(there: World, who: str, drawn: Random) -> AnyEvent:
    return Joined(**there.frame(who, window=drawn.random() < 0.5))


_EVENTS: tuple[Callable[[World, str, Random], AnyEvent], ...] = (
    *(_says,) * 6, *(_presses,) * 3, *(_reacts, _unreacts, _submits, _edits, _joins),
)  # fmt: skip
