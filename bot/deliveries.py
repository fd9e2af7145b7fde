"""What the courier learned, brought into the core, and what it asks before it sends: each in one transaction.

Rules of this file: a parcel's fate is written down once, by whoever holds the attempt that is on; only that something
arrived counts whoever says it. What doesn't arrive, or may not have, shows on its case.
"""

from datetime import datetime

from bot.address import platform_of
from bot.boxes import Fate
from bot.effect import Still
from bot.event import Delivered, Failed
from bot.model import Entry
from bot.platform import Parcel
from bot.ports import Store


def begin(store: Store, parcel: Parcel, body: str, now: datetime) -> str | None:
    """Freeze a parcel's body, for it is sent now; or drop it. Returns why it isn't to be sent, for operators."""
    cause = _unneeded(store, parcel, now)
    if cause is not None:
        store.outbox.end(parcel.id, parcel.attempts, Fate.DROPPED, cause)
        return cause
    return None if store.outbox.freeze(parcel.id, parcel.attempts, body) else "another courier has it"


def _unneeded(store: Store, parcel: Parcel, now: datetime) -> str | None:
    if parcel.expires is not None and now >= parcel.expires:
        return "expired"
    still = parcel.still
    if still is not None and not (still.holds(store.cases.get(still.case)) and _waits(store, still)):
        return "not true any more"
    return None


def _waits(store: Store, still: Still) -> bool:
    """Whether a case's waiting is the one that began then."""
    return still.since is None or any(row.since == still.since for row in store.dues.of_case(still.case))


def settle(store: Store, event: Delivered | Failed, now: datetime) -> None:
    """Write down what became of a parcel. Run again, it changes nothing.

    What arrived is known under its logical key from here on. What never will, or may not have, shows on its case.
    """
    if isinstance(event, Delivered):
        store.outbox.sent(event.row, event.room, event.message, now)
        return
    fate, act = (Fate.UNCERTAIN, "uncertain") if event.unsure else (Fate.DEAD, "undelivered")
    parcel = store.outbox.end(event.row, event.attempt, fate, event.cause)
    case = store.cases.get(parcel.case) if parcel is not None and parcel.case is not None else None
    if parcel is None or case is None:
        return
    entry = Entry(case.id, now, None, platform_of(parcel.to), act, case.state, case.state, event.advice)
    store.cases.record(entry, f"outbox/{event.row}")
