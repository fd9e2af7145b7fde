"""From thumbs-up to the title: the mentor's 👍 by command, button or reaction, sponsoring, and taking either back."""

from datetime import timedelta

from bot import casework, mailing
from bot.address import Room
from bot.card import card, case_of, pool, region_name
from bot.casework import load
from bot.command import command, on
from bot.context import Ctx
from bot.effect import Effect, Outcome, Post, Still, answer, tell
from bot.errors import Refused
from bot.event import Reacted, Unreacted
from bot.message import Action, Value, do, say, write
from bot.model import OPEN, STAFF, Case, Person, Role, State
from bot.parameters import CaseNumber, Reason, mention
from bot.requests import give_back

BY_COMMAND = "command"
"""What a thumbs-up stands on when it was typed or pressed: taking a reaction back doesn't take that back."""
UNDO_WITHIN = timedelta(hours=24)


@command("thumbsup", who=(Role.MENTOR,), examples=("thumbsup 42",))
def thumbsup(ctx: Ctx, number: CaseNumber) -> Outcome:
    """Say that a candidate is ready. A 👍 on the case's card does the same."""
    case = load(ctx, number)
    casework.allow(ctx, case, "thumbs up")
    if case.thumbs_by == BY_COMMAND:
        raise Refused("thumbs-already", number=case.number, actions=_next_step(ctx, case))
    return _thumbs_up(ctx, case, BY_COMMAND)


@on(Reacted)
def reacted(ctx: Ctx, event: Reacted) -> Outcome:
    """A 👍 on a case's card. Of several cards the last 👍 counts; one that was typed stands above them all."""
    number = case_of(ctx.store.outbox.key_of(event.room, event.message))
    case = ctx.store.cases.get(number) if number is not None else None
    if case is None or case.state not in OPEN:
        return None  # applause on a case that is closed, or a message that isn't a card
    if case.thumbs_by == event.reaction:
        return None  # it was seen before, by looking for what came while nobody listened
    ctx.case = case.id
    if case.state is State.APPLIED and Role.MENTOR in ctx.actor.roles:
        raise Refused("thumbs-unclaimed", number=case.number, actions=(do("claim", case.number),))
    casework.allow(ctx, case, "thumbs up")
    if case.thumbs_by == BY_COMMAND:
        return None
    return _thumbs_up(ctx, case, event.reaction)


def _thumbs_up(ctx: Ctx, before: Case, by: str) -> Outcome:
    case = casework.change(ctx, before, "thumbs up", thumbs_by=by)
    if before.state is State.THUMBS_UP:
        key = "thumbs-by-command" if by == BY_COMMAND else "thumbs-moved"
        return answer(key, number=case.number, actions=_next_step(ctx, case))
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "mentor": mention(ctx.me()),
    }
    return (
        answer(
            "thumbs-done",
            number=case.number,
            candidate=mention(case.candidate),
            parts=casework.whose_turn(ctx, case),
            actions=_next_step(ctx, case),
        ),
        tell(case.candidate, "thumbs-candidate", case=case.id, number=case.number, mentor=mention(ctx.me())),
        [
            tell(
                sponsor,
                "thumbs-sponsor",
                said,
                case=case.id,
                wanted=True,
                still=Still(case.id, (State.THUMBS_UP,)),
                actions=(do("sponsor", case.number),),
            )
            for sponsor in _sponsors(ctx, case)
        ],
        card(ctx, case),
    )


def _sponsors(ctx: Ctx, case: Case) -> list[Person]:
    """Whose turn sponsoring is now, but for the one who is being answered and the candidate."""
    if ctx.config.sponsoring.policy == "mentor":
        return []
    holders = ctx.store.people.holders(Role.SPONSOR)
    return [each for each in holders if each.id not in (ctx.actor.id, case.candidate.id)]


def _next_step(ctx: Ctx, case: Case) -> tuple[Action, ...]:
    offers = {"sponsor": do("sponsor", case.number), "take back": do("takeback", case.number)}
    return tuple(action for act, action in offers.items() if casework.may(ctx, case, act))


@command("takeback", who=(Role.MENTOR,), examples=("takeback 42", "takeback 42 I spoke too soon"))
def takeback(ctx: Ctx, number: CaseNumber, reason: Reason = "") -> Outcome:
    """Take one's thumbs-up back. Taking the 👍 off the card does the same."""
    return _take_back(ctx, load(ctx, number), reason)


@on(Unreacted)
def unreacted(ctx: Ctx, event: Unreacted) -> Outcome:
    """The 👍 that a thumbs-up stands on was taken off the card; any other one changes nothing."""
    case = ctx.store.cases.standing_on(event.reaction)
    if case is None or case.mentor is None or case.mentor.id != ctx.actor.id:
        return None
    if case.state is State.SPONSORED:
        raise Refused("thumbs-sponsored", number=case.number, actions=(write("undo", case.number, "REASON"),))
    return _take_back(ctx, case, "") if case.state is State.THUMBS_UP else None


def _take_back(ctx: Ctx, case: Case, reason: str) -> Outcome:
    case = casework.change(ctx, case, "take back", reason, thumbs_by=None)
    return (
        answer(
            "takeback-done",
            number=case.number,
            candidate=mention(case.candidate),
            actions=(write("ask", case.number, "QUESTION"),),
        ),
        tell(case.candidate, "takeback-candidate", case=case.id, number=case.number, mentor=mention(ctx.me())),
        card(ctx, case),
    )


