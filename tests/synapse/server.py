"""A real Synapse for the tests: a homeserver of one process, on loopback, in a folder that goes when it goes.

Rules of this file: it runs what `make test` installed into `.venv-synapse` and nothing else; nothing leaves
this machine (no federation, no key servers, no statistics); it ends only the process that it started; and it
is synchronous, so that fixtures can use it from anywhere.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import itertools
import json
import random
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-synapse" / "bin" / "python"
SERVER_NAME = "ambassador.test"
LOOPBACK = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 10
# Below the ports that systems give to outgoing connections, so that none takes ours during a restart.
PORTS = range(20_000, 30_000)
UNLIMITED = {"per_second": 1_000_000, "burst_count": 1_000_000}


class SynapseError(Exception):
    """The homeserver isn't installed, didn't start, or refused what a test asked of it."""


class User(NamedTuple):
    """A registered account, logged in once."""

    user_id: str
    password: str
    access_token: str


class Synapse:
    """A homeserver: `with Synapse() as homeserver:` starts it, and stops and removes it at the end.

    `stop` and `start` in between keep its data, its port and its users.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="synapse-")
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._shared_secret = secrets.token_hex()
        self._port = free_port()
        self._path = Path(self._folder.name)
        self._log = self._path / "homeserver.log"
        self._config = self._path / "homeserver.yaml"
        settings = settings_for(self._path, self._port, self._shared_secret)
        self._config.write_text(json.dumps(settings, indent=2))  # JSON is YAML too

    def __enter__(self) -> Self:
        try:
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
    def url(self) -> str:
        """What a client calls the homeserver."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def running(self) -> bool:
        """Whether the process lives; it answers as soon as `start` has returned."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and return when it answers. Does nothing if it runs."""
        if self.running:
            return
        if not PYTHON.exists():
            raise SynapseError(f"{PYTHON.parents[1].name} is missing: run `make test`, which sets it up")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [PYTHON, "-m", "synapse.app.homeserver", "--config-path", self._config],
                cwd=self._path,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def stop(self) -> None:
        """Stop as an operator would, with SIGTERM; kill only what doesn't heed it. The data stay."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        """Stop, and remove the data."""
        self.stop()
        self._folder.cleanup()

    def user(self, name: str) -> User:
        """Register somebody new: a user id that begins with `name`, and `name` as the display name."""
        localpart = f"{name}-{next(self._numbers)}"
        password = secrets.token_urlsafe()
        path = "/_synapse/admin/v1/register"
        nonce = self._call("GET", path)["nonce"]
        signed = "\0".join((nonce, localpart, password, "notadmin"))
        mac = hmac.new(self._shared_secret.encode(), signed.encode(), "sha1").hexdigest()
        account = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "mac": mac,
            "displayname": name,
        }
        made = self._call("POST", path, account)
        return User(made["user_id"], password, made["access_token"])

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.running:
                break
            with suppress(OSError, SynapseError):
                self._call("GET", "/_matrix/client/versions")
                return
            time.sleep(0.05)
        self.stop()
        raise SynapseError(f"Synapse didn't start; the end of its log:\n{self._tail()}")

    def _tail(self, lines: int = 40) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        # http.client, because it knows no proxies.
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=10)
        try:
            connection.request(method, path, json.dumps(body) if body else None)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status != http.HTTPStatus.OK:
            raise SynapseError(f"{method} {path}: {response.status} {text}")
        return json.loads(text)


def free_port() -> int:
    """A loopback port on which nobody listens."""
    for port in random.sample(PORTS, k=100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port
    raise SynapseError("found no free port for Synapse")


def settings_for(folder: Path, port: int, shared_secret: str) -> dict[str, Any]:
    """The whole of homeserver.yaml."""
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://{LOOPBACK}:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "media_store_path": str(folder / "media"),
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": [LOOPBACK],
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "signing_key": f"ed25519 a_test {seed}",
        "macaroon_secret_key": secrets.token_hex(),
        "form_secret": secrets.token_hex(),
        "registration_shared_secret": shared_secret,
        "bcrypt_rounds": 4,  # passwords that live for a minute needn't cost half a second each
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "presence": {"enabled": False},
        **dict(limits()),
    }


def limits() -> Iterator[tuple[str, Any]]:
    """Every rate limit, raised out of the tests' way."""
    for name in (
        "message",
        "registration",
        "registration_token_validity",
        "admin_redaction",
        "joins_per_room",
        "key_requests",
        "3pid_validation",
        "third_party_invite",
        "media_create",
        "delayed_event_mgmt",
        "room_creation",
        "reports",
        "user_directory",
        "profile",
    ):
        yield f"rc_{name}", UNLIMITED
    yield "rc_login", dict.fromkeys(("address", "account", "failed_attempts"), UNLIMITED)
    yield "rc_joins", dict.fromkeys(("local", "remote"), UNLIMITED)
    yield "rc_invites", dict.fromkeys(("per_room", "per_user", "per_issuer"), UNLIMITED)
    yield "rc_presence", {"per_user": UNLIMITED}
