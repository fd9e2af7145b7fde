"""The digest of a region's week: told when it is due, looked at, sent and paused by whoever answers for the region.

Rules of this file: leads look after their regions and those below, coordinators after everything. What is sent by hand
takes the place of that week's: nobody reads two. The digest of one's own queue is another thing (``digest.py``).
"""

from dataclasses import replace

from bot import week_words, weekly, weeks
from bot.clock import local_day
from bot.command import LEADS, command, due
from bot.context import Ctx
from bot.due import WEEK, Due
from bot.effect import Answer, Outcome, answer
from bot.errors import Refused
from bot.facts import Span
from bot.message import Day, Many, Value, When, do, say
from bot.model import Region, Role
from bot.parameters import Some, Until
from bot.told import Outcome as Ending
from bot.told import Telling
from bot.weekly import ALL, Circle


@due(WEEK)
def tell(ctx: Ctx, row: Due) -> Outcome:
    """A region's week, or the programme's, where its time has come."""
    region = next((each for each in ctx.regions if str(each.id) == row.key), None)
    if (region is None and row.key != ALL) or not ctx.config.digest.send:
        ctx.store.dues.remove([row])  # a start brings it back, where there is something to tell
        return None
    read_by = weekly.circle(ctx, region)
    ripe = weekly.ripe(ctx, read_by, row)
    if ripe is None:
        return None
    effects = _told(ctx, read_by, ripe) if read_by.rooms and not _paused(ctx, read_by) else []
    weekly.follow(ctx, read_by, ripe.week, late=ripe.late is not None)
    return effects


def _told(ctx: Ctx, read_by: Circle, ripe: weekly.Ripe) -> Outcome:
    span = weekly.untold(ctx, read_by, ripe.late)
    said = week_words.digest(ctx, read_by, span, ripe.late)
    outcome = Ending.SENT if said.news else weekly.quiet(ctx, read_by)
    weekly.write(ctx, read_by, ripe.week, span, outcome)
    if outcome is Ending.SENT:
        return week_words.effects(read_by, ripe.week, said)
    return week_words.line(ctx, read_by, ripe.week, span) if outcome is Ending.LINE else []


def _paused(ctx: Ctx, read_by: Circle) -> bool:
    return read_by.paused is not None and ctx.now < read_by.paused


@command("digest preview", who=LEADS, examples=("digest preview", "digest preview EMEA"), reads=True)
def preview(ctx: Ctx, region: Some = None) -> Outcome:
    """What a region's digest would say now; without one, the programme's."""
    read_by = _asked_for(ctx, region)
    span = weekly.untold(ctx, read_by)
    said = week_words.digest(ctx, read_by, span)
    next_at = When(weekly.next_at(ctx, read_by), read_by.zone)
    facts: dict[str, Value] = {"where": _where(ctx, read_by), "next": next_at}
    if not said.news:
        return _nothing_new(ctx, read_by, span, facts)
    parts = [replace(said.first, actions=())]
    if said.thread is not None or said.chart is not None:
        parts.append(say("digest-preview-thread"))
    parts += [replace(each, file=None) for each in (said.thread, said.chart) if each is not None]
    head = say("digest-preview", facts, rooms=len(read_by.rooms))
    actions = (do("digest send", *_name(read_by)),) if read_by.rooms else ()
    return Answer(replace(head, parts=tuple(parts), actions=actions))


def _nothing_new(ctx: Ctx, read_by: Circle, span: Span, facts: dict[str, Value]) -> Outcome:
    """A preview of an empty week: of its single line, where it would have one."""
    since = Day(local_day(span.since, read_by.zone))
    if not read_by.rooms or weekly.quiet(ctx, read_by) is Ending.SILENT:
        return answer("digest-preview-empty", facts, since=since, rooms=len(read_by.rooms))
    week = weeks.week_of(ctx.now, read_by.zone)
    return answer("digest-preview-line", facts, since=since, parts=[week_words.empty(ctx, read_by, week, span)])


