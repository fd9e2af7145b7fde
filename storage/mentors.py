"""Who may claim cases, for what, and how many they have."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.address import Identity
from bot.model import CLAIMED, Mentor, Person, Role
from storage.core import constants, table
from storage.tables import Cases, MentorRegions, Mentors, People, Regions

mentors, mentor_regions, people = table(Mentors), table(MentorRegions), table(People)
regions, cases = table(Regions), table(Cases)

_MENTEES = (
    select(func.count())
    .where(cases.c.mentor_id == mentors.c.person_id, cases.c.state.in_(constants(CLAIMED)))
    .scalar_subquery()
)
_ALL = (
    select(mentors, people.c.name, people.c.identity, _MENTEES.label("mentees"), regions.c.name.label("region"))
    .join(people, people.c.id == mentors.c.person_id)
    .outerjoin(mentor_regions, mentor_regions.c.person_id == mentors.c.person_id)
    .outerjoin(regions, regions.c.id == mentor_regions.c.region_id)
    .order_by(func.lower(people.c.name), people.c.id, regions.c.name)
)
"""A row a mentor and region."""
_ONE = _ALL.where(mentors.c.person_id == bindparam("person"))


def _mentor(rows: Iterable[Any]) -> Mentor:
    row, *others = rows
    return Mentor(
        Person(row.person_id, row.name, Identity(row.identity), frozenset({Role.MEMBER, Role.MENTOR})),
        tuple(each.region for each in (row, *others) if each.region is not None),
        tuple(row.languages),
        tuple(row.topics),
        row.capacity,
        row.mentees,
        row.time_zone,
        row.away_until,
    )


class SqlMentors:
    """See ``bot.ports.Mentors``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, person: Person) -> Mentor | None:
        rows = self._db.execute(_ONE, {"person": person.id}).all()
        return _mentor(rows) if rows else None

    def all(self) -> list[Mentor]:
        rows = self._db.execute(_ALL)
        return [_mentor(group) for _, group in groupby(rows, key=attrgetter("person_id"))]

    def add(
        self,
        person: Person,
        *,
        regions: Sequence[str],
        languages: Sequence[str] = (),
        topics: Sequence[str] = (),
        capacity: int = 2,
        time_zone: str | None = None,
    ) -> bool:
        known = self.get(person)
        if known is None:
            values = {"languages": list(languages), "topics": list(topics), "capacity": capacity}
            self._db.execute(insert(mentors).values(person_id=person.id, time_zone=time_zone, **values))
        new = [name for name in regions if known is None or name not in known.regions]
        for name in new:
            region_id = select(_regions.c.id).where(_regions.c.name == name).scalar_subquery()
            self._db.execute(insert(mentor_regions).values(person_id=person.id, region_id=region_id))
        return known is None or bool(new)

    def remove(self, person: Person) -> bool:
        self._db.execute(delete(mentor_regions).where(mentor_regions.c.person_id == person.id))
        return self._db.execute(delete(mentors).where(mentors.c.person_id == person.id)).rowcount > 0

    def set_away(self, person: Person, until: date | None) -> None:
        self._db.execute(update(mentors).where(mentors.c.person_id == person.id).values(away_until=until))

    def set_capacity(self, person: Person, capacity: int) -> None:
        self._db.execute(update(mentors).where(mentors.c.person_id == person.id).values(capacity=capacity))


_regions = regions
