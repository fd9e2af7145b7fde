"""``[matrix]`` says what is wrong with it, and never shows a secret."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.matrix.settings import Matrix

ROOT = Path(__file__).parents[3]
GOOD: dict[str, Any] = {"homeserver": "https://m.example.org/", "user_id": "@bot:example.org", "password": "hush"}


def test_a_good_section() -> None:
    people = ("matrix:@ana:example.org", "example.org", "example.org:8448", "[::1]:8448")
    matrix = Matrix(**GOOD, accept_invites_from=people)
    assert matrix.homeserver == "https://m.example.org"
    assert "hush" not in repr(matrix)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": None}, "exactly one of them; neither is set"),
        ({"password": ""}, "neither is set"),
        ({"access_token": "hush-hush"}, "both are set"),
        ({"homeserver": "m.example.org"}, "https://matrix.example.org"),
        ({"homeserver": "ftp://m.example.org"}, "https://matrix.example.org"),
        ({"user_id": "bot"}, "@name:server"),
        ({"accept_invites_from": ["@ana:example.org"]}, "matrix:@name:server"),
        ({"accept_invites_from": ["matrix:#room:example.org"]}, "matrix:@name:server"),
        ({"homserver": "x"}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Matrix(**(GOOD | change))
    assert says in str(caught.value)
    assert "hush" not in str(caught.value)


def test_reading_a_config_does_not_load_the_library() -> None:
    found = "import sys, bot.cli.config, bot.cli.wiring; print(sorted({'nio', 'aiohttp'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert shown.strip() == "[]"
