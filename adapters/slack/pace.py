"""How often Slack may be asked: a message a second for each channel, and not before it said so.

Rules of this file: what Slack held back is held back for that method and that channel alone; everything else goes on.
Times are monotonic, so that a clock that is set changes nothing. Nothing is stored: Slack says it again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.platform import Later

APART = 1.0
"""Seconds between two messages in one channel, as Slack wants it."""
HELD = 5.0
"""Seconds for which nothing is asked where Slack said no number."""
_MOST = 500
"""Entries above which those that are over are forgotten."""


class Pace:
    """What was asked when, and what has to wait. ``now`` and ``sleep`` are seconds."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._now, self._sleep = now, sleep
        self._next: dict[str, float] = {}
        self._held: dict[tuple[str, str], float] = {}

    def check(self, method: str, where: str) -> None:
        """Raises Later while Slack doesn't want to be asked this."""
        left = self._held.get((method, where), 0.0) - self._now()
        if left > 0:
            raise Later(f"{method}: Slack wants a pause", left)

    def hold(self, method: str, where: str, after: float | None) -> None:
        """Slack was asked too often: not again before ``after`` seconds."""
        now = self._now()
        if len(self._held) > _MOST:
            self._held = {name: until for name, until in self._held.items() if until > now}
        self._held[(method, where)] = now + (after if after is not None else HELD)

    async def turn(self, channel: str) -> None:
        """Wait until a channel may have its next message."""
        now = self._now()
        if len(self._next) > _MOST:
            self._next = {name: at for name, at in self._next.items() if at > now}
        at = max(now, self._next.get(channel, 0.0))
        self._next[channel] = at + APART
        if at > now:
            await self._sleep(at - now)
