"""The bot as a process: opened on its database, ticking, delivering, and spoken to."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.shell import StoryClock
from bot.census import Found
from bot.cli.wiring import opened
from bot.courier import Courier
from bot.effect import Answer
from bot.event import Said, Sender, Submitted
from bot.model import Schedule
from bot.ports import Store
from tests.simulation.books import Heard, Recorder
from tests.simulation.programme import Cast, Human, Knows, config


class Process:
    """Each ``running`` is a start of its own, on the same database. ``read`` counts the due rows that were read."""

    def __init__(self, cast: Cast, file: Path, clock: StoryClock) -> None:
        self._cast, self._clock = cast, clock
        self._config = config(cast, f"sqlite:///{file}")
        self._ids = itertools.count()
        self.read = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """From a start to a stop."""
        async with opened(self._config, self._clock) as app:
            self._app, self._carrier = app, Recorder(app.catalogue, self._clock)
            self._courier = Courier(app.database, self._carrier, self._clock)
            self._woken = True
            app.wakers.append(self._wake)
            yield
            self.read += app.ticker.read

    def _wake(self) -> None:
        self._woken = True

    async def tick(self) -> None:
        """Do what is due."""
        await self._app.ticker.tick()

    async def nobody(self) -> Found:
        """The product's own figure: the cases with nobody responsible for the next step."""
        policy = self._config.sponsoring.policy
        return await self._app.database.read(lambda store: store.census.nobody(policy))

    async def deliver(self) -> list[Heard]:
        """Deliver what was queued; returns what arrived."""
        if self._woken:
            self._woken = False
            await self._courier.drain()
        return self._carrier.take()

    async def say(self, who: Human, text: str) -> Answer | None:
        """Somebody types a command."""
        frame = self._frame(who)
        return await self._app.engine.handle(Said(**frame, text=f"!{text}", message=frame["id"]))

    async def fill(self, who: Human, wished: Sequence[str]) -> Answer | None:
        """Somebody hands the whole form in; without wishes where one of them isn't there."""
        reply = None
        for mentors in (", ".join(wished) or "none", "none"):
            form = Submitted(**self._frame(who), form="apply", values=_form(who, mentors))
            reply = await self._app.engine.handle(form)
            if reply is not None and reply.message.key == "applied":
                break
        return reply

    def _frame(self, who: Human) -> dict[str, Any]:
        return {
            "source": "shell",
            "id": f"event-{next(self._ids)}",
            "at": self._clock.now(),
            "sender": _sender(who),
            "room": f"shell:@{who.name}",
            "direct": True,
            "window": True,
        }

    async def introduce(self) -> None:
        """Staff has been around for a while, and said when they work as far as they do."""

        def unit(store: Store) -> None:
            for human in self._cast.staff:
                person = store.people.keep(_sender(human), self._clock.now())
                zone = human.calendar.zone if human.knows is Knows.THEM else None
                if human.odd:
                    week = human.calendar
                    store.schedules.save(person, Schedule(zone, None, week.days, week.begins, week.ends, human.off))
                elif zone is not None:
                    store.schedules.save(person, Schedule(zone))

        await self._app.database.write(unit)
        for lead in self._cast.leads:
            await self._grant(f"lead shell:{lead.name} {lead.place.name}")
        for sponsor in self._cast.sponsors:
            await self._grant(f"sponsor shell:{sponsor.name}")
        await self.deliver()

    async def _grant(self, role: str) -> None:
        reply = await self.say(self._cast.coordinators[0], f"role grant {role}")
        if reply is None or reply.message.key != "role-granted":
            raise RuntimeError(f"role grant {role} was answered with {reply}")


def _sender(who: Human) -> Sender:
    return Sender(identity=who.identity, name=who.name, zone=who.profile)


def _form(who: Human, mentors: str) -> dict[str, str]:
    return {
        "account": who.name,
        "email": f"{who.name}@example.org",
        "region": who.place.name,
        "languages": "English",
        "why": "I like maps",
        "so_far": "I drew two of them",
        "would_do": "Map parties in every town",
        "links": "",
        "mentors": mentors,
    }
