"""``ambassador policy``: the ladders as a table, and what they come to for one case.

Rules of this file: it only looks, also while the bot runs; ``show`` needs no database. An instant is told in the zone
of everybody whom it is about.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import features, ladder, outlook, working
from bot.address import Identity, Room, shown
from bot.cli import rows
from bot.cli.config import OUTSIDE, load
from bot.cli.reporting import ConfigFile, reporting
from bot.clock import SystemClock, local_day
from bot.context import Ctx
from bot.due import BEGIN, Due
from bot.event import Sender, Ticked
from bot.holidays import days_off
from bot.ladder import Step
from bot.model import LIVE, Case, Person
from bot.policy import Climbing, Ladders
from bot.ports import Store
from bot.rungs import ASIDE, RUNGS, Ladder, Whose
from bot.settings import Core, RegionSeed

app = typer.Typer(help="Look at who is reminded, and when.", no_args_is_help=True)
COUNTED = {
    Whose.ASKED: "the mentor who was asked",
    Whose.OFFERED: "the colleague who was asked",
    Whose.MENTOR: "the case's mentor",
    Whose.CANDIDATE: "the candidate",
    Whose.SPONSOR: "whoever may sponsor",
    Whose.REGION: "the region",
}
"""In whose hours a wait is counted, in words."""
LATER = "Unless somebody acts before. A reminder goes out in its reader's hours, so it may come later than its rung."
_CLOCK = Identity("clock:clock")
_NUMBER = typer.Argument(metavar="N", min=1, max=rows.MOST, help="A case's number.")


@app.command()
def show(config: ConfigFile = Path("config.toml")) -> None:
    """Show who is reminded after how long, and when people work."""
    with reporting():
        core = load(config, without=OUTSIDE).core
    for line in (*_ladders(core.ladder), *_hours(core, local_day(SystemClock().now(), core.programme.time_zone))):
        typer.echo(line)


def rungs(ladders: Ladders) -> Iterator[tuple[str, Climbing, list[tuple[str, str, str, str]]]]:
    """Each ladder: its section's name, the section, and its rungs: name, wait, in whose hours, what happens."""
    for kind, whose in (*RUNGS.items(), *ASIDE.items()):
        name = kind.replace(" ", "_")
        section: Climbing = getattr(ladders, name)
        said = {rung: field.description or "" for rung, field in type(section).model_fields.items()}
        lines = [(rung, str(section.wait(rung)), COUNTED[whose[rung]], " ".join(said[rung].split())) for rung in whose]
        yield f"ladder.{name}", section, lines


def _ladders(ladders: Ladders) -> Iterator[str]:
    for name, section, lines in rungs(ladders):
        yield f"[{name}] {type(section).__doc__}"
        yield from _indented([("RUNG", "AFTER", "IN THE HOURS OF", "WHAT HAPPENS"), *lines])
        yield ""
    yield (
        "Each wait counts from when the waiting began; for a mentor, from when they were asked. The candidate hears at "
        "each rung."
    )
    yield ""


def _hours(core: Core, today: date) -> Iterator[str]:
    """When people work who haven't said so, in the programme and in each region."""
    programme, by_name = core.programme, {region.name: region for region in core.regions}
    yield f"Who hasn't said otherwise works {programme.hours}, and has these holidays:"
    table = [("", "TIME ZONE", f"HOLIDAYS IN {today.year}")]
    table.append(("the programme", programme.time_zone, _days(core, programme.holidays, today)))
    for region in core.regions:
        above = list(_upwards(region, by_name))
        zone = next((each.time_zone for each in above if each.time_zone), programme.time_zone)
        entries = next((each.holidays for each in above if each.holidays), programme.holidays)
        table.append((region.name, zone, _days(core, entries, today)))
    yield from _indented(table)
    if core.regions:
        yield "The regions are those of this config. The database's count: `ambassador config check` compares them."


