"""Events by (source, id): what came in, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from bot.boxes import Seen
from bot.effect import Answer
from bot.event import EVENT, AnyEvent
from bot.message import MESSAGE
from storage.core import constant, of, per_dialect, table
from storage.tables import Inbox

log = structlog.get_logger(__name__)
inbox = table(Inbox)
_SEEN = select(inbox.c.state, inbox.c.answer, inbox.c.tries, inbox.c.retry_at).where(
    inbox.c.source == bindparam("of"), inbox.c.event_id == bindparam("id")
)
_SET = ("state", "payload", "answer", "tries", "retry_at", "cause")


def _put(insert: Any) -> Any:
    new = insert(inbox)
    return new.on_conflict_do_update(
        index_elements=["source", "event_id"],
        set_={name: new.excluded[name] for name in _SET},
        where=inbox.c.state != constant("done"),
    )


_KEEP = per_dialect(lambda insert: insert(inbox).on_conflict_do_nothing(index_elements=["source", "event_id"]))
_PUT = per_dialect(_put)


_WAITING = (
    select(inbox.c.id, inbox.c.source, inbox.c.event_id, inbox.c.payload)
    .where(
        inbox.c.state != constant("done"),
        or_(
            and_(inbox.c.state == constant("pending"), inbox.c.retry_at.is_(None)),
            inbox.c.retry_at <= bindparam("now"),
        ),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_PARKED = (  # of every source: with that, too, SQLite would look at all that ever came from one
    select(inbox.c.id, inbox.c.source, inbox.c.event_id, inbox.c.payload)
    .where(inbox.c.state != constant("done"), inbox.c.retry_at.is_not(None))
    .order_by(inbox.c.id)
)
_ANSWERED = (
    select(inbox.c.id).where(inbox.c.answer.is_not(None), inbox.c.at < bindparam("before")).limit(bindparam("most"))
)
_oldest = select(inbox.c.id, inbox.c.state, inbox.c.at).order_by(inbox.c.id).limit(bindparam("most")).subquery()
_OLD = select(_oldest.c.id).where(_oldest.c.state == constant("done"), _oldest.c.at < bindparam("before"))
"""Of the oldest rows: needs no index of its own, and looks no further where they are young."""
_CLEAR = update(inbox).where(inbox.c.id.in_(_ANSWERED)).values(answer=None)
_PURGE = delete(inbox).where(inbox.c.id.in_(_OLD))


def _row(event: AnyEvent, state: str, **values: Any) -> dict[str, Any]:
    empty = {"payload": None, "answer": None, "tries": 0, "retry_at": None, "cause": None}
    return {"source": event.source, "event_id": event.id, "state": state, "at": event.at, **empty, **values}


class SqlInbox:
    """See ``bot.ports.Inbox``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def seen(self, event: AnyEvent) -> Seen:
        row = self._db.execute(_SEEN, {"of": event.source, "id": event.id}).first()
        if row is None:
            return Seen()
        answer = MESSAGE.validate_json(row.answer) if row.answer else None
        return Seen(row.state, answer, row.tries, row.retry_at)

    def pend(self, events: Sequence[AnyEvent]) -> None:
        rows = [_row(event, "pending", payload=EVENT.dump_json(event).decode()) for event in events]
        self._db.execute(of(self._db, _KEEP), rows)

    def done(self, event: AnyEvent, answer: Answer | None) -> None:
        kept = MESSAGE.dump_json(answer.message).decode() if answer is not None and event.window else None
        self._db.execute(of(self._db, _PUT), _row(event, "done", answer=kept))

    def failed(self, event: AnyEvent, cause: str, tries: int, retry_at: datetime | None) -> None:
        values = {"tries": tries, "retry_at": retry_at, "cause": cause}
        kept = None if event.window else EVENT.dump_json(event).decode()  # who waited was told, and asks again
        self._db.execute(of(self._db, _PUT), _row(event, "failed", payload=kept, **values))

    def park(self, event: AnyEvent, tries: int, until: datetime) -> None:
        kept = EVENT.dump_json(event).decode()
        self._db.execute(of(self._db, _PUT), _row(event, "pending", payload=kept, tries=tries, retry_at=until))

    def parked(self, source: str) -> list[AnyEvent]:
        rows = [row for row in self._db.execute(_PARKED) if row.source == source]
        return [event for row in rows if (event := self._read(row)) is not None]

    def waiting(self, now: datetime, limit: int) -> list[AnyEvent]:
        while rows := self._db.execute(_WAITING, {"now": now, "most": limit}).all():
            events = [event for row in rows if (event := self._read(row)) is not None]
            if events:
                return events
        return []

    def _read(self, row: Any) -> AnyEvent | None:
        try:
            return EVENT.validate_json(row.payload)
        except ValidationError:
            log.error("event can't be read", source=row.source, event_id=row.event_id)
            given_up = {"state": "failed", "retry_at": None, "cause": "unreadable"}
            self._db.execute(update(inbox).where(inbox.c.id == row.id).values(given_up))
            return None

    def counts(self) -> dict[str, int]:
        statement = select(inbox.c.state, func.count()).where(inbox.c.state != constant("done")).group_by(inbox.c.state)
        return {row[0]: row[1] for row in self._db.execute(statement)}

    def forget(self, answered: datetime, done: datetime, limit: int) -> int:
        cleared = self._db.execute(_CLEAR, {"before": answered, "most": limit}).rowcount
        return max(cleared, self._db.execute(_PURGE, {"before": done, "most": limit}).rowcount)
