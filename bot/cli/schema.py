"""The database as an operator meets it: brought up to date, or looked at without a trace.

Rules of this file: what can't be used is said with the key's name and never ends in a traceback; ``look`` opens the
file read-only, so it may be run beside the bot, and makes nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.cli.config import Config
from bot.errors import Misconfigured
from bot.seed import differences
from bot.settings import Core
from storage import migrate
from storage.seeds import seeds
from storage.store import SqlStore

NEWER = "storage.url: {path} was written by a newer version of the bot ({version}); run that version"


def bring_up(url: str) -> tuple[str | None, str | None]:
    """Bring the database to this version of the bot. Returns the version before and after; raises Misconfigured."""
    path = _path(url)
    if not path.parent.is_dir():
        raise Misconfigured(f"storage.url: the folder {path.parent} isn't there; make it, or name another")
    with _explained(path):
        before, wanted = migrate.versions(url)
        if before is not None and before not in _known_versions():
            raise Misconfigured(NEWER.format(path=path, version=before))
        migrate.upgrade(url)
    return before, wanted


def look(config: Config) -> list[str]:
    """What an operator should know about the database, a line each. Raises Misconfigured where it can't be used."""
    path = _path(config.storage.url)
    if not path.exists():
        return [f"There is no database yet: `ambassador run` makes {path}."]
    engine = create_engine("sqlite://", creator=lambda: _read_only(path), hide_parameters=True)
    try:
        with _explained(path), engine.connect() as connection:
            version = MigrationContext.configure(connection).get_current_revision()
            if version is not None and version not in _known_versions():
                raise Misconfigured(NEWER.format(path=path, version=version))
            if version != _head():
                return [f"{path} isn't at this version yet: `ambassador run` or `ambassador migrate` brings it there."]
            taken, new = _parted(config.core, set(connection.scalars(select(seeds.c.name))))
            found = differences(SqlStore(connection), taken)
    finally:
        engine.dispose()
    wins = ["The database wins: change it by commands in chat."] if found else []
    added = [f"new: {name}; the next start of the bot adds it" for name in new]
    return [*added, *(f"differs: {each}" for each in found), *wins] or ["The database agrees with it."]


def _parted(core: Core, sown: set[str]) -> tuple[Core, list[str]]:
    """The config as far as the database took it in, and the names of what the next start adds."""
    programme = core.programme
    entries = [
        *((f"region:{each.name}", f"[[region]] {each.name}") for each in core.regions),
        *((f"coordinator:{each[0]}", f"programme.coordinators {each[0]}") for each in programme.coordinators),
        *((f"mentor:{each.person[0]}", f"[[mentor]] {each.person[0]}") for each in core.mentors),
    ]
    coordinators = tuple(each for each in programme.coordinators if f"coordinator:{each[0]}" in sown)
    taken = core.model_copy(
        update={
            "programme": programme.model_copy(update={"coordinators": coordinators}),
            "regions": tuple(each for each in core.regions if f"region:{each.name}" in sown),
            "mentors": tuple(each for each in core.mentors if f"mentor:{each.person[0]}" in sown),
        }
    )
    return taken, [shown for seed, shown in entries if seed not in sown]


def _read_only(path: Path) -> sqlite3.Connection:
    """A file that nobody has open is read as it lies: else SQLite makes files beside it, which may be root's then."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    return sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, check_same_thread=False)


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(migrate.MIGRATIONS))


def _known_versions() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def _head() -> str | None:
    return _scripts().get_current_head()


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
