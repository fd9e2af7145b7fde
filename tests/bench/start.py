"""Cold start and memory, each in fresh processes of their own. Their files are in the page cache already."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SECONDS, MEGABYTES = 2.0, 130.0
"""The aims, the second one with Matrix."""
MEGABYTES_WITH_BOTH = 170.0
"""The aim with Matrix and Slack."""
_CONFIG = """
[programme]
name = "Bench"
coordinators = ["matrix:@cora:example.org"]
mentors_channels = ["matrix:#mentors:example.org"]

[storage]
url = "sqlite:///{database}"

[matrix]
homeserver = "https://matrix.example.org"
user_id = "@ambassador:example.org"
password = "a password of nobody's"
store_path = "{store}"
"""
_SLACK = """
[slack]
bot_token = "xoxb-nobody's"
app_token = "xapp-nobody's"
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One program: the median of its seconds, and of the most memory it held, in MB."""

    seconds: float
    megabytes: float


def interpreter(rounds: int) -> Start:
    """Python itself, for comparison."""
    return _start([sys.executable, "-c", "pass"] for _ in range(rounds))


def shell(rounds: int) -> Start:
    """``ambassador shell`` with nothing to say to it: from its start until it has made its database and left."""
    return _start([sys.executable, "-m", "bot", "shell"] for _ in range(rounds))


def matrix(where: Path, rounds: int) -> Start:
    """Until the bot with Matrix is about to log in, on a database that isn't there yet."""
    return _ready(where, rounds, _CONFIG)


def both(where: Path, rounds: int) -> Start:
    """The same with Slack beside it."""
    return _ready(where, rounds, _CONFIG + _SLACK)


def _ready(where: Path, rounds: int, template: str) -> Start:
    commands = []
    for number in range(rounds):
        config = where / f"start-{number}.toml"
        config.write_text(template.format(database=where / f"start-{number}.db", store=where / f"store-{number}"))
        commands.append([sys.executable, "-m", "tests.bench.ready", str(config)])
    return _start(commands)


def _start(commands: Iterable[Sequence[str]]) -> Start:
    runs = [_run(command) for command in commands]
    return Start(median(each.seconds for each in runs), median(each.megabytes for each in runs))


def _run(command: Sequence[str]) -> Start:
    """Through ``launch``, because this process is too large to be a measured one's parent. Raises RuntimeError."""
    launched = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), *command]
    done = subprocess.run(launched, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    said = json.loads(done.stdout)
    return Start(said["seconds"], said["peak"] * 1024 / 1e6)
