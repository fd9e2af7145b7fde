"""Lets the time go by: from one instant at which something is due, or somebody does something, to the next.

Rules of this file: engine, ticker, courier, catalogue and database are the real ones; the clock goes to each instant
by itself. In the middle the machine is off for three days, then the bot starts again; later its clock is set back two
hours.
"""

import heapq
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from adapters.shell import StoryClock
from bot.effect import Answer
from tests.simulation import habits
from tests.simulation.books import Heard, Rows, instant
from tests.simulation.judge import Judge
from tests.simulation.process import Process
from tests.simulation.programme import Cast, Human, Scale
from tests.simulation.times import DAY

OFF = timedelta(days=3)
BACK = timedelta(hours=2)
HOUR = timedelta(hours=1)
NEVER = "9999"
"""The year in which rows are due that rest."""
_DUE = "SELECT min(due_at) FROM dues"
_ALONE = """
SELECT min(c.id) FROM cases c JOIN regions r ON r.id = c.region_id
    WHERE c.state = 'applied' AND c.asked_id IS NULL AND r.name = ?
"""
_CANDIDATE = "SELECT p.identity FROM people p JOIN cases c ON c.candidate_id = p.id WHERE c.id = ?"
_PLACE = "SELECT r.name FROM regions r JOIN cases c ON c.region_id = r.id WHERE c.id = ?"


@dataclass(order=True)
class Planned:
    """Something that somebody will do, in words that may name a ``case``."""

    at: datetime
    turn: int
    who: Human = field(compare=False)
    what: str = field(compare=False)
    case: int | None = field(compare=False, default=None)


