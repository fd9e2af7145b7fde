"""The toy programme's shell, for every test that asks for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.shell import Shell
from tests.adapters.shell.toy import Toyland


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with Toyland(tmp_path) as opened:
        yield opened
