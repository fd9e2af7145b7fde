"""Slack: the bot's HTTP side beside a bolt app that only acknowledges, and a stream of events that must all be taken.

One round is the bot, then the bare app as bolt's documentation has it, then at its fastest, with the same requests from
the same load; ratios are taken within a round. A caller asks again once they were answered, which for whatever is
durable is after the COMMIT.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from random import Random

from tests.bench import ground
from tests.bench.slack_load import Plan, Result, Shot, run
from tests.bench.slack_sides import Sides, Workspace, moved, sides

CALLERS = 64
RATE, REPEATED = 300, 50
"""Events a second of the stream, and one in how many comes twice."""
WITHIN = 3000
"""Milliseconds that Slack waits."""
DRAINS_WITHIN = 600.0
"""Seconds within which everything that was queued has been sent."""
KINDS: dict[str, Callable[[Workspace, int], Shot]] = {
    "another reaction than 👍": Workspace.cheers,
    "text in a channel, to nobody": Workspace.chats,
    "a 👍 in a channel that isn't bound": Workspace.agrees,
}
"""Events that nobody wants."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The bot's runs, and those of the bare app as one writes it and at its fastest, by round."""

    bot: list[Result]
    bare: list[Result]
    fastest: list[Result]

    @property
    def ratios(self) -> list[float]:
        """The bot beside the bare app, by round."""
        return [bot.rate / bare.rate for bot, bare in zip(self.bot, self.bare, strict=True)]

    @property
    def harder(self) -> list[float]:
        """The bot beside the bare app at its fastest, by round."""
        return [bot.rate / bare.rate for bot, bare in zip(self.bot, self.fastest, strict=True)]

    def take(self, bot: Result, bare: Result, fastest: Result) -> None:
        """One round more."""
        self.bot.append(bot)
        self.bare.append(bare)
        self.fastest.append(fastest)


@dataclass(frozen=True, slots=True)
class Stream:
    """Events at a steady rate. ``drained``: seconds from the last one until everything was sent."""

    seconds: float
    result: Result
    repeated: int
    effects: int
    messages: int
    drained: float


@dataclass(frozen=True, slots=True)
class Slack:
    """What is asked, beside the bare app; ``alone`` is one caller's status, in ``told`` a claim is told everybody."""

    status: Beside
    alone: Beside
    dropped: dict[str, Beside]
    claims: Beside
    told: Beside


