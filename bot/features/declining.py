"""Saying no to a case that one was asked for, or offered: in one line, or with all that helps whoever comes next.

Rules of this file: nothing is done before all of it can be, and then at once: the no, being away, asking a colleague.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot import absence, casework, dialogue, offering, typed
from bot.card import card, pool
from bot.casework import load
from bot.command import command
from bot.context import Ctx
from bot.days import day_ahead, own_day
from bot.effect import Effect, Outcome, answer, tell
from bot.errors import Refused
from bot.form import Field, Form
from bot.message import Day, Message, Value, Words, say, write
from bot.model import Absence, Case, Dialogue, Person, Role
from bot.parameters import CaseNumber, Reason, mention, somebody
from bot.requests import ask_mentor
from bot.sheet import Option

_NOTHING = {"", "-", "no", "none", "nobody", "nothing"}


@command("decline", who=(Role.MENTOR,), examples=("decline 42 I know too little about translation", "decline 42"))
def decline(ctx: Ctx, number: CaseNumber, reason: Reason = "") -> Outcome:
    """Say no to a case that one was asked for or offered; the next one is asked at once. Without a reason: be asked."""
    case = load(ctx, number)
    _allow(ctx, case)
    if _invited(ctx, case):
        return answer("offer-declined", number=case.number), offering.declined(ctx, case, reason)
    if reason:
        if (draft := ctx.store.dialogues.find(ctx.me(), NOT_ME.name, case.id)) is not None:
            ctx.store.dialogues.close(draft)
        return _declined(ctx, case, reason)
    if not ctx.event.forms:
        _pause(ctx, case)
    return dialogue.begin(ctx, NOT_ME, case.id, {"case": case.number})


def _allow(ctx: Ctx, case: Case) -> None:
    act = "turn down" if _offered(ctx, case) else "decline offer" if _invited(ctx, case) else "decline"
    casework.allow(ctx, case, act)


def _invited(ctx: Ctx, case: Case) -> bool:
    """Whether it is offered to them from the pool: of that nobody asks why not."""
    asked = case.asked is not None and case.asked.id == ctx.actor.id
    return not asked and casework.invited(ctx, case, ctx.actor)


def _offered(ctx: Ctx, case: Case) -> bool:
    return case.offered is not None and case.offered.id == ctx.actor.id


def _pause(ctx: Ctx, case: Case) -> None:
    """Whatever else is being asked waits: bare words answer one form at a time."""
    active = ctx.store.dialogues.active(ctx.me())
    if active is not None and (active.form, active.case) != (NOT_ME.name, case.id):
        ctx.store.dialogues.save(replace(active, step=None))


def _submit(ctx: Ctx, draft: Dialogue, values: dict[str, str]) -> Outcome:
    case = load(ctx, draft.case or 0)
    ctx.store.dialogues.close(draft)
    parts, effects = _leaves(ctx, values, case)
    try:
        _allow(ctx, case)
    except Refused:  # somebody was quicker; away they are all the same
        return answer("decline-over", number=case.number, parts=(*casework.whose_turn(ctx, case), *parts)), effects
    colleague = ctx.store.people.get(int(values["colleague"])) if values.get("colleague") else None
    if colleague is not None:
        _may_be_asked(ctx, case, colleague)
    return _declined(ctx, case, values["reason"], colleague, parts), effects


def _leaves(ctx: Ctx, values: Mapping[str, str], case: Case) -> tuple[Sequence[Message], Sequence[Effect]]:
    """A mentor says that they are away, as by ``away``; the day may have come since they wrote it."""
    today = own_day(ctx)
    until = date.fromisoformat(values["away_until"]) if values.get("away_until") else today
    left = absence.leave(ctx, ctx.me(), Absence.AWAY, until, besides=[case.id]) if until > today else None
    if left is None:
        return (), ()
    return (say("decline-away", day=Day(until, whole=True)), *absence.told(left)), left.effects


def _declined(
    ctx: Ctx, case: Case, reason: str, colleague: Person | None = None, parts: Sequence[Message] = ()
) -> Outcome:
    if _offered(ctx, case):
        return _turn_down(ctx, case, reason, colleague, parts)
    ctx.store.cases.decline(case, ctx.actor)
    offering.passed_by(ctx, case, ctx.actor)
    if colleague is not None:
        _put_first(ctx, case, colleague)
    following = casework.next_asked(ctx, case)
    case = casework.change(ctx, case, "decline", reason, following, asked=following)
    if following is None:
        told = tell(case.candidate, "declined-pool", case=case.id, mentor=mention(ctx.actor), number=case.number)
        return answer("decline-pool", number=case.number, parts=parts), told, pool(ctx, case)
    said: dict[str, Value] = {"mentor": mention(ctx.actor), "next": mention(following), "number": case.number}
    key = "declined-next" if colleague is None else "declined-suggested"
    suggested = ask_mentor(case, following, "asked-suggested", ctx.actor)
    return (
        answer("decline-next", next=mention(following), number=case.number, parts=parts),
        tell(case.candidate, key, said, case=case.id),
        ask_mentor(case, following) if colleague is None else suggested,
        card(ctx, case),
    )


def _turn_down(ctx: Ctx, case: Case, reason: str, colleague: Person | None, parts: Sequence[Message]) -> Outcome:
    case = casework.change(ctx, case, "turn down", reason, offered=None)
    said: dict[str, Value] = {"number": case.number, "mentor": mention(ctx.actor), "reason": Words(reason)}
    instead = (say("handover-suggested", colleague=mention(colleague)),) if colleague is not None else ()
    again = (write("handover", case.number, "@MENTOR"),) if colleague is not None else ()
    told = None
    if case.mentor is not None:
        told = tell(case.mentor, "handover-declined", said, case=case.id, parts=instead, actions=again)
    return answer("turned-down", number=case.number, parts=parts), told


def _put_first(ctx: Ctx, case: Case, colleague: Person) -> None:
    """A colleague comes before the candidate's other wishes; who said no has said it."""
    others = [choice for choice in ctx.store.cases.choices(case.id) if choice.mentor.id != colleague.id]
    ctx.store.cases.choose(case, [colleague, *(choice.mentor for choice in others)])
    for choice in others:
        if choice.declined:
            ctx.store.cases.decline(case, choice.mentor)


