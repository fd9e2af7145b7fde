"""Effects on their way out, one after the other in each conversation (lane). What arrived leaves no words here."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, text, true, update

from bot.address import Room, platform_of
from bot.effect import STILL, Dm, Effect, Mail, Post, Show
from bot.message import MESSAGE
from bot.platform import Parcel
from bot.ports import Fate, Letter
from storage.core import constant, constants, of, per_dialect, table
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
    .with_for_update(of=outbox, skip_locked=True)  # where there is such a thing; right without it
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


def _add(insert: Any) -> Any:
    new = insert(outbox)
    return new.on_conflict_do_update(
        index_elements=["lane", "key"],
        index_where=text(PENDING_SHOW),
        set_={"message": new.excluded.message, "event": new.excluded.event},
    )


def _remember(insert: Any) -> Any:
    new = insert(messages)
    return new.on_conflict_do_update(index_elements=["room", "key"], set_={"message_id": new.excluded.message_id})


_ADD, _REMEMBER = per_dialect(_add), per_dialect(_remember)
_MESSAGE = select(messages.c.message_id).where(
    messages.c.room == bindparam("of"), messages.c.key == bindparam("logical")
)
_UNSETTLED = (
    select(outbox.c.id)
    .where(
        outbox.c.lane == bindparam("of"),
        or_(
            outbox.c.state.in_(constants(("sending", "uncertain"))),
            and_(outbox.c.state == constant("retry"), outbox.c.attempts > 0),
        ),
    )
    .limit(1)
)
_UNTOLD = (
    select(outbox).where(outbox.c.state.in_(constants(("dead", "uncertain"))), ~outbox.c.told).order_by(outbox.c.id)
)
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
            self._db.execute(of(self._db, _ADD), rows)

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
            expires=row.expires_at,
            still=STILL.validate_python(row.still) if row.still is not None else None,
        )

    def _known(self, lane: str, key: str) -> str | None:
        found: str | None = self._db.execute(_MESSAGE, {"of": lane, "logical": key}).scalar()
        return found

    def freeze(self, row: int, body: str) -> None:
        self._db.execute(update(outbox).where(outbox.c.id == row).values(body=body))

    def sent(self, row: int, room: Room, message: str | None, now: datetime) -> None:
        sent = self._db.execute(_SENT, {"row": row, "now": now, "mid": message}).one()
        if sent.key is not None and message is not None:
            values = {"room": sent.lane, "key": sent.key, "message_id": message}
            self._db.execute(of(self._db, _REMEMBER), values)

    def later(self, row: int, at: datetime, cause: str) -> None:
        self._db.execute(update(outbox).where(outbox.c.id == row).values(state="retry", due_at=at, cause=cause))

    def end(self, row: int, fate: Fate, cause: str) -> Parcel | None:
        words = {"message": "", "body": None} if fate is Fate.DROPPED else {}
        statement = (
            update(outbox)
            .where(outbox.c.id == row, outbox.c.state.in_(constants(_WAITING)))
            .values(state=fate.value, cause=cause, **words)
        )
        before = self._db.execute(select(outbox).where(outbox.c.id == row)).first()
        if self._db.execute(statement).rowcount != 1 or before is None:
            return None
        return self._readable(before)

    def unsettled(self, room: Room) -> bool:
        return self._db.execute(_UNSETTLED, {"of": room}).first() is not None

    def letters(self, *, settled: bool = False) -> list[Letter]:
        where = true() if settled else outbox.c.state.not_in(constants(("sent", "dropped")))
        return [_letter(row) for row in self._db.execute(select(outbox).where(where).order_by(outbox.c.id))]

    def again(self, rows: Sequence[int], now: datetime) -> list[int]:
        newer = outbox.alias("newer")
        replaced = exists().where(newer.c.lane == outbox.c.lane, newer.c.key == outbox.c.key, newer.c.id > outbox.c.id)
        statement = (
            update(outbox)
            .where(outbox.c.id.in_(rows), outbox.c.state.in_(constants(("dead", "uncertain"))), ~replaced)
            .values(state="pending", due_at=now, tried_at=None, attempts=0, told=False)
            .returning(outbox.c.id)
        )
        return sorted(row.id for row in self._db.execute(statement))

    def untold(self) -> list[Letter]:
        return [_letter(row) for row in self._db.execute(_UNTOLD)]

    def told(self, rows: Sequence[int]) -> None:
        self._db.execute(update(outbox).where(outbox.c.id.in_(rows)).values(told=True))

    def key_of(self, room: Room, message: str) -> str | None:
        where = and_(messages.c.room == room, messages.c.message_id == message)
        found: str | None = self._db.execute(select(messages.c.key).where(where)).scalar()
        return found

    def counts(self) -> dict[str, int]:
        statement = (
            select(outbox.c.state, func.count()).where(outbox.c.state != constant("sent")).group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in self._db.execute(statement)}


def _letter(row: Any) -> Letter:
    try:
        says = MESSAGE.validate_json(row.message).key if row.message else ""
    except ValidationError:
        says = "?"
    return Letter(
        row.id, row.state, row.platform, row.lane, says, row.case_id, row.attempts, row.created_at, row.due_at,
        row.cause or "", row.event,
    )  # fmt: skip


def _row(effect: Effect, event: str, now: datetime) -> dict[str, Any]:
    row = {
        "token": uuid.uuid4().hex,
        "direct": False,
        "room": None,
        "key": None,
        "under": None,
        "thread": None,
        "wanted": False,
        "message": MESSAGE.dump_json(effect.message).decode(),
        "locale": None,
        "state": "pending",
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "case_id": effect.case,
        "event": event,
        "expires_at": None,
        "still": None,
        **_own(effect, now),
    }
    return {**row, "platform": platform_of(row["lane"])}


def _own(effect: Effect, now: datetime) -> dict[str, Any]:
    """The columns that one kind of effect sets."""
    match effect:
        case Dm(person=person, still=still):
            kept = STILL.dump_python(still, mode="json") if still is not None else None
            return {
                "lane": person.identity, "direct": True, "room": effect.room, "wanted": effect.wanted, "still": kept,
            }  # fmt: skip
        case Post(room=room, under=under, within=within):
            return {"lane": room, "under": under, "expires_at": now + within if within is not None else None}
        case Show(room=room, key=key):
            return {"lane": room, "key": key}
        case Mail(to=to):
            return {"lane": f"mail:{to}", "direct": True, "under": f"thread:{effect.case}"}
        case _:
            assert_never(effect)
