"""Many cases at once: all of one's own offered to a colleague, taken over from one, or given away by who runs things.

Rules of this file: whatever can't be undone is shown first. What confirms it names what was shown, so that a case that
came in between is never swept along: then it is shown anew. Each candidate hears once, each mentor of all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot import aside, casework, covering, handing
from bot.card import card
from bot.command import LEADS, command
from bot.context import Ctx
from bot.effect import Effect, Outcome, answer, tell
from bot.errors import Refused
from bot.handing import listed
from bot.message import Ago, Message, Value, Words, do, say
from bot.model import Case, Mentor, Person, Role, State, same
from bot.parameters import Anyway, Code, Receiver, Sentence, Somebody, mention
from bot.requests import give_back, tell_candidate, wish_settled
from bot.rungs import Aside

SHOWN = 100
"""Cases that a preview names."""


# By the mentor, to a colleague who agrees


@command("handover all", who=(Role.MENTOR,), examples=("handover all @bo", "handover all @bo I am moving house"))
def handover_all(ctx: Ctx, mentor: Somebody, note: Sentence = "") -> Outcome:
    """Offer every case that one mentors to a colleague. Each stays with its mentor until the colleague claims it."""
    receiver = handing.a_mentor(ctx, mentor)
    if mentor.id == ctx.actor.id:
        raise Refused("handover-yourself")
    mine = ctx.store.cases.mentored_by(ctx.me())
    cases = [case for case in mine if case.candidate.id != mentor.id]
    if not cases:
        raise Refused("handover-all-nothing", mentor=mention(mentor))
    moved: list[Effect] = []
    for case in cases:
        before = case.offered
        offered = casework.change(ctx, case, "hand over", note, mentor, offered=mentor)
        aside.begin(ctx, offered, Aside.HANDOVER, mentor)
        if before is not None and before.id != mentor.id:
            said: dict[str, Value] = {"number": case.number, "mentor": mention(ctx.actor)}
            moved.append(tell(before, "handover-moved", said, case=case.id))
    parts = [*listed(cases), *((say("handover-note", note=Words(note)),) if note else ())]
    actions = (do("claim all", ctx.me().identity), do("mentees"))
    said = {"mentor": mention(ctx.actor), "count": len(cases)}
    asked = tell(mentor, "handover-all-asked", said, wanted=True, parts=parts, actions=actions)
    own = [say("handover-all-own", number=case.number) for case in mine if case not in cases]
    told = [*own, *handing.absence(receiver)]
    return answer("handover-all-offered", mentor=mention(mentor), count=len(cases), parts=told), asked, moved


@command("claim all", who=(Role.MENTOR,), examples=("claim all @ana", "claim all @ana anyway"))
def claim_all(ctx: Ctx, mentor: Somebody, anyway: Anyway = False) -> Outcome:
    """Take over everything that a colleague offered."""
    me = ctx.store.mentors.get(ctx.me())
    waiting = ctx.store.cases.waiting_for(ctx.me())
    cases = [case for case in waiting if same(case.offered, ctx.actor) and same(case.mentor, mentor)]
    if not cases or me is None:
        raise Refused("claim-all-nothing", mentor=mention(mentor), actions=(do("mentees"),))
    if not anyway and (doubts := handing.own_doubts(me, len(cases))):
        sure = do("claim all", mentor.identity, "anyway", label="do-claim-anyway")
        return answer("claim-all-sure", count=len(cases), parts=doubts, actions=(sure, do("mentees")))
    effects = covering.more(ctx, cases, me)
    for case in cases:
        gone = case.state is State.THUMBS_UP
        effects += wish_settled(ctx, case, ctx.me())
        taken = casework.change(ctx, case, "take over", mentor=ctx.me(), offered=None, thumbs_by=None)
        effects += [tell_candidate(taken, "handover-candidate", ctx.me(), gone=gone), *card(ctx, taken)]
    said: dict[str, Value] = {"mentor": mention(ctx.me()), "count": len(cases)}
    told = tell(mentor, "handover-all-taken", said, parts=listed(cases))
    return answer("claim-all-done", count=len(cases), parts=listed(cases), actions=(do("mentees"),)), told, effects


# By those who run the programme


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would be moved from one mentor to another (None: to the pool), and what can't be, each with the reason."""

    away_from: Person
    to: Mentor | None
    cases: list[Case]
    left: list[tuple[Case, str]]

    @property
    def code(self) -> str:
        """Stands for all of it: another one where anything of it has changed."""
        to = f"{self.to.person.id}/{self.to.mentees}/{self.to.capacity}/{self.to.absence}" if self.to else "pool"
        shown = " ".join(f"{case.id}.{case.version}" for case in self.cases)
        return sha256(f"{self.away_from.id} {to} {shown}".encode()).hexdigest()[:8]


