"""A damaged page: found at the start, it is refused with what to do; met later, it is said, and stays said."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from adapters.web.health import HealthPage
from adapters.web.pulse import Pulse
from bot.errors import Misconfigured, Unavailable
from bot.settings import Http
from storage import check
from storage.check import findings
from storage.migrate import read_only
from tests.adapters.web.test_health import asked
from tests.config.desk import GOOD, MATRIX, Desk
from tests.synapse.server import free_port
from tests.world import World, key, world


def damage(file: Path, table: str) -> None:
    """Write nonsense over the first page of a table, as a broken disk does. Nobody may have the file open."""
    with closing(sqlite3.connect(file)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(os.urandom(size))


async def used(folder: Path) -> Path:
    """A database in which somebody has applied."""
    async with world(folder) as there:
        await there.apply("kim")
    return folder / "demo.db"


@pytest.mark.parametrize("table", ["cases", "outbox", "alembic_version", "sqlite_autoindex_identities_1"])
async def test_a_damaged_page_is_found_at_the_start_and_nothing_is_touched(tmp_path: Path, table: str) -> None:
    file = await used(tmp_path)
    damage(file, table)
    before = file.read_bytes()
    with pytest.raises(Misconfigured) as refused:
        async with world(tmp_path):
            pass
    assert str(refused.value).startswith(f"storage.url: {file} is damaged (")
    assert "copy it" in str(refused.value)
    assert file.read_bytes() == before


async def test_a_large_file_isnt_looked_through_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(await used(tmp_path), "cases")
    monkeypatch.setattr(check, "AT_ONCE", 4096)
    async with world(tmp_path) as there:
        assert there.database.fault is None


async def test_damage_that_is_met_later_is_said_and_stays_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = await used(tmp_path)
    whole = file.read_bytes()
    damage(file, "history")
    monkeypatch.setattr(check, "AT_ONCE", 4096)
    async with world(tmp_path) as there:
        assert key(await there.say("ana", "!claim 1", id="met-1")) == "not-saved"
        assert key(await there.say("cora", "!case 1", id="met-2")) == "not-read"
        with pytest.raises(Unavailable):
            await there.say("ana", "!claim 1", id="met-3", window=False)
        assert key(await there.say("lee", "!apply", id="met-4")) == "form-apply-intro", "what is whole goes on"
        assert there.database.fault == "the database is damaged"
        assert await health(there) == (503, {"database": "the database is damaged"})
        assert await there.rows("SELECT state FROM cases WHERE id = 1") == [("applied",)]
    assert "".join(capsys.readouterr()).count("database is away") == 1
    file.write_bytes(whole)
    async with world(tmp_path) as there:
        assert key(await there.say("ana", "!claim 1", id="met-1")) == "claim-done"


async def health(there: World) -> tuple[int, dict[str, str]]:
    """What the page says."""
    http = Http(port=free_port())
    page = HealthPage(http, Pulse(there.database, there.clock), [])
    await page.start()
    try:
        status, said = await asked(f"http://{http.host}:{http.port}/healthz")
    finally:
        await page.stop()
    return status, cast("dict[str, str]", said["causes"])


@pytest.mark.parametrize("table", ["cases", "sqlite_autoindex_identities_1"])
async def test_db_check_tells_of_damage(tmp_path: Path, table: str) -> None:
    file = await used(tmp_path)
    damage(file, table)
    (finding,) = read_only(file, findings)
    assert str(finding).startswith("the file is damaged: place ")


def test_db_check_tells_of_damage_to_the_operator(desk: Desk) -> None:
    """Where not even the version can be read, too."""
    desk.write(GOOD + MATRIX)
    assert desk.run("migrate").returncode == 0
    damage(desk.folder / "ambassador.db", "alembic_version")
    done = desk.run("db", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("storage.url: ambassador.db is damaged (")
