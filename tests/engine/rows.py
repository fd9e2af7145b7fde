"""Everything that a database holds, read without the project's own code: for tests that compare before with after."""

from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import make_url

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