@command("reassign", who=LEADS, examples=("reassign @ana @bo", "reassign @ana pool"), again=True)
def reassign(ctx: Ctx, mentor: Somebody, receiver: Receiver, code: Code = "") -> Outcome:
    """Give a mentor's cases to another one, or to the pool: first which; the preview's button does it."""
    plan = _plan(ctx, mentor, receiver)
    if not plan.cases and not plan.left:
        raise Refused("reassign-nothing", mentor=mention(mentor), actions=(do("queue"),))
    if not code or code.strip() != plan.code or not plan.cases:
        return _preview(ctx, plan, changed=bool(code))
    if plan.to is None:
        return _to_pool(ctx, plan)
    return _to_mentor(ctx, plan, plan.to.person)


def _plan(ctx: Ctx, mentor: Person, receiver: Person | None) -> _Plan:
    to = handing.a_mentor(ctx, receiver) if receiver is not None else None
    if receiver is not None and receiver.id == mentor.id:
        raise Refused("reassign-same", mentor=mention(mentor))
    plan = _Plan(mentor, to, [], [])
    for case in ctx.store.cases.mentored_by(mentor) if mentor.id else []:
        if case.candidate.id == ctx.actor.id:
            plan.left.append((case, "reassign-yours"))
        elif not casework.may(ctx, case, "assign" if to is not None else "release"):
            plan.left.append((case, "reassign-elsewhere"))
        elif receiver is not None and case.candidate.id == receiver.id:
            plan.left.append((case, "reassign-own"))
        else:
            plan.cases.append(case)
    return plan


def _preview(ctx: Ctx, plan: _Plan, *, changed: bool) -> Outcome:
    """Nothing is done."""
    parts = [_line(ctx, case) for case in plan.cases[:SHOWN]]
    parts += [say("cases-more", count=len(plan.cases) - SHOWN)] if len(plan.cases) > SHOWN else []
    parts += [_line(ctx, case, why) for case, why in plan.left[:SHOWN]]
    parts += handing.doubts(plan.to, len(plan.cases)) if plan.to is not None else ()
    to = plan.to.person.identity if plan.to is not None else "pool"
    sure = do("reassign", plan.away_from.identity, to, plan.code, label="do-reassign-yes")
    said: dict[str, Value] = {"count": len(plan.cases), "from": mention(plan.away_from)}
    if plan.to is not None:
        said["mentor"] = mention(plan.to.person)
        key = "reassign-changed" if changed else "reassign-preview"
    else:
        key = "reassign-changed-pool" if changed else "reassign-preview-pool"
    return answer(key, said, parts=parts, actions=(sure,) if plan.cases else ())


def _line(ctx: Ctx, case: Case, why: str | None = None) -> Message:
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "state": casework.state_name(case),
        "ago": Ago(int((ctx.now - case.since).total_seconds())),
    }
    return say("reassign-line", said) if why is None else say(why, said)


def _to_mentor(ctx: Ctx, plan: _Plan, mentor: Person) -> Outcome:
    told = [each for case in plan.cases for each in handing.give(ctx, case, mentor, plan.away_from)]
    said: dict[str, Value] = {"by": mention(ctx.actor), "mentor": mention(mentor), "count": len(plan.cases)}
    said["from"] = mention(plan.away_from)
    heard = _heard(ctx, plan.cases, [(plan.away_from, "reassigned-from"), (mentor, "reassigned-to")], said)
    return answer("reassigned", said, parts=_left(plan)), heard, covering.more(ctx, plan.cases, plan.to), told


def _to_pool(ctx: Ctx, plan: _Plan) -> Outcome:
    told = [each for case in plan.cases for each in give_back(ctx, case, "release", gone=plan.away_from)]
    said: dict[str, Value] = {"by": mention(ctx.actor), "count": len(plan.cases), "from": mention(plan.away_from)}
    heard = _heard(ctx, plan.cases, [(plan.away_from, "reassigned-from-pool")], said)
    return answer("reassigned-pool", said, parts=_left(plan)), heard, told


def _heard(
    ctx: Ctx, cases: Sequence[Case], people: Sequence[tuple[Person, str]], said: dict[str, Value]
) -> list[Effect]:
    """Each mentor hears of all at once; who did it knows."""
    actions = (do("mentees"),)
    others = [(person, key) for person, key in people if person.id != ctx.actor.id]
    return [tell(person, key, said, wanted=True, parts=listed(cases), actions=actions) for person, key in others]


def _left(plan: _Plan) -> list[Message]:
    return [say("reassigned-left", count=len(plan.left))] if plan.left else []
