"""An operator's folder: a config file to write, and an environment in which nothing is set yet."""

import os
from pathlib import Path

import pytest

from tests.config.desk import Desk


@pytest.fixture
def same_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process: where they log to would be closed when they end."""
    monkeypatch.setattr("bot.cli.log.configure", lambda *_: None)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Where an operator works: a folder, and variables that only they set."""
    for name in list(os.environ):
        if name.upper().startswith("AMBASSADOR_") or name == "CREDENTIALS_DIRECTORY":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, monkeypatch)
