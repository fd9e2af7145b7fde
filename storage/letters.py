"""Parcels as letters that somebody has to look after: the operator's list, and what coordinators are to be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, exists, select, text, true, update

from bot.boxes import Letter
from bot.message import MESSAGE
from storage.core import constant, constants
from storage.outbox import FORGOTTEN, SETTLED, outbox

_UNTOLD = (
    select(outbox)
    .where(outbox.c.state.in_(constants(("dead", "uncertain"))), text("NOT told"))
    .order_by(outbox.c.id)
    .limit(1000)
)


class SqlLetters:
    """See ``bot.ports.Letters``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def all(self, limit: int, *, settled: bool = False, rows: Sequence[int] | None = None) -> list[Letter]:
        wanted = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
        if not settled:
            wanted = wanted.where(outbox.c.state.not_in(constants(SETTLED)))
        if rows is not None:
            wanted = wanted.where(outbox.c.id.in_(rows))
        return [_letter(row) for row in reversed(self._db.execute(wanted).all())]

    def again(self, rows: Sequence[int] | None, now: datetime) -> list[int]:
        newer = outbox.alias("newer")
        replaced = exists().where(
            newer.c.lane == outbox.c.lane,
            newer.c.key == outbox.c.key,
            newer.c.id > outbox.c.id,
            newer.c.state != constant("dropped"),
        )
        # As "retry", not "pending": what was tried keeps its body, so no newer message may take its place in the row.
        # Attempts count on: they are the fence.
        fresh = {"state": "retry", "due_at": now, "tried_at": None, "told": False}
        return self._changed(rows, ("dead", "uncertain"), ~replaced, **fresh)

    def drop(self, rows: Sequence[int], cause: str) -> list[int]:
        states = ("pending", "retry", "dead", "uncertain")
        return self._changed(rows, states, true(), state="dropped", cause=cause, **FORGOTTEN)

    def _changed(self, rows: Sequence[int] | None, states: Sequence[str], where: Any, **values: Any) -> list[int]:
        """Change those of ``rows`` (None: of all) that stand in one of ``states``; returns them."""
        wanted = update(outbox).where(outbox.c.state.in_(constants(states)), where)
        if rows is not None:
            wanted = wanted.where(outbox.c.id.in_(rows))
        changed = self._db.execute(wanted.values(**values).returning(outbox.c.id))
        return sorted(row.id for row in changed)

    def untold(self) -> list[Letter]:
        return [_letter(row) for row in self._db.execute(_UNTOLD)]

    def told(self, rows: Sequence[int]) -> None:
        self._db.execute(update(outbox).where(outbox.c.id.in_(rows)).values(told=True))


def _letter(row: Any) -> Letter:
    try:
        says = MESSAGE.validate_json(row.message).key if row.message else ""
    except ValidationError:
        says = "?"
    return Letter(
        row.id, row.state, row.platform, row.lane, says, row.case_id, row.attempts, row.created_at, row.due_at,
        row.cause or "", row.event,
    )  # fmt: skip
