"""A programme whose weeks are told, with a ticker, for tests that look closer than a story can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from adapters.shell.words import text
from bot.catalogue import Catalogue
from bot.due import WEEK
from bot.message import MESSAGE, Message
from bot.ports import Database, Store
from bot.settings import Core
from bot.ticking import Ticker
from storage.tables import metadata
from tests.chat import Where
from tests.world import World, identity, world

CATALOGUE = Catalogue.load()


def utc(text: str) -> datetime:
    """An instant: ``2026-03-03 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Weekly:
    """The programme. ``config`` may be another for the next tick."""

    there: World
    config: Core

    def ticker(self, database: Database | None = None) -> Ticker:
        """One as any process has it."""
        there = self.there
        return Ticker(database or there.database, there.engine.registry, self.config, there.clock, lambda: None)

    async def tick(self, at: str | None = None) -> None:
        """What is due by then is done."""
        if at is not None:
            self.there.clock.set(utc(at))
        await self.ticker().tick()
        assert await self.there.rows("SELECT kind FROM dues WHERE tries > 0") == []

    async def told(self, room: str) -> list[Message]:
        """The digests of a room, the oldest first."""
        return await self._messages("key LIKE 'digest:%' AND lane = ?", f"shell:{room}")

    async def thread(self, room: str) -> list[Message]:
        """What stands in their threads."""
        return await self._messages("under LIKE 'digest:%' AND lane = ?", f"shell:{room}")

    async def _messages(self, where: str, *values: Any) -> list[Message]:
        found = await self.there.rows(f"SELECT message FROM outbox WHERE {where} ORDER BY id", *values)  # noqa: S608
        return [MESSAGE.validate_json(message) for (message,) in found]

    async def weeks(self, name: str | None) -> list[tuple[str, str]]:
        """What the book has of a region, or of the programme: weeks and what became of them."""
        found = await self.there.rows(
            "SELECT d.key, d.outcome, r.name FROM digests d LEFT JOIN regions r ON r.id = d.region_id ORDER BY d.id"
        )
        return [(key.partition(":")[2], outcome) for key, outcome, region in found if region == name]

    async def due(self, name: str | None) -> tuple[str, datetime]:
        """A region's next week, and when it comes."""

        def unit(store: Store) -> tuple[str, datetime]:
            ids = {region.name: str(region.id) for region in store.regions.all()}
            row = store.dues.get(WEEK, ids[name] if name is not None else "all")
            assert row is not None
            return row.rung, row.due_at

        return await self.there.read(unit)

    async def set(self, name: str, **fields: Any) -> None:
        """A region has another time or zone, as its command writes it."""

        def unit(store: Store) -> None:
            region = next(each for each in store.regions.all() if each.name == name)
            store.regions.save(replace(region, **fields))

        await self.there.database.write(unit)

    async def happened(self, table: str, region: str | None, **values: Any) -> None:
        """Somebody reported, fed back or thanked, just now."""
        at = self.there.clock.now()

        def unit(store: Any) -> None:
            ids = {each.name: each.id for each in store.regions.all()}
            row = {"at": at, "region_id": ids[region] if region is not None else None, **values}
            store._connection.execute(metadata.tables[table].insert(), row)

        await self.there.database.write(unit)

    async def person(self, name: str) -> int:
        """Somebody's row."""
        now = self.there.clock.now()
        return await self.there.database.write(
            lambda store: store.people.ensure([identity(name)], name.capitalize(), now).id
        )


def shown(message: Message) -> str:
    """What people read."""
    return text(CATALOGUE.render(message))


@asynccontextmanager
async def weekly(where: Where) -> AsyncIterator[Weekly]:
    """A programme on a database, whose first weeks are planned."""
    async with world(where, ["digests"]) as there:
        made = Weekly(there, there.config)
        await made.tick()
        yield made
