"""The region tree.

Rule of this file: whatever changes a region changes the tree's stamp in the same transaction. What was read under a
stamp is kept in memory: nobody else's change can be missed, and one that is rolled back leaves a stamp that nobody ever
sees again. A database that was never changed through here has none, and is read each time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, select, union, update

from bot.address import Identity, Room
from bot.model import LIVE, OPEN, Person, Region, Role
from bot.tree import Hanging
from storage.core import constants, of, per_dialect, table
from storage.prepared import Query
from storage.tables import (
    Cases,
    Cursors,
    Digests,
    Feedback,
    Gaps,
    History,
    MentorRegions,
    Messages,
    People,
    Regions,
    Reports,
    Roles,
    Thanks,
)

regions, cursors, cases, roles, people = table(Regions), table(Cursors), table(Cases), table(Roles), table(People)
mentor_regions, history, gaps, digests = table(MentorRegions), table(History), table(Gaps), table(Digests)
messages = table(Messages)
_WRITTEN = (table(Reports), table(Feedback), table(Thanks))
STAMP = "regions"
"""The cursor that is the tree's stamp."""
_KEPT = 8
_FIRST = 3
_ALL = Query(select(regions).order_by(regions.c.name))
_STAMP = Query(select(cursors.c.value).where(cursors.c.name == bindparam("of")))
_STAFF = (
    union(
        select(mentor_regions.c.person_id.label("id")).where(
            mentor_regions.c.region_id.in_(bindparam("regions", expanding=True))
        ),
        select(roles.c.person_id.label("id")).where(
            roles.c.role == Role.LEAD, roles.c.region_id.in_(bindparam("regions", expanding=True))
        ),
    )
).subquery()
_SOME_STAFF = select(_STAFF.c.id).where(_STAFF.c.id > bindparam("after")).order_by(_STAFF.c.id).limit(bindparam("most"))
_WAITING = (
    select(cases.c.id)
    .where(
        cases.c.state.in_(constants(LIVE)),
        cases.c.region_id.in_(bindparam("regions", expanding=True)),
        cases.c.id > bindparam("after"),
    )
    .order_by(cases.c.id)
    .limit(bindparam("most"))
)
_GUIDES = (
    select(people.c.id, people.c.name, people.c.identity)
    .join(mentor_regions, mentor_regions.c.person_id == people.c.id)
    .where(mentor_regions.c.region_id == bindparam("of"))
    .order_by(people.c.id)
)


def _stamped(insert: Any) -> Any:
    new = insert(cursors)
    return new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value})


_STAMPED = per_dialect(_stamped)
_known: dict[str, "_Tree"] = {}


@dataclass(frozen=True, slots=True)
class _Tree:
    """All regions, by name, and each by its id."""

    regions: tuple[Region, ...]
    by_id: Mapping[int, Region]


def _region(row: Any) -> Region:
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
        row.digest,
    )


def _values(region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
        "parent_id": region.parent,
        "aliases": list(region.aliases),
        "countries": list(region.countries),
        "channels": list(region.channels),
        "time_zone": region.time_zone,
        "language": region.language,
        "holidays": list(region.holidays),
        "digest": region.digest,
    }


def _kept(db: Connection, stamp: str) -> _Tree:
    """What was read under a stamp; now, where nothing was."""
    found = _known.get(stamp)
    if found is None:
        found = _fresh(db)
        if len(_known) >= _KEPT:
            _known.clear()  # in any thread, at any time
        _known[stamp] = found
    return found


def _fresh(db: Connection) -> _Tree:
    found = tuple(_region(row) for row in _ALL.all(db))
    return _Tree(found, {each.id: each for each in found})


class SqlRegions:
    """See ``bot.tree.Regions``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._tree: _Tree | None = None

    def all(self) -> Sequence[Region]:
        return self._read().regions

    def get(self, number: int) -> Region:
        """A region by its id. Raises KeyError."""
        found = self._read().by_id.get(number)
        if found is None:  # somebody wrote it past the bot
            self._tree = _fresh(self._db)
            found = self._tree.by_id[number]
        return found

    def _read(self) -> _Tree:
        """The tree as this transaction sees it."""
        if self._tree is None:
            stamp = _STAMP.first(self._db, of=STAMP)
            self._tree = _fresh(self._db) if stamp is None else _kept(self._db, stamp.value)
        return self._tree

    def remember(self) -> None:
        if _STAMP.first(self._db, of=STAMP) is None:
            self._stamp()

    def add(self, region: Region) -> Region:
        (row,) = self._db.execute(insert(regions).values(_values(region)).returning(regions))
        self._stamp()
        return _region(row)

    def save(self, region: Region) -> None:
        self._db.execute(update(regions).where(regions.c.id == region.id).values(_values(region)))
        self._stamp()

    def remove(self, region: Region) -> None:
        for remembers in (history, gaps):
            where = remembers.c.region_id == region.id
            self._db.execute(update(remembers).where(where).values(region_id=region.parent))
        self._db.execute(delete(digests).where(digests.c.region_id == region.id))
        told = messages.c.key.startswith(f"digest:{region.id}:")  # SQLite gives the id again: these stay as they are
        self._db.execute(delete(messages).where(told))
        self._db.execute(delete(regions).where(regions.c.id == region.id))
        self._stamp()

    def hanging(self, region: Region) -> Hanging:
        here = cases.c.region_id == region.id
        is_open = self._count(cases, here, cases.c.state.in_(constants((*OPEN, "draft"))))
        guides = self._db.execute(_GUIDES, {"of": region.id}).all()
        first = tuple(Person(row.id, row.name, Identity(row.identity)) for row in guides[:_FIRST])
        holds = (roles.c.role == Role.AMBASSADOR, roles.c.region_id == region.id)
        written = sum(self._count(each, each.c.region_id == region.id) for each in _WRITTEN)
        return Hanging(
            is_open, self._count(cases, here) - is_open, len(guides), first, self._count(roles, *holds), written
        )

    def staff(self, regions: Collection[int], after: int, most: int) -> list[int]:
        return self._ids(_SOME_STAFF, regions, after, most)

    def waiting(self, regions: Collection[int], after: int, most: int) -> list[int]:
        return self._ids(_WAITING, regions, after, most)

    def _ids(self, statement: Any, regions: Collection[int], after: int, most: int) -> list[int]:
        values = {"regions": sorted(regions), "after": after, "most": most}
        return list(self._db.execute(statement, values).scalars())

    def _count(self, counted: Any, *where: Any) -> int:
        return int(self._db.execute(select(func.count()).select_from(counted).where(*where)).scalar_one())

    def _stamp(self) -> None:
        self._tree = None
        self._db.execute(of(self._db, _STAMPED), {"name": STAMP, "value": uuid4().hex})
