"""Effects as rows of the outbox: the columns that each kind of effect sets."""

import uuid
from datetime import datetime
from typing import Any, assert_never

from bot.address import platform_of
from bot.effect import STILL, Dm, Effect, Mail, Post, Show
from bot.message import MESSAGE
from storage.core import kept

THREAD = "thread:"
"""What the key of a thread begins with: no message has it, the first one sent under it is remembered by it."""


def row_of(effect: Effect, event: str, now: datetime) -> dict[str, Any]:
    """A new row, to be sent as soon as it can."""
    row = {
        "token": uuid.uuid4().hex,
        "direct": False,
        "room": None,
        "key": None,
        "under": None,
        "thread": None,
        "wanted": False,
        "file": effect.message.file is not None,
        "message": kept(MESSAGE, effect.message),
        "locale": None,
        "state": "pending",
        "attempts": 0,
        "told": False,
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
        case Dm(person=person):
            own = {"lane": person.identity, "direct": True, "room": effect.room, "wanted": effect.wanted}
            return {**own, **_needed(effect, now)}
        case Post(room=room, under=under, locale=locale):
            return {"lane": room, "under": under, "locale": locale, **_needed(effect, now)}
        case Show(room=room, key=key, locale=locale):
            return {"lane": room, "key": key, "locale": locale}
        case Mail(to=to):
            return {"lane": f"mail:{to}", "direct": True, "under": f"{THREAD}{effect.case}"}
        case _:
            assert_never(effect)


def _needed(effect: Dm | Post, now: datetime) -> dict[str, Any]:
    """Until when, and while what is true, anybody needs it."""
    still = STILL.dump_python(effect.still, mode="json") if effect.still is not None else None
    return {"expires_at": now + effect.within if effect.within is not None else None, "still": still}
