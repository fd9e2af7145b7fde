"""Parcels as letters that somebody has to look after: the operator's list, and what coordinators are to be told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, delete, exists, false, func, or_, select, text, true, update

from bot.address import Room
from bot.boxes import Letter
from bot.message import MESSAGE, Message
from storage.core import constant, constants, kept
from storage.outbox import FORGOTTEN, SETTLED, outbox

_UNTOLD = (
    select(outbox)
    .where(outbox.c.state.in_(constants(("dead", "uncertain"))), text("NOT told"))
    .order_by(outbox.c.id)
    .limit(1000)
)

_older, _every = outbox.alias("older"), outbox.alias("every")
_replaced = exists().where(  # what it took the place of must not be sent again
    _older.c.key.is_not(None),
    _older.c.lane == outbox.c.lane,
    _older.c.key == outbox.c.key,
    _older.c.id < outbox.c.id,
    _older.c.state.not_in(constants(SETTLED)),
)
_overtook = exists().where(  # nor what it overtook
    _older.c.key.is_(None),
    outbox.c.key.is_(None),
    _older.c.lane == outbox.c.lane,
    _older.c.case_id == outbox.c.case_id,
    _older.c.id < outbox.c.id,
    _older.c.state.not_in(constants(SETTLED)),
)
_oldest = (
    select(outbox.c.id, func.coalesce(outbox.c.sent_at, outbox.c.created_at).label("at"))
    .where(
        outbox.c.state.in_(constants(SETTLED)),
        ~_replaced,
        ~_overtook,
        outbox.c.id < select(func.max(_every.c.id)).scalar_subquery(),  # else SQLite would give its number again
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
    .subquery()
)
_OLD = select(_oldest.c.id).where(_oldest.c.at < bindparam("before"))
"""Of the oldest with which nobody has anything to do: looks no further where they are young."""
_UNSENT = and_(outbox.c.state.not_in(constants(SETTLED)), outbox.c.state != constant("sending"))
_PURGE = delete(outbox).where(outbox.c.id.in_(_OLD))


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
        return self._again(rows, ("dead", "uncertain"), true(), now)

    def revive(self, room: Room, now: datetime) -> list[int]:
        return self._again(None, ("dead",), outbox.c.lane == room, now)

    def _again(self, rows: Sequence[int] | None, states: Sequence[str], which: Any, now: datetime) -> list[int]:
        newer = outbox.alias("newer")
        behind = and_(newer.c.lane == outbox.c.lane, newer.c.id > outbox.c.id)
        version = and_(newer.c.key.is_not(None), newer.c.key == outbox.c.key, newer.c.state != constant("dropped"))
        unsure = newer.c.id.not_in(rows) if rows is not None else false()  # else it is sent again, too, and after this
        said = and_(  # what waits goes after this
            newer.c.key.is_(None),
            outbox.c.key.is_(None),
            newer.c.case_id == outbox.c.case_id,
            or_(
                newer.c.state.in_(constants(("sent", "sending"))),
                and_(newer.c.state == constant("uncertain"), unsure),
            ),
        )
        overtaken = or_(exists().where(version, behind), exists().where(said, behind))  # one for each index
        # As "retry", not "pending": what was tried keeps its body, so no newer message may take its place in the row.
        # Attempts count on: they are the fence.
        fresh = {"state": "retry", "due_at": now, "tried_at": None, "told": False}
        return self._changed(rows, states, and_(which, ~overtaken), **fresh)

    def drop(self, rows: Sequence[int], cause: str) -> list[int]:
        states = ("pending", "retry", "dead", "uncertain")
        return self._changed(rows, states, true(), state="dropped", cause=cause, **FORGOTTEN)

    def _changed(self, rows: Sequence[int] | None, states: Sequence[str], where: Any, **values: Any) -> list[int]:
        """Change those of ``rows`` (None: of all) that stand in one of ``states``; returns them."""
        open_ = outbox.c.state.not_in(constants(SETTLED))  # as the index has it
        wanted = update(outbox).where(open_, outbox.c.state.in_(constants(states)), where)
        if rows is not None:
            wanted = wanted.where(outbox.c.id.in_(rows))
        changed = self._db.execute(wanted.values(**values).returning(outbox.c.id))
        return sorted(row.id for row in changed)

    def revise(self, under: str, words: Callable[[Message], Message | None]) -> None:
        waiting = select(outbox.c.id, outbox.c.message).where(_UNSENT, outbox.c.under.startswith(under))
        for row in self._db.execute(waiting).all():
            said = MESSAGE.validate_json(row.message)
            revised = words(said)
            if revised == said:
                continue
            fresh = FORGOTTEN | {"state": "dropped"} if revised is None else {"message": kept(MESSAGE, revised)}
            self._db.execute(update(outbox).where(outbox.c.id == row.id, _UNSENT).values({**fresh, "body": None}))

    def forget(self, before: datetime, limit: int) -> int:
        return self._db.execute(_PURGE, {"before": before, "most": limit}).rowcount

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
        row.cause or "", row.event, row.direct, row.key, row.file,
    )  # fmt: skip
