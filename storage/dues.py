"""What is due: read by its instant, never by what is open.

Rules of this file: SQLite gives a number anew whose row is gone, so a row is itself only as far as everything in it is.
A row that another process has in hand is its own: nobody waits for a process that may have stopped.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from bot.due import RESTS, Due, Waiting
from bot.ports import COUNTED
from storage.core import constants, per_dialect, table
from storage.prepared import Change, Query
from storage.tables import Dues

dues = table(Dues)
_OF_CASE = Query(select(dues).where(dues.c.case_id == bindparam("number")).order_by(dues.c.due_at, dues.c.id))
_OF_PERSON = Query(
    select(dues)
    .where(dues.c.person_id == bindparam("of"), dues.c.kind == bindparam("sort"), dues.c.due_at < bindparam("before"))
    .order_by(dues.c.due_at, dues.c.id)
)
_now = bindparam("now", type_=dues.c.due_at.type)
_is_due = dues.c.due_at <= _now
_kind = dues.c.kind.concat("")
"""A kind that no index is looked up by: SQLite would read everything of a kind, to find what of it is due."""
_failed = text("tries > 0")
"""As the index has it."""
_some = select(dues.c.due_at).where(_is_due).order_by(dues.c.due_at).limit(COUNTED).subquery()
_COUNT = select(func.count(), func.min(_some.c.due_at)).select_from(_some)
_FAILING = select(func.count()).select_from(dues).where(_failed)
_FOLLOWING = Query(select(func.min(dues.c.due_at)).where(dues.c.due_at < bindparam("never", RESTS, dues.c.due_at.type)))
_ONE = Query(select(dues).where(dues.c.kind == bindparam("sort"), dues.c.key == bindparam("name")))
_LOCKED = Query(select(dues).where(dues.c.id == bindparam("row")).with_for_update(skip_locked=True))
"""By its number alone: given the rest, too, PostgreSQL goes through all that is due at that instant. On SQLite there is
no such lock, as one writes at a time."""
_REMOVE = Change(delete(dues).where(dues.c.id == bindparam("row")))
_MOVE = Change(
    update(dues).where(dues.c.id == bindparam("row")).values(due_at=bindparam("at"), tries=bindparam("failed"))
)
_PUT_OFF = Query(select(dues).where(_failed, dues.c.due_at > _now).order_by(dues.c.due_at).limit(bindparam("most")))
_HENCE = select(dues).where(dues.c.since > _now).order_by(dues.c.id).limit(bindparam("most"))


def _put(insert: Any) -> Any:
    new = insert(dues)
    columns = ("due_at", "since", "rung", "case_id", "person_id", "tries")
    return new.on_conflict_do_update(
        index_elements=["kind", "key"], set_={name: new.excluded[name] for name in columns}
    )


_PUT = Change(per_dialect(_put))


class SqlDues:
    """See ``bot.due.Dues``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(
        self,
        kind: str,
        key: str,
        due_at: datetime,
        *,
        since: datetime,
        rung: str = "",
        case: int | None = None,
        person: int | None = None,
    ) -> None:
        values = {"due_at": due_at, "since": since, "rung": rung, "case_id": case, "person_id": person, "tries": 0}
        _PUT.run(self._db, {"kind": str(kind), "key": key, **values})

    def get(self, kind: str, key: str) -> Due | None:
        row = _ONE.first(self._db, sort=str(kind), name=key)
        return _due(row) if row is not None else None

    def of_case(self, number: int) -> list[Due]:
        return [_due(row) for row in _OF_CASE.all(self._db, number=number)]

    def of_person(self, kind: str, person: int, before: datetime) -> list[Due]:
        return [_due(row) for row in _OF_PERSON.all(self._db, sort=str(kind), of=person, before=before)]

    def due(self, now: datetime, kinds: Collection[str], limit: int) -> list[Due]:
        return [_due(row) for row in _due_of(_plain(kinds)).all(self._db, now=now, most=limit)]

    def strange(self, now: datetime, kinds: Collection[str]) -> list[str]:
        return sorted(_strange(_plain(kinds)).column(self._db, now=now))

    def waiting(self, now: datetime) -> Waiting:
        count, oldest = self._db.execute(_COUNT, {"now": now}).one()
        return Waiting(count, oldest, self._db.execute(_FAILING).scalar_one())

    def following(self) -> datetime | None:
        found: datetime | None = _FOLLOWING.value(self._db)
        return found

    def still(self, due: Due) -> bool:
        row = _LOCKED.first(self._db, row=due.id)
        return row is not None and _due(row) == due

    def move(self, due: Due, at: datetime, tries: int = 0) -> None:
        _MOVE.run(self._db, {"row": due.id, "at": at, "failed": tries})

    def remove(self, rows: Sequence[Due]) -> None:
        _REMOVE.each(self._db, [{"row": row.id} for row in rows])

    def put_off(self, behind: datetime, limit: int) -> list[Due]:
        return [_due(row) for row in _PUT_OFF.all(self._db, now=behind, most=limit)]

    def hence(self, now: datetime, limit: int) -> list[Due]:
        return [_due(row) for row in self._db.execute(_HENCE, {"now": now, "most": limit})]

    def shift(self, due: Due, at: datetime, since: datetime) -> None:
        self._db.execute(update(dues).where(dues.c.id == due.id).values(due_at=at, since=since))

    def hasten(self, kind: str, now: datetime) -> None:
        self._db.execute(update(dues).where(dues.c.kind == str(kind), dues.c.due_at > now).values(due_at=now))


def _plain(kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(map(str, kinds)))


@cache
def _due_of(kinds: tuple[str, ...]) -> Query:
    """Made once for the kinds that this version of the bot knows."""
    those = select(dues).where(_is_due, _kind.in_(constants(kinds)))
    return Query(those.order_by(dues.c.due_at, dues.c.id).limit(bindparam("most")))


@cache
def _strange(kinds: tuple[str, ...]) -> Query:
    return Query(select(_kind.label("kind")).where(_is_due, _kind.not_in(constants(kinds))).distinct())


def _due(row: Any) -> Due:
    return Due(row.id, row.kind, row.key, row.due_at, row.since, row.rung, row.case_id, row.person_id, row.tries)
