"""kill -9 at random moments, under a stream of events that come again and again, on a homeserver that misbehaves.

Rules of this file: each event has one effect, each message arrives once, in order in its room, and nothing is lost. The
seed is printed; ``KILL_SEED`` takes it again.
"""

import asyncio
import os
import random
import time
from pathlib import Path

import pytest

from tests.homeserver.server import Server
from tests.proofs.kill.judge import Judge
from tests.proofs.kill.lives import Lives, moments
from tests.proofs.kill.people import Town
from tests.proofs.kill.stage import staged

EVENTS = 500
TAIL = 25
"""Events at the stream's end that nobody is killed for: a kill waits for requests that come after its event."""
LINES = 40
SETTLES_WITHIN = 30.0
"""Seconds within which the last life has caught up with everything."""


async def prove(url: str, folder: Path, kills: int, patience: float | None) -> None:
    """Play the stream, kill the bot so often, let it settle, and look at everything. ``patience``: seconds."""
    seed = int(os.environ.get("KILL_SEED", random.randrange(1_000_000)))
    print("KILL_SEED", seed)  # for a failing run
    async with staged(seed) as stage:
        lives = Lives(stage.config(folder, url), stage.town, stage.server, folder / "log")
        judge = Judge(url, stage.town)
        try:
            async with asyncio.timeout(patience), asyncio.TaskGroup() as group:
                group.create_task(lives.run(moments(kills, EVENTS - TAIL, random.Random(seed))))
                group.create_task(stage.play(EVENTS))
            await settled(stage.server, judge)
            assert await lives.end() == 0
        except BaseException:
            print(so_far(stage.town, lives))
            raise
        finally:
            await lives.kill()
        assert lives.kills == kills
        judge.decide(EVENTS)


async def settled(server: Server, judge: Judge) -> None:
    """Wait until the bot has heard everything, and nothing waits in its database."""
    deadline = time.monotonic() + SETTLES_WITHIN
    while server.unrest or judge.unrest():
        assert time.monotonic() < deadline, f"it never came to rest: {server.unrest} {judge.unrest()}"
        await asyncio.sleep(0.1)


def so_far(town: Town, lives: Lives) -> str:
    """Where a run stands that came to no end."""
    log = lives.log.read_text(errors="replace").splitlines()[-LINES:] if lives.log.exists() else []
    unpaid, surplus = map(str, town.books.unpaid), map(repr, town.books.surplus)
    lines = [f"{len(town.sent)} events, {lives.kills} kills", "not said:", *unpaid, "not owed:", *surplus]
    return "\n".join([*lines, "the bot's log:", *log])


async def test_kills(database_url: str, tmp_path: Path) -> None:
    """Twenty."""
    await prove(database_url, tmp_path, kills=20, patience=100)


@pytest.mark.soak
async def test_many_kills(database_url: str, tmp_path: Path) -> None:
    """A hundred: some lives hardly begin."""
    await prove(database_url, tmp_path, kills=100, patience=None)
