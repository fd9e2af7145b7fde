"""What the config has seeded already."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.core import table
from storage.tables import Seeds

seeds = table(Seeds)


class SqlSeeds:
    """See ``bot.ports.Seeds``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def sow(self, name: str, now: datetime) -> bool:
        if self._db.execute(select(seeds.c.name).where(seeds.c.name == name)).first():
            return False
        self._db.execute(insert(seeds).values(name=name, at=now))
        return True
