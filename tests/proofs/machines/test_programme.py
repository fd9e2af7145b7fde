"""Random programmes, on both kinds of database.

Rules of this file: the short form draws the same programmes on every run; the long one (``make soak``) others each
time, from a seed that it prints. A failure is shrunk, and told step by step.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proofs.machines.moves import LINES
from tests.proofs.machines.programme import Programme
from tests.proofs.machines.referee import Ground

_COMMON = settings(
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
SHORT = {
    "sqlite": settings(_COMMON, max_examples=10, stateful_step_count=60, derandomize=True),
    "postgresql": settings(_COMMON, max_examples=5, stateful_step_count=60, derandomize=True),
}
LONG = settings(_COMMON, max_examples=250, stateful_step_count=150)
SHRINKING = 1800
"""Seconds that a failure may take to be made small."""


@contextmanager
def _file() -> Iterator[str]:
    """A file in memory, where there is such a folder: what a crash of the machine would leave is proven elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 - nothing in it is secret, and the folder made there is ours alone
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield f"sqlite:///{folder}/proof.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    name: str = request.param
    return name


@pytest.fixture
def ground(request: pytest.FixtureRequest, kind: str) -> Ground:
    """Where programmes are played: a database for each."""
    if kind == "sqlite":
        return _file
    made: Ground = request.getfixturevalue("postgres").database
    return made


def play(ground: Ground, how: settings, number: int | None = None) -> Counter[str]:
    """Play programmes; returns how often each act was done."""
    done: Counter[str] = Counter()

    def programme() -> Programme:
        return Programme(ground, done)

    factory: Any = programme if number is None else seed(number)(programme)
    run_state_machine_as_test(factory, settings=how)
    return done


@pytest.mark.timeout(SHRINKING)
def test_short_programmes(ground: Ground, kind: str) -> None:
    assert play(ground, SHORT[kind])


@pytest.mark.soak
def test_long_programmes(ground: Ground) -> None:
    number = random.randrange(2**32)
    print(f"seed {number}")
    done = play(ground, LONG, number)
    assert not set(LINES) - set(done), "never done"
