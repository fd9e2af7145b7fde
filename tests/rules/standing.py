"""Eleven people, one case, and what each of them is to it: the columns of the table in ``test_permissions``.

Rules of this file: what somebody is to the case is written down here, not asked of the code.
"""

from datetime import timedelta

from bot import offering
from bot.due import OFFER, RESTS
from bot.model import OPEN, Absence, Application, Case, Entry, State
from bot.ports import Store
from bot.rungs import ASIDE, Aside, Ladder
from bot.states import Relation as Is
from tests.world import World, identity

CLAIMED = (State.MENTORING, State.THUMBS_UP)
STATES = [state for state in State if state is not State.DISCARDED]
WISH = "somebody who answers"
"""Why kim would like another mentor than ana: ana never learns of it."""
PEOPLE = ("kim", "ana", "bo", "chandra", "dee", "sam", "lee", "pat", "max", "cora", "zoe")


def relations(who: str, state: State, policy: str) -> set[Is]:
    """What somebody is to case 1, put down by hand."""
    mentor, guides = {Is.MENTOR}, state in (*CLAIMED, State.SPONSORED, State.NOT_YET, State.WITHDRAWN, State.LAPSED)
    sponsor = {Is.SPONSOR} if policy == "sponsor" else set()
    found: dict[str, set[Is]] = {
        "kim": {Is.CANDIDATE},  # and holds every role there is
        "ana": mentor | ({Is.GUIDE} if guides else set()) | ({Is.SPONSOR} if guides and policy == "mentor" else set()),
        "bo": mentor | ({Is.ASKED} if state is State.APPLIED else set()),
        "chandra": mentor
        | ({Is.OFFERED} if state in CLAIMED else set())  # a handover
        | ({Is.INVITED} if state is State.APPLIED else set()),  # the offer of the pool stands
        "dee": mentor | ({Is.COVER} if state in CLAIMED else set()),  # of ana's cases, who isn't there
        "sam": sponsor,
        "lee": {Is.LEAD},  # of EMEA, the case's region
        "pat": {Is.LEAD},  # of World, above it
        "max": set(),  # of APAC, beside it
        "cora": {Is.COORDINATOR},
        "zoe": set(),
    }
    return found[who]


def stand(store: Store, state: State) -> None:
    """Bring case 1 into a state, past every rule. A draft has its form, half filled; an open case a question."""
    ana, bo, chandra = (store.people.by_identity(identity(name)) for name in ("ana", "bo", "chandra"))
    case, dee = store.cases.get(1), store.people.by_identity(identity("dee"))
    assert case is not None
    assert ana is not None
    store.mentors.leave(ana, Absence.UNAVAILABLE, None, case.since, [1])
    store.mentors.set_cover(ana, dee, chandra)
    store.cases.update(
        case,
        {
            "state": state,
            "mentor": None if state in (State.DRAFT, State.APPLIED) else ana,
            "asked": bo if state is State.APPLIED else None,
            "offered": chandra if state in CLAIMED else None,
            "thumbs_by": "a reaction" if state is State.THUMBS_UP else None,
        },
        case.since,
    )
    if state not in (State.DRAFT, State.APPLIED):
        claimed = Entry(1, case.since, ana, "shell", "claim", State.APPLIED, State.MENTORING)
        store.cases.record(claimed, "test/claimed")
        wished = Entry(1, case.since, case.candidate, "shell", "rematch", State.MENTORING, State.MENTORING, WISH, ana)
        store.cases.record(wished, "test/wished")
    if state is State.DRAFT:
        store.dialogues.start(case.candidate, "apply", 1, {"why": "I like maps"}, "account", case.since)
    elif state in OPEN:
        store.dues.remove(store.dues.of_case(1))
        if state is State.APPLIED and chandra is not None:
            store.dues.put(
                OFFER, f"1:{chandra.id}", RESTS, since=case.since, rung=offering.STANDS, case=1, person=chandra.id
            )
        if state is State.MENTORING:  # everybody was asked how it goes on
            store.dues.put(
                Ladder.QUESTION,
                case.number,
                case.since + timedelta(days=44),
                since=case.since,
                rung="lapse",
                case=1,
                person=ana.id,
            )
        for kind, person in ((Aside.HANDOVER, chandra), (Aside.REMATCH, ana)) if state in CLAIMED else ():
            first, about = next(iter(ASIDE[kind])), person.id if person is not None else None
            store.dues.put(
                kind, "1", case.since + timedelta(days=1), since=case.since, rung=first, case=1, person=about
            )
        question = {"question": "why", "from": "Ana", "by": ana.identity}
        store.dialogues.start(case.candidate, "answer", 1, question, "answer", case.since)


async def cast(there: World) -> None:
    """Everybody's roles, and the case."""
    await there.apply()
    for line in (
        "mentor add @kim APAC",
        "role grant sponsor @kim",
        "role grant sponsor @sam",
        "role grant lead @kim EMEA",
        "role grant lead @lee EMEA",
        "role grant lead @pat World",
        "role grant lead @max APAC",
        "role grant coordinator @kim",
    ):
        name = line.split("@")[1].split()[0]
        await there.say("cora", f"!{line}", mentions={f"@{name}": f"shell:{name}"})

    def shown(store: Store) -> None:
        case = store.cases.get(1)
        assert isinstance(case, Case)
        assert case.application != Application()
        store.outbox.sent(1, there.engine.config.programme.mentors_channels[0], "m1", there.clock.now())
        for who in PEOPLE[:-1]:  # everybody has spoken, but zoe, of whom nothing is known
            store.people.keep(there.said(who, "").sender, there.clock.now())

    await there.database.write(shown)
