"""Random programmes, on both kinds of database.

Rules of this file: the short form draws the same programmes on every run; the long one (``make soak``) others each
time, from a seed that it prints. A failure is shrunk, and told step by step.
"""

import random
from collections import Counter

import pytest
from hypothesis import settings

from tests.proofs.ground import COMMON, KINDS, Ground, ground_of, play
from tests.proofs.machines.moves import LINES
from tests.proofs.machines.programme import Programme

SHORT = {
    "sqlite": settings(COMMON, max_examples=10, stateful_step_count=60, derandomize=True),
    "postgresql": settings(COMMON, max_examples=5, stateful_step_count=60, derandomize=True),
}
LONG = {
    "sqlite": settings(COMMON, max_examples=250, stateful_step_count=150),
    "postgresql": settings(COMMON, max_examples=80, stateful_step_count=150),
}
SHRINKING = 1800
"""Seconds that a failure may take to be made small."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    name: str = request.param
    return name


@pytest.fixture
def ground(request: pytest.FixtureRequest, kind: str) -> Ground:
    """Where programmes are played: a database for each."""
    return ground_of(request, kind)


def played(ground: Ground, how: settings, number: int | None = None) -> Counter[str]:
    """Play programmes; returns how often each act was done."""
    done: Counter[str] = Counter()
    play(lambda: Programme(ground, done), how, number)
    return done


@pytest.mark.timeout(SHRINKING)
def test_short_programmes(ground: Ground, kind: str) -> None:
    assert played(ground, SHORT[kind])


@pytest.mark.soak
def test_long_programmes(ground: Ground, kind: str) -> None:
    number = random.randrange(2**32)
    print(f"seed {number}")
    done = played(ground, LONG[kind], number)
    assert not set(LINES) - set(done), "never done"