@command("sponsor", who=(Role.MENTOR, Role.SPONSOR), examples=("sponsor 42",))
def sponsor(ctx: Ctx, number: CaseNumber) -> Outcome:
    """Make the candidate an ambassador: they are told, and congratulated in their region's channel."""
    before = load(ctx, number)
    case = casework.change(ctx, before, "sponsor", offered=None)
    ctx.store.people.grant(case.candidate, Role.AMBASSADOR, case.region, ctx.me(), ctx.now)
    word = say("congratulations", candidate=mention(case.candidate), region=region_name(case))
    rooms = _congratulated(ctx, case)
    told: list[Effect] = [tell(case.candidate, "sponsored-candidate", case=case.id, region=region_name(case))]
    told += mailing.congratulations(ctx, case, welcomed=bool(rooms))
    if case.mentor is not None and case.mentor.id != ctx.actor.id:
        said: dict[str, Value] = {
            "number": case.number,
            "candidate": mention(case.candidate),
            "by": mention(ctx.me()),
        }
        told.append(tell(case.mentor, "sponsored-mentor", said, case=case.id))
    if before.offered is not None:
        told.append(tell(before.offered, "offer-settled", case=case.id, number=case.number))
    done = answer(
        "sponsored" if rooms else "sponsored-quietly",
        number=case.number,
        candidate=mention(case.candidate),
        region=region_name(case),
        actions=(write("undo", case.number, "REASON"),),
    )
    return done, told, [Post(room, word, case.id) for room in rooms], card(ctx, case)


def _congratulated(ctx: Ctx, case: Case) -> list[Room]:
    """The region's channels, else those of the nearest region above that has some, else the ambassadors' channels."""
    regions = {region.id: region for region in ctx.regions}
    region = case.region
    while region is not None and not region.channels:
        region = regions.get(region.parent or 0)
    return list(region.channels if region is not None else ctx.config.programme.ambassadors_channels)


@command("undo", who=STAFF, examples=("undo 42 I meant another case",))
def undo(ctx: Ctx, number: CaseNumber, reason: Reason) -> Outcome:
    """Take a sponsoring back within 24 hours. A correction goes where the congratulations went."""
    before = load(ctx, number)
    casework.allow(ctx, before, "undo")
    if ctx.now - before.since > UNDO_WITHIN:
        ask = () if Role.COORDINATOR in ctx.actor.roles else (say("ask-coordinators"),)
        raise Refused("undo-too-late", number=before.number, parts=ask)
    case = casework.change(ctx, before, "undo", reason)
    ctx.store.people.revoke(case.candidate, Role.AMBASSADOR, case.region)
    mentored = case.mentor is not None and ctx.store.mentors.get(case.mentor) is not None
    word = say("correction", candidate=mention(case.candidate), region=region_name(case))
    undone = "undone-candidate" if mentored else "undone-candidate-alone"
    told: list[Effect] = [tell(case.candidate, undone, case=case.id, number=case.number)]
    told += mailing.correction(ctx, case, mentored=mentored)
    if mentored and case.mentor is not None and case.mentor.id != ctx.actor.id:
        said: dict[str, Value] = {
            "number": case.number,
            "candidate": mention(case.candidate),
            "by": mention(ctx.me()),
        }
        told.append(tell(case.mentor, "undone-mentor", said, case=case.id))
    posts = [Post(room, word, case.id) for room in _congratulated(ctx, case)]
    key = "undone" if posts else "undone-quietly"
    done = answer(key, number=case.number, candidate=mention(case.candidate), actions=_next_step(ctx, case))
    if not mentored:  # a 👍 doesn't outlast its mentor
        return done, told, posts, give_back(ctx, case, "mentor left", gone=case.mentor)
    return done, told, posts, card(ctx, case)


@command("reopen", who=STAFF, examples=("reopen 42", "reopen 42 Kim has run the meetup"))
def reopen(ctx: Ctx, number: CaseNumber, reason: Reason = "") -> Outcome:
    """Put a closed case back into the pool."""
    case = load(ctx, number)
    casework.allow(ctx, case, "reopen")
    other = ctx.store.cases.open_of(case.candidate)
    if other is not None and other.state is State.DRAFT:
        raise Refused("reopen-draft", number=case.number, candidate=mention(case.candidate))
    if other is not None:
        said: dict[str, Value] = {"number": case.number, "other": other.number, "candidate": mention(case.candidate)}
        raise Refused("reopen-other", said, actions=(do("case", other.number),))
    if case.candidate.id in [each.id for each in ctx.store.people.holders(Role.AMBASSADOR)]:
        raise Refused("reopen-ambassador", number=case.number, candidate=mention(case.candidate))
    case = casework.to_pool(ctx, case, "reopen", reason)
    told = tell(case.candidate, "reopened-candidate", case=case.id, number=case.number)
    ways = {"claim": do("claim", case.number), "assign": write("assign", case.number, "@MENTOR")}
    again = [action for act, action in ways.items() if casework.may(ctx, case, act)]
    said = {"number": case.number, "candidate": mention(case.candidate)}
    return answer("reopened", said, actions=again), told, pool(ctx, case)
