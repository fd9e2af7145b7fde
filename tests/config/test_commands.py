"""The command line: each sentence says what happened and what to do next, and the exit status agrees."""

import asyncio
import os
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.cli.config import load
from bot.cli.wiring import opened
from tests.config.desk import GOOD, MATRIX, Desk

WORLD = '[[region]]\nname = "World"\n'


async def _start(config: Path) -> None:
    async with opened(load(config)):
        pass


def start(config: Path) -> None:
    """What the first start of the bot does to the database."""
    asyncio.run(_start(config))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], ["run", "shell", "migrate", "config"]),
        (["run", "--help"], ["--config", "config.toml"]),
        (["shell", "--help"], ["story"]),
        (["migrate", "--help"], ["--config", "config.toml"]),
        (["config", "check", "--help"], ["--config", "config.toml"]),
        (["db", "check", "--help"], ["--config", "config.toml"]),
        (["mail", "test", "--help"], ["address", "--config", "config.toml"]),
    ],
)
def test_help(desk: Desk, arguments: list[str], says: list[str]) -> None:
    done = desk.run(*arguments)
    assert done.returncode == 0
    assert all(word in done.stdout for word in says)


def test_a_command_that_doesnt_exist(desk: Desk) -> None:
    done = desk.run("start")
    assert done.returncode == 2
    assert "No such command 'start'" in done.stderr


def test_check_lists_every_fault_and_fails(desk: Desk) -> None:
    desk.write(GOOD.replace("name =", "nam =") + "[http]\nport = -1\n")
    done = desk.run("config", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "config.toml can't be used:",
        "  http.port: write a number of 0 or more",
        "  programme.nam: unknown key; did you mean name?",
        "  programme.name: missing; fill it in, or set AMBASSADOR_PROGRAMME__NAME in the environment or as a secret"
        " file",
    ]


def test_check_before_the_first_start_makes_nothing(desk: Desk) -> None:
    desk.write(GOOD)
    done = desk.run("config", "check", "-c", "config.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "config.toml is good.",
        "It names no platform yet: fill in [matrix] before `ambassador run`.",
        "There is no database yet: `ambassador run` makes ambassador.db.",
    ]
    assert os.listdir(desk.folder) == ["config.toml"]


def test_check_shows_what_differs_and_what_is_new(desk: Desk) -> None:
    start(desk.write(GOOD + MATRIX + WORLD))
    assert "The database agrees with it." in desk.run("config", "check").stdout
    before = desk.folder.joinpath("ambassador.db").read_bytes()
    desk.write(GOOD + MATRIX + WORLD + 'aliases = ["Earth"]\n[[region]]\nname = "EMEA"\n')
    done = desk.run("config", "check")
    assert done.returncode == 0
    new, differs, wins = done.stdout.splitlines()[1:]
    assert new == "new: [[region]] EMEA; the next start of the bot adds it"
    assert differs.startswith("differs: [[region]] World: aliases")
    assert wins.startswith("The database wins")
    assert desk.folder.joinpath("ambassador.db").read_bytes() == before
    assert sorted(os.listdir(desk.folder)) == ["ambassador.db", "ambassador.db.lock", "config.toml"], "nothing new"


async def test_check_may_be_run_beside_the_bot(desk: Desk) -> None:
    config = load(desk.write(GOOD + MATRIX))
    async with opened(config):
        assert desk.folder.joinpath("ambassador.db-wal").stat().st_size, "the newest part isn't in the file itself yet"
        done = await asyncio.to_thread(desk.run, "config", "check")
    assert done.stdout.splitlines() == ["config.toml is good.", "The database agrees with it."]


@pytest.mark.parametrize("arguments", [("config", "check"), ("migrate",), ("run",)])
def test_a_file_that_isnt_a_database(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(GOOD + MATRIX)
    desk.folder.joinpath("ambassador.db").write_text("Dear diary, today I was mistaken for a database. " * 40)
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("storage.url: ambassador.db can't be used as a database (file is not a database);")


@pytest.mark.parametrize("arguments", [("migrate",), ("run",)])
def test_a_database_in_a_folder_that_isnt_there(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(GOOD + MATRIX + '[storage]\nurl = "sqlite:///data/bot.db"\n')
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "storage.url: the folder data isn't there; make it, or name another\n"


@pytest.mark.parametrize("arguments", [("config", "check"), ("migrate",), ("run",)])
def test_a_database_of_a_newer_version_is_left_alone(desk: Desk, arguments: tuple[str, ...]) -> None:
    start(desk.write(GOOD + MATRIX))
    with sqlite3.connect(desk.folder / "ambassador.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ambassador.db was written by a newer version of the bot (9999)" in done.stderr


def test_a_database_that_isnt_migrated_yet(desk: Desk) -> None:
    desk.write(GOOD + MATRIX)
    desk.folder.joinpath("ambassador.db").touch()
    done = desk.run("config", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "isn't at this version yet: `ambassador run` or `ambassador migrate`" in done.stdout
    assert not desk.folder.joinpath("ambassador.db").stat().st_size


def test_migrate_twice(desk: Desk) -> None:
    desk.write(GOOD)
    first, second = desk.run("migrate"), desk.run("migrate", "--config", "config.toml")
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert first.stdout.startswith("Made the database, at version 0")
    assert second.stdout.startswith("The database is at version 0")
    assert second.stdout.endswith(" already.\n")
    assert "new: programme.coordinators matrix:@ana:example.org;" in desk.run("config", "check").stdout


def test_run_without_a_platform_says_what_to_do(desk: Desk) -> None:
    desk.write(GOOD)
    done = desk.run("run", "-c", "config.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "the config names no platform: fill in [matrix], or try `ambassador shell`\n"
    assert os.listdir(desk.folder) == ["config.toml"], "nothing was begun"


def test_run_with_a_port_that_is_taken(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        desk.write(f"{GOOD}{MATRIX}[http]\nport = {port}\n")
        done = desk.run("run")
    assert done.returncode == 2
    assert f"http.port: can't listen on 127.0.0.1:{port}" in done.stderr
    assert "choose another" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_shell_with_a_story_that_isnt_there(desk: Desk) -> None:
    done = desk.run("shell", "no-story.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "no-story.txt isn't there: name a story, such as examples/first-case.txt\n"
