"""Events as something that somebody has to look after: the operator's list of those that failed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select, update

from bot.boxes import Snag
from bot.event import EVENT
from storage.core import constant
from storage.inbox import inbox

_OPEN = inbox.c.state != constant("done")
"""As the index has it."""
_FAILED = (_OPEN, inbox.c.state == constant("failed"))


class SqlSnags:
    """See ``bot.ports.Snags``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def all(self, limit: int, rows: Sequence[int] | None = None) -> list[Snag]:
        wanted = select(inbox).order_by(inbox.c.id.desc()).limit(limit)
        wanted = wanted.where(*_FAILED) if rows is None else wanted.where(inbox.c.id.in_(rows))
        return [_snag(row) for row in reversed(self._db.execute(wanted).all())]

    def again(self, rows: Sequence[int] | None, now: datetime) -> list[int]:
        # Tries count on: somebody was told of the first, and needn't be again.
        wanted = inbox.c.retry_at.is_(None) if rows is None else inbox.c.id.in_(rows)
        return self._changed(inbox.c.payload.is_not(None), wanted, retry_at=now)

    def drop(self, rows: Sequence[int]) -> list[int]:
        # As done, not gone: a platform that brings it once more must not have it handled.
        return self._changed(inbox.c.id.in_(rows), state="done", payload=None, retry_at=None, cause=None)

    def _changed(self, *where: Any, **values: Any) -> list[int]:
        changed = self._db.execute(update(inbox).where(*_FAILED, *where).values(**values).returning(inbox.c.id))
        return sorted(row.id for row in changed)


def _snag(row: Any) -> Snag:
    return Snag(
        row.id, row.state, row.source, row.event_id, _kind(row.payload), row.tries, row.at, row.retry_at,
        row.cause or "",
    )  # fmt: skip


def _kind(payload: str | None) -> str | None:
    if payload is None:
        return None
    try:
        return EVENT.validate_json(payload).kind
    except ValidationError:
        return "?"
