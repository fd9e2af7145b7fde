"""Reactions that can't be understood yet: they wait in the inbox for a moment instead of being lost.

A 👍 may come before the bot knows the id of its own message: the message was sent, and the process died, or the
database was away, before that was written down. Such a reaction waits until the message's parcel is settled. Taking a
reaction back waits behind the reaction itself. Neither waits without end.
"""

from datetime import datetime, timedelta

import structlog

from bot.boxes import Seen
from bot.event import AnyEvent, Reacted, Unreacted
from bot.ports import Store

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=5)
"""Until a parked event is looked at again."""
LONGEST = timedelta(minutes=2)
"""The longest for which anything that waits is put off: whatever is put off for longer was so by a wrong clock."""
PAUSES = 60
"""How often it is. After that it is handled as things stand."""


def put_off(store: Store, event: AnyEvent, seen: Seen, now: datetime) -> bool:
    """Put an event off that can't be understood yet. Returns whether it waits: now, or since earlier for its time."""
    pending = seen.state == "pending"
    if pending and seen.retry_at is not None and seen.retry_at > now:
        return True
    if not _too_early(store, event):
        return False
    tries = seen.tries if pending else 0
    if tries >= PAUSES:
        log.warning("reaction handled as things stand", source=event.source, event_id=event.id)
        return False
    store.inbox.park(event.model_copy(update={"window": False}), tries + 1, now + PAUSE)
    return True


def _too_early(store: Store, event: AnyEvent) -> bool:
    """Whether what an event is about isn't settled yet."""
    if isinstance(event, Reacted):
        known = store.outbox.key_of(event.room, event.message)
        return known is None and store.outbox.unsettled(event.room)
    if isinstance(event, Unreacted):
        return store.inbox.reaction_waits(event.source, event.reaction)
    return False
