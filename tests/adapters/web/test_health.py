"""The health page, asked over HTTP, on real databases. The platform is a stand-in: only its word counts."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from adapters.web.health import HealthPage
from adapters.web.pulse import OURS, SILENT, Pulse
from bot import watching
from bot.address import Room
from bot.cli.log import configure
from bot.cli.wiring import App, opened
from bot.effect import Post
from bot.errors import Misconfigured
from bot.message import say
from bot.platform import Platform
from bot.ports import Store
from bot.settings import Http
from tests.chat import Where, configured
from tests.postgres.server import Server
from tests.synapse.server import free_port


@dataclass
class _Carrier:
    platform: str = "matrix"


class _Station:
    """A platform that is connected, or not."""

    def __init__(self) -> None:
        self.carrier, self.ready, self.vital = _Carrier(), True, True


@asynccontextmanager
async def served(
    where: Where, station: _Station | None = None, *, fresh: float = 0.0, patience: float = 60.0
) -> AsyncIterator[tuple[App, str]]:
    """The page in front of the demo programme; yields its address, too."""
    http = Http(port=free_port())
    async with opened(configured(where)) as app:
        pulse = Pulse(app.database, app.clock, fresh, patience)
        page = HealthPage(http, pulse, [cast("Platform", station or _Station())], ticker=app.ticker)
        await page.start()
        try:
            yield app, f"http://{http.host}:{http.port}/healthz"
        finally:
            await page.stop()


async def asked(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def well_again(url: str) -> None:
    """The page says so by itself; the test's own time limit ends the wait."""
    while True:
        if (await asked(url))[0] == 200:
            return
        await asyncio.sleep(0.05)


async def test_it_is_well_when_everything_answers(database_url: str) -> None:
    async with served(database_url) as (app, url):
        await app.ticker.tick()
        assert app.ticker.last is not None
        said = {"ready": True, "parts": {"matrix": True, "database": True}, "causes": {}, "waiting": {}}
        last = app.ticker.last.isoformat(timespec="seconds")
        clock = {"due": 0, "oldest": None, "failing": 0, "last_tick": last}
        assert await asked(url) == (200, said | {"clock": clock})


async def test_how_much_is_due_and_since_when_is_told(database_url: str) -> None:
    async with served(database_url) as (app, url):
        now = app.clock.now()

        def due(store: Store) -> None:
            for kind, key, ago in (("newer", "1", 90), ("newer", "2", 30), ("newer", "3", -3600), ("odd", "4", -3600)):
                store.dues.put(kind, key, now - timedelta(seconds=ago), since=now)
            (failed,) = [row for row in [store.dues.get("odd", "4")] if row is not None]
            store.dues.move(failed, failed.due_at, 1)

        await app.database.write(due)
        await app.ticker.tick()
        status, said = await asked(url)
        oldest = (now - timedelta(seconds=90)).isoformat(timespec="seconds")
        last = app.ticker.last
        assert last is not None
        told = {"due": 2, "oldest": oldest, "failing": 1, "last_tick": last.isoformat(timespec="seconds")}
        assert (status, said["clock"]) == (200, told)


async def test_a_clock_that_doesnt_tick_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(tmp_path) as (app, url):
        running = asyncio.create_task(app.ticker.run())
        while app.ticker.last is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        assert (await asked(url))[0] == 200
        monkeypatch.setattr(watching, "HANGS", -1.0)
        status, said = await asked(url)
        assert (status, said["parts"]["clock"], said["causes"]) == (
            503,
            False,
            {"clock": "nothing that is due is done"},
        )
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_platform_that_does_not_receive_is_named(tmp_path: Path) -> None:
    station = _Station()
    async with served(tmp_path, station) as (_, url):
        station.ready = False
        status, said = await asked(url)
        assert (status, said["ready"], said["parts"]) == (503, False, {"matrix": False, "database": True})
        assert said["causes"] == {"matrix": "it isn't connected"}


async def test_a_platform_without_which_the_bot_lives_is_named_and_spared(tmp_path: Path) -> None:
    station = _Station()
    station.carrier, station.ready, station.vital = _Carrier("mail"), False, False
    async with served(tmp_path, station) as (_, url):
        status, said = await asked(url)
        assert (status, said["ready"], said["parts"]) == (200, True, {"mail": False, "database": True})
        assert said["causes"] == {"mail": "it isn't connected"}


