"""Everybody tries everything, on every route, in every state: the whole table of who may do what.

Rules of this file: the table is made from the declarations. Rows are the registry's commands, forms and hooks with the
acts that the code hands over (``authority``), columns are what people are to the case (``standing``, by hand);
what is expected in a cell is ``who`` and ``states.ACTS``. What comes of it is asked of the real engine. Who may not is
refused, on every route: nothing is written, nothing private told. Who may does it, or hears what stands in the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot import card, states
from bot.command import Command
from bot.context import Ctx
from bot.event import AnyEvent, Edited, Gone, Joined, Reacted, Returned, Unreacted
from bot.model import OPEN, Role, State
from bot.ports import Store
from bot.states import Relation as Is
from tests.chat import Where
from tests.refusals import refusals
from tests.rules.authority import COMMANDS, FORMS, HOOKS, REGISTRY
from tests.rules.rehearsal import Attempt, rehearsal, tried
from tests.rules.standing import PEOPLE, STATES, WISH, cast, relations, stand
from tests.world import APPLICATION, MENTORS, World, identity, world

PERMISSION = {"not-allowed", "not-yours", "own-case"}
"""Refusals that say: not you. Every other one says what stands in the way."""
PRIVATE = (APPLICATION["email"], APPLICATION["why"], APPLICATION["so_far"], APPLICATION["would_do"])
WORDS = {
    "N": "1",
    "until DATE": "until 2027-01-01",
    "tomorrow|next week|until DATE": "tomorrow",
    "ROLE": "sponsor",
    "cover @PERSON": "cover dee",
    "REGION": "",  # a sponsor is one everywhere
    "REGION …": "APAC",
    "NUMBER": "3",
    "PAGE": "1",
    "COMMAND": "claim",
    "@PERSON for WHAT": "ana for the map",
    "event|talk|help": "talk",
    "#TAG …": "#docs",
    "REGION event|talk|help since DATE": "",
    "#TAG REGION since DATE": "",
    "REGION since DATE": "",
    "NAME": "Nordics",
    "under REGION": "under World",
    "under REGION|nothing": "under nothing",
    "WHAT": "zone",
    "VALUE …": "Berlin",
    "REGION|TOPIC": "EMEA",
}
"""Words that fit; every other parameter takes its own name, as a flag does."""
NAMED = ("ana", "bo", "chandra")
"""Who else a command can be about."""
ITSELF = {"offer"}
"""Acts of the bot's own that follow at once from what somebody did, and are nobody's."""
FOLLOW = {"mentor left", "pass to cover", "withdraw offer", "ask next", "ask cover", "cover", *ITSELF}
"""Acts that follow from something else, and are whoever's did that."""
ELSEWHERE = {"mentor left", "returned"}
"""Those that nothing here leads to, as dee covers and nobody was gone: see ``test_leaving`` and ``test_gone``."""
OWN = {"choose"}
"""Acts on one's own application: whoever has none, or a draft, begins it with that, and nothing becomes of case 1."""
BEGUN = {"cases", "dialogues", "dues", "identities", "people"}
"""Tables that are written where somebody begins."""
TOLD = {"Gone", "Returned"}
"""Words of the platform's about somebody: nobody asks for anything, so nobody is refused."""
DECIDE = {Is.LEAD, Is.COORDINATOR}
"""Who may know of a candidate's wish for another mentor."""
READERS = states.find("read").by | {Is.CANDIDATE}


@dataclass(frozen=True)
class Try:
    """An attempt by somebody: ``what`` names it, ``acts`` is what it may do, ``command`` what it types, if it does."""

    who: str
    what: str
    event: AnyEvent
    acts: frozenset[str]
    command: Command | None = None


def typed(command: Command, person: str = "dee") -> str:
    """A command as it is typed, with everything that it takes."""
    words = {**WORDS, "@PERSON": person, "@PERSON|pool": person, "@MENTOR …": person}
    spelled = [words.get(each.kind.shown, each.kind.shown.lower()) for each in command.parameters]
    return " ".join([command.name, *spelled]).strip()


def attempts(there: World, who: str, buttons: list[str], *, every: bool) -> Iterator[Try]:
    """Everything that somebody can try; ``every``: on every route that there is, else on the shortest."""
    for name, command in REGISTRY.commands.items():
        line, acts = typed(command), COMMANDS[name]
        yield Try(who, f"!{line}", there.said(who, f"!{line}"), acts, command)
        for person in NAMED if typed(command, "") != line else ():
            about = typed(command, person)
            yield Try(who, f"!{about}", there.said(who, f"!{about}"), acts, command)
        if every:
            quiet = there.said(who, line, MENTORS, addressed=True, window=False)
            yield Try(who, f"@bot {line} in a room", quiet, acts, command)
            yield Try(who, f"[{line}]", there.pressed(who, line, MENTORS), acts, command)
    for line in buttons:
        found = REGISTRY.find(line)
        assert found is not None, f"a button that does nothing: {line}"
        yield Try(who, f"[{line}] on an old card", there.pressed(who, line, MENTORS), COMMANDS[found[0].name], found[0])
    for form, acts in FORMS.items():
        values = {field.name: APPLICATION.get(field.name, "words") for field in REGISTRY.forms[form].fields}
        yield Try(who, f"form {form}", there.submitted(who, form, values), acts)
    for each in REGISTRY.hooks:
        yield Try(who, each.event.__name__, _hooked(there, each.event, who), HOOKS[each.event.__name__])
    frame = there.frame(who)
    nothing: frozenset[str] = frozenset()
    yield Try(who, "an edit", Edited(**frame, message="m1", text="words"), nothing)
    yield Try(who, "joining", Joined(**there.frame(who)), nothing)


