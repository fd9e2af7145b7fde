"""Durable claims: 64 callers on the engine, beside the plain driver doing the same statements on a copy.

One round is the engine, raw with a commit a claim, and raw with 64 claims a commit (a savepoint each), one after the
other; ratios are taken within a round. A caller sends its next claim when it was answered, which is after the COMMIT.
"""

import asyncio
import gc
import time
from dataclasses import dataclass
from statistics import quantiles

from bot.address import Room
from bot.effect import Answer
from bot.engine import Engine
from bot.event import AnyEvent, Pressed, Said
from storage.writer import GROUP
from tests.bench import ground, raw

CALLERS = 64


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the engine: claims a second, and how long callers waited for their answers, in milliseconds."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Round:
    """The sides of one round; ``single`` and ``grouped`` are raw claims a second."""

    engine: Run
    single: float
    grouped: float


@dataclass(frozen=True, slots=True)
class Claims:
    """All rounds, and how many statements one claim takes."""

    rounds: list[Round]
    statements: int

    @property
    def beside_single(self) -> list[float]:
        """The engine beside raw with a commit a claim, by round."""
        return [each.engine.rate / each.single for each in self.rounds]

    @property
    def beside_grouped(self) -> list[float]:
        """The engine beside raw with the same group commit, by round: the harder one."""
        return [each.engine.rate / each.grouped for each in self.rounds]


def measure(prepared: ground.Ground, *, rounds: int) -> Claims:
    """Record a run, check that its replay leaves the same rows, then take turns."""
    live, replayed = prepared.copy("recorded"), prepared.copy("replayed")
    with raw.recorded(live) as recording:
        asyncio.run(_claim_all(live, prepared))
    if len(recording.units) != prepared.cases:
        raise RuntimeError(f"{len(recording.units)} units for {prepared.cases} claims")
    raw.replay(replayed, recording.units, GROUP)
    if raw.rows(live) != raw.rows(replayed):
        raise RuntimeError("the replay left other rows than the engine")
    for url in (live, replayed):
        ground.drop(url)
    taken = [_round(prepared, recording, number) for number in range(rounds)]
    return Claims(taken, len(recording.units[0]))


def _round(prepared: ground.Ground, recording: raw.Recording, number: int) -> Round:
    urls = {side: prepared.copy(f"round_{number}_{side}") for side in ("engine", "single", "grouped")}
    gc.collect()
    engine = asyncio.run(_claim_all(urls["engine"], prepared))
    gc.collect()
    single = prepared.cases / raw.replay(urls["single"], recording.units)
    gc.collect()
    grouped = prepared.cases / raw.replay(urls["grouped"], recording.units, GROUP)
    for url in urls.values():
        ground.drop(url)
    return Round(engine, single, grouped)


async def _claim_all(url: str, prepared: ground.Ground) -> Run:
    """Every case of a database claimed, in equal shares. Raises RuntimeError where a claim wasn't answered as done."""
    waits: list[float] = []
    async with ground.running(url) as engine:
        numbers = range(1, prepared.cases + 1)
        events = [[_event(caller, number) for number in numbers[caller::CALLERS]] for caller in range(CALLERS)]
        begun = time.perf_counter()
        await asyncio.gather(*(_caller(engine, each, waits) for each in events))
        seconds = time.perf_counter() - begun
    cuts = quantiles(waits, n=100)
    return Run(prepared.cases / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _caller(engine: Engine, events: list[AnyEvent], waits: list[float]) -> None:
    for event in events:
        begun = time.perf_counter()
        reply = await engine.handle(event)
        waits.append(time.perf_counter() - begun)
        if not isinstance(reply, Answer) or reply.message.key != "claim-done":
            raise RuntimeError(f"{event.id} was answered with {reply}")


def _event(caller: int, number: int) -> AnyEvent:
    """Every other claim is pressed, every other typed."""
    text, room, sender = f"claim {number}", Room(f"shell:@person-{caller + 1}"), ground.sender(caller)
    frame = {"source": "shell", "id": f"claim-{number}", "at": ground.NOW, "sender": sender, "room": room}
    if number % 2:
        return Pressed.model_validate({**frame, "direct": True, "window": True, "text": text})
    typed = {**frame, "direct": True, "window": True, "text": f"!{text}", "message": f"m{number}"}
    return Said.model_validate(typed)
