"""Every change of a case goes through here: authority and state are read off the one table, history is written.

Rule of this file: nothing else calls ``store.cases.update``. A refusal says who could do it, or what stands in the way.
"""

from collections.abc import Collection
from typing import Unpack

from bot import atlas, states
from bot.address import platform_of
from bot.context import Ctx
from bot.due import OFFER, RESTS
from bot.errors import Refused
from bot.event import Ticked
from bot.message import Ago, Many, Message, Text, Value, do, say
from bot.model import ASKED, CLAIMED, OPEN, STAFF, Case, CaseChanges, Entry, Person, Role, State, queues
from bot.parameters import mention
from bot.rungs import RUNGS
from bot.states import Act, Relation

WISH = "rematch/"
"""How the reason of a reminder begins that is about a candidate's wish for another mentor."""
BEGINS = {"claim", "assign", "take over", "pass to cover"}
"""Acts with which somebody becomes a case's mentor."""


def load(ctx: Ctx, number: int) -> Case:
    """The case of that number; the event's logs name it from here on. Raises Refused where nobody handed it in."""
    case = ctx.store.cases.get(number)
    if case is None or case.state in {State.DRAFT, State.DISCARDED}:
        raise no_such_case(ctx, str(number))
    ctx.case = number
    return case


def no_such_case(ctx: Ctx, number: str) -> Refused:
    """The refusal for a case that isn't there, or that this person may not know of."""
    return Refused("no-such-case", number=number, parts=(say("see-queue" if queues(ctx.actor) else "see-own"),))


def allow(ctx: Ctx, case: Case, name: str) -> Act:
    """The act, if this person may do it to this case now. Raises Refused."""
    act = states.find(name)
    if not _stands(ctx, case, act, ctx.actor):
        raise _not_yours(ctx, case, act)
    if case.state not in act.sources:
        raise _not_now(ctx, case, act)
    return act


def may(ctx: Ctx, case: Case, name: str, person: Person | None = None) -> bool:
    """Whether ``allow`` would; ``person``: for somebody else than who is asking, with their roles."""
    act = states.find(name)
    return case.state in act.sources and _stands(ctx, case, act, person or ctx.actor)


def _stands(ctx: Ctx, case: Case, act: Act, person: Person) -> bool:
    """Whether somebody is to the case what an act asks for. What must be looked up is, last, where it counts."""
    if act.allows(_relations(ctx, case, person)):
        return True
    return (Relation.INVITED in act.by and invited(ctx, case, person)) or (
        Relation.COVER in act.by and covers(ctx, case, person)
    )


def invited(ctx: Ctx, case: Case, person: Person) -> bool:
    """Whether a case of the pool is offered to a mentor."""
    if case.state is not State.APPLIED or Role.MENTOR not in person.roles or person.id == case.candidate.id:
        return False
    return ctx.store.dues.get(OFFER, f"{case.number}:{person.id}") is not None


def covers(ctx: Ctx, case: Case, person: Person) -> bool:
    """Whether somebody looks after a case because its mentor isn't there: never their own, and only as a mentor."""
    if case.mentor is None or case.state not in CLAIMED or Role.MENTOR not in person.roles:
        return False
    if person.id in (case.candidate.id, case.mentor.id):
        return False
    guide = ctx.store.mentors.get(case.mentor)
    return guide is not None and guide.absent and guide.cover is not None and guide.cover.id == person.id


def were_asked(ctx: Ctx, case: Case) -> set[int]:
    """The mentors, by their ids, who were asked for a case because the candidate would like them."""
    entries = ctx.store.cases.history(case.id)
    return {
        entry.whom.id for entry in entries if entry.whom is not None and entry.act in ASKED and entry.act != "offer"
    }


def of_itself(ctx: Ctx, case: Case, name: str, whom: Person) -> None:
    """The bot does an act that changes nothing of the case, whoever's event it is: it stands in the history."""
    act = states.find(name)
    assert act.by == {Relation.CLOCK} and act.target is None and case.state in act.sources  # noqa: S101, PT018
    entry = Entry(case.id, ctx.now, None, "clock", name, case.state, case.state, whom=whom)
    ctx.store.cases.record(entry, f"{ctx.event.source}/{ctx.event.id}")


