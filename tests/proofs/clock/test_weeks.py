"""kill -9 while weeks are told, and processes that stand still meanwhile: each week once, and none of its facts lost.

Rules of this file: weeks fly by, so that a process is seldom killed where none is told. What was told is read off the
outbox and compared with the book. The seed is printed; ``CLOCK_SEED`` takes it again.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from bot.message import MESSAGE
from tests.world import World, world

ROOT = Path(__file__).parents[3]
SPEED = 7 * 86_400.0
"""Seconds of the programme in one of ours: a week."""
CHANNELS = {"EMEA": ["shell:emea"], "World": ["shell:world"], None: ["shell:ambassadors"]}


async def prove(url: str, how: str, times: int) -> None:
    """Let somebody wait, let processes come and go, and look at everything."""
    seed = int(os.environ.get("CLOCK_SEED", random.randrange(1_000_000)))
    print("CLOCK_SEED", seed)  # for a failing run
    async with world(url, ["digests"]) as there:
        await there.apply("kim")
    said = [how, url, str(times), str(seed), str(SPEED), "digests"]
    command = [sys.executable, "-m", "tests.proofs.clock.lives", *said]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "due work failed" not in done.stdout
    async with world(url, ["digests"]) as there:
        await judge(there)


async def judge(there: World) -> None:
    """Each week that the book has stands once in each channel, and its facts begin where those before it end."""
    rows = await there.rows("SELECT lane, key, message FROM outbox WHERE key LIKE 'digest:%' ORDER BY id")
    assert {MESSAGE.validate_json(message).key for _, _, message in rows} == {"digest-need"}
    told = Counter((lane, key) for lane, key, _ in rows)
    assert set(told.values()) == {1}
    book = await there.rows(
        "SELECT d.key, d.since, d.at, d.outcome, r.name FROM digests d "
        "LEFT JOIN regions r ON r.id = d.region_id ORDER BY d.id"
    )
    assert {outcome for *_, outcome, _ in book} == {"sent"}
    assert set(told) == {(lane, f"digest:{key}") for key, *_, name in book for lane in CHANNELS[name]}
    for each in CHANNELS:
        mine = [(key, since, at) for key, since, at, _, name in book if name == each]
        assert len(mine) > 2
        for (before, _, until), (behind, since, _) in pairwise(mine):
            assert before < behind
            assert since == until
    due = await there.rows("SELECT key, rung FROM dues WHERE kind = 'week'")
    assert len(due) == 4
    assert await there.rows("SELECT tries FROM dues WHERE tries > 0") == []


async def test_killed_while_weeks_are_told(database_url: str) -> None:
    """Ten lives."""
    await prove(database_url, "kill", 10)


async def test_of_two_that_tell_one_stands_still_now_and_then(pg_url: str) -> None:
    """Twenty times."""
    await prove(pg_url, "stop", 20)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(10))
async def test_many_are_killed_while_weeks_are_told(database_url: str, run: int) -> None:
    """A hundred."""
    await prove(database_url, "kill", 10)
