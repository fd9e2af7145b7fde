"""Somebody waits on a call that must be answered in time: what isn't done by then is kept, and answered later.

Rules of this file: a call is acknowledged only when its event is handled, or kept in the inbox to be. Whatever it is
answered later goes through a second way that the adapter has, and where that is gone, out as a message.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import dispatch
from bot.effect import Answer, Dm, Effect, Post
from bot.engine import Engine
from bot.errors import Unavailable
from bot.event import AnyEvent
from bot.ports import Store

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds after which an event is kept instead of waited for."""
AT_LEAST = 0.1
"""Seconds that handling gets, however long everything before it took."""
KEEP_WITHIN = 0.7
"""Seconds that keeping it may take: together less than anybody waits."""
LOOKED_UP_WITHIN = timedelta(minutes=1)
"""How long what only looks something up is left to whoever is at it; behind that somebody else does it."""
_UNSAVED = frozenset(["not-saved", "not-read"])


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer isn't there yet. ``kept``: the event is in the inbox, so the call may be acknowledged."""

    answer: asyncio.Task[Answer | None]
    kept: bool


async def in_time(engine: Engine, event: AnyEvent, since: float) -> Answer | Promise | None:
    """Handle an event for whoever waits; or, where that takes too long, promise its answer.

    They have waited since ``since``, in seconds of the monotonic clock. Raises Unavailable where nothing was kept:
    don't acknowledge the call then.
    """
    handling = asyncio.create_task(engine.handle(event), name=f"late {event.id}")
    left = since + PATIENCE - time.monotonic()
    done, _ = await asyncio.wait([handling], timeout=max(left, AT_LEAST))
    if done:
        return handling.result()
    handling.add_done_callback(_heard)
    return Promise(handling, await _keep(engine, event))


def _heard(handling: "asyncio.Task[Answer | None]") -> None:
    """Nobody need come for what was promised; whatever went wrong was logged by who raised it."""
    if not handling.cancelled():
        handling.exception()


async def _keep(engine: Engine, event: AnyEvent) -> bool:
    """What is kept is handled anew where this process dies. A look-up leaves no trace meanwhile, so it gets a while."""
    kept, now = event.model_copy(update={"window": False, "forms": False}), engine.clock.now()
    reads = event.window and dispatch.reads_only(event, engine.registry)

    def unit(store: Store) -> None:
        if reads:
            store.inbox.park(kept, 0, now + LOOKED_UP_WITHIN)
        else:
            store.inbox.pend([kept])

    try:
        async with asyncio.timeout(KEEP_WITHIN):
            await engine.database.write(unit)
    except (TimeoutError, Unavailable):
        log.warning("event neither handled nor kept in time", source=event.source, event_id=event.id)
        return False
    return True


async def promised(engine: Engine, event: AnyEvent, promise: Promise) -> Answer | None:
    """The answer, when it is there. None: there is none, or another handling of what is kept brings it.

    Raises Unavailable.
    """
    answer = await promise.answer
    if not promise.kept:
        return answer
    if answer is not None and unsaved(answer):
        return None
    if event.window and dispatch.reads_only(event, engine.registry):
        await engine.database.write(lambda store: store.inbox.done(event, None))
    return answer


def unsaved(answer: Answer) -> bool:
    """Whether an answer says that nothing could be done, because the database is away."""
    return answer.message.key in _UNSAVED


async def by_message(engine: Engine, event: AnyEvent, answer: Answer) -> None:
    """Send an answer as a message, because the call that it was for is gone. Raises Unavailable."""
    if answer.lasts:
        return
    now = engine.clock.now()

    def unit(store: Store) -> None:
        person = store.people.who(event.sender)
        effect: Effect = Dm(person, answer.message)
        if not answer.private and not event.direct:
            effect = Post(event.room, answer.message)
        store.outbox.add([effect], f"{event.source}/{event.id}", now, event.thread)

    await engine.database.write(unit)
    engine.wake()
