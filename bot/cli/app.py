"""The command line. Operators read its sentences: each says what happened and what to do next."""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import log
from bot.cli.config import Config, load
from bot.errors import Misconfigured

app = typer.Typer(
    help="The ambassador bot: a mentoring programme in your chat rooms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
config_commands = typer.Typer(help="Look at the config.", no_args_is_help=True)
app.add_typer(config_commands, name="config")

ConfigFile = Annotated[Path, typer.Option("-c", "--config", help="The config file.")]


@app.command()
def run(config: ConfigFile = Path("config.toml")) -> None:
    """Run the bot on the platforms that the config names, until it is stopped."""
    from bot.cli.wiring import serve

    log.configure()
    with _reporting():
        asyncio.run(serve(load(config)))


@app.command()
def shell(story: Annotated[Path | None, typer.Argument(help="A story to play and check.")] = None) -> None:
    """Try the bot here: a made-up programme on a database that is gone afterwards."""
    from bot.cli.demo import demo

    log.configure(logging.ERROR)
    with _reporting(), tempfile.TemporaryDirectory(prefix="ambassador-") as folder:
        raise typer.Exit(asyncio.run(demo(Path(folder), story)))


@app.command()
def migrate(config: ConfigFile = Path("config.toml")) -> None:
    """Bring the database up to this version of the bot. `run` does it by itself, too."""
    from storage import migrate as schema

    with _reporting():
        url = load(config).storage.url
        before, _ = schema.versions(url)
        schema.upgrade(url)
        after, _ = schema.versions(url)
    typer.echo(f"The database is at version {after}." if before == after else f"Moved from {before} to {after}.")


@config_commands.command("check")
def check(config: ConfigFile = Path("config.toml")) -> None:
    """Check the config, and show where the database differs from what it would seed."""
    with _reporting():
        loaded = load(config)
        differences = _differences(loaded)
    typer.echo(f"{config} is good.")
    for line in differences:
        typer.echo(f"differs: {line}")
    if differences:
        typer.echo("The database wins: change it by commands in chat.")


def _differences(config: Config) -> list[str]:
    from bot.seed import differences
    from storage.database import SqliteDatabase

    database = SqliteDatabase(config.storage.url)
    if not database.path.exists():
        return []

    async def compare() -> list[str]:
        core = config.core
        return await database.read(lambda store: differences(store, core))

    return asyncio.run(compare())


@contextmanager
def _reporting() -> Iterator[None]:
    """Say on stderr what an operator must mend and exit with 2, without a traceback."""
    try:
        yield
    except Misconfigured as fault:
        typer.echo(str(fault), err=True)
        sys.exit(2)
