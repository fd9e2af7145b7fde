"""What the programme is counted by, region by region.

Rule of this file: nothing is read of what was before the day that counting begins with, but of places asked for.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.book import Did
from bot.model import Role
from bot.rollup import Gap, Moves, Regions, Reported, Theme
from storage.core import by_index, table
from storage.tables import Feedback, FeedbackTags, Gaps, Reports, Roles, Thanks

reports, feedback, tags = table(Reports), table(Feedback), table(FeedbackTags)
thanks, gaps, roles = table(Thanks), table(Gaps), table(Roles)

_AMBASSADORS = (
    select(roles.c.region_id, func.count().label("many"))
    .where(roles.c.role == Role.AMBASSADOR.value, roles.c.region_id.is_not(None))
    .group_by(roles.c.region_id)
)
_MOVES = """
SELECT h.region_id, count(DISTINCT CASE WHEN h.act = 'apply' THEN h.case_id END) AS applied,
    count(DISTINCT CASE WHEN h.act = 'thumbs up' THEN h.case_id END) AS thumbs_up,
    count(DISTINCT CASE WHEN h.act = 'sponsor' AND c.state = 'sponsored' THEN h.case_id END) AS sponsored
FROM regions r CROSS JOIN history h @ix_history_moves LEFT JOIN cases c ON c.id = h.case_id
WHERE {within} AND h.region_id = r.id AND h.at >= :since AND h.before <> h.after
    AND h.act IN ('apply', 'thumbs up', 'sponsor')
GROUP BY h.region_id
"""


@cache
def _moves(dialect: str, *, scoped: bool) -> Any:
    words = _MOVES.format(within="r.id IN :regions" if scoped else "1 = 1")
    binds = [bindparam("since", type_=UTCDateTime())]
    binds += [bindparam("regions", expanding=True)] if scoped else []
    return text(by_index(words, dialect)).bindparams(*binds)


class SqlRollup:
    """See ``bot.rollup.Rollup``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def themes(self, regions: Regions, since: datetime, limit: int) -> list[Theme]:
        many = func.count()
        counted = (
            select(tags.c.tag, feedback.c.region_id, many.label("many"))
            .join(feedback, feedback.c.id == tags.c.feedback_id)
            .where(*_within(feedback, regions, since))
            .group_by(tags.c.tag, feedback.c.region_id)
            .order_by(many.desc(), tags.c.tag, func.coalesce(feedback.c.region_id, 0))
            .limit(limit)
        )
        return [Theme(row.tag, row.region_id, row.many) for row in self._db.execute(counted)]

    def reported(self, regions: Regions, since: datetime) -> list[Reported]:
        counted = (
            select(reports.c.region_id, reports.c.kind, func.count().label("many"))
            .where(*_within(reports, regions, since))
            .group_by(reports.c.region_id, reports.c.kind)
        )
        return [Reported(row.region_id, Did(row.kind), row.many) for row in self._db.execute(counted)]

    def said(self, regions: Regions, since: datetime) -> Mapping[int | None, int]:
        counted = (
            select(feedback.c.region_id, func.count().label("many"))
            .where(*_within(feedback, regions, since))
            .group_by(feedback.c.region_id)
        )
        return {row.region_id: row.many for row in self._db.execute(counted)}

    def thanks(self, regions: Regions, since: datetime) -> int:
        counted = select(func.count()).select_from(thanks).where(*_within(thanks, regions, since))
        return int(self._db.execute(counted).scalar_one())

    def moves(self, regions: Regions, since: datetime) -> list[Moves]:
        scope = {"regions": sorted(regions)} if regions is not None else {}
        statement = _moves(self._db.dialect.name, scoped=regions is not None)
        rows = self._db.execute(statement, {"since": since, **scope})
        return [Moves(row.region_id, row.applied, row.thumbs_up, row.sponsored) for row in rows]

    def ambassadors(self) -> Mapping[int, int]:
        return {row.region_id: row.many for row in self._db.execute(_AMBASSADORS)}

    def gaps(self, regions: Regions, since: datetime, limit: int) -> list[Gap]:
        within = [gaps.c.region_id.in_(sorted(regions))] if regions is not None else []
        wanted = (
            select(gaps)
            .where(gaps.c.last_at >= since, *within)
            .order_by(gaps.c.times.desc(), gaps.c.place)
            .limit(limit)
        )
        return [Gap(row.place, row.region_id, row.times) for row in self._db.execute(wanted)]


def _within(rows: Table, regions: Regions, since: datetime) -> list[Any]:
    region = [rows.c.region_id.in_(sorted(regions))] if regions is not None else []
    return [rows.c.at >= since, *region]
