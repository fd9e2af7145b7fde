"""The region tree."""

from typing import Any

from sqlalchemy import Connection, insert, select

from bot.address import Room
from bot.model import Region
from storage.core import table
from storage.prepared import Query
from storage.tables import Regions

regions = table(Regions)
_ALL = Query(select(regions).order_by(regions.c.name))


def region(row: Any) -> Region:
    """A region from its row."""
    return Region(
        row.id,
        row.name,
        row.parent_id,
        tuple(row.aliases),
        tuple(row.countries),
        tuple(map(Room, row.channels)),
        row.time_zone,
        row.language,
        tuple(row.holidays),
    )


class SqlRegions:
    """See ``bot.ports.Regions``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def all(self) -> list[Region]:
        return [region(row) for row in _ALL.all(self._db)]

    def add(self, region: Region) -> Region:
        values = {
            "name": region.name,
            "parent_id": region.parent,
            "aliases": list(region.aliases),
            "countries": list(region.countries),
            "channels": list(region.channels),
            "time_zone": region.time_zone,
            "language": region.language,
            "holidays": list(region.holidays),
        }
        (row,) = self._db.execute(insert(regions).values(values).returning(regions))
        return _region(row)


_region = region
