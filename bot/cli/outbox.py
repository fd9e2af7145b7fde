"""``ambassador outbox``: messages on their way and those that need the operator; send them again, or give them up.

Rules of this file: it shows no message's words, only the key of its text, and no mail address whole. It works beside a
running bot, which looks into the outbox by itself. Each sentence says what was done, or why not and what to do.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.address import masked, native
from bot.boxes import Letter
from bot.cli import log
from bot.cli.config import load
from bot.cli.reporting import ConfigFile, reporting
from bot.clock import SystemClock
from bot.errors import Misconfigured, Unavailable
from bot.ports import Store

T = TypeVar("T")
app = typer.Typer(help="Look after messages that don't arrive.", no_args_is_help=True)

SHOWN = 1000
"""The most messages in a list: the newest."""
HEAD = ("ROW", "STATE", "PLATFORM", "TO", "CASE", "SAYS", "TRIES", "SINCE (UTC)", "NEXT")
_ROWS = typer.Argument(metavar="ROW…", min=1, max=2**63 - 1, help="The first column of `ambassador outbox list`.")


@app.command("list")
def list_(
    config: ConfigFile = Path("config.toml"),
    everything: Annotated[bool, typer.Option("--all", help="Those that arrived or were dropped, too.")] = False,
) -> None:
    """Show the messages that are on their way, and those that need you."""
    from bot.cli import schema

    with reporting(), schema.standing(load(config)) as store:
        letters = store.letters.all(SHOWN + 1, settled=everything)
    for line in _table([HEAD, *(_row(letter) for letter in letters[-SHOWN:])]) if letters else ():
        typer.echo(line)
    for line in _summary(letters):
        typer.echo(line)


@app.command()
def retry(
    rows: Annotated[list[int] | None, _ROWS] = None,
    dead: Annotated[bool, typer.Option("--dead", help="Every one that is dead or uncertain.")] = False,
    config: ConfigFile = Path("config.toml"),
) -> None:
    """Send messages once more that are dead or uncertain."""
    if dead == bool(rows):
        raise typer.BadParameter("name rows, or write --dead for all that are dead or uncertain")
    now = SystemClock().now()

    def unit(store: Store) -> tuple[list[int], list[Letter]]:
        done = store.letters.again(rows or None, now)
        return done, store.letters.all(SHOWN, settled=True, rows=rows) if rows else _lost(store)

    with reporting():
        done, letters = _write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is sent again.")
    if dead and not done:
        typer.echo("Nothing is dead or uncertain that could be sent again.")
    _refused(rows or [letter.row for letter in letters], done, letters, _why_not_again)


@app.command()
def drop(rows: Annotated[list[int], _ROWS], config: ConfigFile = Path("config.toml")) -> None:
    """Give messages up: they are never sent, and their words are forgotten."""

    def unit(store: Store) -> tuple[list[int], list[Letter]]:
        return store.letters.drop(rows, "dropped by the operator"), store.letters.all(SHOWN, settled=True, rows=rows)

    with reporting():
        done, letters = _write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is dropped.")
    _refused(rows, done, letters, _why_not_dropped)


def _lost(store: Store) -> list[Letter]:
    return [letter for letter in store.letters.all(SHOWN) if letter.state in {"dead", "uncertain"}]


def _write(file: Path, unit: Callable[[Store], T]) -> T:
    """Run a unit on the config's database. Raises Misconfigured where that can't be used."""
    from bot.cli import schema
    from storage.database import SqlDatabase

    log.configure(logging.ERROR)
    config = load(file)
    with schema.standing(config):  # nothing is made or moved to another version on the way
        pass

    async def run() -> T:
        database = SqlDatabase(config.storage.url)
        try:
            await asyncio.to_thread(database.open)
            return await database.write(unit)
        finally:
            await asyncio.to_thread(database.close)

    try:
        return asyncio.run(run())
    except Unavailable as away:
        raise Misconfigured(f"storage.url: the database can't be used just now ({away.cause}); try again") from None


def _refused(rows: Sequence[int], done: Sequence[int], letters: Sequence[Letter], why: Callable[[Letter], str]) -> None:
    """Say of each row to which nothing was done why not, and exit with 1 if there is one."""
    known = {letter.row: letter for letter in letters}
    left = [row for row in dict.fromkeys(rows) if row not in done]
    for row in left:
        said = why(known[row]) if row in known else "isn't there; `ambassador outbox list` shows those that are"
        typer.echo(f"Row {row} {said}.", err=True)
    if left:
        raise typer.Exit(1)


def _why_not_again(letter: Letter) -> str:
    match letter.state:
        case "sent":
            return "arrived already"
        case "dropped":
            return f"was dropped ({letter.cause}), and its words are gone"
        case "dead" | "uncertain":
            return "isn't sent again, because a newer version of it took its place: drop it"
        case _:
            return "is on its way already; `ambassador outbox list` shows when it is tried next"


def _why_not_dropped(letter: Letter) -> str:
    match letter.state:
        case "sent":
            return "arrived already"
        case "dropped":
            return f"was dropped already ({letter.cause})"
        case _:
            return "is being sent right now; look again in a minute"


def _row(letter: Letter) -> tuple[str, ...]:
    case = f"#{letter.case}" if letter.case is not None else ""
    to = masked(native(letter.to))
    says = letter.says or "(forgotten)"
    return (
        str(letter.row), letter.state, letter.platform, to, case, says, str(letter.tries), _time(letter.since),
        _next(letter),
    )  # fmt: skip


def _next(letter: Letter) -> str:
    cause = masked(" ".join(letter.cause.split()))
    match letter.state:
        case "pending":
            return "as soon as it is its turn"
        case "sending":
            return "being sent"
        case "retry":
            return f"{_time(letter.due)}: {cause}"
        case "sent":
            return ""
        case _:
            return cause


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as aligned lines; the last column is as long as it is."""
    from adapters.shell.words import safe

    clean = [tuple(safe(cell).replace("\n", " ") for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(HEAD) - 1)] + [0]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in clean]


def _summary(letters: Sequence[Letter]) -> list[str]:
    lost = sum(letter.state in {"dead", "uncertain"} for letter in letters)
    more = [f"There are more than these {SHOWN}, the newest."] if len(letters) > SHOWN else []
    if lost:
        need = "One needs" if lost == 1 else f"{lost} need"
        return [
            *more,
            f"{need} you: `ambassador outbox retry ROW` sends one again, `ambassador outbox drop ROW` gives it up.",
        ]
    return [*more, "Nothing needs you." if letters else "Nothing is on its way, and nothing needs you."]
