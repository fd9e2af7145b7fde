"""Plays an event and has it judged: all of a machine but its rules.

Rules of this file: every change of the database is looked at between two snapshots, those of a delivery too, so that
nothing happens unseen. What is noted stands in hypothesis' account of a failure, step by step.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

from hypothesis import note

from adapters.mail.settings import Mail
from bot.effect import Answer
from bot.event import AnyEvent
from tests.chat import configured
from tests.proofs.ground import Ground
from tests.proofs.machines import laws, rights
from tests.proofs.machines.moves import LINES, NAMES, PEOPLE, Vocabulary
from tests.proofs.machines.snapshot import Looker, Snapshot
from tests.proofs.machines.stage import Stage, room
from tests.proofs.machines.step import Step

T = TypeVar("T")
MAIL = Mail(host="localhost", security="none", sender="bot@example.org")
"""Mails are queued; where they would go to is nobody's part here."""


class Referee:
    """A programme on a database of its own."""

    there: Stage
    looker: Looker

    def __init__(self, ground: Ground) -> None:
        self.loop = asyncio.Runner()
        self.words = Vocabulary()
        self.past: list[tuple[AnyEvent, Answer | None]] = []
        self.stack = ExitStack()
        self.url = self.stack.enter_context(ground())
        self.now = Snapshot()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something to its end."""
        return self.loop.run(work)

    def opens(self, variants: list[str]) -> None:
        """Open the programme."""
        self.there = Stage(configured(self.url, variants).model_copy(update={"mail": MAIL}), NAMES)
        self.run(self.there.open())
        self.looker = Looker(self.url)
        self.stack.callback(self.looker.close)
        self.now = self.looker.look()

    def closes(self) -> None:
        """Close it, and look over the whole once more."""
        try:
            if hasattr(self, "looker"):
                self.run(self.there.close())
                assert self.looker.unchanged(), "what was written into the history was changed"
                self.looker.sound()
        finally:
            self.stack.close()
            self.loop.close()

    def does(self, *events: AnyEvent, deliver: bool = True) -> list[Answer | None]:
        """Let events come in, several at the same time and to two processes, and judge what became of them."""
        for event in events:
            what = event.model_dump(include={"kind", "text", "values", "emoji"})
            note(f"{event.sender.identity} in {event.room}: {what}")
        answers = self.run(_together([self.there.handle(event, index) for index, event in enumerate(events)]))
        self.judged(events, answers)
        self.past += zip(events, answers, strict=True)
        if deliver:
            self.delivers()
        return answers

    def judged(self, events: tuple[AnyEvent, ...], answers: list[Answer | None]) -> None:
        """Look at what events changed, and hold it against the laws."""
        before, self.now = self.now, self.looker.look()
        said = [answer.message.key for answer in answers if answer is not None]
        queued = [json.loads(parcel["message"])["key"] for parcel in self.now.parcels_since(before)]
        acts = [entry["act"] for entry in self.now.since(before)]
        note(f"    answered {said}, queued {queued}, done {acts}")
        laws.judge(Step(events, answers, before, self.now, self.there.config.core))
        self.words.cases = len(self.now.tables["cases"])
        self.words.today = self.there.clock.now().date()

    def delivers(self) -> None:
        """Let everything arrive."""
        self.run(self.there.settle())
        before, self.now = self.now, self.looker.look_out(self.now)
        laws.all_is_delivered(self.now)
        assert self.now.since(before) == ()

    def says(self, who: str, line: str, pick: int, number: int | None = None, *, wait: bool) -> Answer | None:
        """A line of somebody who knows what they are doing, now and then in a room."""
        typed = line.format(
            n=number or 1 + pick % max(self.words.cases, 1),
            words=self.words.words(),
            until=self.words.until(pick % 9),
            anyway="anyway" if pick % 3 else "",
            few=pick % 2,
            weight=("low", "high", "normal")[pick % 3],
            who=PEOPLE[pick % len(PEOPLE)],
            mentor=f"@{PEOPLE[4 + pick % 4]}",
        )
        (answer,) = self.does(self.there.says(who, f"!{typed}", room("mentors") if pick % 4 == 0 else None, wait=wait))
        return answer

    def could(self) -> Iterator[tuple[str, str, int]]:
        """Every act that somebody has the right to now: what, who, and to which case."""
        ids = {self.now.person(f"shell:{who}"): who for who in PEOPLE}
        for case in self.now.rows("cases"):
            for act in LINES:
                for person, who in ids.items():
                    if person and rights.may(self.now, case, person, act, self.there.policy):
                        yield act, who, case["id"]

    def holding(self, roles: set[str], who: str) -> str:
        """Somebody who holds one of the roles, from ``who`` on in the order of people; else ``who``."""
        start = PEOPLE.index(who)
        order = [*PEOPLE[start:], *PEOPLE[:start]]
        held = ((each, {"member", *rights.roles(self.now, self.now.person(f"shell:{each}"))}) for each in order)
        return next((each for each, has in held if has & roles), who)

    def mentor_of(self, number: int | None) -> str | None:
        """Who mentors a case."""
        mentor = self.now.case(number)["mentor_id"] if number is not None else None
        return next((who for who in PEOPLE if self.now.person(f"shell:{who}") == mentor), None) if mentor else None


async def _together(works: list[Coroutine[Any, Any, T]]) -> list[T]:
    return list(await asyncio.gather(*works))
