"""What has been done once and is not to be done again, by name: seeding an entry of the config, saying a notice."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.core import table
from storage.tables import Marks

marks = table(Marks)


class SqlMarks:
    """See ``bot.ports.Marks``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def first(self, name: str, now: datetime) -> bool:
        if self._db.execute(select(marks.c.name).where(marks.c.name == name)).first():
            return False
        self._db.execute(insert(marks).values(name=name, at=now))
        return True

    def has(self, name: str) -> bool:
        return self._db.execute(select(marks.c.name).where(marks.c.name == name)).first() is not None
