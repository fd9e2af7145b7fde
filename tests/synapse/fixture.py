"""The fixture through which tests get a real homeserver; tests/conftest.py names this file as a plugin.

Rules of this file: one Synapse a pytest-xdist worker, started by the first test that asks for it. Tests share
it and keep apart by new users (`homeserver.user("ana")`), never by names or rooms they agree on. A test that
asks for `homeserver` finds it running, even if the one before left it stopped.
"""

from collections.abc import Iterator

import pytest

from tests.synapse.server import Synapse


@pytest.fixture(scope="session")
def worker_homeserver() -> Iterator[Synapse]:
    """This worker's Synapse; tests ask for `homeserver`."""
    with Synapse() as synapse:
        yield synapse


@pytest.fixture
def homeserver(worker_homeserver: Synapse) -> Synapse:
    """A running Synapse, which a test may stop and start."""
    worker_homeserver.start()
    return worker_homeserver
