"""Who is where: read along an index of ambassadors by region, however many people there are.

Rules of this file: nobody is named whose last account is closed. People are counted up to a limit, so that the widest
region costs no more than any other.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from json import dumps
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, exists, func, select

from bot.address import Identity
from bot.model import Person, Region
from bot.typed import key
from bot.whereabouts import COUNTED
from storage.core import by_index, of, per_dialect, table
from storage.tables import Gaps, Identities, MentorRegions, Mentors, People, Regions

people, identities, gaps = table(People), table(Identities), table(Gaps)
mentors, mentor_regions, regions = table(Mentors), table(MentorRegions), table(Regions)

_gone = exists().where(identities.c.address == people.c.identity, identities.c.gone_at.is_not(None))
_THERE = """
SELECT p.id, p.name, p.identity FROM roles r @ix_roles_ambassadors JOIN people p ON p.id = r.person_id
WHERE r.role = 'ambassador' AND r.region_id {among} AND NOT EXISTS
    (SELECT 1 FROM identities i WHERE i.address = p.identity AND i.gone_at IS NOT NULL)
ORDER BY r.region_id, r.person_id LIMIT {most}
"""
_AMBASSADORS = {
    "sqlite": _THERE,
    "postgresql": "SELECT p.* FROM unnest({ids}) region (id) CROSS JOIN LATERAL "  # noqa: S608
    f"({_THERE.format(among='= region.id', most='{most}')}) p LIMIT {{most}}",
}
"""A server would else find everybody in all of them, to sort them, before it takes the first: region by region it ends
with the last that is wanted."""
_MANY = (
    "SELECT count(*) FROM (SELECT 1 FROM roles @ix_roles_ambassadors WHERE role = 'ambassador' "
    "AND region_id {among} LIMIT {most}) found"
)
"""The ids stand in the statement: as values, a thousand of them take longer to hand over than all else together; and on
a server in one word, which is read and planned sooner than a thousand."""
_TOPICS = select(cast(mentors.c.topics, String).label("topics"), func.min(mentors.c.person_id).label("first")).group_by(
    cast(mentors.c.topics, String)
)
_LIST = select(mentors.c.topics).where(mentors.c.person_id.in_(bindparam("first", expanding=True)))
_KNOWS = func.lower(cast(mentors.c.topics, String)).like(bindparam("topic"), escape="/")
_OF_THESE = (
    select(people.c.id, people.c.name, people.c.identity, regions.c.name.label("region"))
    .join(mentor_regions, mentor_regions.c.person_id == people.c.id)
    .join(regions, regions.c.id == mentor_regions.c.region_id)
    .where(people.c.id.in_(bindparam("people", expanding=True)))
    .order_by(people.c.id, regions.c.name)
)
_MISSED = select(func.coalesce(func.sum(gaps.c.times), 0)).where(
    gaps.c.region_id.in_(bindparam("regions", expanding=True))
)


def _miss(insert: Any) -> Any:
    new = insert(gaps)
    more = {"times": gaps.c.times + 1, "last_at": new.excluded.last_at, "region_id": new.excluded.region_id}
    return new.on_conflict_do_update(index_elements=["place"], set_=more)


_MISS = per_dialect(_miss)


class SqlWhereabouts:
    """See ``bot.whereabouts.Whereabouts``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def ambassadors(self, regions: Collection[int], most: int) -> tuple[list[Person], int]:
        some = ",".join(map(str, sorted(map(int, regions))))
        ids = f"'{{{some}}}'::integer[]"
        among = f"IN ({some or 'NULL'})" if self._db.dialect.name == "sqlite" else f"= ANY ({ids})"
        statement = _AMBASSADORS[self._db.dialect.name]
        rows = self._found(statement.format(ids=ids, among=among, most=int(most))).all()
        many = len(rows)
        if many == most:
            many = self._found(_MANY.format(among=among, most=COUNTED)).scalar_one()
        return [Person(row.id, row.name, Identity(row.identity)) for row in rows], many

    def _found(self, statement: str) -> Any:
        return self._db.exec_driver_sql(by_index(statement, self._db.dialect.name))

    def knowing(self, topic: str, most: int) -> tuple[list[tuple[Person, tuple[str, ...]]], int]:
        found = self._db.execute(_knowing(), {"topic": _listed(topic)}).scalars().all()
        rows = self._db.execute(_OF_THESE, {"people": found[:most]}).all() if found else []
        grouped = groupby(rows, key=lambda row: (row.id, row.name, row.identity))
        told = [(Person(id, name, Identity(at)), tuple(row.region for row in own)) for (id, name, at), own in grouped]
        return told, len(found)

    def topics(self) -> list[str]:
        first = [row.first for row in self._db.execute(_TOPICS)]
        lists: Sequence[list[str]] = self._db.execute(_LIST, {"first": first}).scalars().all() if first else []
        return sorted({key(topic) for topics in lists for topic in topics})

    def missed(self, place: str, region: Region | None, now: datetime) -> None:
        values = {"place": place, "region_id": region.id if region else None, "times": 1}
        self._db.execute(of(self._db, _MISS), {**values, "first_at": now, "last_at": now})

    def times_missed(self, regions: Collection[int]) -> int:
        return int(self._db.execute(_MISSED, {"regions": sorted(regions)}).scalar_one())


@cache
def _knowing() -> Any:
    return (
        select(mentors.c.person_id)
        .join(people, people.c.id == mentors.c.person_id)
        .where(_KNOWS, mentors.c.absence.is_(None), ~_gone)
        .order_by(mentors.c.person_id)
        .limit(COUNTED)
    )


def _listed(topic: str) -> str:
    """A topic as a list in JSON holds it; a pattern's own signs stand for themselves."""
    quoted = dumps(topic)
    for sign in ("/", "%", "_"):
        quoted = quoted.replace(sign, f"/{sign}")
    return f"%{quoted.lower()}%"
