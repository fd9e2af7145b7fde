"""The database as an operator meets it: brought up to date, or looked at without a trace.

Rules of this file: what can't be used is said with the key's name, with no password, and never ends in a traceback;
``look`` only reads, so it may be run beside the bot, and makes nothing: what it does with a connection may be done
twice. Nobody is waited for but another process that
migrates: a server that isn't there yet is found by the next start.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.cli.config import Config
from bot.errors import Misconfigured
from bot.seed import differences, unread, unsown
from storage import check, migrate
from storage.database import is_sqlite
from storage.store import SqlStore
from storage.trouble import DAMAGED, unavailable

T = TypeVar("T")
_TODO = {
    "42501": "make the bot's user the owner of the database, or let it make tables there",
    "55P03": "another process is bringing it up to date: start again when that is done",
}
"""By SQLSTATE."""


def bring_up(url: str) -> tuple[str | None, str | None]:
    """Bring the database to this version of the bot. Returns the version before and after; raises Misconfigured."""
    _foldered(url)
    with _explained(url):
        with migrate.reading(url) as connection:
            before = _version(url, connection)
            if (damage := check.damage(connection)) is not None:
                raise Misconfigured(_damaged(url, damage))
        if before != migrate.head():  # else nobody need be waited for
            migrate.upgrade(url)
    return before, migrate.head()


def look(config: Config) -> list[str]:
    """What an operator should know about the database, a line each. Raises Misconfigured where it can't be used."""
    url = config.storage.url
    if (missing := _missing(url)) is not None:
        return [missing]
    return _looked(url, lambda connection: _compared(config, connection))


def _compared(config: Config, connection: Connection) -> list[str]:
    if (behind := _behind(config.storage.url, connection)) is not None:
        return [f"{behind}: `ambassador run` or `ambassador migrate` brings it there."]
    store = SqlStore(connection)
    new, found = unsown(store, config.core), differences(store, config.core)
    wins = ["The database wins: change it by commands in chat."] if found else []
    added = [f"new: {name}; the next start of the bot adds it" for name in new]
    lost = [f"not read: {each}" for each in unread(store, config.core)]
    return [*added, *(f"differs: {each}" for each in found), *wins, *lost] or ["The database agrees with it."]


def standing(config: Config, look: Callable[[SqlStore], T]) -> T:
    """Look into a database that stands at this version. Raises Misconfigured where there is none, or it doesn't."""
    return _standing(config.storage.url, lambda connection: look(SqlStore(connection)))


def findings(config: Config) -> list[str]:
    """What stands in the database that can't be, a line each. Raises Misconfigured as ``standing`` does."""
    return _standing(config.storage.url, lambda connection: [str(finding) for finding in check.findings(connection)])


def _standing(url: str, look: Callable[[Connection], T]) -> T:
    if (missing := _missing(url)) is not None:
        raise Misconfigured(missing)

    def seen(connection: Connection) -> T:
        if (behind := _behind(url, connection)) is not None:
            raise Misconfigured(f"{behind}: `ambassador migrate` brings it there.")
        return look(connection)

    return _looked(url, seen)


def shown(url: str) -> str:
    """A database as operators know it: the file, or its name and where its server is."""
    there = make_url(url)
    if is_sqlite(url):
        return str(_path(url))
    port = f":{there.port}" if there.port is not None else ""
    hosts = there.query.get("host", ()) if there.host is None else f"{there.host}{port}"
    named = hosts if isinstance(hosts, str) else " or ".join(hosts)
    return f"{there.database} on {named or 'this machine'}"


def _version(url: str, connection: Connection) -> str | None:
    """The version that a database is at. Raises Misconfigured where it isn't one to begin with, or to go on from."""
    version = migrate.version_of(connection)
    if version is not None and version not in migrate.known_versions():
        said = f"storage.url: {shown(url)} was written by a newer version of the bot ({version}); run that version"
        raise Misconfigured(said)
    if version is None and (strays := migrate.tables_in(connection)):
        said = f"storage.url: {shown(url)} has tables ({', '.join(strays)}), but nothing says of which version"
        raise Misconfigured(f"{said}; restore a copy that is whole, or name an empty database")
    return version


def _foldered(url: str) -> None:
    """Raises Misconfigured where a file has no folder to lie in."""
    if is_sqlite(url) and not _path(url).parent.is_dir():
        raise Misconfigured(f"storage.url: the folder {_path(url).parent} isn't there; make it, or name another")


def _missing(url: str) -> str | None:
    """What to say where there is no file yet. Raises Misconfigured where none could be made."""
    _foldered(url)
    if is_sqlite(url) and not _path(url).exists():
        return f"There is no database yet: `ambassador run` makes {_path(url)}."
    return None


def _behind(url: str, connection: Connection) -> str | None:
    """What to say where a migration is due."""
    return None if _version(url, connection) == migrate.head() else f"{shown(url)} isn't at this version yet"


def _looked(url: str, look: Callable[[Connection], T]) -> T:
    """Look through a connection by which nothing is changed; perhaps several times."""
    with _explained(url):
        if is_sqlite(url):
            return migrate.read_only(_path(url), look)
        with migrate.reading(url) as connection:
            return look(connection)


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Say what can't be done with a database."""
    try:
        yield
    except DBAPIError as failure:
        words = str(failure.orig).strip().partition("\n")[0]
        if (away := unavailable(failure)) is not None and away.cause == DAMAGED:
            raise Misconfigured(_damaged(url, words)) from None
        if is_sqlite(url):
            said = f"storage.url: {shown(url)} can't be used as a database ({words}); mend the file's rights, or name"
            raise Misconfigured(f"{said} another") from None
        raise Misconfigured(f"storage.url: {shown(url)} can't be used ({words}); {_todo(failure)}") from None
    except CommandError as failure:
        raise Misconfigured(f"storage.url: {shown(url)} can't be brought to this version ({failure})") from None


def _damaged(url: str, words: str) -> str:
    """What to do now, and not to do: whoever goes on writing loses what could still be saved."""
    if not is_sqlite(url):
        return f"storage.url: {shown(url)} is damaged ({words}); restore a backup, docs/running.md tells how"
    path = shown(url)
    return (
        f"storage.url: {path} is damaged ({words}). First copy it, with the files {path}-wal and {path}-shm, to a safe "
        "place. Then put your last backup in its place, or save from the copy what can still be read: docs/running.md "
        "tells how."
    )


def _todo(failure: DBAPIError) -> str:
    """What to mend on a server. Before it lets the bot in, its own words are all that tells one cause from another."""
    state = getattr(failure.orig, "sqlstate", None)
    if state is not None:
        return _TODO.get(state, "the server's log may tell more")
    if getattr(getattr(failure.orig, "pgconn", None), "needs_password", False):
        return "write a password into it: postgresql://user:password@host/name"
    if "FATAL" in str(failure.orig):
        return "mend user, password or name in it, or what the server allows them"
    if "does not support SSL" in str(failure.orig):
        return "switch TLS on in the server, or, where nobody can listen on the way, write sslmode=disable into it"
    if "SSL" in str(failure.orig):
        return "mend sslrootcert in it, which says whose certificates are trusted, or the server's certificate"
    return "see that the server runs, and that host and port are right"