def measure(where: Path, *, rounds: int, requests: int, claims: int) -> Slack:
    """``requests`` and ``claims`` are those of one round. Raises RuntimeError where an answer or an effect is wrong."""
    with _claimable(where, "asked", rounds, claims) as both:
        status = _beside(both, rounds, lambda: _shared(_statuses(both), requests))
        alone = _beside(both, rounds, lambda: [list(islice(_statuses(both), requests // 8))])
        dropped = {name: _beside(both, rounds, partial(_unwanted, both, name, requests)) for name in KINDS}
        told = _claims(both, rounds, claims)
    with _claimable(where, "claimed", rounds, claims, everybody=False) as both:
        claimed = _claims(both, rounds, claims)
    return Slack(status, alone, dropped, claimed, told)


@contextmanager
def _claimable(where: Path, name: str, rounds: int, claims: int, *, everybody: bool = True) -> Iterator[Sides]:
    prepared = ground.waiting(f"sqlite:///{where / name}.db", cases=(rounds + 1) * claims, mentors=CALLERS)
    with sides(moved(prepared, everybody=everybody)) as both:
        yield both


def _unwanted(both: Sides, name: str, requests: int) -> list[list[Shot]]:
    return _shared((KINDS[name](both.workspace, n % 500) for n in count()), requests)


def _beside(both: Sides, rounds: int, made: Callable[[], list[list[Shot]]]) -> Beside:
    """Take turns; the first round only warms up."""
    taken = Beside([], [], [])
    for number in range(rounds + 1):
        callers = made()
        bot = run(Plan(both.bot, callers))
        bare, fastest = (run(Plan(port, _unheard(callers))) for port in (both.bare, both.fastest))
        if number:
            taken.take(bot, bare, fastest)
    return taken


def _claims(both: Sides, rounds: int, claims: int) -> Beside:
    """Every case claimed by a button, once; what that causes is sent before the other side's turn."""
    taken = Beside([], [], [])
    cases = count(1)
    for number in range(rounds + 1):
        turns = zip(cycle(range(CALLERS)), islice(cases, claims), strict=False)
        callers: list[list[Shot]] = [[] for _ in range(CALLERS)]
        for who, case in turns:
            callers[who].append(both.workspace.press(who, f"claim {case}"))
        bot = run(Plan(both.bot, callers))
        found = both.rows("SELECT count(*) FROM history WHERE act = 'claim'")[0][0]
        if found != (number + 1) * claims:
            raise RuntimeError(f"{found} claims stand in the history, not {(number + 1) * claims}")
        both.at_rest(DRAINS_WITHIN)
        bare, fastest = (run(Plan(port, callers)) for port in (both.bare, both.fastest))
        if number:
            taken.take(bot, bare, fastest)
    return taken


def stream(where: Path, seconds: float) -> Stream:
    """A third notes, a third questions, both by direct message, and a third that nobody wants; some come twice.

    Raises RuntimeError where an effect is missing or there more than once.
    """
    events = int(RATE * seconds)
    third = events // 3
    mentors = max(CALLERS, third // 10)
    prepared = ground.waiting(f"sqlite:///{where / 'stream.db'}", cases=third, mentors=mentors)
    with sides(moved(prepared, mentored=True)) as both:
        shots, repeated = _repeating(_stream(both, third, mentors), Random(third))
        plan = Plan(both.bot, [shots[caller::CALLERS] for caller in range(CALLERS)], RATE)
        result = run(plan)
        drained = both.at_rest(DRAINS_WITHIN)
        notes = Counter(both.rows("SELECT event, why FROM history WHERE act = 'note'"))
        whys = Counter(why for _, why in notes)
        told = both.rows("SELECT state, count(*) FROM outbox GROUP BY state")
        posted = both.counts()
    wrong = [
        (set(notes.values()) != {1} or whys != Counter(f"Note {n}" for n in range(third))) and f"{len(notes)} notes",
        told != [("sent", 2 * third)] and f"messages: {told}",
        (posted["calls"]["chat.postMessage"] != 2 * third or posted["twice"]) and f"posted: {posted}",
    ]
    if any(wrong):
        raise RuntimeError(f"of {third} notes and {third} questions there are {[each for each in wrong if each]}")
    return Stream(seconds, result, repeated, third, 2 * third, drained)


def _stream(both: Sides, third: int, mentors: int) -> Iterator[Shot]:
    there = both.workspace
    unwanted = list(KINDS.values())
    for n in range(third):
        yield there.tells(n % mentors, f"note {n + 1} Note {n}")
        yield there.tells(there.candidate(n + 1), "status")
        yield unwanted[n % len(unwanted)](there, n)


def _repeating(shots: Iterator[Shot], drawn: Random) -> tuple[list[Shot], int]:
    """Some come twice, at once or a moment later. Returns how many."""
    sent: list[Shot] = []
    repeated = 0
    for number, shot in enumerate(shots):
        sent.append(shot)
        if number % REPEATED == REPEATED - 1:
            sent.append(sent[-drawn.randint(1, min(len(sent), RATE))])
            repeated += 1
    return sent, repeated


def _statuses(both: Sides) -> Iterator[Shot]:
    """Candidates ask where their case stands."""
    there = both.workspace
    for turn in count():
        case = turn * 7919 % there.prepared.cases + 1
        yield there.slash(there.candidate(case), "status", f"#{case}")


def _shared(shots: Iterator[Shot], requests: int) -> list[list[Shot]]:
    taken = list(islice(shots, requests))
    return [taken[caller::CALLERS] for caller in range(CALLERS)]


def _unheard(callers: list[list[Shot]]) -> list[list[Shot]]:
    """The same requests, to a side that answers nothing."""
    return [[Shot(shot.kind, shot.body) for shot in caller] for caller in callers]
