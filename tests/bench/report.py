"""The figures as Markdown, the way they stand in docs/benchmarks.md: an aim stands beside what it is for."""

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median

from tests.bench import start
from tests.bench.choosing import Choices
from tests.bench.claim import Claims
from tests.bench.clock import Ticks, Year
from tests.bench.digests import Digests
from tests.bench.dropped import Dropped
from tests.bench.memory import Memory
from tests.bench.pipeline import Pipeline
from tests.bench.scale import Scale
from tests.bench.slack import RATE, WITHIN, Slack, Stream
from tests.bench.slack_load import Result
from tests.bench.start import Start
from tests.bench.who import Whereabouts

RATIO = 0.3
GROWN = 1.5
FLAT = 5
CHOICE = 5
"""Milliseconds for the choice of a mentor, on SQLite."""
WHO = 5
"""Milliseconds for `who`, at the median."""
OVERVIEW = 100
"""Milliseconds for `pipeline`, of a programme's cases: most of them closed."""
WEEKS_CPU, WEEKS_GROWN, WEEKS_STOOD = 5, 50, 50
"""Seconds, megabytes and milliseconds for the digests of two hundred regions."""
CPU = 60
"""Seconds for a year with a thousand cases."""


def machine(day: date, postgres: str) -> str:
    """What it was measured on; ``postgres``: the server's version."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{day.isoformat()}; {os.cpu_count()} cores, {memory:.0f} GiB; {_system()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL {postgres}"
    )


def claims(name: str, measured: Claims) -> str:
    """Durable claims beside the plain driver."""
    engine = [each.engine for each in measured.rounds]
    single = [each.single for each in measured.rounds]
    grouped = [each.grouped for each in measured.rounds]
    rows = [
        ("the engine", _rate(run.rate for run in engine), "", ""),
        ("the plain driver, a commit a claim", _rate(single), _spread(measured.beside_single), f"{RATIO}"),
        ("the plain driver, 64 claims a commit", _rate(grouped), _spread(measured.beside_grouped), f"{RATIO}"),
    ]
    table = _table((f"{name}: durable `claim`, 64 callers", "Claims a second", "Engine beside it", "Aim"), rows)
    p50, p99 = median(run.p50 for run in engine), median(run.p99 for run in engine)
    waits = f"An answer came after {p50:.0f} ms (p50), {p99:.0f} ms (p99)."
    return f"{table}\n{waits} A claim is {measured.statements} statements; {len(engine)} rounds.\n"


def scale(name: str, measured: Scale) -> str:
    """A thousand cases against a million."""
    rows = [
        (f"`{what}`", f"{measured.small[what]:.2f} ms", f"{measured.large[what]:.2f} ms", _spread(ratios), f"{GROWN}")
        for what, ratios in measured.ratios.items()
    ]
    return _table((f"{name}, one caller (p50)", "1,000 cases", "1,000,000 cases", "Ratio", "Aim, at most"), rows)


def pipeline(name: str, measured: Sequence[Pipeline]) -> str:
    """The pipeline over many cases."""
    head = (f"{name}: over {measured[0].cases:,} cases", *(f"{each.open:,} open" for each in measured), "Aim, at most")
    rows = [
        (f"`{command}`", *(f"{each.took[command]:.0f} ms" for each in measured), f"{OVERVIEW} ms")
        for command in measured[0].took
    ]
    return _table(head, rows)


def digests(name: str, measured: Digests, charted: Digests) -> str:
    """The weeks of many regions, told at once."""
    what = f"{name}: {measured.said} digests over {measured.cases:,} cases"
    head = (what, "Without charts", "With them", "Aim, at most")
    rows = [
        ("CPU", f"{measured.cpu:.1f} s", f"{charted.cpu:.1f} s", f"{WEEKS_CPU} s"),
        ("until all were queued", f"{measured.took:.1f} s", f"{charted.took:.1f} s", ""),
        ("memory, at its most", f"+{measured.grown:.0f} MB", f"+{charted.grown:.0f} MB", f"{WEEKS_GROWN} MB"),
        ("the event loop stood still", f"{measured.stood:.0f} ms", f"{charted.stood:.0f} ms", f"{WEEKS_STOOD} ms"),
    ]
    return _table(head, rows)


def ticks(name: str, measured: Ticks) -> str:
    """A tick among a thousand open cases, and among a million."""
    what = f"a tick with {measured.read} due rows"
    row = (what, f"{measured.small:.0f} ms", f"{measured.large:.0f} ms", _spread(measured.ratios), f"{GROWN}")
    head = (f"{name}: the clock", "1,000 open cases", "1,000,000 open cases", "Ratio", "Aim, at most")
    return _table(head, [row])


def choices(name: str, measured: Choices) -> str:
    """Who is offered a case next."""
    aim = f"{CHOICE} ms"
    rows = [(what, f"**{p50:.2f} ms**", f"{p95:.2f} ms", aim) for what, (p50, p95) in measured.took.items()]
    head = (f"{name}: the next of {measured.mentors:,} mentors", "p50", "p95", "Aim")
    return _table(head, rows)


def whereabouts(name: str, measured: Whereabouts) -> str:
    """Who is where."""
    rows = [(what, f"**{p50:.2f} ms**", f"{p95:.2f} ms", f"{WHO} ms") for what, (p50, p95) in measured.took.items()]
    head = (f"{name}: `who` among {measured.people:,} people and {measured.regions:,} regions", "p50", "p95", "Aim")
    return _table(head, rows)


def year(measured: Year) -> str:
    """A simulated year."""
    scale = measured.scale
    row = (
        f"{scale.days} days, {scale.mentors} mentors, {measured.cases:,} cases",
        f"{measured.rungs:,}",
        f"{measured.reminders:,}",
        f"**{measured.a_thousand:.0f} s**",
        f"{CPU} s",
        f"{measured.faults}",
    )
    head = ("Simulated", "Rungs", "Reminders", "CPU a thousand cases", "Aim", "Faults")
    return _table(head, [row])


def memory(name: str, measured: Memory) -> str:
    """Memory over many events."""
    parts = len(measured.megabytes) - 1
    head = [f"after {measured.events * part // parts:,}" for part in range(parts + 1)]
    row = [f"{name}, {measured.events:,} events", *(f"{each:.1f} MB" for each in measured.megabytes)]
    return _table(("Memory", *head, "Growth", "Aim"), [(*row, f"**{measured.growth:.1f} MB**", f"{FLAT} MB")])


def dropped(measured: Dropped) -> str:
    """What never reaches the database."""
    rows = [(name, f"{rate:,.0f}", f"{rate / measured.nothing:.2f}") for name, rate in measured.kinds.items()]
    rows.append(("awaiting a coroutine that does nothing", f"{measured.nothing:,.0f}", ""))
    return _table(("Dropped before the database", "Events a second", "Beside nothing"), rows)


def slack(measured: Slack) -> str:
    """Slack beside a bare bolt app."""
    sides = [
        ("`/ambassador status`, 64 callers", measured.status, "0.4"),
        ("a durable `claim` by button, 64 callers", measured.claims, "0.15"),
        ("the same, and the candidate is told meanwhile", measured.told, ""),
        *((f"dropped: {name}", each, "0.8") for name, each in measured.dropped.items()),
    ]
    rows = [
        (what, _rate(run.rate for run in each.bot), _waits(each.bot), _rate(run.rate for run in each.bare),
         _spread(each.ratios), aim, _rate(run.rate for run in each.fastest), _spread(each.harder))
        for what, each, aim in sides
    ]  # fmt: skip
    head = (
        "Slack, by HTTP", "Requests a second", "p50, p99", "Bare bolt", "Beside it", "Aim", "Bolt at its fastest",
        "Beside that",
    )  # fmt: skip
    alone = measured.alone
    busiest = max(run.busy for each in (alone, *(each for _, each, _ in sides)) for run in (*each.bot, *each.bare))
    return (
        f"{_table(head, rows)}\nOne caller's `status` took {_waits(alone.bot)} (bare bolt {_waits(alone.bare)}; aim "
        f"3 ms for the p50). The load was busy for {busiest:.0%} of a core at most; {len(alone.bot)} rounds.\n"
    )


def stream(measured: Stream) -> str:
    """A steady stream of events on Slack."""
    result = measured.result
    row = (
        f"{RATE} a second for {measured.seconds:.0f} s, {measured.repeated} of them twice",
        f"{result.p50:.0f} ms",
        f"{result.p99:.0f} ms",
        f"**{result.most:.0f} ms**",
        f"{WITHIN} ms",
        f"{measured.effects} of {measured.effects}",
        f"{measured.messages} of {measured.messages}, {measured.drained:.0f} s later",
    )
    head = ("Events from Slack", "p50", "p99", "The longest", "Aim", "Effects, each once", "Messages, each once")
    return _table(head, [row])


def _waits(runs: Sequence[Result]) -> str:
    return f"{median(run.p50 for run in runs):.1f} ms, {median(run.p99 for run in runs):.1f} ms"


def starts(measured: dict[str, Start]) -> str:
    """Cold starts."""
    rows = [(name, f"{each.seconds:.2f} s", f"{each.megabytes:.0f} MB") for name, each in measured.items()]
    megabytes = f"{start.MEGABYTES:.0f} MB, {start.MEGABYTES_WITH_BOTH:.0f} MB with both"
    aims = ("the aim", f"{start.SECONDS:.0f} s", megabytes)
    return _table(("Cold start", "Until ready", "Most memory"), [*rows, aims])


def _rate(rates: Iterable[float]) -> str:
    return f"{median(rates):,.0f}"


def _spread(ratios: Sequence[float]) -> str:
    """The median, with the least and the greatest round behind it."""
    return f"**{median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()
