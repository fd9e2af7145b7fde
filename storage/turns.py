"""Whose turn a case of the pool is, kept ready: what a choice among ten thousand mentors would have to count anew.

Rules of this file: a turn is counted from the cases and offers that there are, in the transaction that changes them,
for every mentor concerned; so two of these transactions write the same rows, and one of them runs again. Only the
window of offers moves by itself: whoever looks after it calls ``recount`` when the oldest leaves it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Float, String, and_, bindparam, case, cast, func, select, update

from bot.model import CLAIMED, Case, Weight
from storage.core import constant, constants, table
from storage.prepared import Change, Query
from storage.tables import Cases, History, MentorRegions, Mentors

mentors, mentor_regions, cases, history = table(Mentors), table(MentorRegions), table(Cases), table(History)
MENTEES = (
    select(func.count())
    .where(cases.c.mentor_id == mentors.c.person_id, cases.c.state.in_(constants(CLAIMED)))
    .scalar_subquery()
)
"""How many open cases a mentor has, beside their row."""
_free = mentors.c.capacity - MENTEES
_share = case(*((mentors.c.weight == constant(weight), weight.share) for weight in Weight), else_=Weight.NORMAL.share)
_of = mentors.c.person_id == mentor_regions.c.person_id
_turn = select(case((_free > 0, cast(mentors.c.offers + 1, Float) / (_free * _share)))).where(_of).scalar_subquery()
"""The offers that they would have had with this one, for each of their free places, by how much they would like to do.
None without a free place."""
_speaks = select(cast(mentors.c.languages, String)).where(_of).scalar_subquery()
_SETTLE_ALL = update(mentor_regions).values(turn=_turn, speaks=_speaks)
_SETTLE = Change(_SETTLE_ALL.where(mentor_regions.c.person_id == bindparam("person")))
_lately = and_(
    history.c.whom_id == bindparam("person"), history.c.at > bindparam("since"), history.c.act == constant("offer")
)
_RECOUNT = Change(
    update(mentors)
    .where(mentors.c.person_id == bindparam("person"))
    .values(offers=select(func.count()).select_from(history).where(_lately).scalar_subquery())
)
_OLDEST = Query(select(func.min(history.c.at)).where(_lately))


def settle(db: Connection, people: Collection[int]) -> None:
    """Count the turns of these mentors anew, as their places, offers and weight are now."""
    _SETTLE.each(db, [{"person": each} for each in sorted(people)])


def settle_all(db: Connection) -> None:
    """Count everybody's: for whoever writes rows past the store."""
    db.execute(_SETTLE_ALL)


def moved(db: Connection, before: Case, after: Case) -> None:
    """A case was changed: whoever has one more or one less by it, has another turn."""
    had, has = _guide(before), _guide(after)
    if had != has:
        settle(db, {each for each in (had, has) if each is not None})


def recount(db: Connection, person: int, since: datetime) -> datetime | None:
    """Count the offers to somebody since then, and with them their turn. Returns when the oldest of these was."""
    values: dict[str, Any] = {"person": person, "since": since}
    _RECOUNT.run(db, values)
    settle(db, [person])
    oldest: datetime | None = _OLDEST.value(db, **values)
    return oldest


def _guide(case: Case) -> int | None:
    return case.mentor.id if case.mentor is not None and case.state in CLAIMED else None
