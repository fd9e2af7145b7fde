"""Effects on their way out, one after the other in each conversation (lane). What arrived leaves no words here."""

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    text,
    update,
)

from bot.address import Room
from bot.boxes import Fate
from bot.effect import STILL, Effect, Post
from bot.message import MESSAGE, Message
from bot.model import CLAIMED
from bot.platform import Parcel
from storage.core import constant, constants, kept, per_dialect, table
from storage.prepared import Change, Query, listed, one_of, padded
from storage.queued import THREAD, row_of
from storage.tables import PENDING_SHOW, Cases, Messages, Outbox, People

outbox, messages, people, cases = table(Outbox), table(Messages), table(People), table(Cases)
_WAITING = ("pending", "sending", "retry")
SETTLED = ("sent", "dropped")
"""States of a parcel with which nobody has anything to do any more."""
FORGOTTEN: dict[str, Any] = {"message": "", "body": None}
"""The columns that hold people's words, without them."""
_earlier = outbox.alias("earlier")
_now = bindparam("now", type_=outbox.c.due_at.type)
_PUT_OFF_AHEAD = or_(
    outbox.c.state == constant("pending"),
    and_(outbox.c.state == constant("retry"), or_(outbox.c.tried_at.is_(None), outbox.c.tried_at > _now)),
)
"""What is due whatever stands in ``due_at``: nobody put it off, or a clock did that has been set back since."""


@lru_cache
def _lease(held: int, files: int) -> Query:
    """``held``: besides so many; ``files``: of so many kinds, with a file and without."""
    following = (
        select(outbox.c.id)
        .where(
            outbox.c.platform == bindparam("of"),
            outbox.c.state.in_(constants(_WAITING)),
            or_(outbox.c.due_at <= _now, _PUT_OFF_AHEAD),
            *([outbox.c.id.not_in(one_of("held", held, Integer))] if held else []),
            outbox.c.file.in_(one_of("file", files, Boolean)),
            ~exists().where(
                _earlier.c.lane == outbox.c.lane,
                _earlier.c.id < outbox.c.id,
                _earlier.c.state.in_(constants(_WAITING)),
                or_(outbox.c.file, not_(_earlier.c.file)),  # nothing but files waits for a file
            ),
        )
        .order_by(outbox.c.id)
        .limit(bindparam("most"))
        .with_for_update(of=outbox, skip_locked=True)  # where there is such a thing; right without it
    )
    return Query(
        update(outbox)
        .where(outbox.c.id.in_(following))
        .values(
            state="sending",
            due_at=bindparam("until"),
            attempts=outbox.c.attempts + 1,
            tried_at=case((outbox.c.tried_at < _now, outbox.c.tried_at), else_=_now),
        )
        .returning(outbox)
    )


def _add(inserting: Any) -> Any:
    new = inserting(outbox)
    return new.on_conflict_do_update(
        index_elements=["lane", "key"],
        index_where=text(PENDING_SHOW),
        set_={"message": new.excluded.message, "event": new.excluded.event},
    )


def _remember(inserting: Any) -> Any:
    new = inserting(messages)
    return new.on_conflict_do_update(index_elements=["room", "key"], set_={"message_id": new.excluded.message_id})


def _begin_thread(inserting: Any) -> Any:
    return inserting(messages).on_conflict_do_nothing(index_elements=["room", "key"])


_ADD, _REMEMBER, _BEGIN_THREAD = (Change(per_dialect(each)) for each in (_add, _remember, _begin_thread))
_MESSAGE = Query(
    select(messages.c.message_id).where(messages.c.room == bindparam("of"), messages.c.key == bindparam("logical"))
)
_KEYED = and_(outbox.c.lane == bindparam("of"), outbox.c.key.is_not(None))
_UNSETTLED = select(
    or_(  # one for each partial index
        exists().where(_KEYED, outbox.c.state.in_(constants(_WAITING)), outbox.c.state != constant("pending")),
        exists().where(
            _KEYED,
            outbox.c.state.not_in(constants(SETTLED)),
            outbox.c.state == constant("uncertain"),
            ~exists().where(messages.c.room == outbox.c.lane, messages.c.key == outbox.c.key),
        ),
    )
)
_NEWER_SENT = select(outbox.c.id).where(
    outbox.c.key.is_not(None),
    outbox.c.lane == bindparam("of"),
    outbox.c.key == bindparam("logical"),
    outbox.c.id > bindparam("row"),
    outbox.c.state == constant("sent"),
)
_OURS = and_(
    outbox.c.id == bindparam("row"),
    outbox.c.state == constant("sending"),
    outbox.c.attempts == bindparam("attempt"),
)
"""The fence: a parcel while this attempt is the one that is on."""
_MINE = select(outbox).where(_OURS)
_KEPT = frozenset(
    [
        "platform",
        "lane",
        "direct",
        "room",
        "under",
        "thread",
        "wanted",
        "locale",
        "case_id",
        "event",
        "expires_at",
        "still",
    ]
)
"""What a parcel keeps when it goes on without its file."""
_BODY = Change(update(outbox).where(_OURS).values(body=func.coalesce(outbox.c.body, bindparam("rendered"))))
_LATER = update(outbox).where(_OURS).values(state="retry", due_at=bindparam("at"), cause=bindparam("why"))
_SENT = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state != constant("sent"))
    .values(state="sent", sent_at=bindparam("now"), message_id=bindparam("mid"), message="", body=None)
    .returning(outbox.c.lane, outbox.c.key, outbox.c.under, outbox.c.attempts)
)
_FOR_LONG = outbox.c.due_at > bindparam("until", type_=outbox.c.due_at.type)
_SHORTEN = (  # one for each partial index
    update(outbox).where(outbox.c.state.in_(constants(_WAITING)), outbox.c.state == constant("sending"), _FOR_LONG),
    update(outbox).where(outbox.c.state.in_(constants(("dead", "uncertain"))), text("NOT told"), _FOR_LONG),
)
_CARDS = (
    select(messages.c.room, messages.c.message_id, cases.c.id)
    .join(cases, messages.c.key == literal("card:").concat(cast(cases.c.id, String)))
    .where(cases.c.state.in_(constants(CLAIMED)), messages.c.room.startswith(bindparam("of", type_=String)))
    .order_by(cases.c.id)
)
_COUNTS = select(outbox.c.state, func.count()).where(outbox.c.state.not_in(constants(SETTLED))).group_by(outbox.c.state)
_EMPTY = Message("")


