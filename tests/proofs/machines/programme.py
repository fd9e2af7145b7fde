"""The machine: anybody does anything, in any order, and after every step each law holds.

Rules of this file: a rule of the machine only decides what is done; ``laws`` judges it. Whoever is drawn at random
seldom has a right, so ``do_what_they_may`` brings cases on, by ``rights``, and everything else disturbs them.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from adapters.mail.settings import Mail
from bot.effect import Answer
from bot.event import AnyEvent
from bot.message import Mention
from tests.chat import VARIANTS, configured
from tests.proofs.machines import laws, rights
from tests.proofs.machines.moves import (
    DUTIES,
    LINES,
    NAMES,
    PEOPLE,
    REGISTRY,
    Typed,
    Vocabulary,
    bare,
    emojis,
    leaps,
    people,
    places,
    typed,
    waits,
)
from tests.proofs.machines.snapshot import Looker
from tests.proofs.machines.stage import Stage, room
from tests.proofs.machines.step import Step

T = TypeVar("T")
Ground = Callable[[], AbstractContextManager[str]]
"""Gives the URL of an empty database, gone afterwards."""
NO_RIGHT = {"not-allowed", "not-yours", "no-such-case", "own-case"}
MAIL = Mail(host="localhost", security="none", sender="bot@example.org")
"""Mails are queued; where they would go to is nobody's part here."""
picks = st.integers(0, 10_000)


