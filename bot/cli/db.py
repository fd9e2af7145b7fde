"""``ambassador db``: is everything whole?

Rules of this file: it opens the database read-only, changes nothing, and may be run beside the bot. Exits with 1 where
something is found, so that a timer can tell.
"""

from pathlib import Path

import typer

from bot.cli.config import OUTSIDE, load
from bot.cli.reporting import ConfigFile, reporting

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command()
def check(config: ConfigFile = Path("config.toml")) -> None:
    """Look through the whole database for what can't be. Changes nothing."""
    from bot.cli import schema

    with reporting():
        found = schema.findings(load(config, without=OUTSIDE))
    for line in found:
        typer.echo(line)
    if found:
        typer.echo("Nothing was changed. Make a backup, and report these lines: docs/running.md tells what to do.")
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")
