"""The operator's folder, as the tests of the config have it, and less patience than people and servers have."""

import pytest

from bot import engine
from storage import trouble
from tests.config.conftest import desk

__all__ = ["desk", "faster"]


@pytest.fixture
def faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up, and believe that it is over, sooner than people would."""
    monkeypatch.setattr(engine, "PATIENCE", 0.3)
    monkeypatch.setattr(trouble, "CALM", 0.3)
