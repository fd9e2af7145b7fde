"""The database as an operator meets it: brought up to date, or looked at without a trace.

Rules of this file: what can't be used is said with the key's name and never ends in a traceback; ``look`` opens the
file read-only, so it may be run beside the bot, and makes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.cli.config import Config
from bot.errors import Misconfigured
from bot.seed import differences, unsown
from storage import migrate
from storage.store import SqlStore

NEWER = "storage.url: {path} was written by a newer version of the bot ({version}); run that version"


def bring_up(url: str) -> tuple[str | None, str | None]:
    """Bring the database to this version of the bot. Returns the version before and after; raises Misconfigured."""
    path = _path(url)
    if not path.parent.is_dir():
        raise Misconfigured(f"storage.url: the folder {path.parent} isn't there; make it, or name another")
    with _explained(path):
        before, wanted = migrate.versions(url)
        if before is not None and before not in migrate.known_versions():
            raise Misconfigured(NEWER.format(path=path, version=before))
        migrate.upgrade(url)
    return before, wanted


def look(config: Config) -> list[str]:
    """What an operator should know about the database, a line each. Raises Misconfigured where it can't be used."""
    path = _path(config.storage.url)
    if not path.exists():
        return [f"There is no database yet: `ambassador run` makes {path}."]
    with _explained(path), migrate.read_only(path) as connection:
        version = migrate.version_of(connection)
        if version is not None and version not in migrate.known_versions():
            raise Misconfigured(NEWER.format(path=path, version=version))
        if version != migrate.head():
            return [f"{path} isn't at this version yet: `ambassador run` or `ambassador migrate` brings it there."]
        store = SqlStore(connection)
        new, found = unsown(store, config.core), differences(store, config.core)
    wins = ["The database wins: change it by commands in chat."] if found else []
    added = [f"new: {name}; the next start of the bot adds it" for name in new]
    return [*added, *(f"differs: {each}" for each in found), *wins] or ["The database agrees with it."]


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say what SQLite can't do with a file."""
    try:
        yield
    except DBAPIError as failure:
        said = f"storage.url: {path} can't be used as a database ({failure.orig})"
        raise Misconfigured(f"{said}; mend the file's rights, or name another") from None
    except CommandError as failure:
        raise Misconfigured(f"storage.url: {path} can't be brought to this version ({failure})") from None
