"""config.example.toml: complete, right as it stands, and right about the defaults that it shows.

Rule of this file: a key that is commented out counts, if taking the ``#`` away makes a config that loads: from it
alone, or also from what it can't be without.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from bot import digest_time, waits, week
from bot.cli.config import SECTIONS
from bot.waits import Wait
from bot.week import Week
from tests.config.desk import ROOT, Desk

EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
_SECTION = re.compile(r"(?P<hidden># )?\[+(?P<name>[\w.]+)\]+")
_KEY = re.compile(r"(?P<hidden># )?(?P<key>\w+) = (?P<value>\S.*)")
SECRETS = {("matrix", "password"), ("matrix", "access_token")}
PAIRS = [{("mail", "user"), ("mail", "password")}]
"""Keys that are nothing without each other."""
ALWAYS = {("slack", "app_token")}
"""Keys that the default of another one needs."""


def keys() -> Iterator[tuple[int, str, str, bool]]:
    """Every key that stands in the file: line, section, key, and whether it is commented out. A section has none."""
    section = ""
    for number, line in enumerate(EXAMPLE.splitlines()):
        if found := _SECTION.fullmatch(line):
            section = found["name"]
            yield number, section, "", bool(found["hidden"])
        elif found := _KEY.fullmatch(line):
            yield number, section, found["key"], bool(found["hidden"])


HIDDEN = [(number, section, key) for number, section, key, hidden in keys() if hidden]
HIDDEN_KEYS = [each for each in HIDDEN if each[2]]
WHOLE = {section for _, section, key in HIDDEN if not key}
"""Sections that are commented out themselves."""


def is_needed(section: str, key: str) -> bool:
    """Whether a section can't be without a key, or without its own first line."""
    return not key or SECTIONS[section].model_fields[key].is_required()


def uncovered(number: int, section: str, key: str) -> str:
    """The example with one key taken from behind its ``#``, and what it can't be without."""
    lines = EXAMPLE.splitlines()
    for at, its, other in HIDDEN:
        needed = is_needed(its, other) or (its, other) in ALWAYS or {(its, key), (its, other)} in PAIRS
        together = its == section in WHOLE and needed
        if at == number or together:
            lines[at] = lines[at].removeprefix("# ")
    return "\n".join(lines)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_it(section: str) -> None:
    there = {key for _, its, key, _ in keys() if its == section and key}
    assert there == set(SECTIONS[section].model_fields)


def test_it_loads_as_it_stands_but_for_the_password(desk: Desk) -> None:
    (fault,) = desk.faults(EXAMPLE)
    assert fault.startswith("matrix.password: give either matrix.password")
    desk.set(AMBASSADOR_MATRIX__PASSWORD="hush")
    config = desk.load(EXAMPLE)
    assert config.matrix is not None
    assert config.mail is None
    assert [region.name for region in config.region] == ["World", "EMEA"]


@pytest.fixture(autouse=True)
def _texts(desk: Desk) -> None:
    """The folder that the example names."""
    (desk.folder / "texts").mkdir()
    (desk.folder / "texts" / "en.ftl").write_text("-ambassador = advocate\n", encoding="utf-8")


@pytest.mark.parametrize(("number", "section", "key"), HIDDEN_KEYS)
def test_a_key_that_is_commented_out_is_right(desk: Desk, number: int, section: str, key: str) -> None:
    if (section, key) not in SECRETS:
        desk.set(AMBASSADOR_MATRIX__PASSWORD="hush")
    desk.load(uncovered(number, section, key))
    default = SECTIONS[section].model_fields[key].default
    assert section in WHOLE or default is not PydanticUndefined, "a required key isn't commented out"
    if default not in (None, PydanticUndefined):  # without a default, an example stands there
        shown = tomllib.loads(EXAMPLE.splitlines()[number].removeprefix("# "))[key]
        assert _made(default, shown) == default


def _made(like: object, shown: Any) -> object:
    """What a value of the file stands for, where it is of the same kind as another one."""
    match like:
        case Wait():
            return waits.read(shown)
        case Week():
            return week.read(shown)
        case Path():
            return Path(shown)
        case time():
            return digest_time.read_time(shown)
        case int() if isinstance(shown, str):
            return digest_time.read_day(shown)
        case _:
            return tuple(shown) if isinstance(shown, list) else shown


def test_all_of_them_together_are_right(desk: Desk) -> None:
    lines = EXAMPLE.splitlines()
    for number, _, key in HIDDEN:
        if key != "access_token":
            lines[number] = lines[number].removeprefix("# ")
    config = desk.load("\n".join(lines))
    assert config.http.public_url == "https://bot.example.org"
    assert config.mail is not None
    assert config.mail.name == "Example Ambassadors"


def test_five_things_are_to_be_filled_in() -> None:
    marked = re.findall(r"^# (\d)\. ", EXAMPLE, re.M)
    assert marked == ["1", "2", "3", "4", "5"]
