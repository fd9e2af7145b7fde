"""The session is opened once, kept so that nobody else can read it, and restored."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from adapters.matrix import session
from adapters.matrix.homeserver import HomeserverError
from adapters.matrix.session import Session
from adapters.matrix.settings import Matrix
from bot.errors import Misconfigured

BOT = "@bot:example.org"
KEPT = Session(BOT, "DEVICE", "token", "secret")


class Server:
    """A homeserver that knows one password and some tokens."""

    def __init__(self, tokens: dict[str, str], fault: HomeserverError | None = None) -> None:
        self.tokens, self.fault = tokens, fault
        self.token, self.logins = "", list[str | None]()

    def restore(self, device_id: str, access_token: str) -> None:
        self.device, self.token = device_id, access_token

    async def whoami(self) -> dict[str, Any]:
        if self.fault:
            raise self.fault
        if self.token not in self.tokens:
            raise HomeserverError("M_UNKNOWN_TOKEN", 401)
        return {"user_id": BOT, "device_id": self.tokens[self.token]}

    async def login(self, password: str, device_id: str | None, device_name: str) -> dict[str, Any]:
        self.logins.append(device_id)
        if self.fault:
            raise self.fault
        if password != "right":
            raise HomeserverError("M_FORBIDDEN", 403)
        return {"user_id": BOT, "device_id": device_id or "NEW", "access_token": "fresh"}


def settings(folder: Path, **more: Any) -> Matrix:
    values: dict[str, Any] = {"homeserver": "http://x", "user_id": BOT, "store_path": folder / "m"}
    return Matrix(**(values | ({} if "access_token" in more else {"password": "right"}) | more))


async def begin(chosen: Matrix, server: Any) -> Session:
    return await session.begin(chosen, server)


async def test_it_logs_in_once(tmp_path: Path) -> None:
    server = Server({})
    first = await begin(settings(tmp_path), server)
    assert (first.device_id, first.access_token, server.token) == ("NEW", "fresh", "fresh")
    server = Server({"fresh": "NEW"})
    assert await begin(settings(tmp_path), server) == first
    assert (server.logins, server.token, server.device) == ([], "fresh", "NEW")


async def test_a_session_that_was_ended_is_opened_again_on_the_same_device(tmp_path: Path) -> None:
    session.save(tmp_path / "m" / session.FILE, KEPT)
    server = Server({})
    again = await begin(settings(tmp_path), server)
    assert server.logins == ["DEVICE"]
    assert (again.device_id, again.alias_key) == ("DEVICE", "secret")


async def test_a_token_from_the_config_brings_its_device(tmp_path: Path) -> None:
    server = Server({"given": "ITS"})
    mine = await begin(settings(tmp_path, access_token="given"), server)
    assert (mine.device_id, mine.access_token, server.device, server.logins) == ("ITS", "given", "ITS", [])
    assert (await begin(settings(tmp_path, access_token="given"), server)).alias_key == mine.alias_key


async def test_a_kept_session_outlives_a_homeserver_that_is_down(tmp_path: Path) -> None:
    session.save(tmp_path / "m" / session.FILE, KEPT)
    for fault in (HomeserverError(None, None), HomeserverError(None, 502), HomeserverError("M_LIMIT_EXCEEDED", 429)):
        server = Server({}, fault)
        assert await begin(settings(tmp_path), server) == KEPT
        assert server.token == "token"


@pytest.mark.parametrize(
    ("server", "more", "says"),
    [
        (Server({}), {"password": "wrong"}, "matrix.password"),
        (Server({}), {"access_token": "unknown"}, "matrix.access_token"),
        (Server({"mine": ""}), {"access_token": "mine"}, "matrix.access_token: it belongs to no device"),
        (Server({"mine": "D"}), {"access_token": "mine", "user_id": "@other:example.org"}, "matrix.user_id"),
        (Server({}, HomeserverError(None, None)), {}, "matrix.homeserver"),
        (Server({}, HomeserverError(None, 404)), {}, "matrix.homeserver"),
        (Server({}, HomeserverError(None, 502)), {"access_token": "mine"}, "matrix.homeserver"),
    ],
)
async def test_what_the_operator_must_mend(tmp_path: Path, server: Server, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Misconfigured, match=says) as caught:
        await begin(settings(tmp_path, **more), server)
    assert not {"wrong", "unknown", "mine"} & set(str(caught.value).replace(".", " ").split())


async def test_another_accounts_session_is_not_taken(tmp_path: Path) -> None:
    session.save(tmp_path / "m" / session.FILE, KEPT)
    with pytest.raises(Misconfigured, match=r"matrix\.store_path"):
        await begin(settings(tmp_path, user_id="@other:example.org"), Server({}))


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / session.FILE
    (tmp_path / "deep" / "er").mkdir(parents=True)
    path.with_suffix(".new").write_text("left by a crash")
    path.with_suffix(".new").chmod(0o666)
    old = os.umask(0)
    try:
        session.save(path, KEPT)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert session.load(path) == KEPT
    assert [each.name for each in path.parent.iterdir()] == [session.FILE]


def test_a_crash_leaves_the_old_one_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, steps = tmp_path / session.FILE, list[str]()
    session.save(path, KEPT)
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def crashed(self: Path, target: Path) -> Path:
        raise OSError(5, "power is gone")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", crashed)
    with pytest.raises(Misconfigured, match=r"matrix\.store_path"):
        session.save(path, Session(BOT, "D2", "t2", "s2"))
    assert session.load(path) == KEPT
    monkeypatch.setattr(Path, "replace", replace)
    session.save(path, Session(BOT, "D2", "t2", "s2"))
    assert steps == ["file", "file", "folder"]


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"user_id": "x"}', '{"user_id": "x", "extra": 1}', "\ufeff"])
def test_a_broken_file_is_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / session.FILE
    path.write_text(broken)
    with pytest.raises(Misconfigured, match=str(path)):
        session.load(path)


def test_what_is_secret_is_not_shown() -> None:
    assert repr(KEPT) == f"Session(user_id={BOT!r}, device_id='DEVICE')"


def test_no_file_is_no_session(tmp_path: Path) -> None:
    assert session.load(tmp_path / session.FILE) is None
