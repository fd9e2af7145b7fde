"""When people work, as far as they said so, and what their profile says of their zone."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.model import Digest, Person, Schedule
from storage.core import of, per_dialect, table
from storage.prepared import Query
from storage.tables import People, Schedules

schedules, people = table(Schedules), table(People)
_OF = Query(
    select(schedules, people.c.zone.label("guessed"))
    .select_from(people)
    .outerjoin(schedules, schedules.c.person_id == people.c.id)
    .where(people.c.id == bindparam("person"))
)
_COLUMNS = ("zone", "days", "begins", "ends", "off", "holidays", "digest")


def _save(insert: Any) -> Any:
    new = insert(schedules)
    return new.on_conflict_do_update(index_elements=["person_id"], set_={name: new.excluded[name] for name in _COLUMNS})


_SAVE = per_dialect(_save)


class SqlSchedules:
    """See ``bot.ports.Schedules``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, person: Person) -> Schedule:
        row = _OF.first(self._db, person=person.id)
        return _schedule(row) if row is not None else Schedule()

    def save(self, person: Person, schedule: Schedule) -> None:
        values = {
            "person_id": person.id,
            "zone": schedule.zone,
            "days": sorted(schedule.days) if schedule.days is not None else None,
            "begins": schedule.begins,
            "ends": schedule.ends,
            "off": sorted(day.isoformat() for day in schedule.off),
            "holidays": list(schedule.holidays) if schedule.holidays is not None else None,
            "digest": schedule.digest,
        }
        self._db.execute(of(self._db, _SAVE), values)


def _schedule(row: Any) -> Schedule:
    return Schedule(
        row.zone,
        row.guessed,
        frozenset(row.days) if row.days is not None else None,
        row.begins,
        row.ends,
        frozenset(map(date.fromisoformat, row.off or ())),
        tuple(row.holidays) if row.holidays is not None else None,
        Digest(row.digest) if row.digest is not None else None,
    )
