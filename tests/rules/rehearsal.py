"""The real engine on a real database, where nothing that is tried lasts: thousands of attempts meet the same case.

Rules of this file: every unit of the engine's runs in a savepoint of one transaction, which is taken back after it was
looked at. What counts as written is what would have been committed: a unit that raises has written nothing.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event, text

from bot.effect import Answer
from bot.event import AnyEvent
from bot.message import MESSAGE, Message
from bot.ports import Store
from storage.database import engine_for
from storage.store import SqlStore
from tests.world import World

BESIDES = {"inbox", "outbox"}
"""Tables that say that something came in and was answered."""


@dataclass
class Attempt:
    """What came of an event: which tables it wrote, what it did to the case, and all that was said about it."""

    answer: Message | None = None
    written: set[str] = field(default_factory=set)
    acts: list[str] = field(default_factory=list)
    sent: list[tuple[str, bool, Message]] = field(default_factory=list)
    moved: bool = False
    """Whether case 1 itself was written."""

    @property
    def changed(self) -> set[str]:
        """The tables of the programme's that it wrote."""
        return self.written - BESIDES

    def heard_by(self, identity: str) -> str:
        """Everything that one person was told."""
        return " ".join([_words(self.answer), self.told(identity)])

    def told(self, identity: str) -> str:
        """Everything that one person was sent, beside the answer."""
        return _words(*(message for lane, direct, message in self.sent if direct and lane == identity))

    @property
    def heard_by_all(self) -> str:
        """Everything that was said in shared rooms."""
        return _words(*(message for _, direct, message in self.sent if not direct))


def _words(*messages: Message | None) -> str:
    return " ".join(MESSAGE.dump_json(each).decode() for each in messages if each is not None)


class Rehearsal:
    """A ``bot.ports.Database`` on one connection."""

    fault: str | None = None

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writing: list[str] = []
        self._last: dict[str, int] = {}
        self._version = 0
        self.attempt = Attempt()
        self.read_wrote: list[str] = []
        event.listen(connection, "before_cursor_execute", self._noted)

    def _noted(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        verb, *words = statement.split(maxsplit=3)
        if verb in {"INSERT", "UPDATE", "DELETE"}:
            self._writing.append(words[0] if verb == "UPDATE" else words[1])

    async def write(self, unit: Callable[[Store], Any]) -> Any:
        """See ``bot.ports.Database``."""
        with self._connection.begin_nested() as savepoint:
            self._writing = []
            result = unit(SqlStore(self._connection))
            self.attempt = self._looked()
            savepoint.rollback()
        return result

    async def read(self, unit: Callable[[Store], Any]) -> Any:
        """See ``bot.ports.Database``. What a read writes is kept for ``tried``: here the engine would answer for it."""
        with self._connection.begin_nested() as savepoint:
            self._writing = []
            try:
                return unit(SqlStore(self._connection))
            finally:
                self.read_wrote += self._writing
                savepoint.rollback()

    def begin(self, unit: Callable[[Store], None]) -> None:
        """Change what every attempt meets, past every rule."""
        unit(self.store)
        self._version = self._version_of_case()
        for table in ("history", "outbox"):
            self._last[table] = self._connection.execute(text(f"SELECT max(id) FROM {table}")).scalar() or 0  # noqa: S608

    def _version_of_case(self) -> int:
        return int(self._connection.execute(text("SELECT version FROM cases WHERE id = 1")).scalar_one())

    @property
    def store(self) -> SqlStore:
        """What every attempt meets."""
        return SqlStore(self._connection)

    def _looked(self) -> Attempt:
        seen = Attempt(written=set(self._writing))
        seen.moved = "cases" in seen.written and self._version_of_case() != self._version
        if "history" in seen.written:
            rows = self._connection.execute(
                text("SELECT act FROM history WHERE id > :last ORDER BY id"), {"last": self._last["history"]}
            )
            seen.acts = [row.act for row in rows]
        if "outbox" in seen.written:
            statement = text("SELECT lane, direct, message FROM outbox WHERE id > :last ORDER BY id")
            rows = self._connection.execute(statement, {"last": self._last["outbox"]})
            seen.sent = [(row.lane, bool(row.direct), MESSAGE.validate_python(json.loads(row.message))) for row in rows]
        return seen


@contextmanager
def rehearsal(there: World) -> Iterator[Rehearsal]:
    """Let the world's engine work on what is there now, so that nothing of it lasts."""
    engine = engine_for(there.database.url, writes=True)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # its driver was told to leave that to us
            database = there.engine.database = Rehearsal(connection)
            yield database
            transaction.rollback()
    finally:
        there.engine.database = there.database
        engine.dispose()


async def tried(there: World, database: Rehearsal, attempted: AnyEvent) -> Attempt:
    """What comes of an event."""
    database.attempt = Attempt()
    answer: Answer | None = await there.engine.handle(attempted)
    assert not database.read_wrote, f"a read wrote {database.read_wrote}"
    database.attempt.answer = answer.message if answer is not None else None
    return database.attempt
