"""A programme's busy day as a stream of events, from a platform that sends again what nobody took; what comes of it.

Rules of this file: an event's id says whose step it is, so that two days can be compared event by event, whatever
numbers the cases got. Only the wire and the network are stand-ins.
"""

import asyncio
import itertools
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg

from adapters.shell import StoryClock
from bot import features
from bot.address import Room
from bot.cli.wiring import opened
from bot.courier import Courier
from bot.engine import Engine
from bot.errors import Unavailable
from bot.event import AnyEvent
from bot.message import MESSAGE
from bot.platform import Parcel, Receipt
from tests.chat import configured
from tests.world import APPLICATION, World, key

NOTES = 3
MENTORS = ("ana", "bo", "chandra", "dee")
AT_ONCE = 16
"""People whose cases go on side by side."""


class Wire:
    """Takes each parcel once for its token, as platforms with idempotency do."""

    platform = "shell"

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.cards: dict[str, str] = {}

    def render(self, parcel: Parcel) -> str:
        return MESSAGE.dump_json(parcel.message).decode()

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        assert self.taken.setdefault(parcel.token, body) == body, "a repeat says the same"
        if parcel.key is not None:
            self.cards[parcel.key] = str(json.loads(body)["parts"][-1]["key"])
        return Receipt(Room(parcel.to), parcel.message_id or f"m{parcel.id}")


@dataclass
class Day:
    """What came of a day: the steps that histories tell and the messages that were queued, each by its event."""

    steps: dict[str, list[tuple[object, ...]]]
    messages: dict[str, list[str]]
    cards: list[str] = field(default_factory=list)


@dataclass
class Platform:
    """Sends events until somebody takes them."""

    world: World
    direct_url: str
    events: int = 0
    again: int = 0

    async def day(self, people: int) -> None:
        """So many people come, and become ambassadors."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with slots:
                for event in self._way(number):
                    await self._send(event)

        await asyncio.gather(*(one(number) for number in range(people)))

    def _way(self, number: int) -> Iterator[AnyEvent]:
        """Somebody's way to the title. Every second event has somebody waiting for its answer."""
        who, mentor, there = f"c{number}", MENTORS[number % len(MENTORS)], self.world
        frame = self._frames(number)
        yield there.said(who, "!apply", **next(frame))
        # with a wish: whom the pool is offered to depends on who came first
        values = {**APPLICATION, "account": who, "email": f"{who}@example.org", "mentors": mentor}
        yield there.submitted(who, "apply", values, **next(frame))
        case = self._number(who)
        yield there.said(mentor, f"!claim {case} anyway", **next(frame))
        for note in range(NOTES):
            yield there.said(mentor, f"!note {case} remark {note} on {who}", **next(frame))
        yield there.said(mentor, f"!ask {case} What would {who} do?", **next(frame))
        yield there.said(who, f"{who} would draw maps", **next(frame))
        yield there.said(mentor, f"!thumbsup {case}", **next(frame))
        yield there.said(mentor, f"!sponsor {case}", **next(frame))

    @staticmethod
    def _frames(number: int) -> Iterator[dict[str, Any]]:
        for step in itertools.count():
            yield {"id": f"{number}-{step}", "window": step % 2 == 0, "source": "stream"}

    def _number(self, who: str) -> int:
        """The number of somebody's case, asked of the database itself."""
        with psycopg.connect(self.direct_url) as database:
            row = database.execute("SELECT id FROM cases WHERE account = %s", (who,)).fetchone()
        assert row is not None
        return int(row[0])

    async def _send(self, event: AnyEvent) -> None:
        self.events += 1
        while True:
            with suppress(Unavailable):
                answer = key(await self.world.engine.handle(event))
                if answer != "not-saved":
                    assert answer not in {"failed", "unknown"}, answer
                    return
            self.again += 1
            await asyncio.sleep(random.uniform(0.01, 0.1))


@asynccontextmanager
async def programme(url: str, wire: Wire) -> AsyncIterator[World]:
    """The programme on the real clock, with a courier at work; at the end everything is delivered."""
    clock = StoryClock()
    async with opened(configured(url), clock) as app:
        courier = Courier(app.database, wire, clock)
        engine = Engine(app.database, features.load(), app.config.core, clock, courier.wake)
        await engine.start()
        running = asyncio.create_task(courier.run())
        try:
            yield World(app.database, engine, clock, app.config.core, [])
        finally:
            courier.stop()
            await running


async def delivered(direct_url: str) -> None:
    """Wait until nothing is on its way any more."""
    waiting = "SELECT 1 FROM outbox WHERE state IN ('pending', 'sending', 'retry')"
    while True:
        with psycopg.connect(direct_url) as database:
            if database.execute(waiting).fetchone() is None:
                return
        await asyncio.sleep(0.05)


def told(direct_url: str, wire: Wire) -> Day:
    """What came of the day. Cards are told by where they end: on their way, a newer one may replace an older."""
    day = Day({}, {}, sorted(wire.cards.values()))
    with psycopg.connect(direct_url) as database:
        for event, *step in database.execute("SELECT event, act, before, after FROM history ORDER BY id").fetchall():
            day.steps.setdefault(event, []).append(tuple(step))
        for event, lane in database.execute("SELECT event, lane FROM outbox WHERE key IS NULL ORDER BY id").fetchall():
            day.messages.setdefault(event, []).append(lane)
        parcels = database.execute("SELECT token, state FROM outbox").fetchall()
        events = database.execute("SELECT DISTINCT state FROM inbox").fetchall()
    sent, dropped = ({token for token, state in parcels if state == wanted} for wanted in ("sent", "dropped"))
    assert len(sent) + len(dropped) == len(parcels), "nothing waits, nothing was given up"
    assert sent <= set(wire.taken) <= sent | dropped, "what was sent arrived, and nothing else"
    assert events == [("done",)]
    return day
