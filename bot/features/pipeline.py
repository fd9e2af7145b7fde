"""The pipeline: where all cases stand, how long they wait, who has how many, and which of them are stuck.

Rules of this file: it only looks, on the read engine, and loads no more than it shows. Coordinators see everything,
leads their regions and those below. What each figure means stands in docs/mentors.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot import casework, census, responsible
from bot.casework import may
from bot.census import Load, Stuck
from bot.command import LEADS, command
from bot.context import Ctx
from bot.effect import Answer, Outcome, answer
from bot.errors import Refused
from bot.message import Action, Day, Lasting, Many, Message, Table, Text, ToType, Value, do, say
from bot.model import OPEN, Case, Region, Role, State
from bot.parameters import Scope, mention
from bot.ports import COUNTED
from bot.regions import no_region, region_at_front
from bot.responsible import By
from bot.typed import Reader, number

PAGE = 8
_ALONE = (By.ASKED, By.MENTOR, By.COVER, By.CANDIDATE)
"""As what one person alone is responsible, whom it names."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: a region by its name, or all that is theirs; the ids of its regions (None: every)."""

    region: Region | None
    regions: Collection[int] | None
    page: int

    @property
    def where(self) -> Value:
        """Its name."""
        everything = "pipeline-everything" if self.regions is None else "pipeline-yours"
        return self.region.name if self.region is not None else Text(everything)

    def typed(self, command: str, page: int = 1) -> Action:
        """What shows a page of a view of the same."""
        name = [f'"{self.region.name}"' if " " in self.region.name else self.region.name] if self.region else []
        label = "do-next-page" if page > 1 else f"do-{command.replace(' ', '-')}"
        return Action(label, " ".join([command, *name, *([str(page)] if page > 1 else [])]))


@command("pipeline", who=LEADS, examples=("pipeline", "pipeline EMEA", "pipeline EMEA 2"), reads=True)
def pipeline(ctx: Ctx, wanted: Scope = "") -> Outcome:
    """Where all cases stand: states, ages, waits, load, and what is stuck."""
    view = _view(ctx, wanted)
    stuck, many = _stuck(ctx, view)
    lines = [say("pipeline-line", _said(ctx, each, case)) for each, case in stuck]
    parts = [*_figures(ctx, view), _title(many), *lines]
    return answer("pipeline", where=view.where, parts=parts, actions=_ways(view, many, "pipeline", "pipeline table"))


@command("pipeline table", who=LEADS, examples=("pipeline table", "pipeline table EMEA"), reads=True)
def table(ctx: Ctx, wanted: Scope = "") -> Outcome:
    """The same, with what is stuck as a table."""
    view = _view(ctx, wanted)
    stuck, many = _stuck(ctx, view)
    parts = [*_figures(ctx, view)]
    if stuck:
        heads = ("head-case", "head-turn", "head-for", "head-next")
        rows = tuple(_row(_said(ctx, each, case)) for each, case in stuck)
        parts.append(Message("pipeline-stuck", {"cases": many}, table=Table(heads, rows)))
    else:
        parts.append(_title(many))
    return answer("pipeline", where=view.where, parts=parts, actions=_ways(view, many, "pipeline table", "pipeline"))


@command("pipeline load", who=LEADS, examples=("pipeline load", "pipeline load EMEA"), reads=True)
def load(ctx: Ctx, wanted: Scope = "") -> Outcome:
    """How many cases each mentor has and would take, and who is away until when; fullest first."""
    view = _view(ctx, wanted)
    loads = ctx.store.census.load(view.regions, (view.page - 1) * PAGE, PAGE)
    if not loads:
        raise Refused("pipeline-no-mentors", where=view.where, actions=(view.typed("pipeline"),))
    heads = ("head-mentor", "head-has", "head-takes", "head-there")
    rows = tuple(
        (mention(each.person), str(each.mentees), str(each.capacity), _presence(each)) for each in loads
    )  # figures as text: a number would be grouped
    more = ctx.store.census.loads(view.regions).mentors > view.page * PAGE
    actions = [view.typed("pipeline load", view.page + 1)] if more else []
    actions.append(view.typed("pipeline"))
    return Answer(Message("pipeline-loads", {"where": view.where}, (), tuple(actions), Table(heads, rows)))


def _presence(load: Load) -> Value:
    if load.absence is None:
        return Text("pipeline-there")
    return Day(load.back) if load.back is not None else Text("pipeline-away")


# What is looked at


def _view(ctx: Ctx, wanted: str) -> View:
    """Raises Refused for a region that isn't theirs, or isn't there."""
    reader = Reader(wanted)
    region = None
    if reader.left and number(reader.left.split()[0], COUNTED) is None:
        region = region_at_front(ctx.regions, reader)
        if region is None:
            raise no_region(ctx.regions, reader.word() or "")
    page = number(reader.word() or "1", COUNTED)
    if page is None or reader.left:
        raise Refused("pipeline-what", actions=(do("pipeline"),))
    theirs = None if Role.COORDINATOR in ctx.actor.roles else casework.downwards(ctx, ctx.actor.leads)
    if region is None:
        return View(None, theirs, max(page, 1))
    if theirs is not None and region.id not in theirs:
        raise Refused("pipeline-not-yours", where=region.name, actions=(do("pipeline"),))
    return View(region, casework.downwards(ctx, {region.id}), max(page, 1))


