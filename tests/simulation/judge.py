"""Judges every step and every day of a simulation, by the database's rows and by what was said.

Rules of this file: who waits for whom is followed by hand (``waiting``), step by step; what the bot does must be what
is expected at that very minute, and nothing else. A fault is a sentence that names who, what and when.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.census import Found
from tests.simulation import daily, handovers
from tests.simulation.books import Heard, Rows
from tests.simulation.cases import CASE, CLAIMED, DONE, NEW, QUIET, STEPS, Known
from tests.simulation.guides import Guides
from tests.simulation.programme import PLACES, Cast, Human
from tests.simulation.reminders import Desk, Reminder
from tests.simulation.silences import Silences
from tests.simulation.times import Calendar
from tests.simulation.waiting import (
    ASKED,
    CANDIDATE,
    COORDINATORS,
    ENDS,
    LEADS,
    MENTOR,
    NEXT,
    REGION,
    SPONSORS,
    TOLD,
    Rung,
    Waiting,
)
from tests.simulation.weeks import Weeks

LATE = timedelta(minutes=1)
_NO_STEP = {"read", "remind", "snooze", "ask cover", "cover", "uncovered"}
_PLACES = {place.name: place for place in PLACES}


class Judge:
    """``look`` after every step, ``day`` after every day. ``faults`` are sentences."""

    def __init__(self, cast: Cast, rows: Rows) -> None:
        self._cast, self._rows = cast, rows
        self.faults: list[str] = []
        self.rungs: Counter[str] = Counter()
        self._cases: dict[int, Known] = {}
        self._guides = Guides(cast, rows)
        self.silences = Silences(cast, rows, self.fault)
        self.weeks = Weeks(self.fault)
        self.desk = Desk(cast, rows, self._guides, self._cases, self.fault)
        self._last = 0
        self._started = cast.scale.begins

    def fault(self, now: datetime, words: str) -> None:
        """Something is wrong."""
        self.faults.append(f"{now:%a %Y-%m-%d %H:%M:%S} UTC: {words}")

    def start(self, now: datetime) -> None:
        """The bot begins to run: what was due before it is due now."""
        self._started = self.desk.started = now

    def look(self, now: datetime, heard: Sequence[Heard]) -> None:
        """What a step did: it was a tick, or something that somebody did."""
        said = [each for each in heard if each.message.key in TOLD]
        for known in list(self._cases.values()):
            while known.waiting is not None and known.waiting.at is not None and known.waiting.at <= now:
                if not self._climb(now, known, known.waiting, said, heard):
                    break
            handovers.climb(now, self._started, known, self.desk)
        for each in said:
            self.fault(now, f"{each.to} heard {each.message.key} of #{each.case}, and no rung had come")
        self.desk.look(now, heard)
        self.silences.look(now, self._started, heard)
        self.weeks.look(now, self._started, heard)
        for number, acts in self._acts().items():
            self._follow(now, number, acts)
            self.silences.acted(self._human(by).name for act, by in acts if by is not None and act != "remind")

    def figure(self, now: datetime, found: Found) -> None:
        """What the product itself counts as cases with nobody responsible for the next step."""
        if found.cases:
            self.fault(now, f"{found.cases} with nobody responsible: {', '.join(f'#{each}' for each in found.first)}")

    # Rungs

    def _climb(self, now: datetime, known: Known, waiting: Waiting, said: list[Heard], heard: Sequence[Heard]) -> bool:
        """The rung that is due; returns whether it came."""
        rung, due = waiting.coming, waiting.at
        assert rung is not None
        assert due is not None
        due = max(due, waiting.ready, self._started)
        if rung.name in ENDS:
            waiting.at = now
            waiting.leave(self.desk.held(known.number, waiting.ladder), now, self._calendars(known))
            if waiting.at > now:
                return False
        name = f"{waiting.ladder}/{rung.name}"
        passes = name == "application/mentor" and self._guides.away(known.asked, now) and not _just(known, heard)
        if rung.tells and not self._take(said, known, NEXT if passes else rung.tells):
            if now - due > LATE:
                self.fault(now, f"{known}: the rung {name} was due at {due:%a %Y-%m-%d %H:%M}, and didn't come")
                waiting.plan({}, now)
            return False
        if rung.tells and now - due > LATE:
            self.fault(now, f"{known}: the rung {name} came {now - due} late")
        self.rungs[name] += 1
        moment = now if rung.tells else due
        self._do(moment, known, waiting, rung, heard, passes=passes or rung.name == "next_choice")
        if known.waiting is waiting and passes and known.asked is not None:  # who is asked instead has their own time
            waiting.since, waiting.passed = moment, 0
            waiting.plan(self._calendars(known), now)
        elif known.waiting is waiting:
            self._next(moment, known, waiting)
        return True

    def _next(self, now: datetime, known: Known, waiting: Waiting) -> None:
        """What comes behind a rung that was done."""
        was = waiting.at
        waiting.passed += 1
        waiting.plan(self._calendars(known), now, self.desk.snoozed_until(known.number))
        if waiting.coming is not None and waiting.coming.name in ENDS and waiting.at is not None and was is not None:
            warned = was if now - was < timedelta(hours=1) else now
            waiting.at = max(waiting.at, warned + waiting.gap(self._calendars(known)))
            waiting.leave(self.desk.held(known.number, waiting.ladder), now, self._calendars(known))

    def _do(
        self, now: datetime, known: Known, waiting: Waiting, rung: Rung, heard: Sequence[Heard], *, passes: bool
    ) -> None:
        if passes:
            self._pass_on(known, waiting, heard)
        if rung.name == "pool":
            self._asks(known, waiting, None)
        if COORDINATORS in rung.reminds:
            self._escalate(now, known, waiting, heard)
        if rung.name in ENDS:
            self._ended(now, known, rung)
        elif not passes:
            for human in self._readers(known, rung, now, heard):
                self.desk.put(now, Reminder(human.name, known.number, f"{waiting.ladder}/{rung.name}"))

    def _pass_on(self, known: Known, waiting: Waiting, heard: Sequence[Heard]) -> None:
        """The next choice is asked, or nobody: what the candidate hears tells whom."""
        (word, *_) = [each.message for each in heard if each.case == known.number and each.message.key in NEXT]
        name = getattr(word.args.get("next"), "identity", "").partition(":")[2]
        self._asks(known, waiting, self._cast.people.get(name))

    def _asks(self, known: Known, waiting: Waiting, asked: Human | None) -> None:
        """Somebody else is waited for, and who was is not reminded any more."""
        if waiting.whom is not None:
            self.desk.drop(known.number, waiting.whom)
        known.asked, waiting.whom = asked, asked.name if asked is not None else None

    def _ended(self, now: datetime, known: Known, rung: Rung) -> None:
        """Nothing ends in which somebody did something, or that they put off."""
        if rung.name == "lapse" and known.mentor is not None:
            if self.desk.snoozed_until(known.number) is not None:
                self.fault(now, f"{known} lapsed, and it was put off")
            lately = (now - QUIET).strftime("%Y-%m-%d %H:%M:%S")
            for (act,) in self._rows.all(STEPS, known.number, lately, known.mentor.identity):
                self.fault(now, f"{known} lapsed, and {known.mentor.name} did something lately: {act}")
        known.waiting = None
        self.desk.drop(known.number)

    def _escalate(self, now: datetime, known: Known, waiting: Waiting, heard: Sequence[Heard]) -> None:
        known.escalated = True
        if self._cast.scale.channel:
            posted = [each for each in heard if each.to == "coordinators" and each.case == known.number]
            if not posted:
                self.fault(now, f"{known}: the coordinators didn't hear of it ({waiting.ladder})")

    def _readers(self, known: Known, rung: Rung, now: datetime, heard: Sequence[Heard]) -> Iterator[Human]:
        for each in rung.reminds:
            if each == LEADS:
                yield from self._cast.leads_of(_PLACES[known.place])
            elif each == SPONSORS:
                yield from self._cast.sponsors
            elif each == COORDINATORS:
                yield from () if self._cast.scale.channel else self._cast.coordinators
            else:
                human = {ASKED: known.asked, MENTOR: known.mentor, CANDIDATE: known.candidate}[each]
                if human is not None:
                    yield human
                if each == MENTOR:
                    yield from self._instead(known, now, heard)

    def _instead(self, known: Known, now: datetime, heard: Sequence[Heard]) -> list[Human]:
        """Who is asked besides a mentor who isn't there; where there is nobody, the coordinators hear of it."""
        people = self._guides.instead(known, now)
        told = any(each.message.key == "coordinators-uncovered" and each.case == known.number for each in heard)
        if not people and not told and self._guides.away(known.mentor, now):
            self.fault(now, f"{known}: {known.whom} isn't there, nobody covers, and the coordinators don't know")
        return people

    def _take(self, said: list[Heard], known: Known, keys: frozenset[str]) -> bool:
        """Whether the candidate heard of it; nobody else takes that word again."""
        for each in said:
            if each.case == known.number and each.to == known.candidate.name and each.message.key in keys:
                said.remove(each)
                return True
        return False

    # Who waits for whom

    def _acts(self) -> dict[int, list[tuple[str, str | None]]]:
        """What was done since the last time, by case: the acts, and by whom."""
        found: dict[int, list[tuple[str, str | None]]] = {}
        for number, identity in self._rows.all(NEW, max(self._cases, default=0)):
            self._cases[number] = Known(number, self._human(identity))
            found[number] = [("start", None)]
        for row, number, act, identity in self._rows.all(DONE, self._last):
            self._last = max(self._last, row)
            found.setdefault(number, []).append((act, identity))
        return found

    def _follow(self, now: datetime, number: int, acts: list[tuple[str, str | None]]) -> None:
        known = self._cases[number]
        state, _, mentor, asked, offered, place, questioned = self._rows.all(CASE, number)[0]
        before = known.offered
        known.state, known.place = state, place or ""
        known.mentor, known.asked, known.offered = (
            self._human(each) if each else None for each in (mentor, asked, offered)
        )
        known.offered = known.offered if state in CLAIMED else None
        known.region = self._cast.calendar(_PLACES[place]) if place else None
        known.candidate.placed = known.region is not None
        ladder = {
            "draft": "draft",
            "applied": "application",
            "mentoring": "question" if questioned else "mentoring",
            "thumbs up": "thumbs up",
        }.get(state)
        whom = known.whom
        waiting = known.waiting
        if ladder is None:
            known.waiting = None
            self.desk.drop(number)
        elif waiting is None or waiting.ladder != ladder or self._anew(known, ladder, acts):
            self.desk.anew(number, whom)
            known.escalated = False
            went_on = ladder == "question" and any(act in {"done", "go on"} for act, _ in acts)
            known.waiting = Waiting(ladder, now, now, whom, now, passed=2 if went_on else 0)
            known.waiting.plan(self._calendars(known), now)
        elif waiting.whom != whom:
            self._asks(known, waiting, self._cast.people.get(whom or ""))
            if ladder == "application" and known.asked is not None and waiting.coming is not None:
                waiting.since, waiting.passed = now, 0
            waiting.plan(self._calendars(known), now)
        handovers.follow(now, known, before, [act for act, _ in acts], self.desk)
        for act, identity in acts:
            if act == "cover" and identity is not None and known.mentor is not None:
                self.desk.covers(now, known.mentor.name, self._human(identity).name, number)
            if act == "snooze" and identity is not None:
                self.desk.snooze(self._human(identity).name, number)
                if known.waiting is not None:
                    known.waiting.plan(self._calendars(known), now, self.desk.snoozed_until(known.number))

    def _anew(self, known: Known, ladder: str, acts: list[tuple[str, str | None]]) -> bool:
        """Whether somebody did something with which the waiting begins anew."""
        if ladder == "question":
            return any(act in {"ask", "reply", "done", "go on", "assign", "take over"} for act, _ in acts)
        theirs = {human.identity for human in (known.mentor, *self._guides.covers(known)) if human is not None}
        steps = [act for act, by in acts if act not in _NO_STEP and (act != "note" or by in theirs)]
        return ladder == "mentoring" and bool(steps)

    def _calendars(self, known: Known) -> dict[str, Calendar]:
        """In whose hours days are counted."""
        found = {CANDIDATE: self._cast.reads(known.candidate)}
        if known.region is not None:
            found[REGION] = known.region
        if known.asked is not None:
            found[ASKED] = known.asked.calendar
        if known.mentor is not None:
            found[MENTOR] = known.mentor.calendar
        return found

    def _human(self, identity: str) -> Human:
        return self._cast.people[identity.partition(":")[2]]

    # Days

    def day(self, now: datetime) -> None:
        """After a day: every open case has somebody responsible for its next step, and nothing is stuck."""
        for words in daily.faults(now, self._started, self._rows, self._cases):
            self.fault(now, words)


def _just(known: Known, heard: Sequence[Heard]) -> bool:
    """Whether who is asked was taken to be away in this very step, when the rung may have come before."""
    name = known.asked.name if known.asked is not None else None
    return any(each.to == name and each.message.key == "silent" for each in heard)
