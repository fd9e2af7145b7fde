"""What came in and wasn't handled yet: Slack brings it again, but not for ever.

Rules of this file: nothing is stored. While anything is owed, nobody may write down that everything came in; what is
owed longer than Slack brings it again has to be looked for.
"""

import time
from collections.abc import Callable

from bot.event import AnyEvent

GIVEN_UP = 480.0
"""Seconds after which Slack doesn't bring an event any more: it comes again at once, after one and five minutes."""


class Owed:
    """The events of one workspace that weren't acknowledged. ``monotonic``: seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._since: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self._since)

    def came(self, event: AnyEvent) -> None:
        """An event came in: it is owed until it is ``settled``."""
        self._since.setdefault(event.id, self._now())

    def settled(self, event: AnyEvent) -> None:
        """It is handled, or kept to be."""
        self._since.pop(event.id, None)

    def overdue(self) -> bool:
        """Whether Slack has given something up; that isn't owed any more then, but has to be looked for."""
        late = [each for each, since in self._since.items() if self._now() - since > GIVEN_UP]
        for each in late:
            del self._since[each]
        return bool(late)
