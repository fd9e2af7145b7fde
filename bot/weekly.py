"""Whose week is told, where and when; and the row of due work that remembers the next one.

Rules of this file: there is one row a region, and one for the whole programme (``ALL``); its rung is the week that is
to come. A week is told in the transaction that writes its key and moves the row on, so it is told once, whatever
stops in between and however many processes there are. Whatever makes a region, or changes its time, its zone or where
it hangs, calls ``moved``; what removes one removes its row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import weeks, working
from bot.address import Room
from bot.clock import local_day
from bot.context import Ctx
from bot.digest_time import Slot, Unreadable, read
from bot.due import WEEK, Due
from bot.facts import Regions, Span
from bot.hours import Hours
from bot.model import Region
from bot.ports import Store
from bot.settings import Core
from bot.told import Outcome, Telling
from bot.weeks import Turn

ALL = "all"
"""The key of the row of the whole programme."""
BEGIN = "begin"
"""The rung of a row whose first week isn't known yet."""
LATE = timedelta(hours=1)
"""How long after its time a week is told without a word about it."""
QUIET = 3
"""So many weeks without anything are passed over; of the next one that is empty a line tells."""
_PAUSED = "week paused:all"
"""The mark of the instant until which the programme's week isn't told."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who reads about what: a region with all below it; ``region`` None: the whole programme.

    ``locale``: their language, where a region names one. ``hours``: in which waiting there is counted.
    """

    region: Region | None
    regions: Regions
    rooms: tuple[Room, ...]
    locale: str | None
    hours: Hours
    slot: Slot
    paused: datetime | None

    @property
    def key(self) -> str:
        """The key of its row."""
        return str(self.region.id) if self.region is not None else ALL

    @property
    def id(self) -> int | None:
        """The region's."""
        return self.region.id if self.region is not None else None

    @property
    def zone(self) -> str:
        """The one on whose clocks its time is."""
        return self.hours.zone

    def of(self, week: str) -> str:
        """The key of a week of it."""
        return f"{self.key}:{week}"


def circle(ctx: Ctx, region: Region | None) -> Circle:
    """Those who read about a region."""
    hours = working.hours_in(ctx, region)
    if region is None:
        paused = ctx.store.marks.last(_PAUSED)
        return Circle(None, None, _everywhere(ctx), None, hours, ctx.config.digest.slot, paused)
    day = ctx.store.told.paused(region.id)
    until = weeks.day_begins(day, hours.zone) if day is not None else None
    slot = _slot(region.digest, ctx.config)
    return Circle(region, below(ctx.regions, [region.id]), region.channels, _locale(ctx, region), hours, slot, until)


def below(regions: Iterable[Region], roots: Iterable[int]) -> frozenset[int]:
    """The ids of regions and of all below them."""
    children: dict[int | None, list[int]] = {}
    for each in regions:
        children.setdefault(each.parent, []).append(each.id)
    found: set[int] = set()
    left = list(roots)
    while left:
        at = left.pop()
        if at not in found:
            found.add(at)
            left += children.get(at, ())
    return frozenset(found)


def _everywhere(ctx: Ctx) -> tuple[Room, ...]:
    """Where the programme's week is told: not where one region that is all of it tells the same."""
    rooms = ctx.config.digest.channels or ctx.config.programme.ambassadors_channels
    roots = [each for each in ctx.regions if each.parent is None]
    said = set(roots[0].channels) if len(roots) == 1 else set()
    return tuple(room for room in rooms if room not in said)


def _locale(ctx: Ctx, region: Region) -> str | None:
    by_id = {each.id: each for each in ctx.regions}
    seen: set[int] = set()
    at: Region | None = region
    while at is not None and at.id not in seen:
        if at.language is not None:
            return at.language
        seen.add(at.id)
        at = by_id.get(at.parent or 0)
    return None


def _slot(written: str | None, config: Core) -> Slot:
    try:
        return read(written) if written is not None else config.digest.slot
    except Unreadable:  # only something else than this bot writes that
        return config.digest.slot


# The row


def begin_all(store: Store, now: datetime) -> None:
    """Every region, and the programme, has a row from now on: the next tick finds its first week."""
    for region in store.told.unplanned():
        begin(store, str(region), now)
    if store.dues.get(WEEK, ALL) is None:
        begin(store, ALL, now)


def begin(store: Store, key: str, now: datetime) -> None:
    """Whoever reads a week under that key does so from now on."""
    store.dues.put(WEEK, key, now, since=now, rung=BEGIN)


def moved(ctx: Ctx, regions: Sequence[Region | None]) -> None:
    """These are new, or have another time or zone: their week that is to come stays the same. None: the programme."""
    for region in regions if ctx.config.digest.send else ():
        read_by = circle(ctx, region)
        row = ctx.store.dues.get(WEEK, read_by.key)
        if row is None or row.rung == BEGIN:
            begin(ctx.store, read_by.key, ctx.now)
            continue
        if not _sound(read_by, row, ctx.now):
            plan(ctx, read_by, weeks.first(ctx.now, read_by.slot, read_by.zone))
        else:
            plan(ctx, read_by, weeks.moved(row.rung, ctx.now, read_by.slot, read_by.zone))


