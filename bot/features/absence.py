"""Mentors who aren't there: until a day, for long, or because nothing is heard of them; and who covers for them.

Rules of this file: a day in words is said back and asked about before anything happens; one as year-month-day is exact.
What follows is the same whichever way somebody leaves (``absence.py``).
"""

from bot import absence, covering, meanwhile, offering, silence
from bot.address import Identity
from bot.command import command, due
from bot.context import Ctx
from bot.due import BACK, COVER, SILENT, TOLD, Due
from bot.effect import Effect, Outcome, answer
from bot.errors import Refused
from bot.message import Action, Day, Message, do, say, write
from bot.model import Absence, Mentor, Person, Role
from bot.parameters import Cover, Return, Somebody, Yes, mention

NOBODY = Person(0, "", Identity(""))
"""Stands for a cover whom nobody named."""
_MENTOR = (Role.MENTOR,)


@command(
    "away",
    who=_MENTOR,
    examples=("away until friday", "away until 2027-01-07", "away until in two weeks cover @bo"),
)
def away(ctx: Ctx, until: Return, cover: Cover = NOBODY, yes: Yes = False) -> Outcome:
    """Say until when one isn't there: what waits for one moves on at once, and others look after one's cases."""
    colleague = _colleague(ctx, cover)
    if not (until.exact or yes):
        words = ["until", until.day.isoformat(), *(("cover", cover.identity) if colleague is not None else ()), "yes"]
        actions = do("away", *words, label="do-away-yes"), write("away", "until", "DATE")
        return answer("away-sure", day=Day(until.day, whole=True), parts=_named(ctx, colleague), actions=actions)
    left = absence.leave(ctx, ctx.me(), Absence.AWAY, until.day, colleague)
    return _gone(ctx, left, "away", Day(until.day, whole=True))


@command("unavailable", who=_MENTOR, examples=("unavailable", "unavailable cover @bo"))
def unavailable(ctx: Ctx, cover: Cover = NOBODY, yes: Yes = False) -> Outcome:
    """Say that one isn't there for a long time: nobody new is sent until one is back."""
    colleague = _colleague(ctx, cover)
    if not yes:
        words = [*(("cover", cover.identity) if colleague is not None else ()), "yes"]
        actions = do("unavailable", *words, label="do-unavailable-yes"), write("away", "until", "DATE")
        return answer("unavailable-sure", parts=_named(ctx, colleague), actions=actions)
    return _gone(ctx, absence.leave(ctx, ctx.me(), Absence.UNAVAILABLE, None, colleague), "unavailable")


def _gone(ctx: Ctx, left: absence.Left | None, key: str, day: Day | None = None) -> Outcome:
    if left is None:
        raise Refused("no-mentor", mentor=mention(ctx.actor))
    ways: tuple[Action, ...] = (do("back"), do("mentees"))
    if left.mentor.mentees and left.mentor.cover is None:
        ways += (write("cover by", "@MENTOR"),)
    said = answer(key, {"day": day} if day is not None else {}, parts=absence.told(left), actions=ways)
    return said, left.effects


def _named(ctx: Ctx, colleague: Person | None) -> list[Message]:
    """Who is to be asked to cover, said back with the day."""
    if colleague is None:
        return []
    if _mine(ctx).mentees:
        return [say("away-sure-cover", cover=mention(colleague))]
    waiting = ctx.store.cases.waiting_for(ctx.actor)  # perhaps they are asked for one of these
    return [] if waiting else [say("away-sure-no-cases", cover=mention(colleague))]


def _colleague(ctx: Ctx, cover: Person) -> Person | None:
    """Whom they named to look after their cases. Raises Refused where that can't be."""
    if not cover.identity:
        return None
    covering.may_cover(ctx, _mine(ctx), cover)
    return cover


def _mine(ctx: Ctx) -> Mentor:
    mine = ctx.store.mentors.get(ctx.actor)
    if mine is None:
        raise Refused("no-mentor", mentor=mention(ctx.actor))
    return mine


@command("back", who=_MENTOR, examples=("back",))
def back(ctx: Ctx) -> Outcome:
    """Be there again, and hear what happened meanwhile. What waited for it comes with the next working hours."""
    me, mine = ctx.me(), _mine(ctx)
    told = [*absence.back(ctx, me), *(offering.freed(ctx, me) if mine.absent else [])]
    parts = absence.summary(ctx, me)
    key = absence.welcome(mine) if mine.away_since is not None else "back-already"
    return answer(key, parts=parts, actions=meanwhile.actions(ctx, me)), told


# Looking after an absent mentor's cases


@command("cover by", who=_MENTOR, examples=("cover by @bo",))
def cover_by(ctx: Ctx, colleague: Somebody) -> Outcome:
    """Ask a colleague to look after one's cases while one isn't there."""
    mine = _mine(ctx)
    if not mine.absent:
        raise Refused("cover-first-away", actions=(write("away", "until", "DATE"),))
    covering.may_cover(ctx, mine, colleague)
    if not mine.mentees:
        raise Refused("cover-no-cases")
    if mine.cover_asked is not None and mine.cover_asked.id == colleague.id:
        raise Refused("cover-asked-already", cover=mention(colleague))
    told = covering.arrange(ctx, mine, colleague)
    return answer("left-asked", count=mine.mentees, cover=mention(colleague)), told


@command("cover for", who=_MENTOR, examples=("cover for @ana",))
def cover_for(ctx: Ctx, colleague: Somebody) -> Outcome:
    """Look after a colleague's cases while they aren't there, as one was asked."""
    absent = _theirs(ctx, colleague)
    told = covering.accept(ctx, absent)
    parts = [covering.word("cover-until", absent), say("cover-how")]
    return answer("covering", mentor=mention(colleague), parts=parts, actions=(do("mentees"),)), told


@command("cover decline", who=_MENTOR, examples=("cover decline @ana",))
def cover_decline(ctx: Ctx, colleague: Somebody) -> Outcome:
    """Say no to looking after a colleague's cases; somebody else is asked at once."""
    covering.decline(ctx, _theirs(ctx, colleague))
    return answer("cover-declined", mentor=mention(colleague))


def _theirs(ctx: Ctx, colleague: Person) -> Mentor:
    absent = ctx.store.mentors.get(colleague) if colleague.id else None
    if absent is None:
        raise Refused("no-mentor", mentor=mention(colleague))
    return absent


# The clock


@due(BACK)
def returns(ctx: Ctx, row: Due) -> list[Effect]:
    """The day has come, or the morning on which they hear of it."""
    return absence.welcomed(ctx, row) if row.rung == TOLD else absence.returned(ctx, row)


@due(COVER)
def search(ctx: Ctx, row: Due) -> Outcome:
    """Somebody else is to be asked to look after an absent mentor's cases."""
    return covering.search(ctx, row)


@due(SILENT)
def silent(ctx: Ctx, row: Due) -> Outcome:
    """Reminder after reminder went unanswered."""
    return silence.ended(ctx, row)
