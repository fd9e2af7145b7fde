"""The command line: each sentence says what happened and what to do next, and the exit status agrees."""

import asyncio
import os
import socket
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli.config import load
from bot.cli.wiring import opened
from tests.config.desk import GOOD, MATRIX, Desk

NO_ROOM = (
    "programme.coordinators_channels names no room: what coordinators must know at once goes to each of them directly."
)
SLACK = '[slack]\nbot_token = "xoxb-1"\napp_token = "xapp-1"\n'
UNTRIED = "Not tried: the login on Matrix, and the rooms there. `ambassador run` says what is wrong with them."
MAIL = '[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "bot@example.org"\n'
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
        "It names no platform yet: fill in [slack] or [matrix] before `ambassador run`.",
        NO_ROOM,
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
    new, differs, wins = done.stdout.splitlines()[2:-1]
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
    assert done.stdout.splitlines() == ["config.toml is good.", NO_ROOM, "The database agrees with it.", UNTRIED]


@pytest.mark.parametrize("arguments", [("config", "check"), ("migrate",), ("run",)])
def test_a_file_that_isnt_a_database(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(GOOD + MATRIX)
    desk.folder.joinpath("ambassador.db").write_text("Dear diary, today I was mistaken for a database. " * 40)
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("storage.url: ambassador.db can't be used as a database (file is not a database);")


@pytest.mark.parametrize("arguments", [("config", "check"), ("migrate",), ("run",), ("outbox", "list")])
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


def test_check_remarks_on_what_is_better_otherwise(desk: Desk) -> None:
    desk.write(GOOD.replace('name = "Example"', 'name = "Example"\nlanguage = "de"') + MATRIX + MAIL)
    assert desk.run("config", "check").stdout.splitlines() == [
        "config.toml is good.",
        "programme.language: the bot doesn't speak de yet, and speaks English; there is en.",
        NO_ROOM,
        "There is no database yet: `ambassador run` makes ambassador.db.",
        UNTRIED,
        "Not tried: the mail server. `ambassador mail test ADDRESS` does it.",
    ]
    channels = 'mentors_channels = ["slack:T1/C1"]\n'
    desk.write(f'[programme]\nname = "Example"\ncoordinators = ["slack:T1/U1"]\n{channels}{SLACK}')
    assert desk.run("config", "check").stdout.splitlines()[-1] == (
        "Not tried: the app on Slack, and the channels there. `ambassador run` says what is wrong with them."
    )
    room = 'coordinators_channels = ["matrix:#coordinators:example.org"]'
    desk.write(GOOD + room + MATRIX)
    assert desk.run("config", "check").stdout.splitlines()[1:] == [
        "There is no database yet: `ambassador run` makes ambassador.db.",
        UNTRIED,
    ]


@pytest.mark.parametrize(
    "arguments", [("migrate",), ("db", "check"), ("outbox", "list"), ("outbox", "retry", "--dead")]
)
def test_who_looks_after_the_database_needs_no_secret_of_a_platforms(desk: Desk, arguments: tuple[str, ...]) -> None:
    start(desk.write(GOOD))
    desk.write(GOOD + MATRIX.replace("password", "# password") + MAIL + 'user = "us"\n')
    done = desk.run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "AMBASSADOR_MATRIX__PASSWORD" in desk.run("run").stderr


def test_a_test_mail_needs_no_secret_of_a_platforms(desk: Desk) -> None:
    desk.write(GOOD + MATRIX.replace("password", "# password") + MAIL)
    assert "can't be used:" not in desk.run("mail", "test", "us@example.org").stderr


@pytest.mark.parametrize("mask", [0o022, 0o000, 0o177])
def test_a_new_database_is_its_owners_alone(desk: Desk, mask: int) -> None:
    config = load(desk.write(GOOD))

    async def live() -> dict[str, int]:
        async with opened(config) as app:
            await app.database.write(lambda store: None)
            return {file.name: file.stat().st_mode & 0o777 for file in desk.folder.glob("ambassador.db*")}

    before = os.umask(mask)
    try:
        modes = asyncio.run(live())
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ["ambassador.db", "ambassador.db-wal", "ambassador.db-shm", "ambassador.db.lock"], 0o600
    )


def test_a_database_that_others_can_read_is_left_as_it_is_and_said(desk: Desk) -> None:
    with tempfile.TemporaryDirectory() as folder:  # a test's own folder is closed to others already
        Path(folder).chmod(0o755)
        file = Path(folder) / "bot.db"
        config = desk.write(f'{GOOD}{MATRIX}[storage]\nurl = "sqlite:///{file}"\n[http]\nport = 0\n')
        start(config)
        said = f"Others on this machine can read what people wrote: chmod 600 {file}"
        assert said not in desk.run("config", "check").stdout
        file.chmod(0o644)
        start(config)
        assert file.stat().st_mode & 0o777 == 0o644
        assert desk.run("config", "check").stdout.splitlines()[2] == said
        Path(folder).chmod(0o700)
        assert said not in desk.run("config", "check").stdout, "nobody gets there"


def test_which_version_it_is(desk: Desk) -> None:
    done = desk.run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"ambassador {version('ambassador-bot')}\n"


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
    assert done.stderr == "the config names no platform: fill in [slack] or [matrix], or try `ambassador shell`\n"
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
