"""A hundred thousand times noise; a million with ``make soak``.

Rules of this file: the short form draws the same on every run, the long one from a seed that it prints.
"""

import asyncio
import random
from pathlib import Path
from random import Random

import pytest

from storage.database import engine_for
from storage.store import SqlStore
from tests.proofs.noise import doing, reading, showing
from tests.world import world

LINES, EVENTS, MESSAGES, DEEDS = 35_000, 52_000, 8_000, 5_000
"""A hundred thousand together."""
LONG = 10


def read_lines(folder: Path, count: int, drawn: Random) -> None:
    """Lines, read where a programme is."""

    async def run() -> None:
        async with world(folder) as there:
            await there.apply()
            engine = engine_for(there.database.url, writes=False)
            with engine.connect() as connection:
                reading.lines(count, drawn, there, SqlStore(connection))
            engine.dispose()

    asyncio.run(run())


def do(folder: Path, count: int, drawn: Random) -> None:
    """Events, handled. Some of them are what somebody may do, else nothing would be shown by this."""
    acts = asyncio.run(doing.attempts(count, drawn, folder))
    assert acts > count / 200


def test_lines(tmp_path: Path) -> None:
    read_lines(tmp_path, LINES, Random(1))


def test_events_of_matrix() -> None:
    reading.events(EVENTS, Random(2))


def test_messages() -> None:
    showing.messages(MESSAGES, Random(3))


def test_deeds(tmp_path: Path) -> None:
    do(tmp_path, DEEDS, Random(4))


@pytest.mark.soak
@pytest.mark.parametrize("what", ["lines", "events", "messages", "deeds"])
def test_a_million(tmp_path: Path, what: str) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    drawn = Random(seed)
    match what:
        case "lines":
            read_lines(tmp_path, LONG * LINES, drawn)
        case "events":
            reading.events(LONG * EVENTS, drawn)
        case "messages":
            showing.messages(LONG * MESSAGES, drawn)
        case _:
            do(tmp_path, LONG * DEEDS, drawn)
