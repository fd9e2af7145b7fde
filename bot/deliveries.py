"""What the courier learned, brought into the core, and what it asks before it sends: within its transactions.

Rules of this file: a parcel's fate is written down once, by whoever holds the attempt that is on; only that something
arrived counts whoever says it. What doesn't arrive, or may not have, shows on its case. Where only a file doesn't, the
words that came with it go out by themselves, and who could mend it hears so once in a while.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.address import platform_of
from bot.boxes import Fate
from bot.effect import Still
from bot.event import Delivered, Failed
from bot.message import Chart, Message, say
from bot.model import Entry
from bot.platform import Parcel
from bot.ports import Store

TOLD_AGAIN = timedelta(weeks=4)
"""How long nobody is told once more why no file is taken."""


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
    if event.fileless and not event.unsure:
        _without_file(store, event, now)
        return
    fate, act = (Fate.UNCERTAIN, "uncertain") if event.unsure else (Fate.DEAD, "undelivered")
    parcel = store.outbox.end(event.row, event.attempt, fate, event.cause)
    case = store.cases.get(parcel.case) if parcel is not None and parcel.case is not None else None
    if parcel is None or case is None:
        return
    entry = Entry(case.id, now, None, platform_of(parcel.to), act, case.state, case.state, event.advice)
    store.cases.record(entry, f"outbox/{event.row}")


def _without_file(store: Store, event: Failed, now: datetime) -> None:
    """What a parcel says goes on, as one without a file. It is dead where people can mend it and don't know yet."""
    parcel = store.outbox.bare(event.row, event.attempt, _words, now)
    if parcel is None:
        return
    known = f"unfiled:{platform_of(parcel.to)}:{event.advice}"
    last = store.marks.last(known) if event.advice else now
    tell = last is None or last + TOLD_AGAIN <= now
    if tell:
        store.marks.touch(known, now)
    store.outbox.end(event.row, event.attempt, Fate.DEAD if tell else Fate.DROPPED, event.advice or event.cause)


def _words(message: Message) -> Message:
    """A message without its file, which says so."""
    lost = say("unfiled-chart" if isinstance(message.file, Chart) else "unfiled-csv")
    return replace(message, parts=(*message.parts, lost), file=None)
