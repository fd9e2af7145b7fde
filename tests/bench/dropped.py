"""What isn't for the bot: dropped before the database, measured on a database that nobody may touch.

The engine learns its rooms from a real file first; then its database is changed for one whose every method raises, so
that a single look at it would end the run. Beside it a coroutine that does nothing: what asyncio itself costs.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from bot.address import Room
from bot.engine import Engine
from bot.event import AnyEvent, Reacted, Said
from bot.ports import Store
from tests.bench import ground

T = TypeVar("T")


class Touched(Exception):
    """Somebody asked the database."""


class Untouchable:
    """A database that raises whatever it is asked."""

    fault = None

    async def write(self, unit: Callable[[Store], T]) -> T:
        """Raises Touched."""
        raise Touched

    async def read(self, unit: Callable[[Store], T]) -> T:
        """Raises Touched."""
        raise Touched


@dataclass(frozen=True, slots=True)
class Dropped:
    """Events a second by kind, and calls a second of a coroutine that does nothing."""

    kinds: dict[str, float]
    nothing: float


def measure(where: Path, *, events: int, rounds: int) -> Dropped:
    """Each kind in turns with nothing; medians. Raises Touched where an event wasn't dropped."""
    return asyncio.run(
        _measure(ground.waiting(f"sqlite:///{where / 'dropped.db'}", cases=1, mentors=1).url, events, rounds)
    )


async def _measure(url: str, events: int, rounds: int) -> Dropped:
    kinds = _kinds()
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    nothing: list[float] = []
    async with ground.running(url) as engine:
        engine.database = Untouchable()
        await _must_touch(engine)
        for _ in range(rounds):
            nothing.append(await _rate(_nothing, next(iter(kinds.values())), events))
            for name, event in kinds.items():
                rates[name].append(await _rate(engine.handle, event, events))
    return Dropped({name: median(each) for name, each in rates.items()}, median(nothing))


async def _rate(call: Callable[[AnyEvent], Awaitable[object]], event: AnyEvent, times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        await call(event)
    return times / (time.perf_counter() - begun)


async def _nothing(_event: AnyEvent) -> None:
    return None


async def _must_touch(engine: Engine) -> None:
    """The same words, addressed to the bot, do reach the database: what is dropped is dropped for its content."""
    try:
        await engine.handle(_said(addressed=True))
    except Touched:
        return
    raise RuntimeError("a command wasn't dropped, and didn't reach the database either")


def _kinds() -> dict[str, AnyEvent]:
    tada = Reacted.model_validate({**_frame(), "message": "m1", "emoji": "🎉", "reaction": "r1"})
    return {
        "text not addressed to the bot": _said(),
        "another reaction than 👍": tada,
        "a command in a room that isn't bound": _said(room="shell:elsewhere", addressed=True),
        "a command of another bot": _said(bot=True, addressed=True),
    }


def _said(*, room: str = "shell:mentors", bot: bool = False, addressed: bool = False) -> Said:
    return Said.model_validate({**_frame(room, bot), "text": "claim 1", "message": "m1", "addressed": addressed})


def _frame(room: str = "shell:mentors", bot: bool = False) -> dict[str, Any]:
    sender = ground.sender(0).model_copy(update={"bot": bot})
    return {"source": "shell", "id": "e1", "at": ground.NOW, "sender": sender, "room": Room(room)}