def _hooked(there: World, kind: type, who: str) -> AnyEvent:
    """An event that a feature listens to, on the case's card."""
    if kind is Reacted:
        return there.reacted(who, "m1")
    if kind in (Gone, Returned):
        return kind(**there.frame(who))
    assert kind is Unreacted, f"{kind}: who may cause it? Try it here"
    return there.unreacted(who, "a reaction")


def old_buttons(there: World, store: Store) -> list[str]:
    """Every button that the case's card has in any state."""
    case = store.cases.get(1)
    assert case is not None
    ctx = Ctx(there.said("cora", ""), store, there.config, REGISTRY, case.candidate)
    shown = [card.message(ctx, replace(case, state=state, mentor=case.candidate)) for state in (*OPEN, State.SPONSORED)]
    return sorted({action.command for message in shown for action in message.actions})


def verdict(each: Try, attempt: Attempt, held: frozenset[Role], is_to_it: set[Is], state: State) -> str | None:
    """What is wrong with what came of an attempt; None: nothing."""
    allowed = each.command is None or each.command.allows(held)
    acts = [states.find(name) for name in each.acts]
    possible = {act.name for act in acts if state in act.sources and act.allows(is_to_it)} - FOLLOW
    said = attempt.answer.key if attempt.answer is not None else next((m.key for *_, m in attempt.sent), None)
    if not set(attempt.acts) <= each.acts:
        return f"did {attempt.acts}"
    if not is_to_it & READERS and any(words in attempt.heard_by(identity(each.who)) for words in PRIVATE):
        return f"told private words: {said}"
    if any(words in attempt.heard_by_all for words in PRIVATE):
        return f"told private words in a room: {said}"
    decides = is_to_it & DECIDE and Is.GUIDE not in is_to_it
    if WISH in attempt.heard_by(identity(each.who)) and not (decides or Is.CANDIDATE in is_to_it):
        return f"told of a wish for another mentor: {said}"
    if any(WISH in attempt.told(identity(guide)) for guide in NAMED):
        return f"told a mentor of a wish for another: {said}"
    if each.what in TOLD:
        return None
    if allowed and (possible or each.acts <= FOLLOW):
        own = said == "own-case" and Is.CANDIDATE in is_to_it  # who runs the programme leaves their own case to others
        return f"refused: {said}" if said in PERMISSION and not (own and not possible) else None
    if each.acts and each.acts <= OWN and (Is.CANDIDATE not in is_to_it or state not in OPEN):
        began = attempt.changed <= BEGUN and not attempt.acts and not attempt.moved
        return None if began else f"changed {sorted(attempt.changed)}: {attempt.acts}"
    silent = said is None and each.command is None
    if attempt.changed or attempt.acts:
        return f"changed {sorted(attempt.changed)}: {attempt.acts}"
    if not silent and said not in refusals():
        return f"not refused but answered: {said}"
    if not allowed and said != "not-allowed":
        return f"refused for something else: {said}"
    return None


def undone(done: set[tuple[str, str]], policy: str, state: State) -> set[str]:
    """What is possible in a state, and wasn't done by somebody who has the right to it."""
    found: set[str] = set()
    for act in states.ACTS:
        if state in act.sources and act.name in FOLLOW:
            found |= {act.name} - {name for name, _ in done} - ELSEWHERE
        elif state in act.sources and act.name not in ELSEWHERE:
            may = {who for who in PEOPLE if act.allows(relations(who, state, policy))}
            found |= {f"{act.name} by {who}" for who in may if (act.name, who) not in done}
    return found


async def whole_table(where: Where, policy: str, state: State, *, every: bool) -> None:
    """Let everybody try everything on one case in one state."""
    async with world(where, ["sponsors"] if policy == "sponsor" else []) as there:
        await cast(there)
        wrong: list[str] = []
        done: set[tuple[str, str]] = set()
        with rehearsal(there) as database:
            buttons = old_buttons(there, database.store)
            database.begin(lambda store: stand(store, state))
            for who in PEOPLE:
                held, is_to_it = _roles(database.store, who), relations(who, state, policy)
                for each in attempts(there, who, buttons, every=every):
                    attempt = await tried(there, database, each.event)
                    fault = verdict(each, attempt, held, is_to_it, state)
                    wrong += [f"{who}: {each.what}: {fault}"] if fault is not None else []
                    done |= {(act, who) for act in attempt.acts}
        assert not wrong, "\n".join(wrong)
        assert not undone(done, policy, state)


@pytest.mark.parametrize("state", STATES, ids=[state.value for state in STATES])
@pytest.mark.parametrize("policy", ["mentor", "sponsor"])
async def test_everybody_may_do_what_the_table_says(tmp_path: Path, policy: str, state: State) -> None:
    await whole_table(tmp_path, policy, state, every=policy == "mentor")


@pytest.mark.parametrize("state", [State.APPLIED, State.THUMBS_UP], ids=["applied", "thumbs up"])
async def test_and_so_they_may_on_postgresql(pg_url: str, state: State) -> None:
    await whole_table(pg_url, "sponsor", state, every=False)


def _roles(store: Store, who: str) -> frozenset[Role]:
    person = store.people.by_identity(identity(who))
    return person.roles if person is not None else frozenset({Role.MEMBER})


def test_every_act_has_a_way() -> None:
    ways = set().union(*COMMANDS.values(), *FORMS.values(), *HOOKS.values())
    assert {act.name for act in states.ACTS if act.by != {Is.CLOCK}} | ITSELF == ways
