"""A clock that a line of the shell can move: it runs at a terminal, and stands still in stories."""

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Where stories begin, unless they say otherwise: a Monday morning."""
YEARS = range(1970, 9000)
"""Years that leave room before and after for whatever is reckoned from an instant."""


class StoryClock:
    """The shell's time. Given a start it stands still until it is moved; without one it runs on from now."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._offset = timedelta()

    def now(self) -> datetime:
        """The current instant in UTC."""
        return (self._start or SystemClock().now()) + self._offset

    def move(self, by: timedelta) -> None:
        """Go on by so much. Raises OverflowError outside of YEARS."""
        self.set(self.now() + by)

    def set(self, to: datetime) -> None:
        """Go to an instant, back too. Raises OverflowError outside of YEARS."""
        if to.year not in YEARS:
            raise OverflowError(to)
        self._offset += to - self.now()
