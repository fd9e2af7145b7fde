"""The programme on a real homeserver, for the tests that need one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.matrix.world import World, world
from tests.synapse.server import Synapse


@pytest.fixture
async def there(homeserver: Synapse, tmp_path: Path) -> AsyncIterator[World]:
    """A world of its own."""
    async with world(homeserver, tmp_path) as made:
        yield made
