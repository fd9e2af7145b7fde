"""What the courier learned, brought into the core: one transaction for each ``Delivered`` or ``Failed``."""

from datetime import datetime

from bot.address import platform_of
from bot.event import Delivered, Failed
from bot.model import Entry
from bot.ports import Fate, Store


def settle(store: Store, event: Delivered | Failed, now: datetime) -> int | None:
    """Write it down; returns the number of the case it is about.

    What arrived is known under its logical key from here on. What never will shows on its case.
    """
    if isinstance(event, Delivered):
        store.outbox.sent(event.row, event.room, event.message, now)
        return None
    parcel = store.outbox.end(event.row, Fate.DEAD, event.cause)
    case = store.cases.get(parcel.case) if parcel is not None and parcel.case is not None else None
    if parcel is None or case is None:
        return None
    entry = Entry(case.id, now, None, platform_of(parcel.to), "undelivered", case.state, case.state, event.advice)
    store.cases.record(entry, f"outbox/{event.row}")
    return case.id
