"""The clock of a database's server: what processes on several machines go by, whatever their own clocks say.

Rules of this file: leases, pauses and turns are compared by whoever comes first, so all who share a database share its
clock. Between the server's words time is counted by a clock that nobody sets and that goes on while the machine sleeps;
the machine's own counts only until the first word.
"""

import time
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection, text

from bot.clock import SystemClock
from bot.ports import Clock

log = structlog.get_logger(__name__)

FRESH = 1.0
"""Seconds after which the server is asked again, by the next transaction that writes anyway."""
APART = timedelta(seconds=2)
"""From how much on an operator should know that clocks are apart."""
_NOW = text("SELECT clock_timestamp()")
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SharedClock:
    """See ``bot.ports.Clock``. One thread asks; any may read."""

    def __init__(self, own: Clock | None = None) -> None:
        self._own = own or SystemClock()
        self._known: tuple[datetime, float] | None = None
        """What time it was, at which count."""
        self._heard = float("-inf")

    def now(self) -> datetime:
        """The current instant in UTC."""
        known = self._known
        if known is None:
            return self._own.now()
        said, at = known
        return said + timedelta(seconds=steady() - at)

    @property
    def stale(self) -> bool:
        """Whether the server should be asked again."""
        return steady() - self._heard >= FRESH

    def ask(self, connection: Connection) -> None:
        """Ask the server."""
        begun = steady()
        said: datetime = connection.execute(_NOW).scalar_one()
        self.hear(said.astimezone(UTC), begun, steady())

    def hear(self, said: datetime, begun: float, ended: float) -> None:
        """The server said so between two counts. What is known already stays where it agrees with that."""
        self._heard = ended
        latest = said + timedelta(seconds=ended - begun)
        if self._known is None:
            self._compare(latest)
        else:
            before, at = self._known
            if said <= before + timedelta(seconds=ended - at) <= latest:
                return
        self._known = said + (latest - said) / 2, ended

    def _compare(self, said: datetime) -> None:
        ahead = self._own.now() - said
        if abs(ahead) > APART:
            seconds = round(ahead.total_seconds(), 1)
            log.warning("the database server's clock counts, this machine's is another", seconds_ahead=seconds)


def steady() -> float:
    """Seconds by a clock that is never set."""
    return time.clock_gettime(_STEADY)
