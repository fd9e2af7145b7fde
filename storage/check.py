"""Is everything whole? Looks through a database for what can't be, and changes nothing.

Rules of this file: what can't be stands in one table (``impossible.CHECKS``), each a sentence for the operator and a
statement that both kinds of database understand; a finding names numbers, never anybody's words.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from storage.impossible import CHECKS
from storage.impossible.entry import Check
from storage.trouble import unavailable

SHOWN = 20
"""The most numbers that a finding names."""
AT_ONCE = 64 * 2**20
"""Bytes of a file that is looked through at each start: some 50 ms from memory, 1.5 s from a slow disk."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the rows' own numbers, a case's where it is about a case."""

    check: Check
    rows: tuple[str, ...]

    def __str__(self) -> str:
        shown = [f"#{row}" if self.check.of == "case" else row for row in self.rows[:SHOWN]]
        more = f" and {len(self.rows) - SHOWN} more" if len(self.rows) > SHOWN else ""
        return f"{self.check.says}: {self.check.of} {', '.join(shown)}{more}"


def findings(connection: Connection) -> list[Finding]:
    """Everything that can't be, in the order of the table, all as of one moment. The schema must be of this version.

    A file that is damaged may not let itself be looked through: then that is the only finding.
    """
    begin, end = _MOMENT[connection.dialect.name]
    connection.exec_driver_sql(begin)
    try:
        wrong = _look(connection, "integrity_check", SHOWN)
        found = [Finding(_FILE, wrong)] if wrong else [each for check in CHECKS if (each := _found(connection, check))]
    except DatabaseError as failure:
        away = unavailable(failure)
        if away is None or not away.lasts:
            raise
        return [Finding(_FILE, (away.said,))]
    connection.exec_driver_sql(end)
    return found


def damage(connection: Connection) -> str | None:
    """What is wrong with the pages of an SQLite file, where that is known in a moment: of a large file it isn't."""
    if connection.dialect.name != "sqlite" or _size(connection) > AT_ONCE:
        return None
    return next(iter(_look(connection, "quick_check", 1)), None)


def _found(connection: Connection, check: Check) -> Finding | None:
    rows = connection.execute(_STATEMENTS[check.name]).all()
    return Finding(check, tuple(map(str, sorted({row[0] for row in rows})))) if rows else None


def _size(connection: Connection) -> int:
    pages, bytes_each = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
    )
    return int(pages * bytes_each)


def _look(connection: Connection, how: str, most: int) -> tuple[str, ...]:
    """What SQLite's own look at every page says, the first line each; PostgreSQL looks whenever it reads."""
    if connection.dialect.name != "sqlite":
        return ()
    said = connection.exec_driver_sql(f"PRAGMA {how}({most})").scalars().all()
    return () if said == ["ok"] else tuple(str(each).strip().replace("\n", "; ") for each in said)


_FILE = Check("file", "place", "the file is damaged", "")
_STATEMENTS = {check.name: text(check.statement) for check in CHECKS}
_MOMENT = {
    "sqlite": ("SAVEPOINT moment", "RELEASE moment"),
    "postgresql": ("SET LOCAL statement_timeout = 0", "RESET statement_timeout"),
}
"""How to look at one moment, for as long as it takes, and what ends that."""
