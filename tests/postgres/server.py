"""A real PostgreSQL for the tests: a server of its own, in a folder that goes when it goes.

Rules of this file: it listens on a unix socket in its folder, and on loopback for tests that put something in between.
It syncs nothing, as its data need not outlive the machine; what it committed does outlive its own crash. It ends only
the process that it started; where the tests' own process is killed, ``keeper.py`` does. It is synchronous, so that
fixtures, benches and plain scripts can use it:

    with Server() as server, server.database() as url: ...
"""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from storage import migrate
from tests.postgres.binaries import Account, account, bin_folder, reachable
from tests.synapse.server import LOOPBACK, free_port

START_SECONDS = 60
STOP_SECONDS = 20
PASSWORD = "a password of nobody's"
"""What the superuser ``postgres`` must say on TCP; on the socket nobody is asked."""
_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "lc_messages": "C",
    "listen_addresses": LOOPBACK,
    "max_connections": "200",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "shared_buffers": "64MB",
    "timezone": "Asia/Kathmandu",  # nobody's own: who forgets to say UTC is found out
    "wal_level": "minimal",
}


_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a name of its own is made in it
_ENOUGH = 2**30
"""Bytes that must be free there. A copy of a database takes a fifth of the time that it takes on a disk."""


class ServerError(Exception):
    """The server didn't start."""


class Server:
    """A server: ``with Server() as server:`` starts it, and stops and removes it at the end.

    ``stop``, ``crash`` and ``start`` in between keep its data and its port.
    """

    def __init__(
        self, binaries: Path | None = None, settings: dict[str, str] | None = None, within: Path | None = None
    ) -> None:
        """``binaries``: whose programs to run, else the best there are. ``settings``: other ones than usual.

        ``within``: where its folder is made, else in memory where there is enough of it, else where temporary files go.
        """
        self._as: Account | None = account()
        self._binaries = binaries or bin_folder()
        self._settings = {**_SETTINGS, **(settings or {})}
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=within or _memory())).resolve()
        self._log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._template: str | None = None
        self._lock = threading.Lock()
        self.port = free_port()

    def __enter__(self) -> Self:
        try:
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The server's process, of which all others are children."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives; it answers as soon as ``start`` has returned."""
        return self._process is not None and self._process.poll() is None

    def url(self, name: str = "postgres", *, tcp: bool = False) -> str:
        """A database's URL, as ``storage.url`` takes it; ``tcp``: by loopback, with a password."""
        if tcp:
            return f"postgresql://postgres:{PASSWORD.replace(' ', '%20')}@{LOOPBACK}:{self.port}/{name}"
        return f"postgresql://postgres@/{name}?host={self.folder}&port={self.port}"

    def start(self) -> None:
        """Start, and return when it answers. Does nothing if it runs."""
        if self.running:
            return
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        places = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-p", str(self.port)]
        self._process = self._popen([str(self._binaries / "postgres"), *places, *settings])
        self._wait()

    def stop(self) -> None:
        """Stop as an operator would, hanging up on everybody. The data stay."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop at once, as if the machine had lost its power; the next start recovers what was committed."""
        self._end(signal.SIGQUIT)

    def close(self) -> None:
        """Stop, and remove the data."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._keeper is not None:
            self._keeper.communicate()
            self._keeper = None

    def execute(self, statement: str, url: str | None = None) -> list[tuple[object, ...]]:
        """Say something as the superuser, outside of any transaction; ``url``: in that database."""
        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self, template: str = "template0") -> str:
        """A new database, empty or like another; returns its name."""
        name = f"t{next(self._numbers)}"
        how = "STRATEGY FILE_COPY" if self._version >= 15 else ""  # a third of the time of the other way
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still in it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """A database that is gone afterwards, with the bot's tables or empty; yields its URL."""
        name = self.create(self.template() if migrated else "template0")
        try:
            yield self.url(name)
        finally:
            if self.running:
                self.drop(name)

    def template(self) -> str:
        """The name of a database with the bot's tables and no rows, made once."""
        with self._lock:
            if self._template is None:
                name = self.create()
                migrate.upgrade(self.url(name))
                self._template = name
        return self._template

    @property
    def _version(self) -> int:
        return int((self.folder / "data" / "PG_VERSION").read_text().split(".")[0])

    def _make(self) -> None:
        if self._as is not None:
            shutil.chown(self.folder, *self._as)
            self._binaries = reachable(self._binaries, self.folder / "programs")
        passwords = self.folder / "passwords"
        passwords.write_text(PASSWORD)
        if self._as is not None:
            shutil.chown(passwords, *self._as)
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), str(self.folder)],
            stdin=subprocess.PIPE,
        )
        how = ["-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8", "--pwfile", str(passwords)]
        how += ["--auth-local=trust", "--auth-host=scram-sha-256"]
        made = self._popen([str(self._binaries / "initdb"), "-D", str(self.folder / "data"), *how]).wait(START_SECONDS)
        if made:
            raise ServerError(f"initdb ended with {made}:\n{self._tail()}")

    def _popen(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self._as.uid if self._as else None,
                group=self._as.gid if self._as else None,
                extra_groups=[] if self._as else None,
                start_new_session=True,  # a Ctrl-C is for the tests, which then end it in order
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.running:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        self._end(signal.SIGQUIT)
        raise ServerError(f"PostgreSQL didn't start; the end of its log:\n{self._tail()}")

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self.running:
            self._process.send_signal(number)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _tail(self, lines: int = 40) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])


def _memory() -> Path | None:
    return _MEMORY if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH else None
