"""Events by (source, id): what came in, once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from bot.effect import Answer
from bot.event import EVENT, AnyEvent
from bot.message import MESSAGE, Message
from storage.core import constant, table
from storage.tables import Inbox

inbox = table(Inbox)
_STATE = select(inbox.c.state, inbox.c.answer, inbox.c.tries).where(
    inbox.c.source == bindparam("of"), inbox.c.event_id == bindparam("id")
)
_INSERT = insert(inbox)
_KEEP = _INSERT.on_conflict_do_nothing(index_elements=["source", "event_id"])
_SET = ("state", "payload", "answer", "tries", "retry_at", "cause")
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["source", "event_id"], set_={name: _INSERT.excluded[name] for name in _SET}
)


def _row(event: AnyEvent, state: str, **values: Any) -> dict[str, Any]:
    empty = {"payload": None, "answer": None, "tries": 0, "retry_at": None, "cause": None}
    return {"source": event.source, "event_id": event.id, "state": state, "at": event.at, **empty, **values}


class SqlInbox:
    """See ``bot.ports.Inbox``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def state(self, event: AnyEvent) -> tuple[str | None, Message | None]:
        row = self._db.execute(_STATE, {"of": event.source, "id": event.id}).first()
        if row is None:
            return None, None
        return row.state, MESSAGE.validate_json(row.answer) if row.answer else None

    def pend(self, events: Sequence[AnyEvent]) -> None:
        rows = [_row(event, "pending", payload=EVENT.dump_json(event).decode()) for event in events]
        self._db.execute(_KEEP, rows)

    def done(self, event: AnyEvent, answer: Answer | None) -> None:
        kept = MESSAGE.dump_json(answer.message).decode() if answer is not None and event.window else None
        self._db.execute(_PUT, _row(event, "done", answer=kept))

    def failed(self, event: AnyEvent, cause: str, retry_at: Callable[[int], datetime | None]) -> int:
        row = self._db.execute(_STATE, {"of": event.source, "id": event.id}).first()
        tries: int = (row.tries if row is not None else 0) + 1
        values = {"tries": tries, "retry_at": retry_at(tries), "cause": cause}
        self._db.execute(_PUT, _row(event, "failed", payload=EVENT.dump_json(event).decode(), **values))
        return tries

    def waiting(self, now: datetime, limit: int) -> list[AnyEvent]:
        due = or_(inbox.c.state == "pending", inbox.c.retry_at <= now)
        statement = (
            select(inbox.c.payload).where(inbox.c.state != constant("done"), due).order_by(inbox.c.id).limit(limit)
        )
        return [EVENT.validate_json(row.payload) for row in self._db.execute(statement)]

    def counts(self) -> dict[str, int]:
        statement = select(inbox.c.state, func.count()).where(inbox.c.state != constant("done")).group_by(inbox.c.state)
        return {row[0]: row[1] for row in self._db.execute(statement)}
