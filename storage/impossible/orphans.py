"""Rows that name a row which isn't there: an entry a table and foreign key, made from the tables themselves.

Neither database lets one in while it is watching; an import, a repair or a tool that switched it off may have.
"""

from collections.abc import Iterator

from sqlalchemy import ForeignKey, Table, select

from storage.impossible.entry import Check
from storage.tables import metadata

_OF = {"roles": "role", "mentor_regions": "person", "choices": "case", "history": "case", "identities": "address"}
_OF |= {"people": "person", "mentors": "person", "cases": "case", "regions": "region", "dialogues": "dialogue"}
_OF |= {"outbox": "message", "dues": "due row", "schedules": "person"}
_OF |= {
    "reports": "report",
    "feedback": "feedback",
    "feedback_tags": "feedback",
    "thanks": "thanks",
    "digests": "digest",
}
_OF |= {"gaps": "place"}
"""What the number that is told of a row counts."""
_NUMBER = "case_id"
"""What is told of an entry of the history."""


def _orphans() -> Iterator[Check]:
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            yield _orphan(table, key)


def _orphan(table: Table, key: ForeignKey) -> Check:
    number = table.c[_NUMBER] if table.name == "history" else next(iter(table.primary_key))
    there = key.column.table.alias("there")
    named = there.c[key.column.name]
    rows = select(number).select_from(table.outerjoin(there, named == key.parent))
    sql = str(rows.where(key.parent.is_not(None), named.is_(None)))
    says = f"its {key.parent.name} names nothing in {key.column.table.name}"
    return Check(f"orphan-{table.name}-{key.parent.name}", _OF[table.name], says, sql)


ORPHANS = tuple(_orphans())
