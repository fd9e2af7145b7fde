"""What ``outlook`` foretells of a case is what comes, rung for rung, if nobody acts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import features, ladder, outlook
from bot.address import Identity, Room, native
from bot.context import Ctx
from bot.event import Sender, Ticked
from bot.model import Person
from bot.ports import Store
from bot.rungs import RUNGS, Ladder
from tests.chat import BEFORE, Chat, applies, chat

CLOCK = Identity("clock:clock")
REGISTRY = features.load()
LEAD = "cora: !role grant lead @omar EMEA\n"
SPONSOR = "cora: !role grant sponsor @dee\ncora: !role grant sponsor @bo\n"
ASKED = ["mentor", "next_choice"]
NOBODY = "".join(f"{who}: !away until 2027-06-01\n" for who in ("bo", "chandra", "dee", "ana")) + "clock +5m\n"
"""Every mentor is away, so that nobody looks after ana's case."""
CASES: dict[str, tuple[Ladder, list[str], list[str], str]] = {
    "asked": (Ladder.APPLICATION, [*ASKED, "pool", "coordinators"], [], LEAD + BEFORE["asked"]),
    "asked-away": (Ladder.APPLICATION, ["mentor"], [], BEFORE["asked"] + "ana: !away until 2026-04-20\n"),
    "asked-lead": (
        Ladder.APPLICATION,
        [*ASKED, "pool", "coordinators"],
        [],
        f"cora: !role grant lead @bo EMEA\n{BEFORE['asked']}",
    ),
    "lead-applies": (
        Ladder.APPLICATION,
        ["pool", "coordinators"],
        [],
        f"cora: !role grant lead @kim EMEA\ncora: !role grant lead @omar World\n{applies('kim')}",
    ),
    "pool": (Ladder.APPLICATION, ["pool", "coordinators"], ["no-coordinators-room"], LEAD + applies("kim")),
    "lead-above": (Ladder.APPLICATION, ["pool"], [], "cora: !role grant lead @omar World\n" + applies("kim")),
    "mentoring": (Ladder.MENTORING, ["idle", "lapse"], [], BEFORE["mentored"] + "ana: !handover 1 @bo\nclock +4d\n"),
    "question": (Ladder.QUESTION, ["candidate", "mentor", "idle", "lapse"], [], BEFORE["questions"]),
    "covered": (
        Ladder.MENTORING,
        ["idle", "lapse"],
        [],
        f"{BEFORE['mentored']}ana: !away until 2027-06-01 cover @dee\ndee: !cover for @ana\n",
    ),
    "covered-question": (
        Ladder.QUESTION,
        ["candidate", "mentor", "idle", "lapse"],
        [],
        f"{BEFORE['questions']}ana: !away until 2027-06-01 cover @dee\ndee: !cover for @ana\n",
    ),
    "uncovered-lead": (Ladder.MENTORING, ["idle", "lapse"], [], LEAD + BEFORE["mentored"] + NOBODY),
    "uncovered": (
        Ladder.QUESTION,
        ["candidate", "mentor", "idle", "lapse"],
        ["no-coordinators-room"],
        BEFORE["questions"] + NOBODY,
    ),
    "uncovered-room": (Ladder.MENTORING, ["idle", "lapse"], [], BEFORE["mentored"] + NOBODY),
    "thumbs-up": (Ladder.THUMBS_UP, ["sponsor", "coordinators"], [], BEFORE["thumbs-up"]),
    "sponsors": (
        Ladder.THUMBS_UP,
        ["sponsor", "coordinators"],
        ["sponsors", "no-coordinators-room"],
        SPONSOR + BEFORE["thumbs-up"],
    ),
    "draft": (Ladder.DRAFT, ["candidate", "discard"], [], BEFORE["draft"]),
}
"""A case's ladder, the rungs that come if it is left alone, what the programme is like, and what happened before."""


@dataclass(frozen=True)
class Foretold:
    """The next rung: of which ladder, when, and who hears of it."""

    kind: Ladder
    rung: str
    at: datetime
    heard: set[str]


def foretell(there: Chat, store: Store) -> Foretold | None:
    """What comes next of case 1."""
    now, case = there.clock.now(), store.cases.get(1)
    assert case is not None
    event = Ticked(source="clock", id="look", at=now, sender=Sender(identity=CLOCK), room=Room(CLOCK), due="look")
    ctx = Ctx(event, store, there.config.core, REGISTRY, Person(0, "", CLOCK))
    kind, steps = ladder.ladder_of(ctx, case), outlook.coming(ctx, case)
    if kind is None or not steps:
        return None
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    told = outlook.told(ctx, case, kind, steps[0].rung)
    heard = {native(each.identity if isinstance(each, Person) else each) for each in told}
    return Foretold(kind, steps[0].rung, steps[0].at, heard)


def heads(story: str) -> Iterator[str]:
    """Who heard something, as the shell shows it: not an update, and neither an offer nor a digest is a rung's."""
    besides = r"(?! #\d+ is (?:looking|settled)| Your queue:)"
    return (found[1] for found in re.finditer(rf"^bot(?: -> |@)(\w+):{besides}", story, re.M))


async def passed(there: Chat, until: datetime) -> set[str]:
    """Let time pass; returns who heard something."""
    return set(heads(await there.rewrite(f"clock {until:%Y-%m-%d %H:%M}\n")))


@pytest.mark.parametrize("name", CASES)
async def test_a_case_that_is_left_alone(tmp_path: Path, name: str) -> None:
    kind, rungs, variants, before = CASES[name]
    came: list[str] = []
    async with chat(tmp_path, variants) as there:
        await there.play(before)
        following = await there.app.database.read(lambda store: foretell(there, store))
        while following is not None:
            came.append(following.rung)
            assert following.kind is kind
            assert not await passed(there, following.at - timedelta(minutes=1)), "something came early"
            heard = await passed(there, following.at)
            after = await there.app.database.read(lambda store: foretell(there, store))
            if heard != following.heard:  # a reminder waits for its reader's hours
                heard |= await passed(there, following.at + timedelta(days=2, hours=12))
            assert heard == following.heard, following
            following = after
    assert {*rungs} <= {*came}


def test_every_rung_is_among_them() -> None:
    there = {(kind, rung) for kind, rungs, *_ in CASES.values() for rung in rungs}
    assert there == {(kind, rung) for kind, rungs in RUNGS.items() for rung in rungs}
