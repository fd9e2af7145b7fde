"""The health page, asked over HTTP, on the real database. The platform is a stand-in: only its word counts."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from adapters.web.health import HealthPage
from bot.cli.demo import demo_config
from bot.cli.wiring import App, opened
from bot.errors import Misconfigured
from bot.platform import Platform
from bot.settings import Http
from tests.synapse.server import free_port


@dataclass
class _Carrier:
    platform: str = "matrix"


class _Station:
    """A platform that is connected, or not."""

    def __init__(self) -> None:
        self.carrier, self.ready = _Carrier(), True


@asynccontextmanager
async def served(folder: Path, station: _Station) -> AsyncIterator[tuple[App, str]]:
    """The page in front of the demo programme; yields its address, too."""
    http = Http(port=free_port())
    async with opened(demo_config(folder)) as app:
        page = HealthPage(http, app.database, [cast("Platform", station)])
        await page.start()
        try:
            yield app, f"http://{http.host}:{http.port}/healthz"
        finally:
            await page.stop()


async def asked(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def test_it_is_well_when_everything_answers(tmp_path: Path) -> None:
    async with served(tmp_path, _Station()) as (_, url):
        assert await asked(url) == (200, {"ready": True, "parts": {"matrix": True, "database": True}, "waiting": {}})


async def test_a_platform_that_does_not_receive_is_named(tmp_path: Path) -> None:
    station = _Station()
    async with served(tmp_path, station) as (_, url):
        station.ready = False
        status, said = await asked(url)
        assert (status, said["ready"], said["parts"]) == (503, False, {"matrix": False, "database": True})


async def test_a_database_that_does_not_answer_is_named_and_comes_back(tmp_path: Path) -> None:
    async with served(tmp_path, _Station()) as (app, url):
        with closing(sqlite3.connect(app.database.path)) as operator:
            operator.execute("ALTER TABLE inbox RENAME TO hidden")
            status, said = await asked(url)
            assert (status, said["parts"]) == (503, {"matrix": True, "database": False})
            operator.execute("ALTER TABLE hidden RENAME TO inbox")
        assert (await asked(url))[0] == 200


async def test_a_port_that_is_taken_is_said_to_the_operator(tmp_path: Path) -> None:
    async with served(tmp_path, _Station()) as (app, url):
        taken = Http(port=int(url.split(":")[2].split("/")[0]))
        second = HealthPage(taken, app.database, [])
        with pytest.raises(Misconfigured, match=r"http\.port"):
            await second.start()
        await second.stop()
