"""Reports: an ambassador tells what they did, an event, a talk or help, and corrects or takes back what they wrote.

Rules of this file: what is written is kept at once; what isn't known of it (which of several regions, what kind) is
asked behind it, with a tap. Nobody changes what somebody else wrote; coordinators may take it away, with a reason.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import book, home, kinds, telling, week_words
from bot.book import Did, Report, Which
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.message import Action, Message, Words, do, say, write
from bot.model import Region, Role
from bot.parameters import Doing, Number, Page, Place, Reason, Sentence, Yes
from bot.typed import key

PAGE = 8


@command(
    "report",
    who=(Role.AMBASSADOR,),
    examples=("report talk Maps for newcomers at FOSDEM, 40 people", "report Helped two schools to draw their town"),
)
def report(ctx: Ctx, text: Sentence) -> Outcome:
    """Tell what one did: an event, a talk, or help for somebody."""
    named, words = kinds.read(text)
    if named is not None and not words:
        raise Refused("report-nothing", kind=named.value)
    telling.fits(words, book.REPORT)
    me, theirs = ctx.me(), home.ambassador_in(ctx)
    mine = Which(since=ctx.now - book.DAY, person=me.id)
    telling.enough(ctx.store.week.reports(mine, 0, 1)[1], "report-enough")
    region = home.meant(ctx, theirs)
    number = region.id if region is not None else None
    kept = ctx.store.week.report(me, number, named or kinds.guessed(words), words, ctx.now)
    asks = _asks(kept, theirs) if region is None else []
    places = _places(kept, theirs) if region is None else []
    return answer("report-kept", telling.of_report(ctx, kept), parts=asks, actions=[*places, *_ways(kept)])


def _asks(kept: Report, theirs: Sequence[Region]) -> list[Message]:
    return [say("report-where", number=kept.number)] if theirs else []


def _places(kept: Report, theirs: Sequence[Region]) -> list[Action]:
    """Each of somebody's regions."""
    return [Action("do-report-region", f'report region {kept.number} "{each.name}"', name=each.name) for each in theirs]


def _ways(kept: Report) -> list[Action]:
    """What can be done about a report of one's own."""
    others = [Action(f"do-report-{each}", f"report kind {kept.number} {each}") for each in Did if each is not kept.kind]
    return [*others, do("report delete", kept.number), write("report edit", kept.number, "TEXT")]


@command("report kind", who=(Role.AMBASSADOR,), examples=("report kind 3 talk",))
def kind(ctx: Ctx, number: Number, what: Doing) -> Outcome:
    """Say what a report of one's own is about: an event, a talk, or help."""
    mine, word = _mine(ctx, number), key(what).rstrip(".!?")
    if word not in set(Did):
        raise Refused("report-no-kind", typed=Words(what[:40]), number=mine.number)
    return _changed(ctx, replace(mine, kind=Did(word)))


@command("report region", who=(Role.AMBASSADOR,), examples=("report region 3 EMEA",))
def region_(ctx: Ctx, number: Number, region: Place) -> Outcome:
    """Say in which of one's own regions it was."""
    mine, theirs = _mine(ctx, number), home.ambassador_in(ctx)
    if region.id not in home.below(ctx.regions, [each.id for each in theirs]):
        raise Refused("report-not-there", region=region.name, actions=_places(mine, theirs))
    return _changed(ctx, replace(mine, region=region.id))


@command("report edit", who=(Role.AMBASSADOR,), examples=("report edit 3 Maps for newcomers at FOSDEM, 60 people",))
def edit(ctx: Ctx, number: Number, text: Sentence) -> Outcome:
    """Write a report of one's own anew."""
    mine = _mine(ctx, number)
    named, words = kinds.read(text)
    if not words:
        raise Refused("report-nothing", kind=(named or mine.kind).value)
    week_words.take_back(ctx, "digest-report", mine.words)
    return _changed(ctx, replace(mine, words=telling.fits(words, book.REPORT), kind=named or mine.kind))


def _changed(ctx: Ctx, changed: Report) -> Outcome:
    kept = replace(changed, edited_at=ctx.now)
    ctx.store.week.save_report(kept)
    return answer("report-changed", telling.of_report(ctx, kept), actions=_ways(kept))


@command(
    "report delete",
    who=(Role.AMBASSADOR, Role.COORDINATOR),
    examples=("report delete 3", "report delete 3 yes", "report delete 3 yes It names a child"),
)
def delete(ctx: Ctx, number: Number, sure: Yes = False, reason: Reason = "") -> Outcome:
    """Take a report of one's own back. Coordinators may take anybody's away, with a reason that its author reads."""
    found = ctx.store.week.the_report(number)
    if found is None or not (found.person.id == ctx.actor.id or Role.COORDINATOR in ctx.actor.roles):
        raise _none(ctx, number)
    goes, said = telling.removal(ctx, found, sure=sure, reason=reason)
    if goes:
        ctx.store.week.drop_report(number)
        week_words.take_back(ctx, "digest-report", found.words)
    return said


@command("reports mine", who=(Role.AMBASSADOR,), examples=("reports mine", "reports mine 2"), reads=True)
def mine(ctx: Ctx, page: Page = 1) -> Outcome:
    """The reports that one wrote, with their numbers."""
    page = max(page, 1)
    found, many = ctx.store.week.reports(Which(person=ctx.actor.id), (page - 1) * PAGE, PAGE)
    if not found:
        raise Refused("reports-none-mine" if page == 1 else "page-past-end", page=page, actions=_first(page))
    lines = [say("report-line-mine", telling.of_report(ctx, each)) for each in found]
    more = [do("reports mine", str(page + 1), label="do-next-page")] if many > page * PAGE else []
    return answer("reports-mine", count=many, parts=[*lines, say("reports-mine-how")], actions=more)


def _first(page: int) -> tuple[Action, ...]:
    return (do("reports mine"),) if page > 1 else ()


def _mine(ctx: Ctx, number: int) -> Report:
    """A report of one's own. Raises Refused."""
    found = ctx.store.week.the_report(number)
    if found is None or not ctx.actor.id or found.person.id != ctx.actor.id:
        raise _none(ctx, number)
    return found


def _none(ctx: Ctx, number: int) -> Refused:
    if Role.AMBASSADOR not in ctx.actor.roles:
        return Refused("report-none", number=str(number), actions=(do("reports"),))
    return Refused("report-not-theirs", number=str(number), actions=(do("reports mine"),))
