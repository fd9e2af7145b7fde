"""What a room said since the last sync: its timeline, with the gap before it filled.

Rules of this file: events come oldest first and each once. Of a room that the bot has just come into, nothing counts
from before its arrival; of a direct chat nothing from before its invite, because people write before it is accepted.
"""

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.receive import comes_in, membership_of

log = structlog.get_logger(__name__)

Raw = dict[str, Any]


async def since(homeserver: Homeserver, room_id: str, info: Any, token: str, *, direct: bool) -> list[Raw]:
    """The events of a room after ``token``; ``info`` is what nio's sync says of it. Raises HomeserverError."""
    me = homeserver.user_id
    events: list[Raw] = [event.source for event in info.timeline.events]
    start = info.timeline.prev_batch if info.timeline.limited else None
    while start is not None and _beginning(events, me, direct=direct) is None:
        invited_before = direct and arrival(events, me) is not None  # perhaps before the token, then
        try:
            page, following = await homeserver.messages(room_id, start, None if invited_before else token)
        except HomeserverError as failure:
            if failure.passing:
                raise
            log.error("a room's past can't be read; what was said there is lost", room_id=room_id, cause=str(failure))
            break
        events = [*reversed(page), *events]
        start = following if following != start else None
    begin = _beginning(events, me, direct=direct)
    return events[begin if begin is not None else _beginning(events, me, direct=False) :]


def arrival(events: Sequence[Raw], me: str) -> Raw | None:
    """The bot's own coming into the room, if it is among the events."""
    at = _last(events, lambda event: comes_in(event, me))
    return None if at is None else events[at]


def _beginning(events: Sequence[Raw], me: str, *, direct: bool) -> int | None:
    """Where the bot's time in the room begins; None where that isn't among the events."""
    came = _last(events, lambda event: comes_in(event, me))
    if came is None or not direct:
        return came
    return _last(events[:came], lambda event: membership_of(event, me) == "invite")


def _last(events: Sequence[Raw], is_it: Callable[[Raw], bool]) -> int | None:
    return next((at for at in reversed(range(len(events))) if is_it(events[at])), None)
