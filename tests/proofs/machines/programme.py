"""The machine: anybody does anything, in any order, and after every step each law holds.

Rules of this file: a rule of the machine only decides what is done; ``laws`` judges it. Whoever is drawn at random
seldom has a right, so ``do_what_they_may`` brings cases on, by ``rights``, and everything else disturbs them.
"""

from collections import Counter
from datetime import timedelta

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.message import Mention
from tests.chat import VARIANTS
from tests.proofs.ground import Ground
from tests.proofs.machines import laws, rights
from tests.proofs.machines.moves import (
    DUTIES,
    LINES,
    PEOPLE,
    REGISTRY,
    Typed,
    bare,
    emojis,
    leaps,
    people,
    places,
    typed,
    waits,
)
from tests.proofs.machines.referee import Referee
from tests.proofs.machines.stage import room

NO_RIGHT = {"not-allowed", "not-yours", "no-such-case", "own-case"}
picks = st.integers(0, 10_000)


class Programme(RuleBasedStateMachine, Referee):
    """A programme that begins with two applications, and whatever follows."""

    def __init__(self, ground: Ground, done: Counter[str]) -> None:
        """``done`` counts what was done, for whoever plays many programmes."""
        RuleBasedStateMachine.__init__(self)
        Referee.__init__(self, ground)
        self.done = done

    @initialize(variant=st.sampled_from(["", *VARIANTS]), first=picks, second=picks)
    def begins(self, variant: str, first: int, second: int) -> None:
        self.opens([variant] if variant else [])
        for line in ("role grant sponsor @sam", "role grant lead @lena EMEA", "role grant lead @max APAC"):
            self.does(self.there.says("cora", f"!{line}"))
        for who, pick in (("kim", first), ("dee" if second % 3 else "pat", second)):
            self.applies(who, pick)

    def teardown(self) -> None:
        self.closes()
        self.done.update(entry["act"] for entry in self.now.entries)

    # What people do

    @rule(who=people, pick=picks)
    def applies(self, who: str, pick: int) -> None:
        self.does(self.there.says(who, "!apply"))
        self.does(self.there.submits(who, "apply", self.words.application(who, pick)))

    @rule(who=people, drawn=typed(), fitting=waits, where=places, wait=waits, addressed=waits)
    def types(self, who: str, drawn: Typed, where: str | None, *, fitting: bool, wait: bool, addressed: bool) -> None:
        line = self.words.line(drawn)
        who = self.holding({str(role) for role in REGISTRY.commands[drawn.command].who}, who) if fitting else who
        place = room(where) if where is not None else None
        line = line if addressed else f"!{line}"
        self.does(self.there.says(who, line, place, addressed=addressed, wait=wait))

    @rule(drawn=st.lists(picks, min_size=3, max_size=9), wait=waits)
    def do_what_they_may(self, drawn: list[int], *, wait: bool) -> None:
        """People who have the right to an act do it, one after the other: what may be done can be done."""
        for pick in drawn:
            could = list(self.could())
            done = Counter(entry["act"] for entry in self.now.entries)
            acts = sorted({act for act, _, _ in could}, key=lambda act: (done[act], act))
            if pick % 5 == 0 or not acts:
                role, line = DUTIES[pick // 5 % len(DUTIES)]
                self.says(self.holding({role}, PEOPLE[pick // 7 % len(PEOPLE)]), line, pick, wait=wait)
                continue
            act = acts[min(pick % len(acts), pick // 13 % len(acts))]  # what was done seldom comes often
            by = [(who, number) for name, who, number in could if name == act]
            who, number = by[pick // 7 % len(by)]
            before, answer = self.now, self.says(who, LINES[act], pick, number, wait=wait)
            said = answer.message.key if answer is not None else None
            acted = {entry["act"] for entry in self.now.since(before)}
            assert act in acted or said not in NO_RIGHT, f"{who} may {act} #{number}: {said}"

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
            who = self.mentor_of(screen.cards.get(where)) or who if own else who
            self.does(self.there.reacts(who, where, emoji, wait=wait))

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

    @rule(pick=picks, away=waits)
    def claims_in_doubt(self, pick: int, *, away: bool) -> None:
        """A mentor who is away, or has no place left, claims without thinking: they are asked first."""
        waiting = [row["id"] for row in self.now.rows("cases") if row["state"] == "applied"]
        who = self.holding({"mentor"}, PEOPLE[4 + pick % 4])
        if waiting:
            self.says(who, "away {until}" if away else "capacity 0", pick, wait=True)
            self.says(who, "claim {n}", pick, waiting[pick % len(waiting)], wait=True)

    @rule(pick=picks, mentor=waits)
    def staff_leaves(self, pick: int, *, mentor: bool) -> None:
        """The mentor on whom most cases hang goes; or coordinators do, one after the other, but for the last."""
        names = {self.now.person(f"shell:{who}"): who for who in PEOPLE}
        who = self.holding({"coordinator"}, PEOPLE[pick % len(PEOPLE)])
        if mentor:
            open_cases = [row for row in self.now.rows("cases") if row["state"] in rights.OPEN]
            busy = Counter(row[column] for row in open_cases for column in ("mentor_id", "asked_id", "offered_id"))
            for person, _ in busy.most_common(2):
                if person in names:
                    self.says(who, f"mentor remove @{names[person]}", pick, wait=True)
                    return
        for row in self.now.rows("roles"):
            if row["role"] == "coordinator" and row["person_id"] in names:
                self.says(who, f"role revoke coordinator @{names[row['person_id']]}", pick, wait=True)

    @rule(pick=picks)
    def all_look(self, pick: int) -> None:
        """Whoever may know that a case exists looks at it, and a stranger, too."""
        for who in ("zoe", "sam", "lena", "max", "dee"):
            self.says(who, "case {n}", pick, wait=True)

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
