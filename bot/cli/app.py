"""The command line. Operators read its sentences: each says what happened and what to do next."""

import asyncio
import logging
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import db, inbox, log, outbox, policy, slack
from bot.cli.config import OUTSIDE, PLATFORMS, load
from bot.cli.reporting import ConfigFile, reporting

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
config_commands = typer.Typer(help="Look at the config.", no_args_is_help=True)
app.add_typer(config_commands, name="config")
mail_commands = typer.Typer(help="Try the mail settings.", no_args_is_help=True)
app.add_typer(mail_commands, name="mail")
app.add_typer(inbox.app, name="inbox")
app.add_typer(outbox.app, name="outbox")
app.add_typer(policy.app, name="policy")
app.add_typer(db.app, name="db")
app.add_typer(slack.app, name="slack")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ambassador {version('ambassador-bot')}")
        raise typer.Exit


@app.callback()
def ambassador(
    wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """The ambassador bot: a mentoring programme in your chat rooms."""


@app.command()
def run(config: ConfigFile = Path("config.toml")) -> None:
    """Run the bot on the platforms that the config names, until it is stopped."""
    from bot.cli.wiring import serve

    log.configure()
    with reporting():
        asyncio.run(serve(load(config)))


@app.command()
def shell(story: Annotated[Path | None, typer.Argument(help="A story to play and check.")] = None) -> None:
    """Try the bot here: a made-up programme on a database that is gone afterwards."""
    from bot.cli.demo import demo

    log.configure(logging.ERROR)
    with reporting(), tempfile.TemporaryDirectory(prefix="ambassador-") as folder:
        raise typer.Exit(asyncio.run(demo(Path(folder), story)))


@app.command()
def migrate(config: ConfigFile = Path("config.toml")) -> None:
    """Bring the database up to this version of the bot. `run` does it by itself, too."""
    from bot.cli import schema

    with reporting():
        before, after = schema.bring_up(load(config, without=OUTSIDE).storage.url)
    if before == after:
        typer.echo(f"The database is at version {after} already.")
    elif before is None:
        typer.echo(f"Made the database, at version {after}.")
    else:
        typer.echo(f"Moved the database from version {before} to {after}.")


@config_commands.command("check")
def check(config: ConfigFile = Path("config.toml")) -> None:
    """Check the config, and show where the database differs from it. Changes nothing."""
    from bot.cli import remarks, schema

    with reporting():
        loaded = load(config)
        about_database = schema.look(loaded)
    typer.echo(f"{config} is good.")
    if not loaded.platforms:
        typer.echo("It names no platform yet: fill in [slack] or [matrix] before `ambassador run`.")
    for line in (*remarks.of(loaded), *about_database, *remarks.untried(loaded)):
        typer.echo(line)


@mail_commands.command("test")
def mail_test(
    address: Annotated[str, typer.Argument(help="Where to send it: an address of yours.")],
    config: ConfigFile = Path("config.toml"),
) -> None:
    """Send a test mail, and say what the mail server answered."""
    from bot.cli import mail

    log.configure(logging.ERROR)
    with reporting():
        typer.echo(asyncio.run(mail.send(load(config, without=PLATFORMS), address)))
