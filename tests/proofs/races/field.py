"""Where races are run: a programme with many waiting cases, and two replicas of the bot on its database.

Rules of this file: cases and mentors are laid out through the store, because a race needs many; whoever claims goes the
whole way through an engine. Each replica has an engine and a database of its own, as another process would.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from bot import features
from bot.effect import Answer
from bot.engine import Engine
from bot.event import AnyEvent
from bot.model import Application, CaseChanges, State
from bot.ports import Store
from tests.chat import Where
from tests.postgres.replicas import replicas
from tests.world import World, identity, world

AT_ONCE = 250
"""Cases that are laid out in one transaction."""
APART = 0.002
"""Seconds by which somebody is late, at most."""


class Field:
    """The programme, with an engine on each of its replicas."""

    def __init__(self, there: World, engines: Sequence[Engine], seed: int) -> None:
        """``seed``: of what is drawn."""
        self.there, self.engines = there, engines
        self.random = random.Random(seed)
        self._numbers = itertools.count(1)

    async def cases(self, count: int) -> list[int]:
        """So many new cases that wait for any mentor."""
        found: list[int] = []
        while len(found) < count:
            names = [f"kim{next(self._numbers)}" for _ in range(min(AT_ONCE, count - len(found)))]
            found += await self.there.database.write(partial(_lay_out, names, self.there.clock.now()))
        return found

    async def mentor(self, capacity: int) -> str:
        """A new mentor who takes so many cases; returns their name."""
        name = f"mentor{next(self._numbers)}"
        await self.there.database.write(partial(_appoint, name, capacity, self.there.clock.now()))
        return name

    async def late(self, engine: Engine, event: AnyEvent) -> Answer | None:
        """An event comes in, at once or a moment later: the others are on their way then."""
        await asyncio.sleep(self.random.choice((0, self.random.uniform(0, APART))))
        return await engine.handle(event)


def _lay_out(names: Sequence[str], now: datetime, store: Store) -> list[int]:
    region = next(each for each in store.regions.all() if each.name == "EMEA")
    found = []
    for name in names:
        person = store.people.ensure([identity(name)], name.capitalize(), now)
        written = Application(name, f"{name}@example.org", ("en",), "I like maps", "I drew two", "Map parties", ())
        changes = CaseChanges(state=State.APPLIED, region=region, application=written)
        found.append(store.cases.update(store.cases.start(person, now), changes, now).id)
    return found


def _appoint(name: str, capacity: int, now: datetime, store: Store) -> None:
    person = store.people.ensure([identity(name)], name.capitalize(), now)
    store.mentors.add(person, regions=["EMEA"], capacity=capacity)


@asynccontextmanager
async def field(where: Where) -> AsyncIterator[Field]:
    """The programme on a database."""
    seed = random.randrange(1_000_000)
    print("seed", seed)  # for a failing run
    async with world(where) as there, replicas(there.database.url) as databases:
        registry = features.load()
        engines = [Engine(each, registry, there.config, there.clock, lambda: None) for each in databases]
        for engine in engines:
            await engine.start()
        yield Field(there, engines, seed)
