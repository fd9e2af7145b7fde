"""The card: what every mentors' channel shows of a case, posted once and updated in place.

Rule of this file: a shared room reads it. So the email is masked, answers and reasons are left out, and a case that
was withdrawn, refused or lapsed is only "closed". Everything that a button does can be typed, too.
"""

from bot import coordinators, offering
from bot.address import Room
from bot.casework import sponsor_of
from bot.clock import local_day
from bot.context import Ctx
from bot.effect import Effect, Post, Show, Still
from bot.event import Pressed
from bot.message import Action, Day, Many, Message, Tongue, Words, do, say
from bot.model import OPEN, Case, State
from bot.parameters import mention


def card(ctx: Ctx, case: Case) -> list[Effect]:
    """The card in every mentors' channel."""
    shown = message(ctx, case)
    return [Show(room, key(case), shown, case.id) for room in _rooms(ctx)]


def pool(ctx: Ctx, case: Case, *, again: bool = False) -> list[Effect]:
    """The card, and under it a word that the case waits for any mentor: an update alone notifies nobody.

    Beside it the case is offered to the mentor whose turn it is, privately; where there is none whom it suits, the
    coordinators hear so at once. ``again``: a rung of its ladder came, which goes up to them by itself.
    """
    alone = not again and not offering.suits(ctx, case, offering.besides(ctx, case))
    word = say("pool-waits", number=case.number, region=region_name(case), actions=(do("claim", case.number),))
    waits = Still(case.id, (State.APPLIED,))
    posts = [Post(room, word, case.id, under=key(case), still=waits) for room in _rooms(ctx)]
    told = nobody(ctx, case) if alone else []
    return [*card(ctx, case), *posts, *told, *offering.begin(ctx, case)]


def nobody(ctx: Ctx, case: Case) -> list[Effect]:
    """Those who run the programme hear that a case waits which suits no mentor who is free."""
    word, waits = say("no-mentor-there", number=case.number, region=region_name(case)), Still(case.id, (State.APPLIED,))
    return coordinators.tell(ctx.store, ctx.config, word, case.id, waits, besides=case.candidate)


def mended(ctx: Ctx) -> list[Effect]:
    """The card as it is now, where somebody pressed a button on it that it doesn't have any more."""
    event = ctx.event
    if not isinstance(event, Pressed) or event.message is None:
        return []
    number = case_of(ctx.store.outbox.key_of(event.room, event.message))
    case = ctx.store.cases.get(number) if number is not None else None
    if case is None or event.text in [action.command for action in _actions(case)]:
        return []
    return [Show(event.room, key(case), message(ctx, case), case.id)]


def message(ctx: Ctx, case: Case) -> Message:
    """What the card says."""
    parts = [_where(ctx, case)]
    if case.state in OPEN:
        parts.insert(0, say("card-facts", region=region_name(case), languages=tongues(case.application.languages)))
    title = say("card-title", number=case.number, masked=Words(case.masked))
    return Message(title.key, title.args, tuple(parts), _actions(case))


def key(case: Case) -> str:
    """Its logical key."""
    return f"card:{case.number}"


def case_of(logical: str | None) -> int | None:
    """The case number behind a card's logical key; None for any other message."""
    kind, _, number = (logical or "").partition(":")
    return int(number) if kind == "card" else None


def region_name(case: Case) -> str:
    """The region's name; a case that was handed in always has one."""
    return case.region.name if case.region is not None else "?"


def day(ctx: Ctx, case: Case) -> Day:
    """The day since when a case is in its state, in its region's zone."""
    zone = case.region.time_zone if case.region is not None else None
    return Day(local_day(case.since, zone or ctx.config.programme.time_zone))


def tongues(codes: tuple[str, ...]) -> Many:
    """Languages by their codes, as a value."""
    return Many(tuple(Tongue(code) for code in codes))


def _rooms(ctx: Ctx) -> list[Room]:
    return list(ctx.config.programme.mentors_channels)


def _where(ctx: Ctx, case: Case) -> Message:
    since = day(ctx, case)
    match case.state:
        case State.APPLIED if case.asked is not None:
            return say("card-asked", mentor=mention(case.asked), since=since)
        case State.APPLIED:
            return say("card-pool", since=since)
        case State.MENTORING if case.mentor is not None:
            return say("card-mentoring", mentor=mention(case.mentor), since=since, number=case.number)
        case State.THUMBS_UP if case.mentor is not None:
            return say("card-thumbs-up", mentor=mention(case.mentor), since=since, sponsor=sponsor_of(ctx, case))
        case State.SPONSORED:
            return say("card-sponsored", since=since)
        case _:
            return say("card-closed")


def _actions(case: Case) -> tuple[Action, ...]:
    number = case.number
    match case.state:
        case State.APPLIED:
            return do("claim", number), do("read", number)
        case State.MENTORING:
            return do("thumbsup", number), do("read", number)
        case State.THUMBS_UP:
            return do("sponsor", number), do("takeback", number), do("read", number)
        case _:
            return ()
