"""Persons, their identities and roles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, select, union, update

from bot.address import Identity, short
from bot.event import Sender
from bot.model import OPEN, Person, Region, Role
from bot.typed import key
from storage.core import table
from storage.prepared import Query
from storage.tables import Cases, Identities, Mentors, People, Roles

people, identities, roles, mentors = table(People), table(Identities), table(Roles), table(Mentors)
cases = table(Cases)

_PERSON = (
    select(
        people.c.id,
        people.c.name,
        people.c.identity,
        people.c.zone,
        people.c.locale,
        mentors.c.unanswered,
        mentors.c.person_id.label("mentors"),
        roles.c.role,
        roles.c.region_id,
    )
    .join(identities, identities.c.person_id == people.c.id)
    .outerjoin(mentors, mentors.c.person_id == people.c.id)
    .outerjoin(roles, roles.c.person_id == people.c.id)
)
_WHO = Query(_PERSON.where(identities.c.address == bindparam("address")))
_GET = Query(_PERSON.where(people.c.id == bindparam("row")))
_LEADS = _PERSON.where(
    people.c.id.in_(
        select(roles.c.person_id).where(
            roles.c.role == Role.LEAD, roles.c.region_id.in_(bindparam("regions", expanding=True))
        )
    )
).order_by(func.lower(people.c.name), people.c.id)
_HOLDERS = (
    select(people.c.id, people.c.name, people.c.identity)
    .where(people.c.id.in_(select(roles.c.person_id).where(roles.c.role == bindparam("role"))))
    .order_by(func.lower(people.c.name), people.c.id)
)
_MENTORS = (
    select(people.c.id, people.c.name, people.c.identity)
    .join(mentors, mentors.c.person_id == people.c.id)
    .order_by(func.lower(people.c.name), people.c.id)
)
_NEW = insert(people).returning(people.c.id)
_KNOWN_AS = insert(identities)
_SPOKE = update(people).where(people.c.id == bindparam("row"))
_STAFF = (
    select(people.c.id, people.c.name)
    .where(  # few: a database would compare without any case but ASCII's
        people.c.id.in_(
            union(
                select(mentors.c.person_id),
                select(roles.c.person_id).where(roles.c.role.in_([Role.SPONSOR, Role.LEAD, Role.COORDINATOR])),
            )
        )
    )
    .order_by(people.c.id)
)

_own = identities.alias("own")
_LIVING = (
    select(identities.c.address)
    .join(_own, _own.c.person_id == identities.c.person_id)
    .where(_own.c.address == bindparam("address"), identities.c.address != _own.c.address)
    .where(identities.c.gone_at.is_(None))
    .order_by(identities.c.address)
)
_CONCERNED = (
    select(identities.c.address)
    .where(identities.c.address >= bindparam("first"), identities.c.address < bindparam("behind"))
    .where(
        identities.c.gone_at.is_not(None)
        | identities.c.person_id.in_(
            union(
                select(mentors.c.person_id),
                select(roles.c.person_id).where(roles.c.role.in_([Role.SPONSOR, Role.LEAD, Role.COORDINATOR])),
                select(cases.c.candidate_id).where(cases.c.state.in_(OPEN)),
            )
        )
    )
    .order_by(identities.c.address)
)


def _people(rows: Sequence[Any]) -> list[Person]:
    """Persons from rows of ``_PERSON``: one row a role that they hold."""
    held: dict[int, set[Role]] = {}
    leads: dict[int, set[int]] = {}
    for row in rows:
        mine = held.setdefault(row.id, {Role.MEMBER})
        leads.setdefault(row.id, set())
        if row.mentors is not None:
            mine.add(Role.MENTOR)
        if row.role is not None:
            mine.add(Role(row.role))
        if row.role == Role.LEAD:
            leads[row.id].add(row.region_id)
    found = {
        row.id: Person(
            row.id,
            row.name,
            Identity(row.identity),
            frozenset(held[row.id]),
            frozenset(leads[row.id]),
            row.zone,
            row.locale,
            row.unanswered or 0,
        )
        for row in rows
    }
    return list(found.values())


class SqlPeople:
    """See ``bot.ports.People``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def who(self, sender: Sender) -> Person:
        return self.by_identity(sender.identity) or Person(
            0, sender.name or short(sender.identity), sender.identity, zone=sender.zone, locale=sender.locale
        )

    def by_identity(self, identity: Identity) -> Person | None:
        found = _people(_WHO.all(self._db, address=identity))
        return found[0] if found else None

    def get(self, id: int) -> Person | None:
        found = _people(_GET.all(self._db, row=id))
        return found[0] if found else None

    def leads(self, regions: Sequence[int]) -> list[Person]:
        return _people(self._db.execute(_LEADS, {"regions": list(regions)}).all())

    def keep(self, sender: Sender, now: datetime) -> Person:
        known = self.by_identity(sender.identity) or self.ensure([sender.identity], sender.name, now)
        name, zone, locale = sender.name or known.name, sender.zone or known.zone, sender.locale or known.locale
        said = {"name": name, "identity": sender.identity, "zone": zone, "locale": locale}
        self._db.execute(_SPOKE, {"row": known.id, **said})
        return replace(known, name=name, identity=sender.identity, zone=zone, locale=locale)

    def ensure(self, identities: Sequence[Identity], name: str, now: datetime) -> Person:
        known = next(filter(None, map(self.by_identity, identities)), None)
        if known is None:
            first = identities[0]
            shown = name or short(first)
            made = self._db.execute(_NEW, {"name": shown, "identity": first, "created_at": now})
            known = Person(made.scalar_one(), shown, first)
        for address in identities:
            if self.by_identity(address) is None:
                self._db.execute(_KNOWN_AS, {"address": address, "person_id": known.id})
        return known

    def named(self, name: str) -> list[Person]:
        wanted = key(name)
        found = [row.id for row in self._db.execute(_STAFF) if key(row.name) == wanted]
        return [person for id in found if (person := self.get(id)) is not None]

    def holders(self, role: Role) -> list[Person]:
        statement = _MENTORS if role is Role.MENTOR else _HOLDERS
        rows = self._db.execute(statement, {} if role is Role.MENTOR else {"role": role.value})
        return [Person(row.id, row.name, Identity(row.identity), frozenset({role})) for row in rows]

    def standing(self, identity: Identity) -> bool | None:
        row = self._db.execute(select(identities.c.gone_at).where(identities.c.address == identity)).first()
        return row.gone_at is None if row is not None else None

    def set_gone(self, identity: Identity, at: datetime | None) -> bool:
        self._db.execute(update(identities).where(identities.c.address == identity).values(gone_at=at))
        living = self._db.execute(_LIVING, {"address": identity}).scalars().all()
        if at is not None and living:
            reached = update(people).where(people.c.identity == identity).values(identity=living[0])
            self._db.execute(reached)
        return bool(living)

    def concerned(self, source: str) -> list[Identity]:
        rows = self._db.execute(_CONCERNED, {"first": source, "behind": source + "\U0010ffff"})
        return [Identity(address) for address in rows.scalars()]

    def grant(self, person: Person, role: Role, region: Region | None, by: Person | None, now: datetime) -> bool:
        if self._db.execute(select(roles.c.id).where(_holding(person, role, region))).first():
            return False
        values = {"person_id": person.id, "role": role.value, "region_id": region.id if region else None}
        self._db.execute(insert(roles).values(granted_by=by.id if by else None, granted_at=now, **values))
        return True

    def revoke(self, person: Person, role: Role, region: Region | None) -> bool:
        return self._db.execute(delete(roles).where(_holding(person, role, region))).rowcount > 0


def _holding(person: Person, role: Role, region: Region | None) -> ColumnElement[bool]:
    return and_(
        roles.c.person_id == person.id,
        roles.c.role == role.value,
        roles.c.region_id.is_(None) if region is None else roles.c.region_id == region.id,
    )
