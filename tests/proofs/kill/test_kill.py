"""kill -9 at random moments, under a stream of events that come again and again, on a platform that misbehaves.

Rules of this file: each event has one effect, each message arrives once, in order in its room, and nothing is lost. The
seed is printed; ``KILL_SEED`` takes it again.
"""

import asyncio
import os
import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.proofs.kill import matrix, slack
from tests.proofs.kill.judge import Judge
from tests.proofs.kill.lives import Lives, moments
from tests.proofs.kill.people import Town
from tests.proofs.kill.stage import Stage

EVENTS = 500
TAIL = 25
"""Events at the stream's end that nobody is killed for: a kill waits for requests that come after its event."""
LINES = 40
SETTLES_WITHIN = 30.0
"""Seconds within which the last life has caught up with everything."""


Staged = Callable[[int], AbstractAsyncContextManager[Stage]]


async def prove(staged: Staged, url: str, folder: Path, kills: int, events: int, patience: float | None) -> None:
    """Play the stream, kill the bot so often, let it settle, and look at everything. ``patience``: seconds."""
    seed = int(os.environ.get("KILL_SEED", random.randrange(1_000_000)))
    print("KILL_SEED", seed)  # for a failing run
    async with staged(seed) as stage:
        lives = Lives(stage.config(folder, url), stage.town, stage.carried_out, folder / "log")
        judge = stage.judge(url)
        try:
            async with asyncio.timeout(patience), asyncio.TaskGroup() as group:
                group.create_task(lives.run(moments(kills, events - TAIL, random.Random(seed))))
                group.create_task(stage.play(events))
            await settled(stage, judge)
            assert await lives.end() == 0
        except BaseException:
            print(so_far(stage.town, lives))
            raise
        finally:
            await lives.kill()
        assert lives.kills == kills
        judge.decide(events)


async def settled(stage: Stage, judge: Judge) -> None:
    """Wait until the bot has heard everything, and nothing waits in its database."""
    deadline = time.monotonic() + SETTLES_WITHIN
    while stage.unrest or judge.unrest():
        assert time.monotonic() < deadline, f"it never came to rest: {stage.unrest} {judge.unrest()}"
        await asyncio.sleep(0.1)


def so_far(town: Town, lives: Lives) -> str:
    """Where a run stands that came to no end."""
    log = lives.log.read_text(errors="replace").splitlines()[-LINES:] if lives.log.exists() else []
    unpaid, surplus = map(str, town.books.unpaid), map(repr, town.books.surplus)
    lines = [f"{len(town.sent)} events, {lives.kills} kills", "not said:", *unpaid, "not owed:", *surplus]
    return "\n".join([*lines, "the bot's log:", *log])


async def test_kills(database_url: str, tmp_path: Path) -> None:
    """Twenty, on Matrix."""
    await prove(matrix.staged, database_url, tmp_path, kills=20, events=EVENTS, patience=100)


async def test_kills_on_slack(tmp_path: Path) -> None:
    """Eight, in a short stream."""
    await prove(slack.staged, f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, kills=8, events=120, patience=100)


async def test_kills_in_socket_mode(tmp_path: Path) -> None:
    """Four: what is in hand when the connection is gone."""
    await prove(slack.staged_by_socket, f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, kills=4, events=60, patience=100)


@pytest.mark.soak
@pytest.mark.parametrize(
    "staged", [matrix.staged, slack.staged, slack.staged_by_socket], ids=["matrix", "slack", "slack by socket"]
)
async def test_many_kills(staged: Staged, database_url: str, tmp_path: Path) -> None:
    """A hundred: some lives hardly begin."""
    await prove(staged, database_url, tmp_path, kills=100, events=EVENTS, patience=None)
