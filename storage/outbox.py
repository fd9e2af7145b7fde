"""Effects on their way out, one after the other in each conversation (lane). What arrived leaves no words here."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, exists, func, select, text, update
from sqlalchemy.dialects.sqlite import insert

from bot.address import Room, platform_of
from bot.effect import Dm, Effect, Post, Show
from bot.message import MESSAGE
from bot.platform import Parcel
from storage.core import constant, constants, table
from storage.tables import PENDING_SHOW, Messages, Outbox, People

log = structlog.get_logger(__name__)
outbox, messages, people = table(Outbox), table(Messages), table(People)
_WAITING = ("pending", "sending", "retry")
_earlier = outbox.alias("earlier")
_NEXT = (
    select(outbox.c.id)
    .where(
        outbox.c.platform == bindparam("of"),
        outbox.c.state.in_(constants(_WAITING)),
        outbox.c.due_at <= bindparam("now"),
        ~exists().where(
            _earlier.c.lane == outbox.c.lane, _earlier.c.id < outbox.c.id, _earlier.c.state.in_(constants(_WAITING))
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(_NEXT))
    .values(
        state="sending",
        due_at=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        tried_at=func.coalesce(outbox.c.tried_at, bindparam("now")),
    )
    .returning(outbox)
)
_NEW = insert(outbox)
_ADD = _NEW.on_conflict_do_update(
    index_elements=["lane", "key"],
    index_where=text(PENDING_SHOW),
    set_={"message": _NEW.excluded.message, "event": _NEW.excluded.event},
)
_MESSAGE = select(messages.c.message_id).where(
    messages.c.room == bindparam("of"), messages.c.key == bindparam("logical")
)
_REMEMBER = insert(messages)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(state="sent", sent_at=bindparam("now"), message_id=bindparam("mid"), message="", body=None)
    .returning(outbox.c.lane, outbox.c.key)
)


class SqlOutbox:
    """See ``bot.ports.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, effects: Sequence[Effect], event: str, now: datetime, thread: str | None = None) -> None:
        rows = [_row(effect, event, now) for effect in effects]
        for effect, row in zip(effects, rows, strict=True):
            if isinstance(effect, Post) and effect.under is None and not effect.case:
                row["thread"] = thread
        if rows:
            self._db.execute(_ADD, rows)

    def lease(self, platform: str, now: datetime, until: datetime, limit: int) -> list[Parcel]:
        values = {"of": platform, "now": now, "until": until, "most": limit}
        rows = self._db.execute(_LEASE, values).all()
        ordered = sorted(rows, key=lambda row: row.id)
        return [parcel for row in ordered if (parcel := self._readable(row)) is not None]

    def _readable(self, row: Any) -> Parcel | None:
        """A row as a parcel; one that can't be read any more is dead, and holds nobody up."""
        try:
            return self._parcel(row)
        except ValidationError:
            log.error("parcel can't be read", row=row.id, case=row.case_id)
            self._db.execute(update(outbox).where(outbox.c.id == row.id).values(state="dead", cause="unreadable"))
            return None

    def _parcel(self, row: Any) -> Parcel:
        known = self._known(row.lane, row.key) if row.key else None
        thread = self._known(row.lane, row.under) if row.under else row.thread
        return Parcel(
            id=row.id,
            token=row.token,
            to=row.lane,
            direct=row.direct,
            message=MESSAGE.validate_json(row.message),
            locale=row.locale,
            tried_since=row.tried_at,
            room=Room(row.room) if row.room else None,
            key=row.key,
            message_id=known,
            thread=thread,
            wanted=row.wanted,
            body=row.body,
            attempts=row.attempts,
            case=row.case_id,
        )

    def _known(self, lane: str, key: str) -> str | None:
        found: str | None = self._db.execute(_MESSAGE, {"of": lane, "logical": key}).scalar()
        return found

    def freeze(self, row: int, body: str) -> None:
        self._db.execute(update(outbox).where(outbox.c.id == row).values(body=body))

    def sent(self, row: int, room: Room, message: str | None, now: datetime) -> None:
        sent = self._db.execute(_SENT, {"row": row, "now": now, "mid": message}).one()
        if sent.key is not None and message is not None:
            put = _REMEMBER.values(room=sent.lane, key=sent.key, message_id=message)
            self._db.execute(put.on_conflict_do_update(index_elements=["room", "key"], set_={"message_id": message}))

    def later(self, row: int, at: datetime, cause: str) -> None:
        self._db.execute(update(outbox).where(outbox.c.id == row).values(state="retry", due_at=at, cause=cause))

    def dead(self, row: int, cause: str) -> Parcel | None:
        statement = update(outbox).where(outbox.c.id == row).values(state="dead", cause=cause).returning(outbox)
        found = self._db.execute(statement).first()
        return self._readable(found) if found is not None else None

    def key_of(self, room: Room, message: str) -> str | None:
        where = and_(messages.c.room == room, messages.c.message_id == message)
        found: str | None = self._db.execute(select(messages.c.key).where(where)).scalar()
        return found

    def counts(self) -> dict[str, int]:
        statement = (
            select(outbox.c.state, func.count()).where(outbox.c.state != constant("sent")).group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in self._db.execute(statement)}


def _row(effect: Effect, event: str, now: datetime) -> dict[str, Any]:
    lane = effect.person.identity if isinstance(effect, Dm) else effect.room
    return {
        "token": uuid.uuid4().hex,
        "platform": platform_of(lane),
        "lane": lane,
        "direct": isinstance(effect, Dm),
        "room": effect.room if isinstance(effect, Dm) else None,
        "key": effect.key if isinstance(effect, Show) else None,
        "under": effect.under if isinstance(effect, Post) else None,
        "thread": None,
        "wanted": isinstance(effect, Dm) and effect.wanted,
        "message": MESSAGE.dump_json(effect.message).decode(),
        "locale": None,
        "state": "pending",
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "case_id": effect.case,
        "event": event,
    }