class Programme(RuleBasedStateMachine):
    """A programme that begins with one or two applications, and whatever follows."""

    def __init__(self, ground: Ground, done: Counter[str]) -> None:
        """``done`` counts what was done, for whoever plays many programmes."""
        super().__init__()
        self.done = done
        self.loop = asyncio.Runner()
        self.words = Vocabulary()
        self.past: list[tuple[AnyEvent, Answer | None]] = []
        self.stack = ExitStack()
        self.url = self.stack.enter_context(ground())
        self.stage: Stage | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(work)

    @initialize(variant=st.sampled_from(["", *VARIANTS]), first=picks, second=picks)
    def begins(self, variant: str, first: int, second: int) -> None:
        config = configured(self.url, [variant] if variant else [])
        self.stage = Stage(config.model_copy(update={"mail": MAIL}), NAMES)
        self.run(self.stage.open())
        self.looker = Looker(self.url)
        self.stack.callback(self.looker.close)
        self.now = self.looker.look()
        for line in ("role grant sponsor @sam", "role grant lead @lena EMEA", "role grant lead @max APAC"):
            self.does(self.stage.says("cora", f"!{line}"))
        for who, pick in (("kim", first), ("dee" if second % 3 else "pat", second)):
            self.applies(who, pick)

    def teardown(self) -> None:
        try:
            if self.stage is not None:
                self.run(self.stage.close())
                assert self.looker.unchanged(), "what was written into the history was changed"
                self.looker.sound()
                self.done.update(entry["act"] for entry in self.now.entries)
        finally:
            self.stack.close()
            self.loop.close()

    # Doing, and being judged

    @property
    def there(self) -> Stage:
        assert self.stage is not None
        return self.stage

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
        before, self.now = self.now, self.looker.look()
        said = [answer.message.key for answer in answers if answer is not None]
        queued = [json.loads(parcel["message"])["key"] for parcel in self.now.parcels_since(before)]
        acts = [entry["act"] for entry in self.now.since(before)]
        note(f"    answered {said}, queued {queued}, done {acts}")
        laws.judge(Step(events, answers, before, self.now, self.there.policy))
        self.words.cases = len(self.now.tables["cases"])
        self.words.today = self.there.clock.now().date()

    def delivers(self) -> None:
        self.run(self.there.settle())
        before, self.now = self.now, self.looker.look_out(self.now)
        laws.all_is_delivered(self.now)
        assert self.now.since(before) == ()

    # What people do

    @rule(who=people, pick=picks)
    def applies(self, who: str, pick: int) -> None:
        self.does(self.there.says(who, "!apply"))
        self.does(self.there.submits(who, "apply", self.words.application(who, pick)))

    @rule(who=people, drawn=typed(), fitting=waits, where=places, wait=waits, addressed=waits)
    def types(self, who: str, drawn: Typed, where: str | None, *, fitting: bool, wait: bool, addressed: bool) -> None:
        line = self.words.line(drawn)
        who = self._holding({str(role) for role in REGISTRY.commands[drawn.command].who}, who) if fitting else who
        place = room(where) if where is not None else None
        line = line if addressed else f"!{line}"
        self.does(self.there.says(who, line, place, addressed=addressed, wait=wait))

    @rule(drawn=st.lists(picks, min_size=3, max_size=9), wait=waits)
    def do_what_they_may(self, drawn: list[int], *, wait: bool) -> None:
        """People who have the right to an act do it, one after the other: what may be done can be done."""
        for pick in drawn:
            could = list(self._could())
            done = Counter(entry["act"] for entry in self.now.entries)
            acts = sorted({act for act, _, _ in could}, key=lambda act: (done[act], act))
            if pick % 5 == 0 or not acts:
                role, line = DUTIES[pick // 5 % len(DUTIES)]
                self.says(self._holding({role}, PEOPLE[pick // 7 % len(PEOPLE)]), line, pick, wait=wait)
                continue
            act = acts[min(pick % len(acts), pick // 13 % len(acts))]  # what was done seldom comes often
            by = [(who, number) for name, who, number in could if name == act]
            who, number = by[pick // 7 % len(by)]
            before, answer = self.now, self.says(who, LINES[act], pick, number, wait=wait)
            said = answer.message.key if answer is not None else None
            acted = {entry["act"] for entry in self.now.since(before)}
            assert act in acted or said not in NO_RIGHT, f"{who} may {act} #{number}: {said}"

    def says(self, who: str, line: str, pick: int, number: int | None = None, *, wait: bool) -> Answer | None:
        """A line of somebody who knows what they are doing, now and then in a room."""
        typed = line.format(
            n=number or 1 + pick % max(self.words.cases, 1),
            words=self.words.words(),
            until=self.words.until(pick % 9),
            anyway="anyway" if pick % 3 else "",
            few=pick % 2,
            who=PEOPLE[pick % len(PEOPLE)],
            mentor=f"@{PEOPLE[4 + pick % 4]}",
        )
        (answer,) = self.does(self.there.says(who, f"!{typed}", room("mentors") if pick % 4 == 0 else None, wait=wait))
        return answer

    def _could(self) -> Iterator[tuple[str, str, int]]:
        ids = {self.now.person(f"shell:{who}"): who for who in PEOPLE}
        for case in self.now.rows("cases"):
            for act in LINES:
                for person, who in ids.items():
                    if person and rights.may(self.now, case, person, act, self.there.policy):
                        yield act, who, case["id"]

    def _holding(self, roles: set[str], who: str) -> str:
        """Somebody who holds one of the roles, from ``who`` on in the order of people; else ``who``."""
        start = PEOPLE.index(who)
        order = [*PEOPLE[start:], *PEOPLE[:start]]
        held = ((each, {"member", *rights.roles(self.now, self.now.person(f"shell:{each}"))}) for each in order)
        return next((each for each, has in held if has & roles), who)

    @rule(who=people, how=bare, pick=picks, wait=waits)
    def answers(self, who: str, how: str, pick: int, *, wait: bool) -> None:
        """Bare text in the direct chat: what a form asks for, what steers it, or anything."""
        asking = [row for row in self.now.rows("dialogues") if row["person_id"] == self.now.person(f"shell:{who}")]
        step = next((row["step"] for row in asking if row["step"]), None)
        text = {
            "plausible": self.words.field(step or "", who, pick),
            "words": self.words.words(),
            "silly": "\x00*x*\n> y" * 300,
        }
        self.does(self.there.says(who, text.get(how, how), wait=wait))

    @rule(who=people, pick=picks, wait=waits)
    def presses(self, who: str, pick: int, *, wait: bool) -> None:
        """A button that they see, or saw."""
        seen = self.there.screen.pressable(who)
        if seen:
            self.does(self.there.presses(who, seen[pick % len(seen)], wait=wait))

    @rule(who=people, pick=picks, emoji=emojis, own=waits, off=waits, wait=waits)
    def reacts(self, who: str, pick: int, emoji: str, *, own: bool, off: bool, wait: bool) -> None:
        """A reaction to a message of the bot's, a card mostly; or one is taken off, by whoever may do that there."""
        screen = self.there.screen
        on = list(screen.cards) if pick % 4 else screen.messages
        if off and screen.reactions:
            reaction = screen.reactions[pick % len(screen.reactions)]
            who = reaction.sender.identity.removeprefix("shell:") if own else who
            self.does(self.there.unreacts(who, reaction, wait=wait))
        elif on:
            where = on[pick % len(on)]
            who = self._mentor_of(screen.cards.get(where)) or who if own else who
            self.does(self.there.reacts(who, where, emoji, wait=wait))

    def _mentor_of(self, number: int | None) -> str | None:
        mentor = self.now.case(number)["mentor_id"] if number is not None else None
        return next((who for who in PEOPLE if self.now.person(f"shell:{who}") == mentor), None) if mentor else None

    @rule(
        who=people,
        form=st.sampled_from(["apply", "answer", "nothing"]),
        pick=picks,
        silly=st.integers(0, 511),
        wait=waits,
    )
    def submits(self, who: str, form: str, pick: int, silly: int, *, wait: bool) -> None:
        """A whole form, right or wrong or in parts."""
        values = {**self.words.application(who, pick), "answer": self.words.words(), "surplus": "x"}
        for index, name in enumerate(list(values)):
            if silly >> index & 1:
                values[name] = ("", "@", "x" * 5000, "\x00", "nobody")[(pick + index) % 5]
        self.does(self.there.submits(who, form, values, wait=wait))

    @rule(who=people, pick=picks, own=waits, gone=waits, wait=waits)
    def edits(self, who: str, pick: int, *, own: bool, gone: bool, wait: bool) -> None:
        """A message is changed or deleted; where it isn't their own, by somebody with power over the room."""
        said = self.there.screen.said
        message = said[pick % len(said)]
        who = message.sender.identity.removeprefix("shell:") if own else who
        self.does(self.there.edits(who, message, None if gone else self.words.words(), wait=wait))

    @rule(one=people, other=people, first=typed(silly=False), second=typed(silly=False), same=waits)
    def race(self, one: str, other: str, first: Typed, second: Typed, *, same: bool) -> None:
        """Two people at once; often with the same command, as two mentors who claim."""
        lines = self.words.line(first), self.words.line(first if same else second)
        self.does(self.there.says(one, f"!{lines[0]}"), self.there.says(other, f"!{lines[1]}"))

    @rule(pick=picks)
    def mentors_race(self, pick: int) -> None:
        """All four mentors claim one case at once: exactly one gets it, and the others hear who."""
        waiting = [row for row in self.now.rows("cases") if row["state"] == "applied"]
        if not waiting:
            return
        case = waiting[pick % len(waiting)]
        mentors = [
            who
            for who in PEOPLE[4:8]
            if rights.may(self.now, case, self.now.person(f"shell:{who}"), "claim", self.there.policy)
        ]
        answers = self.does(*(self.there.says(who, f"!claim {case['id']} anyway") for who in mentors))
        keys = [answer.message.key for answer in answers if answer is not None]
        assert sorted(keys) == sorted(["claim-done", *["claim-taken"] * (len(mentors) - 1)] if mentors else []), keys
        winner = self.now.case(case["id"])["mentor_id"]
        for answer in answers:
            if answer is not None and answer.message.key == "claim-taken":
                named = answer.message.args["mentor"]
                assert isinstance(named, Mention)
                assert self.now.person(named.identity) == winner

    # What happens around them

    @precondition(lambda self: self.past)
    @rule(pick=picks, wait=waits)
    def comes_again(self, pick: int, *, wait: bool) -> None:
        """Any event that was handled, delivered once more: nothing happens, and the answer is the one of then."""
        event, answered = self.past[pick % len(self.past)]
        before = self.now
        known = any(row["event_id"] == event.id for row in before.inbox.values())
        again = event.model_copy(update={"window": wait if known else event.window})
        answer = self.run(self.there.handle(again, pick))
        self.now = self.looker.look()
        laws.nothing_happened(before, self.now)
        if known and event.window and wait:
            assert (answer.message if answer else None) == (answered.message if answered else None)

    @rule(who=people, drawn=typed(), restart=waits)
    def arrives_in_a_batch(self, who: str, drawn: Typed, *, restart: bool) -> None:
        """A syncing platform's event: kept as pending, then handled, by this process or the next."""
        event = self.there.says(who, f"!{self.words.line(drawn)}", wait=False)
        note(f"{who}: {event.text}")
        done = {row["event_id"] for row in self.now.inbox.values()}
        again = [past.model_copy(update={"window": False}) for past, _ in self.past[-4:] if past.id in done]
        self.run(self.there.keep([event, *again]))
        self.run(self.there.restart() if restart else self.there.app.engine.recover())
        self.judged((event,), [None])
        self.past.append((event, None))
        self.delivers()

    @rule(who=people, drawn=typed())
    def stops_before_it_sends(self, who: str, drawn: Typed) -> None:
        """What was committed is delivered by the next process."""
        self.does(self.there.says(who, f"!{self.words.line(drawn)}"), deliver=False)
        self.run(self.there.restart())
        self.delivers()

    @rule(what=st.sampled_from(["restart", "meet", "leap", "leap"]), who=people, leap=leaps)
    def meanwhile(self, what: str, who: str, leap: timedelta) -> None:
        """A restart, a new direct chat, or time."""
        if what == "meet":
            self.does(self.there.joins(who))
            return
        before = self.now
        if what == "restart":
            self.run(self.there.restart())
        else:
            self.there.clock.move(leap)
            self.run(self.there.app.engine.recover())
        self.now = self.looker.look()
        laws.nothing_happened(before, self.now)
        self.words.today = self.there.clock.now().date()


async def _together(works: list[Coroutine[Any, Any, T]]) -> list[T]:
    return list(await asyncio.gather(*works))
