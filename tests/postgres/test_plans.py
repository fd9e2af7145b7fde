"""On PostgreSQL, too, no query that must stay fast reads a whole table that grows.

Rules of this file: the planner goes by how many rows there are, so there are enough of them that reading all is dearer;
its plan depends on them alone, not on the machine.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from storage.database import engine_for
from storage.store import SqlStore
from tests.bench import ground
from tests.bench.test_plans import DUE, QUERIES
from tests.postgres.server import Server

_FILL = """
INSERT INTO inbox (source, event_id, state, tries, at)
    SELECT 'shell', 'e' || n, 'done', 0, :now FROM generate_series(1, 5000) n;
INSERT INTO messages (room, key, message_id)
    SELECT 'shell:mentors', 'k' || n, 'm' || n FROM generate_series(1, 5000) n;
INSERT INTO outbox (token, platform, lane, direct, wanted, message, state, attempts, due_at, created_at, event, told)
    SELECT 't' || n, 'shell', 'shell:p' || (n % 500), false, false, '',
        CASE WHEN n % 100 = 0 THEN 'pending' WHEN n % 333 = 0 THEN 'dead' ELSE 'sent' END, 1, :now, :now, 'e', true
    FROM generate_series(1, 5000) n;
INSERT INTO dues (kind, key, due_at, since, rung, case_id, person_id, tries)
    SELECT CASE WHEN n % 2 = 0 THEN 'application' ELSE 'mentoring' END, n,
        CAST(:now AS timestamptz) + (n - 3) * interval '1 minute', :now, 'pool', n, n % 500 + 1,
        CASE WHEN n % 500 = 0 THEN 1 ELSE 0 END
    FROM generate_series(1, 4000) n ON CONFLICT DO NOTHING;
"""
GROW = (
    "people",
    "identities",
    "cases",
    "history",
    "inbox",
    "outbox",
    "messages",
    "mentors",
    "choices",
    "dialogues",
    "dues",
)


@pytest.fixture(scope="module")
def connection(postgres: Server) -> Iterator[Connection]:
    with postgres.database(migrated=False) as url:
        ground.crowd(url, 4000)
        engine = engine_for(url, writes=True)
        with engine.begin() as filling:
            for statement in _FILL.strip().split(";\n"):
                filling.execute(text(statement.rstrip(";")), {"now": ground.NOW})
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as analyzing:
            analyzing.exec_driver_sql("ANALYZE")
        with engine.connect() as opened:
            yield opened
        engine.dispose()


def _plan(connection: Connection, query: Callable[[SqlStore], object]) -> list[str]:
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((sql, parameters))

    event.listen(connection, "before_cursor_execute", note)
    query(SqlStore(connection))
    event.remove(connection, "before_cursor_execute", note)
    return [row[0] for sql, bound in sent for row in connection.exec_driver_sql(f"EXPLAIN {sql}", bound)]


_FEW = [query for index, query in QUERIES if not index.startswith("COVERING")]
"""Without what counts all that there is, along an index that holds all it needs: a server may read it all."""


@pytest.mark.parametrize("query", _FEW)
def test_a_query_reads_no_table_from_end_to_end(connection: Connection, query: Callable[[SqlStore], object]) -> None:
    plan = _plan(connection, query)
    assert any(re.search(r"Index|Scan", step) for step in plan)
    whole = re.compile(rf"Seq Scan on ({'|'.join(GROW)})\b")
    assert not [step for step in plan if whole.search(step)], "\n".join(plan)


def test_a_row_is_found_by_its_number_however_many_are_due_with_it(connection: Connection) -> None:
    """Not by its instant, at which a whole morning's may be due."""
    assert any("pk_dues" in step for step in _plan(connection, lambda store: store.dues.still(DUE)))
