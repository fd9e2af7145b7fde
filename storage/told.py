"""What was told of each region's week. See ``bot.told``."""

from datetime import date, datetime

from sqlalchemy import Connection, String, bindparam, cast, exists, insert, select, update

from bot.due import WEEK
from bot.told import Outcome, Telling
from storage.core import constant, table
from storage.tables import Digests, Dues, Regions

digests, dues, regions = table(Digests), table(Dues), table(Regions)
_HAS = select(digests.c.id).where(digests.c.key == bindparam("name"))
_until = digests.c.at <= bindparam("now", type_=digests.c.at.type)
_LAST = select(digests).where(_until).order_by(digests.c.at.desc(), digests.c.id.desc()).limit(bindparam("most"))
_OF_REGION = _LAST.where(digests.c.region_id == bindparam("of"))
_OF_ALL = _LAST.where(digests.c.region_id.is_(None))
_WRITE = insert(digests)
_PAUSED = select(regions.c.digest_paused).where(regions.c.id == bindparam("of"))
_PAUSE = update(regions).where(regions.c.id == bindparam("of")).values(digest_paused=bindparam("until"))
_UNPLANNED = (
    select(regions.c.id)
    .where(~exists().where(dues.c.kind == constant(WEEK), dues.c.key == cast(regions.c.id, String)))
    .order_by(regions.c.id)
)


class SqlTold:
    """See ``bot.told.Told``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def has(self, key: str) -> bool:
        return self._db.execute(_HAS, {"name": key}).first() is not None

    def last(self, region: int | None, now: datetime, most: int) -> list[Telling]:
        values = {"now": now, "most": most}
        rows = (
            self._db.execute(_OF_ALL, values)
            if region is None
            else self._db.execute(_OF_REGION, values | {"of": region})
        )
        return [Telling(row.key, row.since, row.at, Outcome(row.outcome), row.seen) for row in rows]

    def write(self, region: int | None, telling: Telling) -> None:
        values = {"key": telling.key, "since": telling.since, "at": telling.at, "outcome": telling.outcome.value}
        self._db.execute(_WRITE, {"region_id": region, **values, "seen": dict(telling.seen)})

    def paused(self, region: int) -> date | None:
        until: date | None = self._db.execute(_PAUSED, {"of": region}).scalar()
        return until

    def pause(self, region: int, until: date | None) -> None:
        self._db.execute(_PAUSE, {"of": region, "until": until})

    def unplanned(self) -> list[int]:
        return list(self._db.execute(_UNPLANNED).scalars())
