"""Who owns a loop, with a fence, and the cursors kept under it."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.errors import LeaseLost
from storage.core import table
from storage.tables import Cursors, Leases

leases, cursors = table(Leases), table(Cursors)


class SqlLeases:
    """See ``bot.ports.Leases``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> int | None:
        held = self._db.execute(select(leases).where(leases.c.name == name)).first()
        if held is None:
            self._db.execute(insert(leases).values(name=name, owner=owner, fence=1, until=until))
            return 1
        if held.owner not in ("", owner) and held.until > now:
            if held.until > until:  # of a clock that has been set back since: it lasts no longer than one taken now
                self._db.execute(update(leases).where(leases.c.name == name).values(until=until))
            return None
        fence: int = held.fence if held.owner == owner else held.fence + 1
        self._db.execute(update(leases).where(leases.c.name == name).values(owner=owner, fence=fence, until=until))
        return fence

    def release(self, name: str, owner: str, now: datetime) -> None:
        where = (leases.c.name == name, leases.c.owner == owner)
        self._db.execute(update(leases).where(*where).values(owner="", until=now))

    def free(self) -> None:
        self._db.execute(update(leases).where(leases.c.owner != "").values(owner=""))

    def cursor(self, name: str) -> str | None:
        found: str | None = self._db.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar()
        return found

    def move_cursor(self, name: str, fence: int, old: str | None, new: str) -> None:
        held = self._db.execute(select(leases.c.fence, leases.c.owner).where(leases.c.name == name)).first()
        if held is None or held.fence != fence or not held.owner or self.cursor(name) != old:
            raise LeaseLost(name)
        self._db.execute(delete(cursors).where(cursors.c.name == name))
        self._db.execute(insert(cursors).values(name=name, value=new))