def change(
    ctx: Ctx, case: Case, name: str, why: str = "", whom: Person | None = None, **changes: Unpack[CaseChanges]
) -> Case:
    """Do an act (to ``whom``): check it, write the changes, append to the history. Raises Refused and Stale."""
    act = allow(ctx, case, name)
    if act.target is not None and act.target is not case.state:
        changes["state"] = act.target
    changed = ctx.store.cases.update(case, changes, ctx.now) if changes else case
    platform = platform_of(ctx.event.sender.identity)
    ctx.touch(case.id, act.name, changed)
    actor = ctx.me() if not isinstance(ctx.event, Ticked) else None
    entry = Entry(case.id, ctx.now, actor, platform, act.name, case.state, changed.state, why, whom)
    ctx.store.cases.record(entry, f"{ctx.event.source}/{ctx.event.id}")
    if changed.state is not case.state and changed.state not in (*OPEN, State.DRAFT):
        ctx.store.dialogues.close_case(case.id)
    return changed


def to_pool(ctx: Ctx, case: Case, name: str, why: str = "") -> Case:
    """Give a case back to the pool by an act: nobody is asked, and questions of the mentor who left are dropped."""
    case = change(ctx, case, name, why, mentor=None, asked=None, offered=None, thumbs_by=None, retry_on=None)
    ctx.store.dialogues.close_case(case.id)
    return case


def next_asked(ctx: Ctx, case: Case, without: Person | None = None) -> Person | None:
    """The best-ranked preferred mentor who hasn't said no, isn't away, and may still mentor; None: the pool's turn."""
    for choice in ctx.store.cases.choices(case.id):
        mentor = ctx.store.mentors.get(choice.mentor)
        gone = mentor is None or mentor.absent
        if not (gone or choice.declined or (without is not None and choice.mentor.id == without.id)):
            return choice.mentor
    return None


def runs(ctx: Ctx, case: Case, person: Person) -> bool:
    """Whether somebody looks after a case by their role: a coordinator, or the lead of its region."""
    return not _relations(ctx, case, person).isdisjoint({Relation.LEAD, Relation.COORDINATOR})


def history(ctx: Ctx, case: Case) -> list[Entry]:
    """The history as whoever asks may know it: a candidate's wish for somebody else is for those who decide about it.

    It is nobody's who was ever to be passed by, whatever they lead: neither now nor later.
    """
    entries = ctx.store.cases.history(case.id)
    about = {entry.whom.id for entry in entries if entry.act in states.SECRET and entry.whom is not None}
    is_to_it = _relations(ctx, case, ctx.actor)
    decides = not is_to_it.isdisjoint({Relation.LEAD, Relation.COORDINATOR}) and Relation.GUIDE not in is_to_it
    return [entry for entry in entries if (decides and ctx.actor.id not in about) or not _of_a_wish(entry)]


def _of_a_wish(entry: Entry) -> bool:
    """Whether an entry tells of a wish: an act of it, a reminder of it, or one that was put off."""
    reminds = entry.act == "remind" and entry.why.startswith(WISH)
    return entry.act in states.SECRET or reminds or (entry.act == "snooze" and entry.whom is not None)


def _relations(ctx: Ctx, case: Case, person: Person) -> frozenset[Relation]:
    if isinstance(ctx.event, Ticked) and person is ctx.actor:
        return frozenset({Relation.CLOCK})
    regions = above(ctx, case) if person.leads else ()
    return states.relations(case, person, ctx.config.sponsoring.policy, regions)


def above(ctx: Ctx, case: Case) -> list[int]:
    """The ids of the case's region and of every one above it."""
    return upwards(ctx, case.region.id if case.region is not None else None)


def upwards(ctx: Ctx, region: int | None) -> list[int]:
    """The ids of a region and of every one above it, the nearest first."""
    tree = atlas.of(ctx.regions)
    known = tree.by_id.get(region) if region is not None else None
    return [each.id for each in tree.path(known)] if known is not None else []


def downwards(ctx: Ctx, regions: Collection[int]) -> frozenset[int]:
    """Regions, by their ids, and all below them."""
    return atlas.of(ctx.regions).below(regions)


def _not_yours(ctx: Ctx, case: Case, act: Act) -> Refused:
    relations = _relations(ctx, case, ctx.actor)
    if Relation.CANDIDATE in relations:
        return Refused("own-case", number=case.number, act=_act(act))
    if ctx.actor.roles.isdisjoint(STAFF):
        return no_such_case(ctx, case.number)
    by = act.by
    if Relation.SPONSOR in by and ctx.config.sponsoring.policy == "mentor":
        by = by - {Relation.SPONSOR} | {Relation.GUIDE}
    if not instead(ctx, case):
        by = by - {Relation.COVER}  # nobody is away whom somebody could cover for
    who = Many(tuple(Text(f"relation-{relation}") for relation in Relation if relation in by), either=True)
    return Refused("not-yours", number=case.number, act=_act(act), who=who, parts=whose_turn(ctx, case))


