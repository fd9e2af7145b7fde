"""The programme at a glance: what cases did, what was reported and said, and where nobody is, region by region.

Rules of this file: it only looks, on the read engine. Coordinators see everything, leads their regions and those below.
Without a day it tells of the last four weeks. What each figure means stands in docs/digest.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import looking, rollup, telling, working
from bot.book import Did
from bot.command import LEADS, command
from bot.context import Ctx
from bot.days import own_day
from bot.effect import Outcome, answer
from bot.hours import MIDNIGHT, instant
from bot.looking import Look
from bot.message import Many, Message, Table, Value, say
from bot.parameters import Since
from bot.rollup import Moves, Reported

USUAL = timedelta(weeks=4)
ROWS = 12
"""Rows of each table."""
NAMED = 20
"""Regions without an ambassador, and places asked for, that are named."""


@command("overview", who=LEADS, examples=("overview", "overview EMEA", "overview since 2026-01-01"), reads=True)
def overview(ctx: Ctx, wanted: Since = "") -> Outcome:
    """What the whole programme did, by region: cases, reports, feedback, and where nobody is."""
    look = looking.look(ctx, wanted, looking.theirs(ctx))
    if look.since is None:
        first = own_day(ctx) - USUAL
        look = replace(look, first=first, since=instant(first, MIDNIGHT, working.zone_of(ctx, ctx.actor)))
    since = look.since or ctx.now
    seen = _seen(ctx, look, since)
    parts = [*_together(ctx, look, since, seen), *_tables(ctx, look, since, seen), *_nobody(ctx, look, since)]
    actions = [
        look.typed("feedback csv", "do-feedback-csv"),
        look.typed("reports csv", "do-reports-csv"),
        look.typed("feedback list", "do-feedback-list"),
        look.typed("reports", "do-reports"),
    ]
    return answer("overview", look.said, parts=parts, actions=actions)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was counted."""

    moves: Sequence[Moves]
    reported: Sequence[Reported]
    said: dict[int | None, int]

    def reports(self, region: int | None, kind: Did | None = None) -> int:
        """Reports of a region: of a kind, or all."""
        return sum(each.times for each in self.reported if each.region == region and kind in (None, each.kind))


def _seen(ctx: Ctx, look: Look, since: datetime) -> _Seen:
    counts = ctx.store.rollup
    moves, reported = counts.moves(look.regions, since), counts.reported(look.regions, since)
    return _Seen(moves, reported, dict(counts.said(look.regions, since)))


def _together(ctx: Ctx, look: Look, since: datetime, seen: _Seen) -> list[Message]:
    """All regions in a line each."""
    cases: dict[str, Value] = {
        "applied": sum(each.applied for each in seen.moves),
        "thumbs": sum(each.thumbs_up for each in seen.moves),
        "sponsored": sum(each.sponsored for each in seen.moves),
    }
    said: dict[str, Value] = {
        "reports": sum(each.times for each in seen.reported),
        "feedback": sum(seen.said.values()),
        "thanks": ctx.store.rollup.thanks(look.regions, since),
    }
    return [say("overview-cases", cases), say("overview-said", said)]


def _tables(ctx: Ctx, look: Look, since: datetime, seen: _Seen) -> list[Message]:
    """By region, the busiest first, and by theme; what is empty is left out."""
    moves = sorted(seen.moves, key=lambda each: (-each.applied - each.thumbs_up - each.sponsored, each.region))
    cases = [
        (telling.where(ctx, each.region), str(each.applied), str(each.thumbs_up), str(each.sponsored)) for each in moves
    ]
    regions = sorted({each.region for each in seen.reported}, key=lambda each: (-seen.reports(each), each or 0))
    reported = [
        (telling.where(ctx, each), *(str(seen.reports(each, kind)) for kind in (Did.EVENT, Did.TALK, Did.HELP)))
        for each in regions
    ]
    themes = [
        (f"#{each.tag}", telling.where(ctx, each.region), str(each.times))
        for each in ctx.store.rollup.themes(look.regions, since, ROWS + 1)
    ]
    said = [
        (telling.where(ctx, region), str(times))
        for region, times in sorted(seen.said.items(), key=lambda each: (-each[1], each[0] or 0))
    ]
    return [
        *_table("overview-moves", ("head-region", "head-applied", "head-thumbs", "head-sponsored"), cases),
        *_table("overview-reports", ("head-region", "head-events", "head-talks", "head-help"), reported),
        *_table("overview-feedback", ("head-region", "head-times"), said),
        *_table("overview-themes", ("head-theme", "head-region", "head-times"), themes),
    ]


def _table(key: str, heads: tuple[str, ...], rows: Sequence[tuple[Value, ...]]) -> list[Message]:
    if not rows:
        return []
    more = [say("overview-more")] if len(rows) > ROWS else []
    return [Message(key, table=Table(heads, tuple(rows[:ROWS]))), *more]


def _nobody(ctx: Ctx, look: Look, since: datetime) -> list[Message]:
    """Where there is no ambassador, and what was asked for there."""
    there = [each for each in ctx.regions if look.regions is None or each.id in look.regions]
    held = ctx.store.rollup.ambassadors()
    alone = [each for each in rollup.without(ctx.regions, held) if each in there]
    gaps = ctx.store.rollup.gaps(look.regions, since, NAMED)
    found = []
    if alone:
        named = Many(tuple(each.name for each in alone[:NAMED]))
        found.append(say("overview-alone", count=len(alone), regions=named, more=max(len(alone) - NAMED, 0)))
    else:
        found.append(say("overview-everywhere"))
    if gaps:
        rows = tuple((each.place, telling.where(ctx, each.region), str(each.times)) for each in gaps)
        found.append(Message("overview-gaps", table=Table(("head-place", "head-nearest", "head-times"), rows)))
    return found
