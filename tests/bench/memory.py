"""Memory over 50,000 events: a mentor claims and releases, members look, the courier delivers, and nothing may add up.

Measured in a process of its own (``python -m tests.bench.memory URL CASES EVENTS``), which prints what it holds as it
goes on: resident memory, after a garbage collection, in MB. A fifth more goes before to warm up: caches, statements,
the allocator.
"""

import asyncio
import gc
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.address import Room
from bot.clock import SystemClock
from bot.courier import Courier
from bot.event import Said
from bot.platform import Parcel, Receipt
from tests.bench import ground

MARKS = 5
ROUND = ("!claim {case}", "!status", "!queue", "!case {case}", "!release {case} I have no time", "!help")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes at each mark; the first one stands after the warm-up."""

    events: int
    megabytes: list[float]

    @property
    def growth(self) -> float:
        """From the first mark to the last, in MB."""
        return self.megabytes[-1] - self.megabytes[0]


def measure(prepared: ground.Ground, *, events: int) -> Memory:
    """Run it in a process of its own. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "tests.bench.memory", prepared.url, str(prepared.cases), str(events)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Memory(events, json.loads(done.stdout))


class _Wire:
    """A platform that takes everything."""

    platform = "shell"

    def render(self, parcel: Parcel) -> str:
        """What stands in for words."""
        return parcel.message.key

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """It arrives at once."""
        return Receipt(Room(parcel.to), f"m-{parcel.token}")


async def _run(url: str, cases: int, events: int) -> list[float]:
    marks: list[float] = []
    prepared = ground.Ground(url, cases, ground.mentors_of(cases))
    async with ground.running(url) as engine:
        courier = Courier(engine.database, _Wire(), SystemClock())
        stream = _stream(prepared)
        for _ in range(1 + MARKS):
            for number in range(events // MARKS):
                event = next(stream)
                reply = await engine.handle(event)
                if reply is None or reply.message.key in {"failed", "not-saved", "unknown"}:
                    raise RuntimeError(f"{event.text} was answered with {reply}")
                if number % 10 == 0:
                    await courier.drain()
            gc.collect()
            marks.append(_resident())
    return marks


def _stream(prepared: ground.Ground) -> Iterator[Said]:
    """Every mentor in turn claims one waiting case, looks around, and gives it back."""
    waiting = itertools.cycle(range(ground.WAITING, prepared.cases, ground.WAITING))
    ids = itertools.count()
    for who in itertools.cycle(range(prepared.mentors)):
        case = next(waiting)
        for text in ROUND:
            frame = {"source": "shell", "id": f"event-{next(ids)}", "at": ground.NOW, "sender": ground.sender(who)}
            said = {"direct": True, "window": True, "text": text.format(case=case), "message": frame["id"]}
            yield Said.model_validate({**frame, **said, "room": Room(f"shell:@{who}")})


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
