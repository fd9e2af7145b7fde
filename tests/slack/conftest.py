"""A Slack of its own for each test of the fake."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.api import FakeApi
from tests.slack.asking import Place
from tests.slack.fake import Clock
from tests.slack.town import Town


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    """A workspace with Ana and a channel, and the Web API on it."""
    clock = Clock(1_800_000_000.0)
    async with FakeApi(Town(clock)) as api:
        yield Place(api, clock)
