"""What the mail tests may ask for."""

from collections.abc import AsyncIterator

import pytest
import trustme

from tests.adapters.mail.post import Authority, Post, post
from tests.config.conftest import desk

__all__ = ["authority", "desk", "office"]


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The one that signs the test servers' certificates."""
    return trustme.CA()


@pytest.fixture
async def office() -> AsyncIterator[Post]:
    """A mail server that takes everything, without TLS."""
    async with post() as made:
        yield made
