"""Alembic's entry: runs migrations on the URL that ``storage.migrate`` hands over."""

from alembic import context
from sqlalchemy import Connection, event

from storage import tables
from storage.database import engine_for

url: str = context.config.attributes["url"]
engine = engine_for(url, writes=True)


@event.listens_for(engine, "begin")
def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # Alembic begins where it likes; a migration is whole or not at all


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        user_module_prefix="",
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
