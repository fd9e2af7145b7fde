"""The bot starts while an operator looks at its file as it lies: what was seen of two moments doesn't count.

Rules of this file: the bot is the real one, on the file that is looked at; it runs on, or is stopped again at once.
"""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import seed
from bot.cli import schema
from bot.cli.config import Config
from bot.errors import Misconfigured
from bot.model import Role
from storage import check, migrate
from storage.store import SqlStore
from tests.chat import configured
from tests.world import World, world

Start = Callable[[], None]
Look = Callable[[Config], list[str]]


def _found(connection: Connection) -> list[str]:
    return [str(finding) for finding in check.findings(connection)]


USERS: list[tuple[str, Look]] = [
    ("findings", schema.findings),
    ("look", schema.look),
    ("standing", lambda config: schema.standing(config, lambda store: _found(store._connection))),
]


class Meanwhile:
    """A bot beside a look, begun by the look itself."""

    def __init__(self, folder: Path, runs_on: bool) -> None:
        self.config = configured(folder)
        self._folder, self._runs_on = folder, runs_on
        self._loop, self._stack = asyncio.new_event_loop(), AsyncExitStack()
        self._ids = itertools.count(1)
        self.looks = 0

    def start(self) -> None:
        """Begin, and let people write so much that pages change."""
        there: World = self._loop.run_until_complete(self._stack.enter_async_context(world(self._folder)))
        self._loop.run_until_complete(self._busy(there))
        if not self._runs_on:
            self.stop()

    async def _busy(self, there: World) -> None:
        there._ids = self._ids
        for _ in range(6):
            await there.apply(f"who{next(self._ids)}")

    def stop(self) -> None:
        """End, if it runs."""
        self._loop.run_until_complete(self._stack.aclose())

    def close(self) -> None:
        """Let everything go."""
        self.stop()
        self._loop.close()


@pytest.fixture(params=[True, False], ids=["runs on", "is stopped again"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A file in which something stands, and nobody has it open."""
    beside = Meanwhile(tmp_path, request.param)
    beside.start()
    beside.stop()
    yield beside
    beside.close()


@pytest.mark.parametrize(("name", "look"), USERS)
@pytest.mark.parametrize("sees", ["damage", "an error"])
def test_what_was_seen_of_two_moments_doesnt_count(
    bot: Meanwhile, monkeypatch: pytest.MonkeyPatch, name: str, look: Look, sees: str
) -> None:
    whole = look(bot.config)

    def seen(real: Callable[..., Any], wrong: Any) -> Callable[..., Any]:
        def first(*arguments: Any) -> Any:
            bot.looks += 1
            if bot.looks > 1:
                return real(*arguments)
            bot.start()
            if sees == "an error":
                raise Misconfigured("half of it")
            return wrong

        return first

    monkeypatch.setattr(check, "findings", seen(check.findings, ["half of it"]))
    monkeypatch.setattr(schema, "differences", seen(seed.differences, ["half of it"]))
    assert look(bot.config) == whole
    assert bot.looks == 2


def test_a_healthy_file_isnt_called_damaged(bot: Meanwhile) -> None:
    """Nothing stands in for anything: a look that began before the bot sees pages of both moments."""
    verdicts: list[list[str]] = []

    def look(connection: Any) -> list[str]:
        store = SqlStore(connection)
        store.people.holders(Role.COORDINATOR)
        if not verdicts:
            bot.start()
        verdicts.append(_found(connection))
        return verdicts[-1]

    assert migrate.read_only(Path(bot.config.storage.url.removeprefix("sqlite:///")), look) == []


def test_a_file_that_is_written_again_and_again_is_looked_at_as_one_that_is_open(tmp_path: Path) -> None:
    beside = Meanwhile(tmp_path, runs_on=False)
    beside.start()
    looks = itertools.count(1)

    def look(_connection: Any) -> int:
        if (number := next(looks)) <= migrate.LOOKS:
            beside.start()
        return number

    try:
        assert migrate.read_only(tmp_path / "demo.db", look) == migrate.LOOKS + 1
    finally:
        beside.close()
