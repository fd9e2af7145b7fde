"""Offers of the pool: whose turn comes when, how much somebody would like to do, and why the order is as it is.

Rules of this file: the order is explained to those who work on the queue, privately; a candidate never sees who was
offered their case, nor who said no. Of whoever isn't there, only that is told.
"""

from bot import casework, fitting, offering, working
from bot.card import region_name
from bot.casework import load
from bot.command import MENTORS, command, due
from bot.context import Ctx
from bot.due import OFFER, OFFERED, Due
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.fitting import Fit
from bot.message import Action, Many, Message, Text, Tongue, Value, When, do, say
from bot.model import Case, Person, Role, State, Weight
from bot.parameters import CaseNumber, HowMuch, Page, mention

PAGE = 8


@due(OFFER)
def offer(ctx: Ctx, row: Due) -> Outcome:
    """Somebody hears of their offer; or its time is over, and the next one is offered the case, too."""
    case, person = ctx.store.cases.get(row.case or 0), ctx.store.people.get(row.person or 0)
    if case is None or person is None or case.state is not State.APPLIED:
        ctx.store.dues.remove([row])
        return None
    if row.rung == offering.ALONE:
        offering.stands(ctx, row)
        return offering.begin(ctx, case)
    mentor = offering.fits_still(ctx, case, person)
    if mentor is None or case.asked is not None:  # the candidate wished for somebody meanwhile
        ctx.store.dues.remove([row])
        return offering.begin(ctx, case)
    return offering.put(ctx, case, mentor)


@due(OFFERED)
def offered(ctx: Ctx, row: Due) -> Outcome:
    """An offer isn't recent any more: their turn comes sooner."""
    ctx.store.dues.remove([row])
    person = ctx.store.people.get(row.person or 0)
    if person is not None:
        offering.count(ctx, person)
    return None


@command("weight", who=(Role.MENTOR,), examples=("weight low", "weight high", "weight"))
def weight(ctx: Ctx, much: HowMuch = None) -> Outcome:
    """How much one would like to do: with low one is offered half as many cases, with high twice as many."""
    if much is not None:
        ctx.store.mentors.set_weight(ctx.me(), much)
    me = ctx.store.mentors.get(ctx.me())
    now = me.weight if me is not None else Weight.NORMAL
    others = [each for each in Weight if each is not now]
    key = "weight-is" if much is None else "weight"
    full = (say("weight-full"),) if me is not None and me.free <= 0 else ()
    actions = [Action(f"do-weight-{each}", f"weight {each}") for each in others]
    return answer(key, weight=Text(f"weight-{now}"), parts=full, actions=actions)


@command("queue why", who=MENTORS, examples=("queue why 42", "queue why 42 2"), reads=True)
def why(ctx: Ctx, number: CaseNumber, page: Page = 1) -> Outcome:
    """In which order a case is offered to mentors, and why."""
    case = load(ctx, number)
    if case.candidate.id == ctx.actor.id:
        raise casework.no_such_case(ctx, case.number)
    if case.state is not State.APPLIED:
        raise Refused("why-not-waiting", number=case.number, state=casework.state_name(case))
    page = max(page, 1)
    fits = fitting.order(ctx, case, offering.besides(ctx, case), most=PAGE + 1, skip=(page - 1) * PAGE)
    zone = working.zone_of(ctx, ctx.actor)
    parts = [*_before(ctx, case, zone)] if page == 1 else []
    if fits:
        parts.append(say("why-next" if page == 1 else "why-goes-on", number=case.number))
    place = (page - 1) * PAGE
    parts += [_line(ctx, case, place + at, fit) for at, fit in enumerate(fits[:PAGE], 1)]
    if not fits:
        parts.append(say("why-nobody" if page == 1 else "why-no-more"))
    more = (do("queue why", case.number, str(page + 1), label="do-next-page"),) if len(fits) > PAGE else ()
    said: dict[str, Value] = {"number": case.number, "region": region_name(case)}
    asked = (say("why-asked", mentor=mention(case.asked)),) if case.asked is not None else ()
    return answer("why", said, parts=[*asked, *parts, say("why-how")], actions=(*more, do("case", case.number)))


def _before(ctx: Ctx, case: Case, zone: str) -> list[Message]:
    """Whom it is offered to, and who isn't asked any more."""
    rows = {row.person: row for row in offering.offers(ctx, case)}
    lines = []
    for id_, row in rows.items():
        person = ctx.store.people.get(id_ or 0)
        if person is not None:
            when = row.since if row.rung == offering.STANDS else row.due_at
            lines.append(say(f"why-{row.rung}", mentor=mention(person), when=When(when, zone)))
    gone = _asked(ctx, case, {each for each in rows if each is not None})
    return [*lines, say("why-gone", mentors=Many(tuple(map(mention, gone))))] if gone else lines


def _asked(ctx: Ctx, case: Case, open_: set[int]) -> list[Person]:
    """Mentors who were asked or offered it, or gave it away, and can't be any more; once each."""
    ids = offering.besides(ctx, case) | fitting.said_no(ctx, case)
    ids -= open_ | {case.candidate.id, case.asked.id if case.asked is not None else 0}
    people = [person for each in sorted(ids) if (person := ctx.store.people.get(each)) is not None]
    return [person for person in people if Role.MENTOR in person.roles]


def _line(ctx: Ctx, case: Case, place: int, fit: Fit) -> Message:
    """A mentor's place, with what it comes from."""
    shared = fitting.shared(case, fit.mentor)
    near = casework.above(ctx, case)[fit.above]
    said: dict[str, Value] = {
        "place": str(place),
        "mentor": mention(fit.mentor.person),
        "languages": Many(tuple(Tongue(code) for code in shared)),
        "shared": len(shared),
        "region": next(each.name for each in ctx.regions if each.id == near),
        "above": fit.above,
        "places": fit.mentor.free,
        "offers": fit.offered,
        "weight": Text(f"why-weight-{fit.mentor.weight}"),
        "weighed": int(fit.mentor.weight is not Weight.NORMAL),
    }
    return say("why-line", said)