class SqlOutbox:
    """See ``bot.ports.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, effects: Sequence[Effect], event: str, now: datetime, thread: str | None = None) -> None:
        rows = [row_of(effect, event, now) for effect in effects]
        for effect, row in zip(effects, rows, strict=True):
            if isinstance(effect, Post) and effect.under is None and not effect.case:
                row["thread"] = thread
        _ADD.each(self._db, rows)

    def lease(
        self,
        platform: str,
        now: datetime,
        until: datetime,
        limit: int,
        held: Collection[int] = (),
        files: Collection[bool] = (False, True),
    ) -> list[Parcel]:
        lists = {**listed("held", held), **listed("file", files)}
        rows = _lease(padded(held), padded(files)).all(self._db, of=platform, now=now, until=until, most=limit, **lists)
        return [self._parcel(row) for row in sorted(rows, key=lambda row: row.id)]

    def _parcel(self, row: Any) -> Parcel:
        readable, message, still = True, _EMPTY, None
        try:
            message = MESSAGE.validate_json(row.message)
            still = STILL.validate_python(row.still) if row.still is not None else None
        except ValidationError:
            readable = False
        known = self._known(row.lane, row.key) if row.key else None
        thread = self._known(row.lane, row.under) if row.under else row.thread
        return Parcel(
            id=row.id,
            token=row.token,
            to=row.lane,
            direct=row.direct,
            message=message,
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
            still=still,
            readable=readable,
        )

    def _known(self, lane: str, key: str) -> str | None:
        found = _MESSAGE.first(self._db, of=lane, logical=key)
        return found.message_id if found is not None else None

    def unlease(self) -> None:
        left = update(outbox).where(outbox.c.state == constant("sending")).values(due_at=outbox.c.tried_at)
        self._db.execute(left)

    def shorten(self, until: datetime) -> None:
        for each in _SHORTEN:
            self._db.execute(each.values(due_at=until), {"until": until})

    def freeze(self, row: int, attempt: int, body: str) -> bool:
        return _BODY.run(self._db, {"row": row, "attempt": attempt, "rendered": body}) == 1

    def sent(self, row: int, room: Room, message: str | None, now: datetime) -> None:
        sent = _SENT.first(self._db, row=row, now=now, mid=message)
        if sent is None or message is None:
            return
        if sent.under is not None and sent.under.startswith(THREAD):  # its first message stays what others are under
            begun = {"room": sent.lane, "key": sent.under, "message_id": message}
            _BEGIN_THREAD.run(self._db, begun)
        if sent.key is None:
            return
        newer = {"row": row, "of": sent.lane, "logical": sent.key}
        if sent.attempts > 1 and self._db.execute(_NEWER_SENT, newer).first() is not None:
            return  # this was said late, by a slow courier: the newer one is the message
        values = {"room": sent.lane, "key": sent.key, "message_id": message}
        _REMEMBER.run(self._db, values)

    def later(self, row: int, attempt: int, at: datetime, cause: str) -> None:
        self._db.execute(_LATER, {"row": row, "attempt": attempt, "at": at, "why": cause})

    def end(self, row: int, attempt: int, fate: Fate, cause: str) -> Parcel | None:
        words = FORGOTTEN if fate is Fate.DROPPED else {}
        statement = update(outbox).where(_OURS).values(state=fate.value, cause=cause, **words).returning(outbox)
        ended = self._db.execute(statement, {"row": row, "attempt": attempt}).first()
        return self._parcel(ended) if ended is not None else None

    def bare(self, row: int, attempt: int, words: Callable[[Message], Message], now: datetime) -> Parcel | None:
        found = self._db.execute(_MINE, {"row": row, "attempt": attempt}).first()
        if found is None:
            return None
        parcel = self._parcel(found)
        said = kept(MESSAGE, words(parcel.message))
        same = {name: value for name, value in found._mapping.items() if name in _KEPT}
        fresh = {"token": uuid.uuid4().hex, "state": "pending", "attempts": 0, "told": False, "file": False}
        self._db.execute(insert(outbox), {**same, **fresh, "message": said, "due_at": now, "created_at": now})
        return parcel

    def unsettled(self, room: Room) -> bool:
        return bool(self._db.execute(_UNSETTLED, {"of": room}).scalar())

    def key_of(self, room: Room, message: str) -> str | None:
        where = and_(messages.c.room == room, messages.c.message_id == message)
        found: str | None = self._db.execute(select(messages.c.key).where(where)).scalar()
        return found

    def cards(self, platform: str) -> list[tuple[Room, str, int]]:
        rows = self._db.execute(_CARDS, {"of": f"{platform}:"})
        return [(Room(row.room), row.message_id, row.id) for row in rows]

    def counts(self) -> dict[str, int]:
        return {row[0]: row[1] for row in self._db.execute(_COUNTS)}
