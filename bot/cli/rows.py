"""What the commands have in common that look after rows of a box, ``outbox`` and ``inbox``: a table, a write, a no.

Rules of this file: it works beside a running bot, which looks into its boxes by itself; it sends and handles nothing,
and frees nothing that a bot holds.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

import typer

from bot.cli import log
from bot.cli.config import OUTSIDE, load
from bot.errors import Misconfigured, Unavailable
from bot.ports import Store

T = TypeVar("T")
SHOWN = 1000
"""The most rows in a list: the newest."""
MOST = 2**31 - 1
"""The highest number that a row can have."""


class Row(Protocol):
    """One row of a box, as operators name it."""

    @property
    def row(self) -> int:
        """Its number."""


R = TypeVar("R", bound=Row)


def read(file: Path, look: Callable[[Store], T]) -> T:
    """Look into the config's database. Raises Misconfigured where that can't be used."""
    from bot.cli import schema

    return schema.standing(load(file, without=OUTSIDE), look)


def write(file: Path, unit: Callable[[Store, datetime], T]) -> T:
    """Run a unit on the config's database. Raises Misconfigured where that can't be used."""
    from bot.cli import schema
    from storage.database import SqlDatabase

    log.configure(logging.ERROR)
    config = load(file, without=OUTSIDE)
    schema.standing(config, lambda _: None)  # nothing is made or moved to another version on the way

    async def run() -> T:
        database = SqlDatabase(config.storage.url)
        try:
            await asyncio.to_thread(database.open, serves=False)
            return await database.write(lambda store: unit(store, database.clock.now()))
        finally:
            await asyncio.to_thread(database.close)

    try:
        return asyncio.run(run())
    except Unavailable as away:
        raise Misconfigured(f"storage.url: the database can't be used just now ({away.cause}); try again") from None


def refused(box: str, rows: Sequence[int], done: Sequence[int], there: Sequence[R], why: Callable[[R], str]) -> None:
    """Say of each row to which nothing was done why not, and exit with 1 if there is one."""
    known = {each.row: each for each in there}
    left = [row for row in dict.fromkeys(rows) if row not in done]
    for row in left:
        said = why(known[row]) if row in known else f"isn't there; `ambassador {box} list` shows those that are"
        typer.echo(f"Row {row} {said}.", err=True)
    if left:
        raise typer.Exit(1)


def time(at: datetime) -> str:
    """A time, for people; in UTC."""
    return f"{at:%Y-%m-%d %H:%M}"


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows, the head first, as aligned lines; the last column is as long as it is."""
    from adapters.shell.words import safe

    clean = [tuple(safe(cell).replace("\n", " ") for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in clean) for column in range(len(rows[0]) - 1)] + [0]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in clean]


def summary(box: str, rows: Sequence[object], need: int, then: str, nothing: str) -> list[str]:
    """What an operator may have to do: ``need`` rows want them, and ``then`` they can do something."""
    more = [f"There are more than these {SHOWN}, the newest."] if len(rows) > SHOWN else []
    if need:
        again, up = (f"`ambassador {box} {verb} ROW`" for verb in ("retry", "drop"))
        return [*more, f"{'One needs' if need == 1 else f'{need} need'} you: {again} {then}, {up} gives it up."]
    return [*more, "Nothing needs you." if rows else nothing]
