"""Where random machines are played, and how: each on a database of its own, of either kind."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

KINDS = ("sqlite", "postgresql")
Ground = Callable[[], AbstractContextManager[str]]
"""Gives the URL of an empty database, gone afterwards."""
COMMON = settings(
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def file() -> Iterator[str]:
    """A file in memory, where there is such a folder: what a crash of the machine would leave is proven elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 - nothing in it is secret, and the folder made there is ours alone
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield f"sqlite:///{folder}/proof.db"


def ground_of(request: pytest.FixtureRequest, kind: str) -> Ground:
    """Databases of a kind."""
    if kind == "sqlite":
        return file
    made: Ground = request.getfixturevalue("postgres").database
    return made


def play(machine: Callable[[], RuleBasedStateMachine], how: settings, number: int | None = None) -> None:
    """Play machines until the settings are satisfied; ``number``: from a seed."""
    factory: Any = machine if number is None else seed(number)(machine)
    run_state_machine_as_test(factory, settings=how)
