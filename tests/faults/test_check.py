"""Everything that can't be is found, on both databases; a healthy database breaks no check."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url

from bot.model import State
from bot.states import ACTS
from storage.check import SHOWN, findings
from storage.database import is_sqlite
from storage.impossible import CHECKS
from tests.chat import chat
from tests.faults.breaks import BREAKS, HEALTHY, entry, filled
from tests.postgres.server import Server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def healthy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database in which everything has happened."""
    if request.param == "sqlite":
        yield play(f"sqlite:///{tmp_path_factory.mktemp('healthy') / 'demo.db'}")
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield play(url)


def play(url: str) -> str:
    """Let everything happen."""

    async def happen() -> None:
        async with chat(url) as there:
            await there.play(HEALTHY)

    asyncio.run(happen())
    return url


@contextmanager
def broken(url: str, *statements: str) -> Iterator[Connection]:
    """A connection that has done something nobody may, and takes it back at the end."""
    driver = {} if is_sqlite(url) else {"drivername": "postgresql+psycopg"}
    engine = create_engine(make_url(url).set(**driver), poolclass=NullPool)  # type: ignore[arg-type]
    with engine.connect() as connection, connection.begin() as transaction:
        if is_sqlite(url):
            connection.exec_driver_sql("SAVEPOINT before")  # the driver itself begins too late for a DROP
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # foreign keys look away
        for statement in statements:
            connection.execute(text(statement))
        yield connection
        if is_sqlite(url):
            connection.exec_driver_sql("ROLLBACK TO before")
        transaction.rollback()


def found(url: str, *statements: str) -> dict[str, tuple[str, ...]]:
    """The names of what is found after statements, with the rows."""
    with broken(url, *statements) as connection:
        return {finding.check.name: finding.rows for finding in findings(connection)}


def test_a_healthy_database_has_no_findings_and_something_in_every_state(healthy: str) -> None:
    with broken(healthy) as connection:
        assert findings(connection) == []
        states = set(connection.execute(text("SELECT state FROM cases")).scalars())
    assert states == set(State) - {State.LAPSED}


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_each_check_finds_what_it_is_for(healthy: str, name: str) -> None:
    assert found(healthy, *BREAKS[name].split("; "))[name]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("no-thumbs-up", ("1",)),
        ("two-open", ("1", "3")),
        ("gap", ("1",)),
        ("version", ("1",)),
        ("own-case", ("1",)),
        ("asks-too-late", ("5",)),
        ("no-form", ("8",)),
        ("card-of-nothing", ("card:99",)),
        ("cursor", ("loop",)),
        ("no-coordinator", ("coordinator:shell:cora", "coordinator:shell:omar")),
    ],
)
def test_a_finding_names_the_rows_and_no_other(healthy: str, name: str, rows: tuple[str, ...]) -> None:
    assert found(healthy, *BREAKS[name].split("; "))[name] == rows


@pytest.mark.parametrize("act", [act.name for act in ACTS if act.target is not None])
def test_no_act_leads_anywhere_but_where_the_table_says(healthy: str, act: str) -> None:
    assert found(healthy, entry("claim", filled("act = '$act', after = before", act=act)))["step"] == ("1",)


def test_a_finding_reads_as_a_sentence_and_tells_of_many_that_there_are_more(healthy: str) -> None:
    with broken(healthy, BREAKS["no-thumbs-up"]) as connection:
        assert [str(each) for each in findings(connection)] == ["approved or sponsored without a 👍: case #1"]
    with broken(healthy, "DELETE FROM messages", "DELETE FROM identities") as connection:
        lines = [str(each) for each in findings(connection)]
        people = connection.execute(text("SELECT count(*) FROM people")).scalar_one()
    (addressless,) = [line for line in lines if line.startswith("with no address at all: person ")]
    assert addressless.count(",") == min(people, SHOWN) - 1
    assert (" more" in addressless) == (people > SHOWN)


def test_no_finding_tells_anybodys_words(healthy: str, tmp_path: Path) -> None:
    with broken(healthy, "UPDATE cases SET state = 'lost'", "UPDATE dialogues SET case_id = NULL") as connection:
        told = " ".join(str(each) for each in findings(connection))
    assert "lost" not in told
    assert "example.org" not in told
