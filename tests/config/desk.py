"""What an operator does to a config: write it, set variables, lay out secret files, start a command, read what it says.

Rule of this file: commands run as processes of their own, as they do for an operator.
"""

from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bot.cli.config import Config, load
from bot.errors import Misconfigured
from tests import forks

ROOT = Path(__file__).parents[2]
CANARY = "canary-7f3a9c"
GOOD = """
[programme]
name = "Example"
coordinators = ["matrix:@ana:example.org"]
mentors_channels = ["matrix:#mentors:example.org"]
"""
"""The least that a config must say."""
MATRIX = f"""
[matrix]
homeserver = "http://127.0.0.1:1"
user_id = "@bot:example.org"
password = "{CANARY}"
"""


@dataclass
class Desk:
    """An operator's folder and environment."""

    folder: Path
    patch: pytest.MonkeyPatch

    @property
    def file(self) -> Path:
        """The config file."""
        return self.folder / "config.toml"

    def write(self, text: str) -> Path:
        """Write the config."""
        self.file.write_text(text, encoding="utf-8")
        return self.file

    def set(self, **variables: str) -> None:
        """Set variables, in the environment that commands get, too."""
        for name, value in variables.items():
            self.patch.setenv(name, value)

    def secret(self, name: str, content: str | bytes, folder: str = "secrets") -> Path:
        """Lay out a secret file; returns its folder."""
        path = self.folder / folder
        path.mkdir(exist_ok=True)
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, text: str = GOOD) -> Config:
        """The config that a text makes."""
        return load(self.write(text))

    def faults(self, text: str = GOOD) -> list[str]:
        """What is said to be wrong with a text."""
        with pytest.raises(Misconfigured) as caught:
            self.load(text)
        head, *lines = str(caught.value).split("\n")
        assert not lines or head == f"{self.file} can't be used:"
        return [line.strip() for line in lines] or [head]

    def run(self, *arguments: str) -> CompletedProcess[str]:
        """Run the ``ambassador`` command in the folder."""
        return forks.run("bot", arguments, self.folder)
