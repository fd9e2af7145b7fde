"""What can be seen from outside: rows of the database, and what arrived, with the instant at which it did."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.address import native, short
from bot.catalogue import Catalogue
from bot.message import Message
from bot.platform import Parcel, Receipt
from bot.ports import Clock


class Rows:
    """A connection of one's own that only reads."""

    def __init__(self, file: str) -> None:
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def all(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        return self._database.execute(statement, values).fetchall()

    def close(self) -> None:
        """Let it go."""
        self._database.close()


def instant(kept: str) -> datetime:
    """An instant as SQLite keeps it."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that arrived: ``to`` is a person's name, or a room's where it isn't ``direct``."""

    row: int
    at: datetime
    to: str
    direct: bool
    message: Message
    case: int | None


class Recorder:
    """A carrier that puts everything into words, as any would, and keeps what it meant."""

    platform = "shell"

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue, self._clock = catalogue, clock
        self._heard: list[Heard] = []

    def render(self, parcel: Parcel) -> str:
        """The words, which nobody reads here; a text that is missing is found out."""
        return str(self._catalogue.render(parcel.message, parcel.locale))

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Let it arrive."""
        to = short(parcel.to) if parcel.direct else native(parcel.to)
        self._heard.append(Heard(parcel.id, self._clock.now(), to, parcel.direct, parcel.message, parcel.case))
        return Receipt(parcel.room or parcel.to, parcel.message_id or f"m{parcel.id}")  # type: ignore[arg-type]

    def take(self) -> list[Heard]:
        """What arrived since the last time, in the order in which it was queued."""
        heard, self._heard = self._heard, []
        return sorted(heard, key=lambda each: each.row)
