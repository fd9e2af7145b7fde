"""kill -9 during ticks, and processes that stand still in the middle of one: each rung has its effects exactly once.

Rules of this file: what must be there follows from the cases that were laid out, not from what the ticker says of
itself. The seed is printed; ``CLOCK_SEED`` takes it again.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.shell import START
from bot.due import BEGIN, OFFER, RESTS
from bot.message import MESSAGE
from bot.model import Application, CaseChanges, State
from bot.ports import Store
from bot.ticking import Ticker
from tests.proofs.clock.lives import BEGINS
from tests.world import World, identity, world

ROOT = Path(__file__).parents[3]
CASES = 120
APART = timedelta(minutes=53)
"""By how much one case begins to wait after the other: rungs come due all the time."""


async def prove(url: str, how: str, times: int) -> None:
    """Lay cases out, let processes come and go, and look at everything."""
    seed = int(os.environ.get("CLOCK_SEED", random.randrange(1_000_000)))
    print("CLOCK_SEED", seed)  # for a failing run
    async with world(url) as there:
        await there.database.write(lay_out)
        there.clock.set(BEGINS)
        await Ticker(there.database, there.engine.registry, there.config, there.clock, lambda: None).tick()
    command = [sys.executable, "-m", "tests.proofs.clock.lives", how, url, str(times), str(seed)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.split()[-1] == str(times)
    assert "due work failed" not in done.stdout
    async with world(url) as there:
        await judge(there)


def lay_out(store: Store) -> None:
    """Cases that wait, each of which is about to take its place."""
    region = next(each for each in store.regions.all() if each.name == "EMEA")
    for number in range(CASES):
        since = START - number * APART / 2
        name = f"kim{number}"
        person = store.people.ensure([identity(name)], name.capitalize(), since)
        written = Application(name, f"{name}@example.org", ("en",), "I like maps", "I drew two", "Map parties", ())
        changes = CaseChanges(state=State.APPLIED, region=region, application=written)
        case = store.cases.update(store.cases.start(person, since), changes, since)
        store.dues.put(BEGIN, case.number, START, since=since, case=case.id)


async def judge(there: World) -> None:
    """Every case has been all the way up, and each rung was said to everybody once."""
    said: dict[int, Counter[tuple[str, str, str]]] = {number: Counter() for number in range(1, CASES + 1)}
    rungs = "key IS NULL AND event LIKE 'clock/application%'"
    rows = await there.rows(f"SELECT case_id, event, lane, message FROM outbox WHERE {rungs} ORDER BY id")  # noqa: S608
    for case, event, lane, message in rows:
        rung = event.replace("/", ":").split(":", 4)[3]
        whose = "the candidate" if lane == f"shell:kim{case - 1}" else lane
        key = MESSAGE.validate_json(message).key
        if key != "offer":  # each case is offered to another mentor, in turn
            said[case][rung, whose, key] += 1
    assert {rung for rung, _, _ in said[1]} == {"pool", "coordinators"}
    assert "the candidate" in {whose for _, whose, _ in said[1]}
    for case, counted in said.items():
        assert set(counted.values()) == {1}, f"#{case}: {counted}"
        assert counted == said[1], f"#{case}"
    left = await there.rows("SELECT DISTINCT kind, rung, tries FROM dues WHERE kind LIKE 'application%'")
    assert left == [("application", "", 0)]
    rests = await there.read(
        lambda store: {row.due_at for case in said for row in store.dues.of_case(case) if row.kind != OFFER}
    )
    assert rests == {RESTS}


async def test_killed_during_ticks(database_url: str) -> None:
    """Ten lives."""
    await prove(database_url, "kill", 10)


async def test_of_two_one_stands_still_now_and_then(pg_url: str) -> None:
    """Twenty times."""
    await prove(pg_url, "stop", 20)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(10))
async def test_many_are_killed_during_ticks(database_url: str, run: int) -> None:
    """A hundred."""
    await prove(database_url, "kill", 10)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(10))
async def test_of_two_one_stands_still_many_times(pg_url: str, run: int) -> None:
    """Two hundred times."""
    await prove(pg_url, "stop", 20)