def _upwards(region: RegionSeed | None, by_name: dict[str, RegionSeed]) -> Iterator[RegionSeed]:
    while region is not None:
        yield region
        region = by_name.get(region.parent or "")


def _days(core: Core, entries: tuple[str, ...], today: date) -> str:
    days = days_off(entries, range(today.year, today.year + 1), core.calendars)
    return f"{', '.join(entries)}: {len(days)} {'day' if len(days) == 1 else 'days'}" if entries else "none"


@app.command("try")
def try_(number: Annotated[int, _NUMBER], config: ConfigFile = Path("config.toml")) -> None:
    """Show the rungs that are to come for a case, in the time of everybody whom they are about. Changes nothing."""
    now = SystemClock().now()
    with reporting():
        core = load(config, without=OUTSIDE).core
        said = rows.read(config, lambda store: _case(core, store, number, now))
    for line in said or [f"There is no case #{number}."]:
        typer.echo(line, err=said is None)
    if said is None:
        raise typer.Exit(1)


def _case(core: Core, store: Store, number: int, now: datetime) -> list[str] | None:
    """What is to come for a case, as lines; None where there is no such case."""
    case = store.cases.get(number)
    if case is None:
        return None
    if case.state not in LIVE:
        return [f"#{number} is {case.state.value}: it waits for nobody, and nothing comes."]
    event = Ticked(source="clock", id="policy", at=now, sender=Sender(identity=_CLOCK), room=Room(_CLOCK), due="policy")
    ctx = Ctx(event, store, core, features.load(), Person(0, "", _CLOCK))
    steps, there = outlook.coming(ctx, case), ladder.ladder_of(ctx, case)
    head = f"#{number}, {case.state.value}"
    if there is None or not steps:
        return [f"{head}: {_why_not(store.dues.of_case(number))}"]
    row = ladder.current(ctx, number)
    since = f", waits since {rows.time(row.since.astimezone(UTC))} UTC" if row is not None else ""
    name = f"ladder.{there.replace(' ', '_')}"
    return [
        f"{head}{since}. The rungs of [{name}] that are to come:",
        *_indented(_table(ctx, case, there, steps)),
        LATER,
    ]


def _why_not(due: list[Due]) -> str:
    begins = next((each.due_at for each in due if each.kind == BEGIN), None)
    if begins is not None:
        return f"it was there before the clock was, and takes its place on a ladder at {rows.time(begins)} UTC."
    return "it has been all the way up its ladder, and nobody else is reminded."


def _table(ctx: Ctx, case: Case, there: Ladder, steps: list[Step]) -> list[tuple[str, ...]]:
    parties = _parties(ctx, case)
    zones = (f"{who} ({zone})" for who, zone in parties)
    table = [("RUNG", "AFTER", "IN THE HOURS OF", *zones, "TELLS")]
    for step in steps:
        wait = str(ladder.wait_of(ctx.config.ladder, there, step.rung))
        told = ", ".join(map(_name, outlook.told(ctx, case, there, step.rung)))
        at = (f"{step.at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}" for _, zone in parties)
        table.append((step.rung, wait, COUNTED[RUNGS[there][step.rung]], *at, told))
    return table


def _parties(ctx: Ctx, case: Case) -> list[tuple[str, str]]:
    """Whom a case is about, with their zones: the candidate, who mentors it or was asked, and the region."""
    people = [each for each in (case.candidate, case.mentor or case.asked) if each is not None]
    zones = [(_name(each), working.zone_of(ctx, each, case.region)) for each in people]
    region = case.region.name if case.region is not None else "the programme"
    return [*zones, (region, working.hours_in(ctx, case.region).zone)]


def _name(who: Person | Room) -> str:
    return who.name or shown(who.identity) if isinstance(who, Person) else shown(who)


def _indented(table: Sequence[tuple[str, ...]]) -> list[str]:
    return [f"  {line}" for line in rows.table(table)]
