"""The bot's lives: started, killed with SIGKILL at a moment that was drawn, started again at once.

Rules of this file: it ends only processes that it started. Moments are spread over the stream's events, so that kills
meet work; some come right behind a request that the platform carried out and never answered, some in the start.
"""

import asyncio
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import forks
from tests.proofs.kill.people import Town

YOUNG = 0.15
"""The share of lives that end in their start."""
STARTS_WITHIN = 0.5
"""Seconds in which a bot that dies young does."""
LINGERS = 0.15
"""Seconds that a bot lives on, at most, behind the event that it is killed for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: ``seconds`` behind the stream's event ``event``, or behind the start where that is None.

    ``request``: instead of seconds, at the so-many-th request after the event, before it is answered.
    """

    event: int | None
    seconds: float = 0.0
    request: int = 0


def moments(kills: int, events: int, drawn: random.Random) -> list[Moment]:
    """So many moments over a stream."""
    young = {n for n in range(kills) if n and drawn.random() < YOUNG}
    at = iter(sorted(drawn.sample(range(1, events), kills - len(young))))
    return [_young(drawn) if n in young else _at(next(at), drawn) for n in range(kills)]


def _young(drawn: random.Random) -> Moment:
    return Moment(None, drawn.uniform(0.02, STARTS_WITHIN))


def _at(event: int, drawn: random.Random) -> Moment:
    if drawn.random() < 0.5:
        return Moment(event, request=drawn.randint(1, 12))
    return Moment(event, drawn.uniform(0, LINGERS))


@dataclass
class Lives:
    """All of them. ``log`` is what every life wrote.

    ``carried_out``: who is told, by the platform, of a request that took effect, before it is answered.
    """

    config: Path
    town: Town
    carried_out: list[Callable[[str], None]]
    log: Path
    kills: int = 0
    _process: BaseProcess | None = None
    _countdown: int = 0
    _struck: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, plan: list[Moment]) -> None:
        """One life for each moment, and a last one that goes on. Raises AssertionError where one ends by itself."""
        self.carried_out.append(self._request)
        for moment in plan:
            self._start()
            await self._until_dead(moment)
            self.kills += 1
        self._start()

    async def end(self) -> int:
        """End the last life as an operator does. Returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self._ended()

    async def kill(self) -> None:
        """End it whatever it does."""
        if self._process is not None and self._process.exitcode is None:
            self._process.kill()
            await self._ended()

    def _start(self) -> None:
        self._process = forks.forked("tests.proofs.kill.bot", [str(self.config)], forks.ROOT, self.log, self.log)

    async def _ended(self) -> int:
        """Wait for the end of a life. Returns its exit code."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode

    async def _until_dead(self, moment: Moment) -> None:
        assert self._process is not None
        striking = asyncio.create_task(self._strike(moment))
        code = await self._ended()
        striking.cancel()
        with suppress(asyncio.CancelledError):
            await striking
        assert code == -signal.SIGKILL, f"the bot ended by itself, with {code}"

    async def _strike(self, moment: Moment) -> None:
        if moment.event is not None:
            await self._sent(moment.event)
        if moment.request:
            self._struck.clear()
            self._countdown = moment.request
            await self._struck.wait()
        else:
            await asyncio.sleep(moment.seconds)
            self._now()

    def _request(self, _name: str) -> None:
        """A request was carried out."""
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                self._now()
                self._struck.set()

    def _now(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()

    async def _sent(self, event: int) -> None:
        """Wait until so many events were sent."""
        there = asyncio.Event()

        def look() -> None:
            if len(self.town.sent) >= event:
                there.set()

        look()
        self.town.on_sent.append(look)
        try:
            await there.wait()
        finally:
            self.town.on_sent.remove(look)
