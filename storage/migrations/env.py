"""Alembic's entry: runs migrations on the URL that ``storage.migrate`` hands over, all of them in one transaction.

Rules of this file: whoever migrates is alone: a second process waits, and then finds nothing to do. Killed half way,
nothing has happened. On SQLite a table may be rebuilt, so foreign keys are looked at once, before the commit.
"""

from alembic import context
from sqlalchemy import Connection

from storage import tables
from storage.database import engine_for

LOCK = 0x616D6261
"""Any number that nobody else locks: "amba"."""
PATIENCE = 600_000
"""Milliseconds that one process waits for another that migrates; a statement may take as long as it needs."""


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # before the transaction: inside it is ignored
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {PATIENCE}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def _whole(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left rows behind that belong to none")


url: str = context.config.attributes["url"]
engine = engine_for(url, writes=True)
if engine.dialect.name == "postgresql":  # what the process before it did must be seen once it has the lock
    engine = engine.execution_options(isolation_level="READ COMMITTED")
with engine.begin() as connection:
    _alone(connection)
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        user_module_prefix="",
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()
    _whole(connection)
engine.dispose()
