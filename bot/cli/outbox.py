"""``ambassador outbox``: messages on their way and those that need the operator; send them again, or give them up.

Rules of this file: it shows no message's words, only the key of its text, and no mail address whole. Each sentence
says what was done, or why not and what to do.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.address import masked, shown
from bot.boxes import Letter
from bot.cli import rows as common
from bot.cli.reporting import ConfigFile, reporting
from bot.cli.rows import MOST
from bot.ports import Store

app = typer.Typer(help="Look after messages that don't arrive.", no_args_is_help=True)

_NOTHING = "Nothing is on its way, and nothing needs you."
HEAD = ("ROW", "STATE", "PLATFORM", "TO", "CASE", "SAYS", "TRIES", "SINCE (UTC)", "NEXT")
_ROWS = typer.Argument(metavar="ROW…", min=1, max=MOST, help="The first column of `ambassador outbox list`.")


@app.command("list")
def list_(
    config: ConfigFile = Path("config.toml"),
    everything: Annotated[bool, typer.Option("--all", help="Those that arrived or were dropped, too.")] = False,
) -> None:
    """Show the messages that are on their way, and those that need you."""
    with reporting():
        letters = common.read(config, lambda store: store.letters.all(common.SHOWN + 1, settled=everything))
    for line in common.table([HEAD, *(_row(letter) for letter in letters[-common.SHOWN :])]) if letters else ():
        typer.echo(line)
    lost = sum(letter.state in {"dead", "uncertain"} for letter in letters)
    for line in common.summary("outbox", letters, lost, "sends one again", _NOTHING):
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

    def unit(store: Store, now: datetime) -> tuple[list[int], list[Letter]]:
        done = store.letters.again(rows or None, now)
        return done, store.letters.all(common.SHOWN, settled=True, rows=rows) if rows else _lost(store)

    with reporting():
        done, letters = common.write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is sent again.")
    if dead and not done:
        typer.echo("Nothing is dead or uncertain that could be sent again.")
    common.refused("outbox", rows or [letter.row for letter in letters], done, letters, _why_not_again)


@app.command()
def drop(rows: Annotated[list[int], _ROWS], config: ConfigFile = Path("config.toml")) -> None:
    """Give messages up: they are never sent, and their words are forgotten."""

    def unit(store: Store, _now: datetime) -> tuple[list[int], list[Letter]]:
        return store.letters.drop(rows, "dropped by the operator"), store.letters.all(
            common.SHOWN, settled=True, rows=rows
        )

    with reporting():
        done, letters = common.write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is dropped.")
    common.refused("outbox", rows, done, letters, _why_not_dropped)


def _lost(store: Store) -> list[Letter]:
    return [letter for letter in store.letters.all(common.SHOWN) if letter.state in {"dead", "uncertain"}]


def _why_not_again(letter: Letter) -> str:
    match letter.state:
        case "sent":
            return "arrived already"
        case "dropped":
            return f"was dropped ({letter.cause}), and its words are gone"
        case "dead" | "uncertain" if letter.key is not None:
            return "isn't sent again, because a newer version of it took its place: drop it"
        case "dead" | "uncertain":
            return "isn't sent again, because a later message about its case overtook it: drop it"
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
    to = shown(letter.to)
    says = letter.says or "(forgotten)"
    return (
        str(letter.row), letter.state, letter.platform, to, case, says, str(letter.tries), common.time(letter.since),
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
            return f"{common.time(letter.due)}: {cause}"
        case "sent":
            return ""
        case _:
            return cause
