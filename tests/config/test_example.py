"""config.example.toml: complete, right as it stands, and right about the defaults that it shows.

Rule of this file: a key that is commented out counts, if taking the ``#`` away alone makes a config that loads.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.cli.config import SECTIONS
from tests.config.desk import ROOT, Desk

EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
_SECTION = re.compile(r"\[+(\w+)\]+")
_KEY = re.compile(r"(?P<hidden># )?(?P<key>\w+) = (?P<value>\S.*)")
SECRETS = {"password", "access_token"}


def keys() -> Iterator[tuple[int, str, str, bool]]:
    """Every key that stands in the file: line, section, key, and whether it is commented out."""
    section = ""
    for number, line in enumerate(EXAMPLE.splitlines()):
        if found := _SECTION.fullmatch(line):
            section = found[1]
        elif found := _KEY.fullmatch(line):
            yield number, section, found["key"], bool(found["hidden"])


HIDDEN = [(number, section, key) for number, section, key, hidden in keys() if hidden]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_it(section: str) -> None:
    there = {key for _, its, key, _ in keys() if its == section}
    assert there == set(SECTIONS[section].model_fields)


def test_it_loads_as_it_stands_but_for_the_password(desk: Desk) -> None:
    (fault,) = desk.faults(EXAMPLE)
    assert fault.startswith("matrix.password: give either matrix.password")
    desk.set(AMBASSADOR_MATRIX__PASSWORD="hush")
    config = desk.load(EXAMPLE)
    assert config.matrix is not None
    assert [region.name for region in config.region] == ["World", "EMEA"]


@pytest.mark.parametrize(("number", "section", "key"), HIDDEN)
def test_a_key_that_is_commented_out_is_right(desk: Desk, number: int, section: str, key: str) -> None:
    lines = EXAMPLE.splitlines()
    lines[number] = lines[number].removeprefix("# ")
    if key not in SECRETS:
        desk.set(AMBASSADOR_MATRIX__PASSWORD="hush")
    desk.load("\n".join(lines))
    default = SECTIONS[section].model_fields[key].default
    assert default is not PydanticUndefined, "a required key isn't commented out"
    if default is not None:  # without a default, an example stands there
        shown = tomllib.loads(lines[number])[key]
        assert (Path(shown) if isinstance(default, Path) else type(default)(shown)) == default


def test_all_of_them_together_are_right(desk: Desk) -> None:
    lines = EXAMPLE.splitlines()
    for number, _, key in HIDDEN:
        if key != "access_token":
            lines[number] = lines[number].removeprefix("# ")
    config = desk.load("\n".join(lines))
    assert config.http.public_url == "https://bot.example.org"


def test_five_things_are_to_be_filled_in() -> None:
    marked = re.findall(r"^# (\d)\. ", EXAMPLE, re.M)
    assert marked == ["1", "2", "3", "4", "5"]
