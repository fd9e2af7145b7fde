"""The fixtures through which tests get a real PostgreSQL; tests/conftest.py names this file as a plugin.

Rules of this file: one server a pytest-xdist worker, started by the first test that asks for it; a database a test,
copied from a migrated template and gone afterwards. A test that should run on both kinds of database asks for
``database_url`` and hands it to ``chat`` or ``world``; one that stops or breaks the server makes a ``Server`` of its
own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.server import Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """This worker's server. Tests share it: it is neither stopped nor reconfigured."""
    with Server() as server:
        yield server


@pytest.fixture
def pg_url(postgres: Server) -> Iterator[str]:
    """The URL of a database of this test's own, with the bot's tables and no rows."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of this test's own, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'demo.db'}"
    url: str = request.getfixturevalue("pg_url")
    return url