# The form "Not me"


def _reason(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    return text


def _case(ctx: Ctx, values: Mapping[str, str]) -> Case:
    """The case that the form was opened for."""
    return load(ctx, int(values.get("case", 0)))


def _about(ctx: Ctx, values: Mapping[str, str]) -> tuple[Message, ...]:
    """Which case: somebody may have been asked for several."""
    case = _case(ctx, values)
    return (say("decline-about", number=case.number, candidate=mention(case.candidate)),)


def _away(ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    word = typed.key(text).removeprefix("until ").strip()
    return "" if word in _NOTHING else day_ahead(ctx, word).day.isoformat()


def _show_day(_ctx: Ctx, kept: str) -> Value:
    return Day(date.fromisoformat(kept), whole=True)


def _colleague(ctx: Ctx, text: str, others: Mapping[str, str]) -> str:
    if typed.key(text) in _NOTHING:
        return ""
    person = somebody(ctx, typed.plain(text))
    _may_be_asked(ctx, _case(ctx, others), person)
    return str(person.id)


def _may_be_asked(ctx: Ctx, case: Case, person: Person) -> None:
    """Raises Refused unless somebody can be asked to mentor a case in one's place."""
    if person.id == ctx.actor.id:
        raise Refused("suggest-yourself")
    if person.id == case.candidate.id:
        raise Refused("own-mentor", mentor=mention(person), number=case.number)
    mentor = ctx.store.mentors.get(person) if person.id else None
    if mentor is None:
        raise Refused("suggest-no-mentor", mentor=mention(person))
    if mentor.absent and mentor.away_until is not None:
        raise Refused("suggest-away", mentor=mention(person), day=Day(mentor.away_until))
    if mentor.absent:
        raise Refused("suggest-away-open", mentor=mention(person))
    if case.mentor is not None and person.id == case.mentor.id:
        raise Refused("already-theirs", mentor=mention(person), number=case.number)
    if person.id in [choice.mentor.id for choice in ctx.store.cases.choices(case.id) if choice.declined]:
        raise Refused("suggest-declined", mentor=mention(person))


def _colleagues(ctx: Ctx, values: Mapping[str, str]) -> tuple[Option, ...]:
    """Everybody who can be asked, where the form is shown whole."""
    case = _case(ctx, values)
    return tuple(
        Option(mentor.person.identity, mention(mentor.person), say("option-colleague", places=max(mentor.free, 0)))
        for mentor in ctx.store.mentors.all()
        if _can_be_asked(ctx, case, mentor.person)
    )


def _can_be_asked(ctx: Ctx, case: Case, person: Person) -> bool:
    try:
        _may_be_asked(ctx, case, person)
    except Refused:
        return False
    return True


def _show_colleague(ctx: Ctx, kept: str) -> Value:
    person = ctx.store.people.get(int(kept))
    return mention(person) if person is not None else ""


def _chosen(ctx: Ctx, kept: str) -> tuple[str, ...]:
    person = ctx.store.people.get(int(kept))
    return (person.identity,) if person is not None else ()


NOT_ME = Form(
    "decline",
    (
        Field("reason", _reason, hints=_about, long=True),
        Field("away_until", _away, required=False, shown=_show_day),
        Field(
            "colleague",
            _colleague,
            required=False,
            shown=_show_colleague,
            options=_colleagues,
            chosen=_chosen,
        ),
    ),
    _submit,
    each=True,
)
