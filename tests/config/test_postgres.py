"""The command line on PostgreSQL: what can't be used is said in a sentence that names the key and shows no password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.config import load
from bot.cli.schema import bring_up, look
from bot.cli.wiring import opened
from bot.errors import Misconfigured
from storage import migrate
from tests.chat import configured
from tests.config.desk import GOOD, MATRIX, Desk
from tests.engine.rows import engine, rows
from tests.postgres.server import PASSWORD, Server
from tests.synapse.server import free_port

WORLD = '[[region]]\nname = "World"\n'
COMMANDS = [("config", "check"), ("migrate",), ("run",)]


def check(url: str) -> list[str]:
    """What ``config check`` does with a database."""
    return look(configured(url))


USES: list[Callable[[str], object]] = [bring_up, check]


@pytest.fixture
def name(postgres: Server) -> str:
    """An empty database of this test's own; it goes with the server."""
    return postgres.create()


def write(desk: Desk, url: str, more: str = "") -> Path:
    """A config on a database."""
    return desk.write(f'{GOOD}{MATRIX}{more}\n[storage]\nurl = "{url}"\n')


def test_migrate_twice_and_look_at_it_in_between(desk: Desk, postgres: Server, name: str) -> None:
    write(desk, postgres.url(name, tcp=True))
    shown = f"{name} on 127.0.0.1:{postgres.port}"
    checked = desk.run("config", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"{shown} isn't at this version yet: `ambassador run` or `ambassador migrate`" in checked.stdout
    assert rows(postgres.url(name)) == {}, "looking makes nothing"
    first, second = desk.run("migrate"), desk.run("migrate")
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert first.stdout == f"Made the database, at version {migrate.head()}.\n"
    assert second.stdout == f"The database is at version {migrate.head()} already.\n"
    assert "new: programme.coordinators matrix:@ana:example.org;" in desk.run("config", "check").stdout


async def test_looking_needs_no_right_to_write(desk: Desk, postgres: Server, pg_url: str) -> None:
    async with opened(load(write(desk, pg_url, WORLD))):
        pass
    for statement in (
        "DROP ROLE IF EXISTS looker",
        "CREATE ROLE looker LOGIN PASSWORD 'only looking'",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker",
    ):
        postgres.execute(statement, pg_url)
    before = rows(pg_url)
    config = load(write(desk, pg_url.replace("postgres@", "looker:only%20looking@"), f'{WORLD}aliases = ["Earth"]\n'))
    assert look(config)[0].startswith("differs: [[region]] World: aliases")
    assert look(config)[1].startswith("The database wins")
    assert rows(pg_url) == before
    postgres.execute("DROP OWNED BY looker; DROP ROLE looker", pg_url)


def test_the_address_may_be_a_secret(desk: Desk, postgres: Server, name: str) -> None:
    desk.write(GOOD)
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret("AMBASSADOR_STORAGE__URL", postgres.url(name, tcp=True) + "\n")))
    assert desk.run("migrate").stdout.startswith("Made the database")
    desk.set(AMBASSADOR_STORAGE__URL=postgres.url(name))
    assert desk.run("migrate").stdout.startswith("The database is at version")
    assert sorted(each.name for each in desk.folder.iterdir()) == ["config.toml", "secrets"]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_database_of_a_newer_version_is_left_alone(
    desk: Desk, postgres: Server, pg_url: str, arguments: tuple[str, ...]
) -> None:
    postgres.execute("UPDATE alembic_version SET version_num = '9999'", pg_url)
    before = rows(pg_url)
    write(desk, pg_url)
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "was written by a newer version of the bot (9999); run that version" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert rows(pg_url) == before


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_server_that_isnt_there(desk: Desk, arguments: tuple[str, ...]) -> None:
    port = free_port()
    write(desk, f"postgresql://bot:hush@127.0.0.1:{port}/ambassador")
    done = desk.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    said = f"storage.url: ambassador on 127.0.0.1:{port} can't be used (connection failed: connection to server at "
    assert done.stderr.startswith(said)
    assert done.stderr.endswith("Connection refused); see that the server runs, and that host and port are right\n")
    assert len(done.stderr.splitlines()) == 1


Changed = Callable[[str], str]


@pytest.mark.parametrize(
    ("changed", "said", "todo"),
    [
        (lambda url: url.replace("nobody", "somebody"), "password authentication failed", "mend user, password"),
        (lambda url: url.replace("postgres:", "who:"), 'authentication failed for user "who"', "mend user, password"),
        (lambda url: f"{url}-2", "does not exist", "mend user, password or name in it"),
        (lambda url: url.replace(":a%20password%20of%20nobody's", ""), "no password", "write a password into it"),
        (lambda url: f"{url}?sslmode=require", "server does not support SSL", "switch TLS on in the server"),
        (lambda url: url.replace("127.0.0.1", "db.invalid"), "failed to resolve host 'db.invalid'", "see that the"),
        (lambda url: url.replace("127.0.0.1", "") + "?host=/nowhere", "No such file or directory", "see that the"),
    ],
    ids=["password", "user", "database", "no password", "no TLS", "no such host", "no socket"],
)  # fmt: skip
@pytest.mark.parametrize("use", USES, ids=["run", "check"])
def test_what_the_server_doesnt_allow(
    postgres: Server, name: str, use: Callable[[str], object], changed: Changed, said: str, todo: str
) -> None:
    with pytest.raises(Misconfigured) as raised:
        use(changed(postgres.url(name, tcp=True)))
    words = str(raised.value)
    assert words.startswith(f"storage.url: {name}")
    assert said in words
    assert f"); {todo}" in words
    assert "\n" not in words
    assert not any(part in words for part in (PASSWORD, "a%20password", "somebody"))


@pytest.mark.parametrize("use", USES, ids=["run", "check"])
def test_a_user_who_may_not_make_tables(postgres: Server, name: str, use: Callable[[str], object]) -> None:
    postgres.execute("DROP ROLE IF EXISTS guest")
    postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'a guest'")
    postgres.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", postgres.url(name))
    url = postgres.url(name, tcp=True).replace(f"postgres:{PASSWORD.replace(' ', '%20')}", "guest:a%20guest")
    if use is bring_up:
        with pytest.raises(
            Misconfigured, match=r"permission denied for schema public\); make the bot's user the owner"
        ):
            use(url)
    else:
        assert use(url) == [
            f"{name} on 127.0.0.1:{postgres.port} isn't at this version yet: "
            "`ambassador run` or `ambassador migrate` brings it there."
        ]
    assert rows(postgres.url(name)) == {}


@pytest.mark.parametrize("use", USES, ids=["run", "check"])
def test_tables_of_which_nobody_knows_the_version(database_url: str, use: Callable[[str], object]) -> None:
    migrate.upgrade(database_url)
    with engine(database_url).begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    before = rows(database_url)
    with pytest.raises(
        Misconfigured, match=r"has tables \(cases, .*, thanks\), but nothing says of which version; restore"
    ):
        use(database_url)
    assert rows(database_url) == before


def test_another_programs_tables_are_in_nobodys_way(postgres: Server, name: str) -> None:
    postgres.execute("CREATE TABLE theirs (number integer)", postgres.url(name))
    bring_up(postgres.url(name))
    assert {"theirs", "cases"} <= set(rows(postgres.url(name)))
