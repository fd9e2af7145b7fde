"""The tests' own PostgreSQL keeps what its fixtures promise, whoever's programs it runs."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from storage import migrate
from tests.postgres import binaries
from tests.postgres.binaries import NoPostgres
from tests.postgres.server import Server, ServerError

ROOT = Path(__file__).parents[2]
WAYS = {"wheel": next(binaries.wheel()), **dict(zip(["system"], binaries.system(), strict=False))}
"""Folders of programs. The wheel's are always there; the system's only on some machines."""


@pytest.mark.parametrize("way", WAYS)
def test_it_starts_serves_and_leaves_nothing(way: str) -> None:
    with Server(WAYS[way]) as server:
        with server.database() as url:
            assert server.execute("SELECT count(*) FROM cases", url) == [(0,)]
            assert migrate.versions(url) == (migrate.head(), migrate.head())
            (name,) = server.execute("SELECT current_database()", url)[0]
        assert (name,) not in server.execute("SELECT datname FROM pg_database")
        with psycopg.connect(server.url(tcp=True)) as connection:
            assert connection.info.host == "127.0.0.1"
        folder, pid = server.folder, server.pid
    assert not folder.exists()
    assert not alive(pid)


def test_what_it_keeps_outlives_a_stop_and_a_crash(postgres: Server) -> None:
    with Server() as server, server.database() as url:
        for number, end in enumerate((server.stop, server.crash), 1):
            server.execute("INSERT INTO cursors (name, value) SELECT 'mark ' || count(*), '' FROM cursors", url)
            end()
            assert not server.running
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(url)
            server.start()
            assert server.execute("SELECT count(*) FROM cursors", url) == [(number,)]
    assert postgres.running, "another server isn't touched"


def test_it_ends_with_a_test_process_that_was_killed() -> None:
    killed = (
        "import os, signal\nfrom tests.postgres.server import Server\nserver = Server().__enter__()\n"
        "print(server.pid, server.folder, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", killed], cwd=ROOT, capture_output=True, text=True, check=False)
    pid, folder = done.stdout.split()
    deadline = time.monotonic() + 30
    while (alive(int(pid)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(int(pid))
    assert not Path(folder).exists()


def test_each_test_has_a_database_of_its_own(postgres: Server, pg_url: str) -> None:
    postgres.execute("INSERT INTO marks (name, at) VALUES ('mine', now())", pg_url)
    with postgres.database() as other:
        assert other != pg_url
        assert postgres.execute("SELECT * FROM marks", other) == []
    with postgres.database(migrated=False) as empty:
        assert migrate.versions(empty)[0] is None


def test_a_database_goes_whoever_is_still_in_it(postgres: Server) -> None:
    with postgres.database() as url:
        connection = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_a_failed_start_shows_the_log() -> None:
    with pytest.raises(ServerError, match="no_such_setting"), Server(settings={"no_such_setting": "1"}):
        pass


def test_programs_that_only_their_owner_can_reach_are_copied(tmp_path: Path) -> None:
    there, copied = WAYS["wheel"], tmp_path / "copied"
    assert binaries.reachable(Path("/usr/bin"), copied) == Path("/usr/bin")
    hidden = tmp_path / "hidden"
    shutil.copytree(there.parent, hidden / "postgresql", symlinks=True)
    hidden.chmod(0o700)
    assert binaries.reachable(hidden / "postgresql" / "bin", copied) == copied / "bin"
    said = subprocess.run([copied / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True)
    assert "PostgreSQL" in said.stdout


@pytest.mark.parametrize(("accounts", "uid"), [({"postgres": 7, "nobody": 8}, 7), ({"nobody": 8}, 8), ({}, None)])
def test_root_runs_it_as_somebody_else(
    monkeypatch: pytest.MonkeyPatch, accounts: dict[str, int], uid: int | None
) -> None:
    def named(name: str) -> object:
        return SimpleNamespace(pw_uid=accounts[name], pw_gid=9)

    monkeypatch.setattr(pwd, "getpwnam", named)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert binaries.account() is None, "whoever isn't root runs it as themselves"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    if uid is None:
        with pytest.raises(NoPostgres, match="no account named postgres or nobody"):
            binaries.account()
    else:
        assert binaries.account() == (uid, 9)


def test_the_wheel_is_there_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "system", lambda: iter(()))
    assert binaries.bin_folder() == WAYS["wheel"]
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")
    with pytest.raises(NoPostgres, match="make test"):
        binaries.bin_folder()


def test_clients_alone_are_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "pg_config"
    config.write_text(f"#!/bin/sh\necho {tmp_path}\n")
    config.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binaries, "_PLACES", ())
    assert list(binaries.system()) == []
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    assert set(binaries.system()) == {tmp_path}


def alive(pid: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