def _not_now(ctx: Ctx, case: Case, act: Act) -> Refused:
    if act.name == "claim" and case.mentor is not None and case.state in OPEN:
        if case.mentor.id == ctx.actor.id:
            return Refused("claim-yours", number=case.number, actions=(do("case", case.number),))
        return _taken(ctx, case, case.mentor)
    if act.name == "sponsor" and case.state is State.SPONSORED:
        return Refused("sponsored-already", number=case.number)
    if act.name == "sponsor" and may(ctx, case, "thumbs up"):
        return Refused("thumbs-first", number=case.number, actions=(do("thumbsup", case.number),))
    if act.name == "sponsor" and case.state in OPEN:
        return Refused("thumbs-missing", number=case.number, parts=whose_turn(ctx, case))
    if act.name == "undo":
        return Refused("undo-nothing", number=case.number)
    return Refused("not-now", number=case.number, act=_act(act), state=state_name(case), parts=whose_turn(ctx, case))


def _taken(ctx: Ctx, case: Case, mentor: Person) -> Refused:
    """Who was first, and when: ``case.since`` moves on with the 👍, the history doesn't."""
    begun = [entry for entry in ctx.store.cases.history(case.id) if entry.act in BEGINS][-1]
    ago = Ago(int((ctx.now - begun.at).total_seconds()))
    key = "claim-given" if begun.whom is not None else "claim-taken"
    return Refused(key, number=case.number, mentor=mention(mentor), ago=ago)


def whose_turn(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    """The line that says who has the next step; nothing for a case that is closed."""
    if case.state is State.APPLIED and case.asked is not None:
        yours = case.asked.id == ctx.actor.id
        return (say("turn-asked-you") if yours else say("turn-asked", mentor=mention(case.asked)),)
    if case.state is State.APPLIED:
        return (say("turn-risen") if risen(ctx, case) else say("turn-pool"),)
    yours = case.mentor is not None and case.mentor.id == ctx.actor.id
    if case.state is State.THUMBS_UP:
        sponsors = yours and ctx.config.sponsoring.policy == "mentor"
        turn = say("turn-sponsor-you") if sponsors else say("turn-sponsor", sponsor=sponsor_of(ctx, case))
        return (turn, say("turn-told")) if risen(ctx, case) else (turn,)
    if case.state is State.MENTORING and case.mentor is not None:
        turn = say("turn-mentor-you") if yours else say("turn-mentor", mentor=mention(case.mentor))
        return (*((turn,) if yours else instead(ctx, case) or (turn,)), *_offer(ctx, case))
    return ()


def instead(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    """The line that says who looks after a claimed case whose mentor isn't there; nothing where they are."""
    guide = ctx.store.mentors.get(case.mentor) if case.mentor is not None else None
    if guide is None or not guide.absent:
        return ()
    if guide.cover is None or guide.cover.id == case.candidate.id:
        return (say("turn-uncovered", mentor=mention(guide.person)),)
    return (say("turn-cover", mentor=mention(guide.person), cover=mention(guide.cover)),)


def risen(ctx: Ctx, case: Case) -> bool:
    """Whether a case has waited up to its ladder's last rung, at which those who run the programme were told."""
    waits = case.state in (State.APPLIED, State.THUMBS_UP)
    return waits and any(row.due_at == RESTS and row.kind in RUNGS for row in ctx.store.dues.of_case(case.id))


def _offer(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    """That a colleague was asked to take a case over, where one was."""
    if case.offered is None:
        return ()
    yours = case.offered.id == ctx.actor.id
    return (say("turn-offered-you") if yours else say("turn-offered", mentor=mention(case.offered)),)


def sponsor_of(ctx: Ctx, case: Case) -> Value:
    """Whose turn sponsoring is: the case's own mentor by that policy, else any sponsor."""
    own = ctx.config.sponsoring.policy == "mentor" and case.mentor is not None
    return mention(case.mentor) if own and case.mentor is not None else Text("relation-sponsor")


def questioned(ctx: Ctx, case: Case) -> bool:
    """Whether a question waits for the candidate's answer: then it is their turn."""
    return ctx.store.dialogues.find(case.candidate, "answer", case.id) is not None


def state_name(case: Case) -> Text:
    """A case's state as people read it."""
    return Text(f"state-{case.state.value.replace(' ', '-')}")


def _act(act: Act) -> Text:
    return Text(f"act-{act.name.replace(' ', '-')}")