def plan(ctx: Ctx, read_by: Circle, turn: Turn) -> datetime:
    """Make a week due, or the first behind it that wasn't told yet. Returns when."""
    while ctx.store.told.has(read_by.of(turn.week)):  # a clock that was ahead told it
        turn = weeks.next_after(turn.week, ctx.now, read_by.slot, read_by.zone)
    ctx.store.dues.put(WEEK, read_by.key, turn.at, since=ctx.now, rung=turn.week)
    return turn.at


def follow(ctx: Ctx, read_by: Circle, week: str, *, late: bool = False) -> datetime:
    """Make the next week due behind one that is over. Returns when."""
    from_when = ctx.now + weeks.APART if late else ctx.now
    return plan(ctx, read_by, weeks.next_after(week, from_when, read_by.slot, read_by.zone))


def _sound(read_by: Circle, row: Due, now: datetime) -> bool:
    """Whether a row is of a week that can be near."""
    return weeks.slot_of(row.rung, read_by.slot, read_by.zone) - now <= weeks.AHEAD


# What a row that is due means


@dataclass(frozen=True, slots=True)
class Ripe:
    """A week that is to be told now; ``late``: when it should have been."""

    week: str
    late: datetime | None


def ripe(ctx: Ctx, read_by: Circle, row: Due) -> Ripe | None:
    """What to tell for a row that is due; None: nothing yet, and the row stands for what comes."""
    slot, zone = read_by.slot, read_by.zone
    if row.rung == BEGIN or not _sound(read_by, row, ctx.now):
        begun = min(row.since, ctx.now) if row.rung == BEGIN else ctx.now
        plan(ctx, read_by, weeks.first(begun, slot, zone))
        return None
    due = max(weeks.slot_of(row.rung, slot, zone), row.since) if row.since <= ctx.now else row.due_at
    if weeks.slot_of(row.rung, slot, zone) > ctx.now:  # a clock that was set brought it too soon
        plan(ctx, read_by, weeks.moved(row.rung, ctx.now, slot, zone))
        return None
    week = weeks.passed(row.rung, ctx.now, slot, zone)
    late = due if ctx.now - due > LATE else None
    if ctx.store.told.has(read_by.of(week)):
        follow(ctx, read_by, week)
        return None
    return Ripe(week, late)


def untold(ctx: Ctx, read_by: Circle, due: datetime | None = None) -> Span:
    """What wasn't told yet: what came since the last; where none were ever told, since a week before the first was
    ``due``."""
    told = ctx.store.told.last(read_by.id, ctx.now, 1)
    if not told:
        return Span((due or ctx.now) - timedelta(days=7), ctx.now)
    return Span(told[0].at, ctx.now, told[0].seen)


def quiet(ctx: Ctx, read_by: Circle) -> Outcome:
    """What becomes of an empty week."""
    told = ctx.store.told.last(read_by.id, ctx.now, QUIET)
    silent = len(told) == QUIET and all(each.outcome is Outcome.SILENT for each in told)
    return Outcome.LINE if silent else Outcome.SILENT


def write(ctx: Ctx, read_by: Circle, week: str, span: Span, outcome: Outcome) -> None:
    """A week is over, with the facts of that span."""
    telling = Telling(read_by.of(week), span.since, span.until, outcome, ctx.store.facts.seen())
    ctx.store.told.write(read_by.id, telling)


# Pauses


def pause(ctx: Ctx, region: Region | None, until: date | None) -> Circle:
    """Tell nothing before a day begins there; None: go on. Returns them as they are now."""
    if region is not None:
        ctx.store.told.pause(region.id, until)
    else:
        zone = ctx.config.programme.time_zone
        ctx.store.marks.touch(_PAUSED, weeks.day_begins(until, zone) if until is not None else ctx.now)
    return circle(ctx, region)


def next_at(ctx: Ctx, read_by: Circle) -> datetime:
    """When the next week is told, as everything stands: by its time and zone of now, even before the row has moved."""
    row = ctx.store.dues.get(WEEK, read_by.key)
    slot, zone = read_by.slot, read_by.zone
    if row is None or row.rung == BEGIN or not _sound(read_by, row, ctx.now):
        turn = weeks.first(ctx.now, slot, zone)
    else:
        turn = weeks.moved(row.rung, ctx.now, slot, zone)
    while read_by.paused is not None and turn.at < read_by.paused:
        turn = weeks.next_after(turn.week, max(turn.at, ctx.now), slot, zone)
    return turn.at


def today(ctx: Ctx, read_by: Circle) -> date:
    """The day that it is where they are."""
    return local_day(ctx.now, read_by.zone)
