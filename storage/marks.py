"""What has been done once and is not to be done again, by name: seeding an entry of the config, saying a notice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from storage.core import per_dialect, table
from storage.prepared import Change, Query
from storage.tables import Marks

marks = table(Marks)


def _touch(insert: Any) -> Any:
    new = insert(marks)
    return new.on_conflict_do_update(index_elements=["name"], set_={"at": new.excluded.at})


_TOUCH = Change(per_dialect(_touch))
_FIRST = insert(marks)
_LAST = Query(select(marks.c.at).where(marks.c.name == bindparam("of")))


class SqlMarks:
    """See ``bot.ports.Marks``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def first(self, name: str, now: datetime) -> bool:
        if self.has(name):
            return False
        self._db.execute(_FIRST, {"name": name, "at": now})
        return True

    def touch(self, name: str, now: datetime) -> None:
        _TOUCH.run(self._db, {"name": name, "at": now})

    def has(self, name: str) -> bool:
        return self.last(name) is not None

    def last(self, name: str) -> datetime | None:
        at: datetime | None = _LAST.value(self._db, of=name)
        return at
