"""The table of what may happen to a case holds together, and its picture shows all of it."""

import re

import pytest

from bot import states
from bot.address import Identity
from bot.model import OPEN, Case, Person, Region, Role, State
from bot.states import ACTS, Relation

EVERYTHING = frozenset(Role)
KIM, ANA = (Person(number, name, Identity(f"shell:{name}"), EVERYTHING) for number, name in ((1, "kim"), (2, "ana")))


def a_case(**parts: Person) -> Case:
    return Case(1, State.MENTORING, 0, KIM, Region(7, "EMEA"), **parts)  # type: ignore[arg-type]


def test_names_are_found_once() -> None:
    assert len({act.name for act in ACTS}) == len(ACTS)
    assert all(states.find(act.name) is act for act in ACTS)
    with pytest.raises(KeyError):
        states.find("promote")


def test_every_act_can_happen_and_every_state_be_reached() -> None:
    assert all(act.sources and act.by for act in ACTS)
    reached: set[State] = {State.DRAFT}
    before: set[State] = set()
    while reached != before:
        before = set(reached)
        reached |= {act.target for act in ACTS if act.target is not None and before & set(act.sources)}
    assert reached == set(State)


def test_nobody_is_stuck_in_an_open_state() -> None:
    for state in (State.DRAFT, *OPEN):
        ways = {act.name for act in ACTS if state in act.sources and act.target not in (None, state)}
        assert ways, state
        mine = [act for act in ACTS if state in act.sources and Relation.CANDIDATE in act.by]
        assert any(act.target in (State.WITHDRAWN, State.DISCARDED) for act in mine), state


def test_a_candidate_judges_nothing() -> None:
    mine = {act.name for act in ACTS if Relation.CANDIDATE in act.by}
    wishes = {"skip", "rematch", "rematch cancel", "gone", "returned"}
    assert mine == {"apply", "choose", "discard", "go on", "reply", "withdraw", *wishes}


@pytest.mark.parametrize("policy", ["mentor", "sponsor"])
def test_a_candidate_is_nothing_else_to_their_own_case(policy: str) -> None:
    case = a_case(mentor=KIM, asked=KIM, offered=KIM)
    assert states.relations(case, KIM, policy, [7]) == {Relation.CANDIDATE}


def test_being_named_on_a_case_takes_the_role_too() -> None:
    former = Person(2, "ana", ANA.identity)
    case = a_case(mentor=ANA, asked=ANA, offered=ANA)
    assert states.relations(case, former, "mentor") == set()
    assert states.relations(case, ANA, "mentor") >= {Relation.GUIDE, Relation.ASKED, Relation.OFFERED, Relation.SPONSOR}


def test_the_policy_decides_who_sponsors() -> None:
    guide = Person(2, "ana", ANA.identity, frozenset({Role.MENTOR}))
    sponsor = Person(3, "sam", Identity("shell:sam"), frozenset({Role.SPONSOR}))
    case = a_case(mentor=guide)
    sponsors = {
        (who.name, policy)
        for who in (guide, sponsor)
        for policy in ("mentor", "sponsor")
        if Relation.SPONSOR in states.relations(case, who, policy)
    }
    assert sponsors == {("ana", "mentor"), ("sam", "sponsor")}


def test_a_lead_answers_for_a_region_and_those_below_it() -> None:
    lead = Person(4, "lee", Identity("shell:lee"), frozenset({Role.LEAD}), frozenset({7}))
    assert Relation.LEAD in states.relations(a_case(), lead, "mentor", [7, 1])
    assert Relation.LEAD not in states.relations(a_case(), lead, "mentor", [8, 1])


def test_the_diagram_shows_every_way() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+): ([\w ]+) \((.+)\)$", states.diagram(), re.M)
    moves = [
        (source.value.replace(" ", "_"), act.target.value.replace(" ", "_"), act.name, ", ".join(sorted(act.by)))
        for act in ACTS
        if act.target is not None
        for source in act.sources
    ]
    assert drawn == moves
    assert states.diagram().startswith("stateDiagram-v2\n    [*] --> draft\n")
