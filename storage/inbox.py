"""Events by (source, id): what came in, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import to_json
from sqlalchemy import Connection, and_, bindparam, case, delete, func, or_, select, update

from bot.boxes import Seen
from bot.effect import Answer
from bot.event import EVENT, AnyEvent, Reacted
from bot.message import MESSAGE
from storage.core import constant, kept, of, per_dialect, table
from storage.prepared import Change, Query
from storage.tables import Inbox

log = structlog.get_logger(__name__)
inbox = table(Inbox)
_SEEN = Query(
    select(inbox.c.state, inbox.c.answer, inbox.c.tries, inbox.c.retry_at).where(
        inbox.c.source == bindparam("of"), inbox.c.event_id == bindparam("id")
    )
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
_PUT = Change(per_dialect(_put))


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
_TOO_LATE = and_(
    inbox.c.state != constant("done"),
    inbox.c.retry_at
    > case(
        (inbox.c.state == constant("pending"), bindparam("parked", type_=inbox.c.retry_at.type)),
        else_=bindparam("failed", type_=inbox.c.retry_at.type),
    ),
)
_HASTEN = update(inbox).where(_TOO_LATE).values(retry_at=bindparam("now"))
_PARKED = select(  # of every source: with that, too, SQLite would look at all that ever came from one
    inbox.c.source, inbox.c.payload
).where(
    inbox.c.state != constant("done"),
    inbox.c.retry_at.is_not(None),
    inbox.c.payload.contains(bindparam("about"), autoescape=False),
)
_ANSWERED = (
    select(inbox.c.id).where(inbox.c.answer.is_not(None), inbox.c.at < bindparam("before")).limit(bindparam("most"))
)
_oldest = (
    select(inbox.c.id, inbox.c.at)
    .where(inbox.c.state == constant("done"))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .subquery()
)
_OLD = select(_oldest.c.id).where(_oldest.c.at < bindparam("before"))
"""Of the oldest that are done: needs no index of its own, and looks no further where they are young."""
_HOPELESS = (
    select(inbox.c.id)
    .where(
        inbox.c.state != constant("done"),
        inbox.c.state == constant("failed"),
        inbox.c.payload.is_(None),
        inbox.c.retry_at.is_(None),
        inbox.c.at < bindparam("before"),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
"""Failed, and nothing is left of them that anybody could handle again."""
_CLEAR = update(inbox).where(inbox.c.id.in_(_ANSWERED)).values(answer=None)
_PURGE = tuple(delete(inbox).where(inbox.c.id.in_(each)) for each in (_OLD, _HOPELESS))


def _row(event: AnyEvent, state: str, **values: Any) -> dict[str, Any]:
    empty = {"payload": None, "answer": None, "tries": 0, "retry_at": None, "cause": None}
    return {"source": event.source, "event_id": event.id, "state": state, "at": event.at, **empty, **values}


def _readable(payload: str | None) -> AnyEvent | None:
    try:
        return EVENT.validate_json(payload or "")
    except ValidationError:
        return None


class SqlInbox:
    """See ``bot.ports.Inbox``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def seen(self, event: AnyEvent) -> Seen:
        row = _SEEN.first(self._db, of=event.source, id=event.id)
        if row is None:
            return Seen()
        answer = MESSAGE.validate_json(row.answer) if row.answer else None
        return Seen(row.state, answer, row.tries, row.retry_at)

    def pend(self, events: Sequence[AnyEvent]) -> None:
        rows = [_row(event, "pending", payload=kept(EVENT, event)) for event in events]
        self._db.execute(of(self._db, _KEEP), rows)

    def done(self, event: AnyEvent, answer: Answer | None) -> None:
        words = kept(MESSAGE, answer.message) if answer is not None and event.window else None
        _PUT.run(self._db, _row(event, "done", answer=words))

    def failed(self, event: AnyEvent, cause: str, tries: int, retry_at: datetime | None) -> None:
        values = {"tries": tries, "retry_at": retry_at, "cause": cause}
        payload = None if event.window else kept(EVENT, event)  # who waited was told, and asks again
        _PUT.run(self._db, _row(event, "failed", payload=payload, **values))

    def park(self, event: AnyEvent, tries: int, until: datetime) -> None:
        payload = kept(EVENT, event)
        _PUT.run(self._db, _row(event, "pending", payload=payload, tries=tries, retry_at=until))

    def reaction_waits(self, source: str, reaction: str | None = None) -> bool:
        said = to_json(reaction).decode() if reaction is not None else ""
        rows = self._db.execute(_PARKED, {"about": f'"reaction":{said}'}).all()
        ours = [_readable(row.payload) for row in rows if row.source == source]
        return any(isinstance(each, Reacted) and reaction in {None, each.reaction} for each in ours)

    def hasten(self, now: datetime, parked: datetime, failed: datetime) -> None:
        self._db.execute(_HASTEN, {"now": now, "parked": parked, "failed": failed})

    def waiting(self, now: datetime, limit: int) -> list[AnyEvent]:
        while rows := self._db.execute(_WAITING, {"now": now, "most": limit}).all():
            events = [event for row in rows if (event := self._read(row)) is not None]
            if events:
                return events
        return []

    def _read(self, row: Any) -> AnyEvent | None:
        event = _readable(row.payload)
        if event is None:
            log.error("event can't be read", source=row.source, event_id=row.event_id)
            given_up = {"state": "failed", "retry_at": None, "cause": "unreadable"}
            self._db.execute(update(inbox).where(inbox.c.id == row.id).values(given_up))
        return event

    def counts(self) -> dict[str, int]:
        statement = select(inbox.c.state, func.count()).where(inbox.c.state != constant("done")).group_by(inbox.c.state)
        return {row[0]: row[1] for row in self._db.execute(statement)}

    def forget(self, answered: datetime, done: datetime, limit: int) -> int:
        cleared = self._db.execute(_CLEAR, {"before": answered, "most": limit}).rowcount
        purged = [self._db.execute(each, {"before": done, "most": limit}).rowcount for each in _PURGE]
        return max(cleared, *purged)
