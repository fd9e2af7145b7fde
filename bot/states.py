"""What may happen to a case: one table. The diagram in docs/states.md is drawn from it, authority is read off it.

Rule of this file: an act that isn't in the table can't happen, by any route. ``casework.change`` is the only
caller that changes a case, and it asks ``states.find`` first.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.model import CLAIMED, LIVE, OPEN, Case, Person, Role, State


class Relation(StrEnum):
    """What somebody is to one case. A candidate is nothing else to their own case, whatever roles they hold.

    ``offered``: a colleague asked them to take it over; ``invited``: the bot offers it to them from the pool.
    ``cover``: the case's mentor isn't there, and they agreed to look after it meanwhile (``casework.covers``).
    """

    CANDIDATE = "candidate"
    GUIDE = "guide"
    ASKED = "asked"
    OFFERED = "offered"
    INVITED = "invited"
    COVER = "cover"
    MENTOR = "mentor"
    SPONSOR = "sponsor"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Act:
    """``name`` may happen in ``sources`` by whoever stands in one of the relations ``by``.

    ``target`` is the state it leads to; None: it leaves the state as it is. ``never``: relations that bar from it,
    whatever else somebody is.
    """

    name: str
    sources: tuple[State, ...]
    target: State | None
    by: frozenset[Relation]
    never: frozenset[Relation] = frozenset()

    def allows(self, relations: Collection[Relation]) -> bool:
        """Whether somebody who is that to a case may."""
        return not self.by.isdisjoint(relations) and self.never.isdisjoint(relations)


def _act(name: str, sources: tuple[State, ...], target: State | None, *by: Relation) -> Act:
    return Act(name, sources, target, frozenset(by))


_S, _R = State, Relation
_CLOSED = (_S.WITHDRAWN, _S.NOT_YET, _S.LAPSED)
_RUNS = (_R.LEAD, _R.COORDINATOR)
_APPLIED = (*OPEN, _S.SPONSORED, *_CLOSED)
"""Every state of a case that was handed in."""

ACTS: tuple[Act, ...] = (
    _act("apply", (_S.DRAFT,), _S.APPLIED, _R.CANDIDATE),
    _act("discard", (_S.DRAFT,), _S.DISCARDED, _R.CANDIDATE, _R.CLOCK),
    _act("claim", (_S.APPLIED,), _S.MENTORING, _R.MENTOR),
    _act("decline", (_S.APPLIED,), None, _R.ASKED),
    _act("choose", (_S.APPLIED,), None, _R.CANDIDATE),
    _act("offer", (_S.APPLIED,), None, _R.CLOCK),
    _act("decline offer", (_S.APPLIED,), None, _R.INVITED),
    _act("assign", OPEN, _S.MENTORING, *_RUNS),
    _act("release", CLAIMED, _S.APPLIED, _R.GUIDE, *_RUNS),
    _act("mentor left", CLAIMED, _S.APPLIED, _R.GUIDE, _R.SPONSOR, *_RUNS),
    _act("pass to cover", CLAIMED, _S.MENTORING, _R.GUIDE, *_RUNS),
    _act("hand over", CLAIMED, None, _R.GUIDE),
    _act("take over", CLAIMED, _S.MENTORING, _R.OFFERED),
    _act("turn down", CLAIMED, None, _R.OFFERED),
    _act("withdraw offer", CLAIMED, None, _R.OFFERED, *_RUNS, _R.CLOCK),
    _act("ask next", (_S.APPLIED,), None, _R.ASKED, *_RUNS, _R.CLOCK),
    _act("ask", CLAIMED, None, _R.GUIDE, _R.COVER, *_RUNS),
    _act("reply", CLAIMED, None, _R.CANDIDATE),
    _act("note", _APPLIED, None, _R.GUIDE, _R.COVER, _R.ASKED, _R.SPONSOR, *_RUNS),
    _act("read", _APPLIED, None, _R.COVER, _R.MENTOR, _R.SPONSOR, *_RUNS),
    _act("thumbs up", CLAIMED, _S.THUMBS_UP, _R.GUIDE),
    _act("take back", (_S.THUMBS_UP,), _S.MENTORING, _R.GUIDE),
    _act("sponsor", (_S.THUMBS_UP,), _S.SPONSORED, _R.SPONSOR),
    _act("undo", (_S.SPONSORED,), _S.THUMBS_UP, _R.SPONSOR, *_RUNS),
    _act("not yet", OPEN, _S.NOT_YET, _R.GUIDE, _R.ASKED, *_RUNS),
    _act("withdraw", OPEN, _S.WITHDRAWN, _R.CANDIDATE),
    _act("remind", LIVE, None, _R.CLOCK),
    _act("snooze", OPEN, None, _R.ASKED, _R.OFFERED, _R.GUIDE, _R.COVER, _R.SPONSOR, *_RUNS),
    _act("done", (_S.MENTORING,), None, _R.GUIDE, _R.COVER),
    _act("ask cover", CLAIMED, None, _R.GUIDE, _R.CLOCK),
    _act("cover", CLAIMED, None, _R.COVER),
    _act("uncovered", CLAIMED, None, _R.CLOCK),
    _act("go on", (_S.MENTORING,), None, _R.CANDIDATE),
    _act("lapse", (_S.MENTORING,), _S.LAPSED, _R.CLOCK),
    _act("skip", (_S.APPLIED,), None, _R.CANDIDATE),
    _act("rematch", CLAIMED, None, _R.CANDIDATE),
    _act("rematch cancel", CLAIMED, None, _R.CANDIDATE),
    Act("rematch keep", CLAIMED, None, frozenset(_RUNS), never=frozenset({_R.GUIDE})),
    _act("gone", OPEN, None, _R.CANDIDATE),
    _act("returned", OPEN, None, _R.CANDIDATE),
    _act("reopen", _CLOSED, _S.APPLIED, _R.SPONSOR, *_RUNS),
)

SECRET = frozenset({"skip", "rematch", "rematch cancel", "rematch keep"})
"""Acts about a candidate's wish for somebody else: kept from whom it is about, their entry's ``whom``."""
_BY_NAME = {act.name: act for act in ACTS}


def find(name: str) -> Act:
    """The act of that name. Raises KeyError for a name that isn't in the table: a bug, not a refusal."""
    return _BY_NAME[name]


