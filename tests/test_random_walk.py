"""Anybody says anything: random lines by random people, and after each one the rules of ``tests/invariants.py`` hold.

A walk is drawn from its seed alone, so that a failure names all that is needed to see it again. The short walks run
with the other tests, the long ones with ``make soak``.
"""

import random
from pathlib import Path

import pytest

from bot.errors import Refused
from tests.chat import VARIANTS, applies, chat

PEOPLE = ("kim", "lee", "max", "ana", "bo", "chandra", "dee", "cora", "omar", "sam")
LINES = (
    "!claim {n} anyway",
    "!claim {n}",
    "!decline {n} No time",
    "!release {n}",
    "!assign {n} @{p}",
    "!ask {n} Which towns?",
    "!note {n} Seen at the meetup",
    "!handover {n} @{p}",
    "!thumbsup {n}",
    "!takeback {n}",
    "!sponsor {n}",
    "!undo {n} Meant another",
    "!notyet {n} Run a meetup first until 2026-03-05",
    "!reopen {n}",
    "!read {n}",
    "!case {n}",
    "!withdraw yes",
    "!status",
    "!queue",
    "!mentees",
    "!away until 2026-03-09",
    "!back",
    "!capacity 2",
    "!mentor add @{p} EMEA",
    "!mentor remove @{p}",
    "!role grant sponsor @{p}",
    "!role revoke sponsor @{p}",
    "Paris and Berlin",
    "cancel",
    "back",
    "!answer Two towns",
)
ELSEWHERE = (
    "{who} reacts 👍 to #{n}",
    "{who} unreacts 👍 from #{n}",
    "{who} presses Claim on #{n}",
    "{who} presses the old Claim on #{n}",
    "{who} presses Sponsor on #{n}",
    "clock +1d",
)


@pytest.mark.parametrize("seed", range(4))
async def test_a_short_walk(tmp_path: Path, seed: int) -> None:
    await walk(tmp_path, seed, 150)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 112))
async def test_a_long_walk(tmp_path: Path, seed: int) -> None:
    await walk(tmp_path, seed, 4000)


async def walk(folder: Path, seed: int, steps: int) -> None:
    """``steps`` random lines, with a restart now and then."""
    drawn = random.Random(seed)
    variants = drawn.choice([[], *([name] for name in VARIANTS)])
    async with chat(folder, variants) as there:
        for _ in range(steps):
            if drawn.random() < 0.01:
                await there.restart()
            for line in _lines(drawn):
                try:
                    await there.shell.do(line)
                except Refused:
                    continue  # the shell's own: no such button or card to press


def _lines(drawn: random.Random) -> list[str]:
    who, other, number = drawn.choice(PEOPLE), drawn.choice(PEOPLE), drawn.randint(1, 6)
    if drawn.random() < 0.15:
        return applies(who, drawn.choice(["none", "ana, bo", "dee"])).splitlines()
    if drawn.random() < 0.2:
        return [drawn.choice(ELSEWHERE).format(who=who, n=number)]
    return [f"{who}{drawn.choice(['', '@mentors'])}: {drawn.choice(LINES).format(n=number, p=other)}"]