async def test_a_database_with_a_fault_of_ours_is_named_and_logged_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with served(tmp_path) as (_, url):
        with closing(sqlite3.connect(tmp_path / "demo.db")) as operator:
            operator.execute("ALTER TABLE inbox RENAME TO hidden")
            for _ in range(3):
                status, said = await asked(url)
                assert (status, said["parts"]) == (503, {"matrix": True, "database": False})
                assert said["causes"] == {"database": OURS}
            operator.execute("ALTER TABLE hidden RENAME TO inbox")
        await well_again(url)
    assert "".join(capsys.readouterr()).count("health can't be told") == 1


async def test_a_database_that_can_be_read_but_not_written_is_not_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with served(tmp_path) as (app, url):
        now = app.clock.now()
        post = Post(Room("shell:mentors"), say("queue-empty"))
        await app.database.write(lambda store: store.outbox.add([post, post], "test", now))
        with closing(sqlite3.connect(tmp_path / "demo.db", isolation_level=None)) as operator:
            operator.execute("BEGIN EXCLUSIVE")
            status, said = await asked(url)
            assert (status, said["parts"]) == (503, {"matrix": True, "database": False})
            assert said["waiting"] == {"messages pending": 2}, "what can be read is told"
            assert said["causes"] == {"database": "another process holds the file"}
            operator.execute("ROLLBACK")
        await well_again(url)
        assert app.database.fault is None
    logged = "".join(capsys.readouterr())
    assert [logged.count(line) for line in ("database is away", "database is back")] == [1, 1]


async def test_it_answers_while_the_database_hangs(tmp_path: Path) -> None:
    go = threading.Event()
    async with served(tmp_path, patience=0.2) as (app, url):
        assert (await asked(url))[0] == 200
        held = asyncio.ensure_future(app.database.write(lambda _store: go.wait(60)))
        try:
            for status, said in await asyncio.gather(*(asked(url) for _ in range(20))):
                assert (status, said["causes"]) == (503, {"database": SILENT})
        finally:
            go.set()
            await held
        await well_again(url)


async def test_many_who_ask_cost_the_database_one_look(tmp_path: Path) -> None:
    async with served(tmp_path, fresh=3600.0) as (app, url):
        marked = await app.database.read(lambda store: store.marks.has("health:asked"))
        assert not marked
        answers = await asyncio.gather(*(asked(url) for _ in range(50)))
        assert {status for status, _ in answers} == {200}
        first = await looked(app)
        await asyncio.gather(*(asked(url) for _ in range(50)))
        assert await looked(app) == first


async def looked(app: App) -> Any:
    """When the page wrote into the database last."""

    def unit(store: Store) -> Any:
        return store._connection.exec_driver_sql("SELECT at FROM marks WHERE name = 'health:asked'").scalar()  # type: ignore[attr-defined]

    return await app.database.read(unit)


async def test_a_server_that_is_gone_is_named_without_its_secrets() -> None:
    with Server() as server, server.database() as socket:
        secret = server.url(str(make_url(socket).database), tcp=True)
        async with served(secret, patience=20.0) as (_, url):
            assert (await asked(url))[0] == 200
            server.stop()
            status, said = await asked(url)
            assert (status, said["parts"]) == (503, {"matrix": True, "database": False})
            assert "server" in said["causes"]["database"]
            told = str(said)
            assert all(word not in told for word in ("password", "postgres", "127.0.0.1", str(server.port)))
            server.start()
            await well_again(url)


async def test_a_port_that_is_taken_is_said_to_the_operator(tmp_path: Path) -> None:
    async with served(tmp_path) as (app, url):
        taken = Http(port=int(url.split(":")[2].split("/")[0]))
        second = HealthPage(taken, Pulse(app.database, app.clock), [])
        with pytest.raises(Misconfigured, match=r"http\.port"):
            await second.start()
        await second.stop()


GARBAGE = b"canary-7f3a9c"
REQUESTS = (
    GARBAGE + b"\r\n\r\n",
    b"GET /" + GARBAGE + b" HTTP/9.9\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\n" + GARBAGE + b"\r\n\r\n",
    b"\x16\x03\x01" + GARBAGE + b"\r\n\r\n",
)


@pytest.mark.parametrize("request_", REQUESTS)
async def test_what_strangers_send_isnt_logged(
    tmp_path: Path, request_: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("structlog.configure", lambda **_: None)
    configure()
    async with served(tmp_path) as (_, url):
        where = make_url(url)
        reader, writer = await asyncio.open_connection(where.host, where.port)
        writer.write(request_)
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.0 400") or answer.startswith(b"HTTP/1.1 400")
    assert not [record for record in caplog.records if record.name.startswith("aiohttp")]
    assert GARBAGE.decode() not in caplog.text