def relations(case: Case, actor: Person, policy: str, above: Collection[int] = ()) -> frozenset[Relation]:
    """What ``actor`` is to ``case``.

    ``policy``: who sponsors, the case's own ``mentor`` or the role ``sponsor``. ``above``: the ids of the case's region
    and of those above it, whose leads answer for it.
    """
    if actor.id == case.candidate.id:
        return frozenset({Relation.CANDIDATE})
    guides = case.mentor is not None and case.mentor.id == actor.id and Role.MENTOR in actor.roles
    found = {
        Relation.GUIDE: guides,
        Relation.ASKED: case.asked is not None and case.asked.id == actor.id and Role.MENTOR in actor.roles,
        Relation.OFFERED: case.offered is not None and case.offered.id == actor.id and Role.MENTOR in actor.roles,
        Relation.MENTOR: Role.MENTOR in actor.roles,
        Relation.SPONSOR: guides if policy == "mentor" else Role.SPONSOR in actor.roles,
        Relation.LEAD: not actor.leads.isdisjoint(above),
        Relation.COORDINATOR: Role.COORDINATOR in actor.roles,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/states.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for act in ACTS:
        if act.target is None:
            continue
        for source in act.sources:
            who = ", ".join(sorted(relation.value for relation in act.by))
            lines.append(f"    {_id(source)} --> {_id(act.target)}: {act.name} ({who})")
    return "\n".join(lines) + "\n"


def _id(state: State) -> str:
    return state.value.replace(" ", "_")
