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
from bot.message import Many, Message, Table, Text, Value, say
from bot.parameters import Since
from bot.rollup import Moves, Reported

USUAL = timedelta(weeks=4)
ROWS = 12
"""Lines of each list, and rows of the table."""
NAMED = 20
"""Regions without an ambassador that are named."""


@command("overview", who=LEADS, examples=("overview", "overview EMEA", "overview since 2026-01-01"), reads=True)
def overview(ctx: Ctx, wanted: Since = "") -> Outcome:
    """What the whole programme did, by region: cases, reports, feedback, and where nobody is."""
    look = looking.look(ctx, wanted, looking.theirs(ctx))
    if look.since is None:
        first = own_day(ctx) - USUAL
        look = replace(look, first=first, since=instant(first, MIDNIGHT, working.zone_of(ctx, ctx.actor)))
    since = look.since or ctx.now
    seen = _seen(ctx, look, since)
    said = [*_by_region(ctx, seen), *_themes(ctx, look, since)]
    parts = [*_together(ctx, look, since, seen), *said, *_nobody(ctx, look, since), *_moves(ctx, seen)]
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

    @property
    def regions(self) -> set[int | None]:
        """Those of which something was reported."""
        return {each.region for each in self.reported}

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


def _by_region(ctx: Ctx, seen: _Seen) -> list[Message]:
    """What was reported and said, the busiest region first."""
    counts = {each: seen.reports(each) + seen.said.get(each, 0) for each in {*seen.said, *seen.regions}}
    busiest = sorted(counts, key=lambda each: (-counts[each], each or 0))
    lines: list[dict[str, Value]] = [
        {
            "region": telling.where(ctx, each),
            "events": seen.reports(each, Did.EVENT),
            "talks": seen.reports(each, Did.TALK),
            "help": seen.reports(each, Did.HELP),
            "feedback": seen.said.get(each, 0),
        }
        for each in busiest
    ]
    return _listed("overview-regions", "overview-region", lines)


def _themes(ctx: Ctx, look: Look, since: datetime) -> list[Message]:
    """Of what feedback speaks, and where, the most used theme first."""
    found = ctx.store.rollup.themes(look.regions, since, ROWS + 1)
    lines: list[dict[str, Value]] = [
        {"tag": f"#{each.tag}", "region": telling.where(ctx, each.region), "times": each.times} for each in found
    ]
    return _listed("overview-themes", "overview-theme", lines)


def _listed(title: str, line: str, lines: Sequence[dict[str, Value]]) -> list[Message]:
    """A title and its first lines; what is empty is left out."""
    if not lines:
        return []
    more = [say("overview-more")] if len(lines) > ROWS else []
    return [say(title), *(say(line, each) for each in lines[:ROWS]), *more]


def _nobody(ctx: Ctx, look: Look, since: datetime) -> list[Message]:
    """Where there is no ambassador, and what was asked for there."""
    there = [each for each in ctx.regions if look.regions is None or each.id in look.regions]
    held = ctx.store.rollup.ambassadors()
    alone = [each for each in rollup.without(ctx.regions, held) if each in there]
    gaps: list[dict[str, Value]] = [
        {"place": each.place, "region": where, "whole": int(where == each.place), "times": each.times}
        for each in ctx.store.rollup.gaps(look.regions, since, ROWS + 1)
        for where in (_lies_in(ctx, each.region),)
    ]
    asked = _listed("overview-gaps", "overview-gap", gaps)
    if not alone:
        return [say("overview-everywhere"), *asked]
    named = Many(tuple(each.name for each in alone[:NAMED]))
    return [say("overview-alone", count=len(alone), regions=named, more=max(len(alone) - NAMED, 0)), *asked]


def _lies_in(ctx: Ctx, region: int | None) -> Value:
    return telling.where(ctx, region) if region is not None else Text("look-outside")


def _moves(ctx: Ctx, seen: _Seen) -> list[Message]:
    """What cases did by region, the busiest first. It comes last: Slack's one table stands before what is behind it."""
    if not seen.moves:
        return []
    moves = sorted(seen.moves, key=lambda each: (-each.applied - each.thumbs_up - each.sponsored, each.region))
    rows = tuple(
        (telling.where(ctx, each.region), str(each.applied), str(each.thumbs_up), str(each.sponsored))
        for each in moves[:ROWS]
    )
    heads = ("head-region", "head-applied", "head-thumbs", "head-sponsored")
    if len(moves) > ROWS:
        return [Message("overview-moves-most", {"regions": len(moves), "most": ROWS}, table=Table(heads, rows))]
    return [Message("overview-moves", table=Table(heads, rows))]