class Course:
    """One simulation. ``run`` it, then look at ``judge``, at what was ``answered``, and at ``seconds`` of CPU."""

    @property
    def a_thousand(self) -> float:
        """Seconds of CPU for a thousand cases."""
        return self.seconds * 1000 / self.cases

    def __init__(self, scale: Scale, seed: int, folder: Path, enough: str | None = None) -> None:
        """``enough``: words of a fault with which it ends early."""
        self.scale, self._drawn, self._enough = scale, Random(seed), enough
        self.cast = Cast(scale, self._drawn)
        self._file = folder / "programme.db"
        self._clock = StoryClock(scale.begins)
        self.process = Process(self.cast, self._file, self._clock)
        self._agenda: list[Planned] = []
        self._turns = itertools.count()
        self.answered: Counter[str] = Counter()
        self.steps = self.cases = 0
        self.seconds = self.judging = 0.0

    async def run(self) -> None:
        """From the first day to the last."""
        begun = time.process_time()
        off = self.scale.begins + self._drawn.uniform(0.4, 0.5) * self.scale.days * DAY
        back = off + self._drawn.uniform(0.1, 0.3) * self.scale.days * DAY
        async with self.process.running():
            self.rows = Rows(str(self._file))
            self.judge = Judge(self.cast, self.rows)
            await self.process.introduce()
            self._plan()
            await self._until(off)
        self._clock.set(off + OFF)
        self._put_off()
        async with self.process.running():
            self.judge.start(self._clock.now())
            await self._tick()
            await self._until(back)
            self._clock.move(-BACK)
            await self._until(self.scale.ends)
        if not self._has_enough():
            self.judge.day(self._clock.now())
        ((self.cases,),) = self.rows.all("SELECT count(*) FROM cases")
        self.rows.close()
        self.seconds = time.process_time() - begun - self.judging

    # The time

    async def _until(self, ends: datetime) -> None:
        """Go from instant to instant."""
        today = self._clock.now().date()
        while True:
            due = self._following()
            planned = self._agenda[0].at if self._agenda else None
            at = min((each for each in (due, planned) if each is not None), default=ends)
            if self._has_enough():
                return
            if at >= ends:
                self._clock.set(max(ends, self._clock.now()))
                return
            if at > self._clock.now():
                self._clock.set(at)
            if self._clock.now().date() > today:
                today = self._clock.now().date()
                self._judged(day=True)
            if due is not None and due <= self._clock.now():
                await self._tick()
            else:
                await self._do(heapq.heappop(self._agenda))
                await self._settle()

    def _has_enough(self) -> bool:
        return self._enough is not None and any(self._enough in fault for fault in self.judge.faults)

    async def _tick(self) -> None:
        await self.process.tick()
        await self._settle()
        if (due := self._following()) is not None and due <= self._clock.now():
            raise RuntimeError(f"a tick left undone what was due at {due}")

    def _following(self) -> datetime | None:
        """When the next thing is due."""
        ((due,),) = self.rows.all(_DUE)
        return instant(due) if due is not None and due < NEVER else None

    async def _settle(self) -> None:
        """Deliver what was queued, let it be judged, and let people hear it."""
        self.steps += 1
        heard = await self.process.deliver()
        self._judged(heard)
        begun = time.process_time()
        self.judge.figure(self._clock.now(), await self.process.nobody())
        self.judging += time.process_time() - begun
        for each in heard:
            self._hears(each)

    def _judged(self, heard: list[Heard] | None = None, *, day: bool = False) -> None:
        begun = time.process_time()
        if day:
            self.judge.day(self._clock.now())
        else:
            self.judge.look(self._clock.now(), heard or [])
        self.judging += time.process_time() - begun

    # Who does what

    def _plan(self) -> None:
        """What people do whatever they are told: they come, look at the queue, go away, leave."""
        scale, drawn = self.scale, self._drawn
        for number in range(scale.candidates):
            human = self.cast.candidate(number)
            at = scale.begins + drawn.uniform(0, scale.days) * DAY
            self._at(at, human, "apply")
            if drawn.random() < 0.08:
                self._at(at + drawn.uniform(0, 30) * DAY, human, "withdraw yes")
        for human in self.cast.mentors:
            for week in range(scale.days // 7):
                self._soon(scale.begins + (7 * week + drawn.uniform(0, 7)) * DAY, human, habits.BROWSE)
            runs = self.cast.coordinators[0]
            if human.joins is not None:
                at, place = human.calendar.morning(human.joins), human.place.name
                self._soon(at, runs, f'mentor add {human.identity} "{place}"')
            for day, until in human.away:
                named = " cover {colleague}" if drawn.random() < 0.3 else ""
                self._at(human.calendar.morning(day), human, f"{habits.AWAY} {until}{named}")
            if human.leaves is not None:
                at, by = human.calendar.morning(human.leaves), runs if human.seen_off else human
                self._soon(at, by, f"mentor remove {human.name}" if human.seen_off else habits.LEAVE)

    def _at(self, at: datetime, who: Human, what: str, case: int | None = None) -> None:
        heapq.heappush(self._agenda, Planned(at, next(self._turns), who, what, case))

    def _soon(self, at: datetime, who: Human, what: str, case: int | None = None) -> None:
        """In somebody's working time; candidates have none."""
        if who.role != "candidate":
            at = who.calendar.opening(at) + self._drawn.uniform(0, 60) * timedelta(minutes=1)
        self._at(at, who, what, case)

    def _put_off(self) -> None:
        """Whatever people wanted while the bot was off, they try again within the next day."""
        now, agenda = self._clock.now(), self._agenda
        self._agenda = []
        for each in agenda:
            self._at(
                each.at if each.at > now else now + self._drawn.uniform(0, 1) * DAY, each.who, each.what, each.case
            )

    def _hears(self, heard: Heard) -> None:
        """Somebody is told something, and may do something about it."""
        key, who = heard.message.key, self.cast.people.get(heard.to) if heard.direct else None
        if heard.to == "coordinators" and not heard.direct:
            who = self._drawn.choice(self.cast.coordinators)
        if who is None:
            return
        if key == "remind-several":
            for part in heard.message.parts:
                if part.key.endswith("-line"):
                    self._moves(who, part.key.removesuffix("-line"), int(str(part.args["number"])))
        else:
            self._moves(who, key, heard.case, [each.command for each in heard.message.actions])

    def _moves(self, who: Human, key: str, case: int | None, buttons: Sequence[str] = ()) -> None:
        does = habits.moved(key, self._drawn)
        if does is not None:
            at = {habits.FIRST: 0, habits.SECOND: 1}.get(does[1])
            self._soon(self._clock.now() + does[0] * HOUR, who, does[1] if at is None else buttons[at], case)

    async def _do(self, planned: Planned) -> None:
        who, now = planned.who, self._clock.now()
        today = who.calendar.day(now)
        if who.silent is not None and now >= who.silent:
            return
        if planned.what != habits.LEAVE and any(first < today < until for first, until in who.away):
            return
        what = self._words(planned)
        if what is None:
            return
        if what == habits.FILL:
            there = [each.name for each in self.cast.mentors if each.place is who.place]
            wished = self._drawn.sample(there, min(len(there), self._drawn.choice((0, 1, 2, 3))))
            reply = await self.process.fill(who, wished)
        else:
            reply = await self.process.say(who, what)
        key = reply.message.key if reply is not None else "nothing"
        self.answered[key] += 1
        if reply is not None:
            self._answered(who, what, key, reply)

    def _answered(self, who: Human, what: str, key: str, reply: Answer) -> None:
        number = reply.message.args.get("number")
        case = int(str(number)) if number is not None else None
        if what == "apply" and key.startswith("form-"):
            self._moves(who, "form-begun", case)
        elif what.startswith(habits.AWAY) and key != "away" and " cover " in what:  # not that colleague: then nobody
            self._at(self._clock.now(), who, what.partition(" cover ")[0])
        elif key == "claim-sure" and self._drawn.random() < 0.5:
            self._soon(self._clock.now(), who, f"claim {case} anyway", case)
        elif key == "asked" and case is not None:
            ((identity,),) = self.rows.all(_CANDIDATE, case)
            self._moves(self.cast.people[identity.partition(":")[2]], "asked", case)
        elif key == "claim-done":
            self._moves(who, key, case)

    def _words(self, planned: Planned) -> str | None:
        """What somebody types; None: there is nothing to do."""
        who, case, now = planned.who, planned.case, self._clock.now()
        if planned.what == habits.BROWSE:
            ((case,),) = self.rows.all(_ALONE, who.place.name)
            return f"claim {case}" if case is not None and self._drawn.random() < 0.5 else None
        if "{" not in planned.what:
            return planned.what
        found = self.rows.all(_PLACE, case) if case is not None else []
        place = found[0][0] if found else who.place.name
        there = [each for each in self.cast.mentors if each.mentors(now.date())]
        near = [each for each in there if each.place.name == place] or there
        others = [each for each in near if each is not who] or there
        mentor, colleague = self._drawn.choice(near).name, self._drawn.choice(others).name
        later = (now + 60 * DAY).date()
        return planned.what.format(case=case, mentor=mentor, colleague=colleague, later=later)
