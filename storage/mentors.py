"""Who may claim cases, for what, and how many they have."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, delete, func, insert, or_, select, update

from bot.address import Identity
from bot.model import Absence, Mentor, Person, Role, Weight
from storage import choosing, turns
from storage.core import person, table
from storage.prepared import Query, listed, one_of, padded
from storage.tables import MentorRegions, Mentors, People, Regions

mentors, mentor_regions, people = table(Mentors), table(MentorRegions), table(People)
_regions = table(Regions)

_cover, _asked = people.alias("cover"), people.alias("cover_asked")
_ALL = (
    select(
        mentors,
        people.c.name,
        people.c.identity,
        turns.MENTEES.label("mentees"),
        _regions.c.name.label("region"),
        _cover.c.name.label("cover_name"),
        _cover.c.identity.label("cover_identity"),
        _asked.c.name.label("cover_asked_name"),
        _asked.c.identity.label("cover_asked_identity"),
    )
    .join(people, people.c.id == mentors.c.person_id)
    .outerjoin(_cover, _cover.c.id == mentors.c.cover_id)
    .outerjoin(_asked, _asked.c.id == mentors.c.cover_asked_id)
    .outerjoin(mentor_regions, mentor_regions.c.person_id == mentors.c.person_id)
    .outerjoin(_regions, _regions.c.id == mentor_regions.c.region_id)
    .order_by(func.lower(people.c.name), people.c.id, _regions.c.name)
)
"""A row a mentor and region."""
_ONE = Query(_ALL.where(mentors.c.person_id == bindparam("person")))
_UNANSWERED = Query(select(mentors.c.unanswered).where(mentors.c.person_id == bindparam("person")))
_COVERED = Query(
    _ALL.where(or_(mentors.c.cover_id == bindparam("person"), mentors.c.cover_asked_id == bindparam("person")))
)
_BACK = {
    **{"absence": None, "away_until": None, "cover_id": None, "cover_asked_id": None},
    "unanswered": 0,
}


@lru_cache
def _these(many: int) -> Query:
    return Query(_ALL.where(mentors.c.person_id.in_(one_of("person", many, Integer))))


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
        Weight(row.weight),
        Absence(row.absence) if row.absence is not None else None,
        row.away_since,
        person(row.cover_id, row.cover_name, row.cover_identity),
        person(row.cover_asked_id, row.cover_asked_name, row.cover_asked_identity),
        row.offers,
        tuple(row.left_cases),
    )


class SqlMentors:
    """See ``bot.mentors.Mentors``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, person: Person) -> Mentor | None:
        rows = _ONE.all(self._db, person=person.id)
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
        turns.settle(self._db, [person.id])
        return known is None or bool(new)

    def remove(self, person: Person) -> bool:
        self._db.execute(delete(mentor_regions).where(mentor_regions.c.person_id == person.id))
        return self._db.execute(delete(mentors).where(mentors.c.person_id == person.id)).rowcount > 0

    def leave(
        self, person: Person, absence: Absence, until: date | None, now: datetime, cases: Sequence[int] = ()
    ) -> None:
        known = self.get(person)
        if known is not None and not known.absent:
            self._set(person, away_since=now, left_cases=list(cases))
        self._set(person, absence=absence.value, away_until=until)

    def be_back(self, person: Person) -> None:
        self._set(person, **_BACK)

    def caught_up(self, person: Person) -> None:
        self._set(person, left_cases=[], away_since=None)

    def reminded(self, person: Person) -> int:
        self._set(person, unanswered=mentors.c.unanswered + 1)
        return _UNANSWERED.value(self._db, person=person.id) or 0

    def heard_from(self, person: Person) -> None:
        self._set(person, unanswered=0)

    def set_cover(self, person: Person, cover: Person | None, asked: Person | None) -> None:
        self._set(person, cover_id=cover.id if cover else None, cover_asked_id=asked.id if asked else None)

    def covered_by(self, person: Person) -> list[Mentor]:
        rows = _COVERED.all(self._db, person=person.id)
        return [_mentor(group) for _, group in groupby(rows, key=attrgetter("person_id"))]

    def set_weight(self, person: Person, weight: Weight) -> None:
        self._set(person, weight=weight.value)
        turns.settle(self._db, [person.id])

    def set_capacity(self, person: Person, capacity: int) -> None:
        self._set(person, capacity=capacity)
        turns.settle(self._db, [person.id])

    def recount(self, person: Person, since: datetime) -> datetime | None:
        return turns.recount(self._db, person.id, since)

    def in_order(
        self,
        near: Sequence[int],
        languages: Collection[str],
        *,
        besides: Collection[int],
        wanted: Sequence[str] = (),
        skip: int = 0,
        most: int,
    ) -> list[Mentor]:
        found = choosing.in_order(self._db, near, languages, wanted, besides, skip + most)
        return self._these(found[skip:])

    def suits(self, near: Sequence[int], languages: Collection[str], *, besides: Collection[int]) -> bool:
        return choosing.suits(self._db, near, languages, besides)

    def choosable(
        self, near: Sequence[int], wanted: Sequence[str], *, besides: Collection[int], skip: int, most: int
    ) -> tuple[list[Mentor], int]:
        total = choosing.count(self._db, near, wanted, besides)
        if near:
            return self.in_order(near, (), besides=besides, wanted=wanted, skip=skip, most=most), total
        return self._these(choosing.of_any_region(self._db, wanted, besides, skip + most)[skip:]), total

    def answers(self, person: Person, most: int) -> list[tuple[datetime, datetime]]:
        return choosing.answers(self._db, person.id, most)

    def _these(self, ids: Sequence[int]) -> list[Mentor]:
        if not ids:
            return []
        rows = _these(padded(ids)).all(self._db, **listed("person", ids))
        by_id = {row: _mentor(group) for row, group in groupby(rows, key=attrgetter("person_id"))}
        return [by_id[each] for each in ids]

    def _set(self, person: Person, **values: Any) -> None:
        self._db.execute(update(mentors).where(mentors.c.person_id == person.id).values(**values))