# Figures


def _figures(ctx: Ctx, view: View) -> list[Message]:
    """On the first page: all but what is stuck."""
    if view.page > 1:
        return []
    tallies = [each for each in ctx.store.census.tallies() if view.regions is None or each.region in view.regions]
    counted = {state: sum(each.cases for each in tallies if each.state is state) for state in (State.DRAFT, *OPEN)}
    lines = [_state(ctx, view, state, counted[state]) for state in OPEN]
    drafts = [say("pipeline-drafts", cases=counted[State.DRAFT])] if view.regions is None else []
    return [*drafts, *lines, _wait(ctx, view), _load(ctx, view), _nobody(ctx, view)]


def _state(ctx: Ctx, view: View, state: State, cases: int) -> Message:
    said: dict[str, Value] = {"state": Text(f"state-{state.value.replace(' ', '-')}"), "cases": cases}
    first = ctx.store.census.since(state, view.regions, 0) if cases else None
    half = ctx.store.census.since(state, view.regions, (cases - 1) // 2) if cases > 1 else None
    if first is None:
        return say("pipeline-none", said)
    said["longest"] = Lasting(int((ctx.now - first).total_seconds()))
    if half is None:
        return say("pipeline-one", said)
    return say("pipeline-state", said, median=Lasting(int((ctx.now - half).total_seconds())))


def _wait(ctx: Ctx, view: View) -> Message:
    """Of several regions of a lead's that have nothing above them in common, the first's."""
    root = view.region.id if view.region is not None else min(ctx.actor.leads, default=None)
    found = census.wait(ctx.store.census.handed_in(root if view.regions is not None else None), ctx.now)
    if found is None:
        return say("pipeline-wait-few")
    return say("pipeline-wait-longer" if found.longer else "pipeline-wait", median=Lasting(found.seconds))


def _load(ctx: Ctx, view: View) -> Message:
    loads = ctx.store.census.loads(view.regions)
    if not loads.mentors:
        return say("pipeline-load-nobody")
    away = loads.mentors - loads.there
    return say("pipeline-load", mentors=loads.mentors, away=away, mentees=loads.mentees, places=loads.places)


def _nobody(ctx: Ctx, view: View) -> Message:
    found = ctx.store.census.nobody(ctx.config.sponsoring.policy, view.regions)
    if not found.cases:
        return say("pipeline-all-somebody")
    return say("pipeline-nobody", cases=found.cases, numbers=Many(tuple(f"#{each}" for each in found.first)))


# What is stuck


def _stuck(ctx: Ctx, view: View) -> tuple[list[tuple[Stuck, Case]], int]:
    """A page of them, and how many there are. Raises Refused behind the last page."""
    found, many = ctx.store.census.stuck(view.regions, ctx.now, (view.page - 1) * PAGE, PAGE)
    if not found and view.page > 1:
        raise Refused("pipeline-past-end", page=view.page, actions=(view.typed("pipeline"),))
    there = [(each, ctx.store.cases.get(each.case)) for each in found]
    return [(each, case) for each, case in there if case is not None], many


def _title(many: int) -> Message:
    return say("pipeline-stuck", cases=many) if many else say("pipeline-nothing-stuck")


def _said(ctx: Ctx, stuck: Stuck, case: Case) -> dict[str, Value]:
    """What is told of a stuck case: whose turn it is, since when, why it is here, and what to type next."""
    by = None
    turn: Value = Text("pipeline-pool")
    if case.state is not State.APPLIED or case.asked is not None:
        found = responsible.of(ctx, case)
        by = found.by if found is not None else None
        turn = Text("pipeline-by-nobody" if by is None else f"relation-{by}")
        if found is not None and by in _ALONE:
            turn = mention(found.people[0])
    return {
        "number": case.number,
        "candidate": mention(case.candidate),
        "turn": turn,
        "waited": Lasting(int((ctx.now - stuck.since).total_seconds())),
        "why": Text(f"stuck-{stuck.why.name.lower().replace('_', '-')}"),
        "next": ToType(_next(ctx, case, by)),
    }


def _next(ctx: Ctx, case: Case, by: By | None) -> str:
    """What brings it on: the command that its state wants, else a look at it."""
    if case.state is State.THUMBS_UP and may(ctx, case, "sponsor"):
        return f"sponsor {case.number}"
    if may(ctx, case, "assign") and by not in (By.ASKED, By.MENTOR, By.COVER, By.CANDIDATE, By.SPONSOR):
        return f"assign {case.number} @MENTOR"
    return f"case {case.number}"


def _row(said: dict[str, Value]) -> tuple[Value, ...]:
    return f"#{said['number']}", said["turn"], said["waited"], said["next"]


def _ways(view: View, many: int, this: str, other: str) -> list[Action]:
    more = [view.typed(this, view.page + 1)] if many > view.page * PAGE else []
    return [*more, view.typed(other), view.typed("pipeline load")]
