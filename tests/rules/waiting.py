"""What is due, as tests of the ladder have it: read off the rows."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.ports import Store
from tests.chat import Chat


@dataclass(frozen=True)
class Row:
    """A row as a test has it: ``rung`` empty is one that rests, ``at`` in UTC."""

    kind: str
    rung: str
    person: str | None
    at: datetime | None


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    """An instant of the year in which stories begin."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def rows(there: Chat, case: int = 1) -> list[Row]:
    """What is due about a case, the next first."""

    def unit(store: Store) -> list[Row]:
        found = []
        for each in store.dues.of_case(case):
            person = store.people.get(each.person) if each.person is not None else None
            name = person.name.casefold() if person is not None else None
            found.append(Row(each.kind, each.rung, name, each.due_at if each.rung else None))
        return found

    return await there.app.database.read(unit)


def waits(kind: str, rung: str, person: str | None, due: datetime) -> list[Row]:
    """Nothing is due but that."""
    return [Row(kind, rung, person, due)]