@command("digest send", who=LEADS, examples=("digest send EMEA", "digest send"))
def send(ctx: Ctx, region: Some = None) -> Outcome:
    """Tell a region's week now, in place of this week's; without a region, the programme's."""
    read_by = _asked_for(ctx, region)
    here = _where(ctx, read_by)
    if not read_by.rooms:
        raise Refused("digest-no-rooms", where=here)
    week, last = weeks.week_of(ctx.now, read_by.zone), ctx.store.told.last(read_by.id, ctx.now, 1)
    if ctx.store.told.has(read_by.of(week)):
        raise _over(ctx, read_by, last[0] if last else None)
    span = weekly.untold(ctx, read_by)
    said = week_words.digest(ctx, read_by, span)
    weekly.write(ctx, read_by, week, span, Ending.SENT if said.news else Ending.LINE)
    weekly.follow(ctx, read_by, week)
    effects = week_words.effects(read_by, week, said) if said.news else week_words.line(ctx, read_by, week, span)
    next_at = weekly.next_at(ctx, read_by)
    return answer("digest-sent", where=here, next=When(next_at, read_by.zone)), effects


def _over(ctx: Ctx, read_by: Circle, last: Telling | None) -> Refused:
    """Its week was told, or passed over because nothing had happened."""
    when, next_at = last.at if last is not None else ctx.now, weekly.next_at(ctx, read_by)
    said: dict[str, Value] = {"where": _where(ctx, read_by)}
    said |= {"when": When(when, read_by.zone), "next": When(next_at, read_by.zone)}
    look = do("digest preview", *_name(read_by))
    if last is not None and last.outcome is Ending.SILENT:
        return Refused("digest-left-out", said, actions=(look,))
    return Refused("digest-sent-already", said, actions=(look,))


@command("digest pause", who=LEADS, examples=("digest pause EMEA until 2027-01-07", "digest pause until 2027-01-07"))
def pause(ctx: Ctx, region: Some = None, *, until: Until) -> Outcome:
    """Tell nothing of a region's week before a day; without a region, of the programme's."""
    read_by = _asked_for(ctx, region)
    read_by = weekly.pause(ctx, read_by.region, until)
    next_at = When(weekly.next_at(ctx, read_by), read_by.zone)
    resume_it = do("digest resume", *_name(read_by))
    facts: dict[str, Value] = {"where": _where(ctx, read_by), "next": next_at, "rooms": len(read_by.rooms)}
    return answer("digest-paused", facts, until=Day(until), actions=(resume_it,))


@command("digest resume", who=LEADS, examples=("digest resume EMEA", "digest resume"))
def resume(ctx: Ctx, region: Some = None) -> Outcome:
    """Tell it again."""
    read_by = _asked_for(ctx, region)
    was = _paused(ctx, read_by)
    if was:
        read_by = weekly.pause(ctx, read_by.region, None)
    next_at = When(weekly.next_at(ctx, read_by), read_by.zone)
    facts: dict[str, Value] = {"where": _where(ctx, read_by), "next": next_at, "rooms": len(read_by.rooms)}
    if not was:
        raise Refused("digest-not-paused", facts)
    return answer("digest-resumed", facts)


def _asked_for(ctx: Ctx, region: Region | None) -> Circle:
    """The region that is meant, of those that they answer for. Raises Refused."""
    if not ctx.config.digest.send:
        raise Refused("digest-off-here")
    if Role.COORDINATOR in ctx.actor.roles:
        return weekly.circle(ctx, region)
    theirs = weekly.below(ctx.regions, ctx.actor.leads)
    if region is None:
        own = [each for each in ctx.regions if each.id in ctx.actor.leads]
        if len(own) != 1:
            raise Refused("digest-which", regions=Many(tuple(each.name for each in own)))
        region = own[0]
    if region.id not in theirs:
        raise Refused("digest-not-yours", where=region.name)
    return weekly.circle(ctx, region)


def _where(ctx: Ctx, read_by: Circle) -> str:
    return read_by.region.name if read_by.region is not None else ctx.config.programme.name


def _name(read_by: Circle) -> list[str]:
    """What names it in a command."""
    name = read_by.region.name if read_by.region is not None else ""
    return ([f'"{name}"'] if " " in name else [name]) if name else []
