"""The clock: the one place that reads the time, and what a local day is.

Everything else gets ``now`` handed in, fixed when an event comes in.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)


def local_day(now: datetime, zone: str | None) -> date:
    """The calendar day that ``now`` is in an IANA zone; UTC where none is known."""
    return now.astimezone(ZoneInfo(zone or "UTC")).date()
