"""Due work that no programme has, for what a handler can do wrong, and a ticker that does it beside the real one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot import features
from bot.command import Registry, due
from bot.context import Ctx
from bot.due import RESTS, Due
from bot.effect import Outcome, Post, answer
from bot.errors import Stale
from bot.message import MESSAGE, Words, say
from bot.ports import Database, Store
from bot.ticking import Ticker
from tests.chat import Where
from tests.world import MENTORS, World, world

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@dataclass
class Trouble:
    """What breaks: a key fails so often, and what was tried, in order."""

    left: dict[str, int] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)


def registry(trouble: Trouble) -> Registry:
    """Every feature, and these."""

    @due("say")
    def tell(ctx: Ctx, row: Due) -> Outcome:
        """Say the row's key in a room, and be done; or break behind everything that it did."""
        trouble.tried.append(row.key)
        ctx.store.dues.remove([row])
        ctx.store.outbox.add([_post(f"{row.key} half")], "test", ctx.now)
        if trouble.left.get(row.key, 0):
            trouble.left[row.key] -= 1
            raise LookupError(row.key)
        return _post(row.key)

    @due("climb")
    def climb(ctx: Ctx, row: Due) -> Outcome:
        """Say it three times, a minute apart."""
        if row.rung == "3":
            ctx.store.dues.remove([row])
        else:
            ctx.store.dues.put("climb", row.key, row.due_at + MINUTE, since=row.since, rung=str(int(row.rung) + 1))
        return _post(f"{row.key} {row.rung}")

    @due("sit")
    def sit(_ctx: Ctx, row: Due) -> Outcome:
        """Leave the row as it is."""
        return _post(row.key)

    @due("answer")
    def reply(ctx: Ctx, row: Due) -> Outcome:
        """Answer, though nobody asked."""
        ctx.store.dues.remove([row])
        return answer("queue-empty")

    @due("late")
    def late(ctx: Ctx, row: Due) -> Outcome:
        """Be too late so often."""
        ctx.store.dues.remove([row])
        if trouble.left.get(row.key, 0):
            trouble.left[row.key] -= 1
            raise Stale
        return _post(row.key)

    real, toys = features.load(), (tell, climb, sit, reply, late)
    return replace(real, duties={**real.duties, **{each.kind: each for each in toys}})


def _post(words: str) -> Post:
    return Post(MENTORS, say("unknown", typed=Words(words)))


@dataclass
class Bench:
    """A programme with a ticker."""

    there: World
    trouble: Trouble
    ticker: Ticker
    woken: list[bool]

    def another(self, database: Database | None = None) -> Ticker:
        """A ticker as another process would have it, or on a database that misbehaves."""
        there = self.there
        return Ticker(database or there.database, registry(self.trouble), there.config, there.clock, lambda: None)

    async def put(self, *keys: str, kind: str = "say", after: timedelta = timedelta(), **more: Any) -> None:
        """Make something due in a while."""
        now = self.there.clock.now()

        def unit(store: Store) -> None:
            for key in keys:
                store.dues.put(kind, key, now + after, **{"since": now, **more})

        await self.there.database.write(unit)

    async def tick(self, after: timedelta = timedelta()) -> None:
        """A tick, in a while."""
        self.there.clock.move(after)
        await self.ticker.tick()

    async def said(self) -> list[str]:
        """What was queued, in order."""
        messages = await self.there.rows("SELECT message FROM outbox ORDER BY id")
        found = [MESSAGE.validate_json(message).args["typed"] for (message,) in messages]
        return [typed.words for typed in found if isinstance(typed, Words)]

    async def due(self) -> list[tuple[str, datetime, int]]:
        """What is left: key, instant, tries."""
        rows = await self.there.read(lambda store: store.dues.due(RESTS, KINDS, 9999))
        return [(row.key, row.due_at, row.tries) for row in rows]


KINDS = ("say", "climb", "sit", "answer", "late", "newer")


@asynccontextmanager
async def bench(where: Where) -> AsyncIterator[Bench]:
    """A programme on a database."""
    trouble, woken = Trouble(), list[bool]()
    toys = registry(trouble)
    async with world(where, registry=toys) as there:
        ticker = Ticker(there.database, toys, there.config, there.clock, lambda: woken.append(True))
        yield Bench(there, trouble, ticker, woken)
