"""Everything that a database holds, read without the project's own code: for tests that compare before with after."""

from string import Template
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import make_url

_NAMES = {
    "ana": "(SELECT person_id FROM identities WHERE address = 'shell:ana')",
    "bo": "(SELECT person_id FROM identities WHERE address = 'shell:bo')",
    "region": "(SELECT min(id) FROM regions)",
    "at": "(SELECT created_at FROM people WHERE identity = 'shell:ana')",
}
_WEEK = {
    "reports": "(person_id, region_id, kind, words, at) VALUES ($ana, $region, 'talk', 'Beginnings', $at)",
    "feedback": "(person_id, region_id, words, quoted, at) VALUES ($ana, $region, 'More of it', 1 = 1, $at)",
    "feedback_tags": "(feedback_id, tag) SELECT max(id), 'docs' FROM feedback",
    "thanks": "(person_id, whom_id, region_id, words, at) VALUES ($ana, $bo, $region, 'the help', $at)",
    "gaps": "(place, region_id, times, first_at, last_at) VALUES ('Atlantis', $region, 1, $at, $at)",
    "digests": "(key, region_id, since, at, outcome) VALUES ('0:2026-W10', $region, $at, $at, 'sent')",
}
WEEK = {table: Template(f"INSERT INTO {table} {row}").substitute(_NAMES) for table, row in _WEEK.items()}
"""A row for each of the tables of a region's week."""

Rows = dict[str, list[dict[str, Any]]]


def engine(url: str) -> Engine:
    """A plain engine on either kind of database."""
    there = make_url(url)
    if there.get_backend_name() == "postgresql":
        there = there.set(drivername="postgresql+psycopg")
    return create_engine(there, poolclass=NullPool)


def rows(url: str) -> Rows:
    """Every row of every table by its columns' names, in order of the table's key."""
    with engine(url).connect() as connection:
        there = inspect(connection)
        found: Rows = {}
        for table in there.get_table_names():
            keys = ", ".join(there.get_pk_constraint(table)["constrained_columns"]) or "1"
            rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY {keys}"))  # noqa: S608
            found[table] = [dict(row._mapping) for row in rows]
        return found


def indexes(url: str) -> dict[str, tuple[Any, ...]]:
    """Every index: its table, columns, whether it is unique, and its condition, without a database's own brackets."""
    with engine(url).connect() as connection:
        there = inspect(connection)
        return {
            str(index["name"]): (table, tuple(index["column_names"]), bool(index["unique"]), _condition(index))
            for table in there.get_table_names()
            for index in there.get_indexes(table)
        }


def _condition(index: Any) -> str | None:
    options = index.get("dialect_options", {})
    where = options.get("sqlite_where", options.get("postgresql_where"))
    return None if where is None else str(where)
