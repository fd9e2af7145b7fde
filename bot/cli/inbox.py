"""``ambassador inbox``: events that failed; handle them again, or give them up.

Rules of this file: it shows nothing of what people said or who they are, only what kind of event it was, and where the
handling broke. Each sentence says what was done, or why not and what to do.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.boxes import Snag
from bot.cli import rows as common
from bot.cli.reporting import ConfigFile, reporting
from bot.cli.rows import MOST
from bot.ports import Store

app = typer.Typer(help="Look after events that couldn't be handled.", no_args_is_help=True)

_NOTHING = "Nothing failed, and nothing needs you."
HEAD = ("ROW", "SOURCE", "EVENT", "KIND", "TRIES", "SINCE (UTC)", "NEXT")
_ROWS = typer.Argument(metavar="ROW…", min=1, max=MOST, help="The first column of `ambassador inbox list`.")


@app.command("list")
def list_(config: ConfigFile = Path("config.toml")) -> None:
    """Show the events that failed: those that are tried again, and those that need you."""
    with reporting():
        snags = common.read(config, lambda store: store.snags.all(common.SHOWN + 1))
    for line in common.table([HEAD, *(_row(snag) for snag in snags[-common.SHOWN :])]) if snags else ():
        typer.echo(line)
    for line in common.summary("inbox", snags, sum(map(_given_up, snags)), "has one handled again", _NOTHING):
        typer.echo(line)


@app.command()
def retry(
    rows: Annotated[list[int] | None, _ROWS] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every one that was given up.")] = False,
    config: ConfigFile = Path("config.toml"),
) -> None:
    """Handle events once more that failed: when what broke them is mended."""
    if failed == bool(rows):
        raise typer.BadParameter("name rows, or write --failed for all that were given up")

    def unit(store: Store, now: datetime) -> tuple[list[int], list[Snag]]:
        return store.snags.again(rows or None, now), store.snags.all(common.SHOWN, rows) if rows else []

    with reporting():
        done, snags = common.write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is handled again within seconds, where the bot runs.")
    if failed and not done:
        typer.echo("Nothing was given up that could be handled again.")
    common.refused("inbox", rows or [], done, snags, _why_not_again)


@app.command()
def drop(rows: Annotated[list[int], _ROWS], config: ConfigFile = Path("config.toml")) -> None:
    """Give events up: they are never handled, and what they hold is forgotten."""

    def unit(store: Store, _now: datetime) -> tuple[list[int], list[Snag]]:
        return store.snags.drop(rows), store.snags.all(common.SHOWN, rows)

    with reporting():
        done, snags = common.write(config, unit)
    for row in done:
        typer.echo(f"Row {row} is dropped.")
    common.refused("inbox", rows, done, snags, _why_not_dropped)


def _given_up(snag: Snag) -> bool:
    return snag.due is None and snag.kind is not None


def _why_not_again(snag: Snag) -> str:
    if snag.state == "failed":
        return "can't be handled again: who waited for it was told so, and nothing of it was kept"
    return _why_not_dropped(snag)


def _why_not_dropped(snag: Snag) -> str:
    return "was handled, or dropped" if snag.state == "done" else "hasn't failed: it waits to be handled"


def _row(snag: Snag) -> tuple[str, ...]:
    due = f"{common.time(snag.due)}: " if snag.due is not None else ""
    kind = snag.kind if snag.kind is not None else "(forgotten)"
    return (
        str(snag.row), snag.source, snag.event, kind, str(snag.tries), common.time(snag.since), f"{due}{snag.cause}",
    )  # fmt: skip
