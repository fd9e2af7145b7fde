"""The zones that people's profiles name (MSC4175): looked up when they act, and kept for an hour.

Rules of this file: a zone is a help, so a look-up is never in the way. Nobody waits longer than WITHIN for a batch;
after one that took longer nobody waits for a while, and what it finds comes with a later event. Only who acts is
looked up. What a profile says is a stranger's word, brought by a stranger's homeserver: nothing else of it is kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from adapters.matrix.homeserver import HomeserverError
from bot import zones
from bot.address import native
from bot.errors import where
from bot.event import AnyEvent

log = structlog.get_logger(__name__)

FIELDS = ("m.tz", "us.cloke.msc4175.tz")
"""Where a profile names a zone: as Matrix has it, and as clients wrote it before."""
FRESH = 3600.0
"""Seconds for which somebody isn't looked up again."""
AGAIN = 300.0
"""The same for whoever couldn't be."""
WITHIN = 1.0
"""Seconds that a batch of events waits for the zones of whoever caused them."""
HASTE = 30.0
"""Seconds for which no batch waits after one that waited in vain."""
GIVE_UP = 20.0
"""Seconds until a look-up that nobody waits for any more is given up."""
AT_ONCE = 20
"""Look-ups under way; whoever would be one more is looked up when they act again."""
MOST = 20_000
"""People who are kept: whoever acted longest ago is forgotten first."""


class Source(Protocol):
    """What profiles need of a homeserver."""

    async def profile(self, user_id: str, *, give_up: float) -> Mapping[str, Any]:
        """What somebody's profile says. Raises HomeserverError."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of somebody, ``until`` they are to be looked up again, in seconds of the monotonic clock."""

    zone: str | None
    until: float


class Profiles:
    """The profiles of whoever writes to one account. ``monotonic``: seconds."""

    def __init__(self, homeserver: Source, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._homeserver, self._now = homeserver, monotonic
        self._known: OrderedDict[str, _Entry] = OrderedDict()
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._held = self._haste = monotonic()

    async def zoned(self, events: Sequence[AnyEvent]) -> list[AnyEvent]:
        """The same events, with the zones of whoever caused them, as far as they are known in time. Never raises."""
        users = dict.fromkeys(native(event.sender.identity) for event in events)
        asked = [task for user in users if (task := self._look_up(user)) is not None]
        if asked and self._now() >= self._haste:
            _, slow = await asyncio.wait(asked, timeout=WITHIN)
            if slow:
                self._haste = self._now() + HASTE
        return [self._with_zone(event) for event in events]

    async def close(self) -> None:
        """Give up what is under way."""
        asked = list(self._asked.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    def _with_zone(self, event: AnyEvent) -> AnyEvent:
        entry = self._known.get(native(event.sender.identity))
        if entry is None or entry.zone is None:
            return event
        return event.model_copy(update={"sender": event.sender.model_copy(update={"zone": entry.zone})})

    def _look_up(self, user: str) -> asyncio.Task[None] | None:
        """The look-up of somebody that is under way, or a new one; None where none is needed, or can be."""
        entry = self._known.get(user)
        if entry is not None:
            self._known.move_to_end(user)
            if self._now() < entry.until:
                return None
        if user not in self._asked and len(self._asked) < AT_ONCE and self._now() >= self._held:
            task = asyncio.create_task(self._ask(user), name=f"profile {user}")
            self._asked[user] = task
            task.add_done_callback(lambda _: self._asked.pop(user, None))
        return self._asked.get(user)

    async def _ask(self, user: str) -> None:
        """Keep what somebody's profile says; where it can't be had, what was known serves on."""
        try:
            zone = _zone(await self._homeserver.profile(user, give_up=GIVE_UP))
        except HomeserverError as failure:
            if failure.status == 429:
                self._held = self._now() + (AGAIN if failure.after is None else failure.after)
            if failure.passing:
                self._keep(user, self._zone_of(user), AGAIN)
            else:  # nobody has this profile, or it isn't for us
                self._keep(user, None, FRESH)
        except Exception as failure:
            log.error("profile not understood", cause=where(failure))
            self._keep(user, self._zone_of(user), AGAIN)
        else:
            self._keep(user, zone, FRESH)

    def _zone_of(self, user: str) -> str | None:
        entry = self._known.get(user)
        return entry.zone if entry is not None else None

    def _keep(self, user: str, zone: str | None, seconds: float) -> None:
        self._known[user] = _Entry(zone, self._now() + seconds)
        self._known.move_to_end(user)
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _zone(profile: Mapping[str, Any]) -> str | None:
    """The zone that a profile names; None where it names none, or none that there is."""
    return next(filter(None, (zones.named(profile.get(name)) for name in FIELDS)), None)
