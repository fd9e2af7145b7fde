"""A thousand cases against a million: what a claim, a status and a queue cost when everything has grown.

Rules of this file: both databases are open at once and are asked in turns, a block of calls each, so that a busy
machine is busy for both; a ratio is taken within a round. One caller, who waits for each answer.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median

from bot.address import Room
from bot.engine import Engine
from bot.event import Said
from tests.bench import ground

BLOCK = 10
"""Calls in a row to one database."""
WHAT = {"claim": {"claim-done"}, "status": {"status"}, "queue": {"queue", "queue-crowd"}}
"""What is asked, and the keys of answers that it may get."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Milliseconds by question: the median of the small and of the large database, and the ratios by round."""

    small: dict[str, float]
    large: dict[str, float]
    ratios: dict[str, list[float]]


def measure(small: ground.Ground, large: ground.Ground, *, rounds: int) -> Scale:
    """Take turns. Raises ValueError where so many claims would empty the queue, RuntimeError at a wrong answer."""
    if (rounds + 1) * BLOCK * ground.WAITING > small.cases / 2:  # half stays, for a queue that is still one
        raise ValueError(f"{rounds} rounds of {BLOCK} claims are too many for {small.cases} cases")
    return asyncio.run(_measure(small, large, rounds))


async def _measure(small: ground.Ground, large: ground.Ground, rounds: int) -> Scale:
    found: dict[str, list[tuple[float, float]]] = {what: [] for what in WHAT}
    async with AsyncExitStack() as open_ones:
        sides = []
        for each in (small, large):
            engine = await open_ones.enter_async_context(ground.running(each.url))
            sides.append((engine, {what: _events(what, each) for what in WHAT}))
        for number in range(rounds + 1):
            for what in WHAT:
                first, second = [await _block(engine, events[what], what) for engine, events in sides]
                if number:  # the first round only warms up
                    found[what].append((first, second))
    return Scale(
        {what: median(first for first, _ in each) for what, each in found.items()},
        {what: median(second for _, second in each) for what, each in found.items()},
        {what: [second / first for first, second in each] for what, each in found.items()},
    )


async def _block(engine: Engine, events: Iterator[Said], what: str) -> float:
    """The median of a block, in milliseconds."""
    seconds = []
    for _ in range(BLOCK):
        event = next(events)
        begun = time.perf_counter()
        reply = await engine.handle(event)
        seconds.append(time.perf_counter() - begun)
        if reply is None or reply.message.key not in WHAT[what]:
            raise RuntimeError(f"{event.text} was answered with {reply}")
    return median(seconds) * 1000


def _events(what: str, on: ground.Ground) -> Iterator[Said]:
    """Questions without end, spread over everybody that there is. Each claim is of a case that still waits."""
    ask: dict[str, Callable[[int], tuple[int, str]]] = {
        "claim": lambda turn: (turn % on.mentors, f"!claim {turn * ground.WAITING}"),
        "status": lambda turn: (on.mentors + turn * 7919 % on.cases, "!status"),
        "queue": lambda turn: (turn * 7919 % on.mentors, "!queue"),
    }
    for turn in range(1, on.cases):
        who, text = ask[what](turn)
        sender, name = ground.sender(who), f"{what}-{turn}"
        frame = {"source": "shell", "id": name, "at": ground.NOW, "sender": sender, "room": Room(f"shell:@{who}")}
        yield Said.model_validate({**frame, "direct": True, "window": True, "text": text, "message": name})
