"""What all commands share: how they are told the config, and how they say what an operator must mend."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import Misconfigured

ConfigFile = Annotated[Path, typer.Option("-c", "--config", help="The config file.")]


@contextmanager
def reporting() -> Iterator[None]:
    """Say on stderr what an operator must mend and exit with 2, without a traceback."""
    try:
        yield
    except Misconfigured as fault:
        typer.echo(str(fault), err=True)
        sys.exit(2)
