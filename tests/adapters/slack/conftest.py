"""What the conversations on Slack share: nobody waits for the pauses that Slack wants, which other tests measure."""

import pytest

from adapters.slack import pace, reading


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel may have messages as they come, and what was left is looked for at once."""
    monkeypatch.setattr(pace, "APART", 0.0)
    monkeypatch.setattr(reading, "APART", 0.0)
