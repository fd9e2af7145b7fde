"""Processes that tick on one database, by a clock that runs fast, killed or stopped at moments that are drawn.

``python -m tests.proofs.clock.lives kill|stop URL TIMES SEED [SPEED VARIANT …]``. Rules of this file: each process is
a fork of this one, so that it lives as soon as it is begun; it has a database, an engine's registry and a ticker of
its own, as the wiring puts them together. It ends only processes that it started. Prints how often one was killed, or
stopped.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from adapters.shell import START
from bot import ticking, watching
from bot.cli.wiring import opened
from tests.chat import configured

SPEED = 86_400.0
"""Seconds of the programme in one of ours: a day."""
DAYS = 9
"""Days of the programme behind which every ladder has been climbed."""
BEGINS = START + timedelta(hours=3)
"""When their clock begins."""
LIVES = (0.0, 0.5)
"""Seconds for which a process lives behind its start, at least and at most."""
STANDS = (0.02, 0.4)
"""Seconds for which one is stopped."""
WALKS = (0.01, 0.15)
"""Seconds between two stops."""
variants: list[str] = []
"""How the programme differs from the demo's."""


class FastClock:
    """See ``bot.ports.Clock``: the same in every process."""

    speed = SPEED

    def __init__(self, begun: float) -> None:
        self._begun = begun

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return BEGINS + timedelta(seconds=(time.monotonic() - self._begun) * self.speed)


def hurry() -> None:
    """Tick as often as a day goes by fast."""
    watching.EVERY, watching.WATCH_EVERY, watching.JUMP = 0.02, 0.2, timedelta(days=36_500)
    ticking.BATCH = 7  # a tick has several rounds


async def live(url: str, begun: float, started: int) -> None:
    """Tick for ever; ``started``: a pipe that hears of the start."""
    async with opened(configured(url, variants), FastClock(begun)) as app:
        os.write(started, b"!")
        await app.ticker.run()


async def last(url: str, begun: float) -> None:
    """Do what is left."""
    async with opened(configured(url, variants), FastClock(begun - DAYS)) as app:
        await app.ticker.tick()


def fork(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Begin a process; returns its number."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(work())
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return child


def living(url: str, begun: float) -> int:
    """Begin a process, and wait until it ticks; returns its number."""
    heard, started = os.pipe()
    child = fork(lambda: live(url, begun, started))
    os.close(started)
    os.read(heard, 1)
    os.close(heard)
    return child


def ended(child: int) -> int:
    """Wait for a process; returns its exit code, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill(url: str, times: int, drawn: random.Random, begun: float) -> int:
    """One process after the other, each killed."""
    for _ in range(times):
        child = living(url, begun)
        time.sleep(drawn.uniform(*LIVES))
        os.kill(child, signal.SIGKILL)
        if (code := ended(child)) != -signal.SIGKILL:
            raise SystemExit(f"a process ended by itself, with {code}")
    return times


def stop(url: str, times: int, drawn: random.Random, begun: float) -> int:
    """Two processes side by side, one of them stopped now and then, and going on."""
    both = [living(url, begun) for _ in range(2)]
    for _ in range(times):
        child = drawn.choice(both)
        time.sleep(drawn.uniform(*WALKS))
        os.kill(child, signal.SIGSTOP)
        time.sleep(drawn.uniform(*STANDS))
        os.kill(child, signal.SIGCONT)
    for child in both:
        os.kill(child, signal.SIGKILL)
        if (code := ended(child)) != -signal.SIGKILL:
            raise SystemExit(f"a process ended by itself, with {code}")
    return times


def main(how: str, url: str, times: int, seed: int) -> None:
    """Raises SystemExit where a process ends by itself."""
    hurry()
    begun = time.monotonic()
    happened = {"kill": kill, "stop": stop}[how](url, times, random.Random(seed), begun)
    if (code := ended(fork(lambda: last(url, begun)))) != 0:
        raise SystemExit(f"the last one ended with {code}")
    print(happened)


if __name__ == "__main__":
    FastClock.speed = float(sys.argv[5]) if sys.argv[5:] else SPEED
    variants += sys.argv[6:]
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
