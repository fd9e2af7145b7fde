"""A programme on a surface: the demo's config moved there, on a database of its own, with a story played in it.

Rules of this file: what is opened is what the composition root opens; the courier is called instead of running, so
that a step ends when all of it has arrived. A database is a copy of one that was migrated once.
"""

import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from typing import Any

from adapters.shell import START, StoryClock, play
from bot.address import native
from bot.cli import schema
from bot.cli.config import Config
from bot.cli.wiring import App, opened
from tests.chat import BEFORE, configured, header, parts
from tests.invariants import Invariants
from tests.surfaces.differences import translated
from tests.surfaces.surface import Surface


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        schema.bring_up(f"sqlite:///{file}")
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return file.read_bytes()


def moved(config: Config, address: Callable[[str, str], str], **more: Any) -> Config:
    """A config whose people and rooms are a platform's. ``address`` is given ``person`` or ``room``, and a name."""

    def people(addresses: Any) -> Any:
        return tuple(address("person", native(each)) if each.startswith("shell:") else each for each in addresses)

    def rooms(addresses: Any) -> Any:
        return tuple(address("room", native(each)) for each in addresses)

    programme = config.programme
    channels = ("mentors_channels", "coordinators_channels", "ambassadors_channels")
    there: Mapping[str, Any] = {
        "programme": programme.model_copy(
            update={
                "coordinators": tuple(map(people, programme.coordinators)),
                **{name: rooms(getattr(programme, name)) for name in channels},
            }
        ),
        "region": tuple(each.model_copy(update={"channels": rooms(each.channels)}) for each in config.region),
        "mentor": tuple(each.model_copy(update={"person": people(each.person)}) for each in config.mentor),
    }
    return config.model_copy(update={**there, **more})


class House(ABC):
    """An open programme in which a story is played, with everything it says in ``surface``.

    ``slash``: people type slash commands, where there are any.
    """

    platform: str
    surface: Surface
    slash = True

    def __init__(self, folder: Path, story: str) -> None:
        (folder / "demo.db").write_bytes(_migrated())
        self.story, self.clock = story, StoryClock(START)
        self.base = configured(folder, header(story, "programme"))
        self._stack, self._life = AsyncExitStack(), AsyncExitStack()

    @abstractmethod
    async def build(self, stack: AsyncExitStack) -> Config:
        """Make the platform and its people; returns the programme's config there."""

    @abstractmethod
    async def run(self, app: App, life: AsyncExitStack) -> None:
        """The bot comes up; it goes with ``life``."""

    @abstractmethod
    def clean(self) -> None:
        """Raises AssertionError where the bot sent what the platform, or we, wouldn't want."""

    async def play(self, name: str) -> None:
        """Play the story and check it, and at its end what must always hold. Raises StoryFailed."""
        async with self._stack:
            self._config = await self.build(self._stack)
            async with self._life:
                await self._live()
                for before in header(self.story, "before"):
                    await self._part(BEFORE[before], f"{name}, before: {before}")
                for skipped, part in parts(self.story):
                    if skipped:
                        await self._life.aclose()
                        await self._live()
                    await self._part("\n" * skipped + part, name)
                self._check()
        self.clean()

    async def _live(self) -> None:
        self.surface.app = await self._life.enter_async_context(opened(self._config, self.clock))
        await self.run(self.surface.app, self._life)

    async def _part(self, part: str, name: str) -> None:
        self.surface.prepare(part)
        await play(self.surface, translated(part, self.platform, slash=self.slash), name)

    def _check(self) -> None:
        invariants = Invariants(self.surface.app.database.url, self.platform)
        try:
            invariants.check(self.surface.said)
        finally:
            invariants.close(look=False)
