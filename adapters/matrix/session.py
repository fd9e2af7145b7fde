"""The session: logged in once, kept in a file, restored from then on.

Rules of this file: transaction ids are scoped to the device, so a restart must come back as the same device, or a
message whose reply was lost is sent twice. The file is as good as the password: 0600 from its first byte, replaced
atomically, on the disk before it is relied upon. What an operator must mend is said with the key's name.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import structlog

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.settings import Matrix
from bot.errors import Misconfigured

log = structlog.get_logger(__name__)

FILE = "session.json"


@dataclass(frozen=True, slots=True)
class Session:
    """``alias_key`` is a secret of this installation, from which the aliases of direct chats are derived."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    alias_key: str = field(repr=False)


async def begin(settings: Matrix, homeserver: Homeserver) -> Session:
    """Restore the kept session, or open one and keep it. Raises Misconfigured."""
    path = settings.store_path / FILE
    kept = load(path)
    if kept is not None and kept.user_id != settings.user_id:
        raise Misconfigured(
            f"matrix.store_path: {settings.store_path} holds the session of {kept.user_id}, not of {settings.user_id}. "
            "Name another folder, or the other user_id."
        )
    try:
        session = await _by_token(settings, homeserver, kept) or await _by_password(settings, homeserver, kept)
    except HomeserverError as failure:
        raise Misconfigured(
            f"matrix.homeserver: {settings.homeserver} doesn't answer as a Matrix homeserver ({failure}). Check the "
            "address; if it is right, the homeserver is down: start again when it is up."
        ) from None
    if session != kept:
        save(path, session)
    homeserver.restore(session.device_id, session.access_token)
    return session


async def _by_token(settings: Matrix, homeserver: Homeserver, kept: Session | None) -> Session | None:
    """The session of the configured or kept token; None: a password is needed."""
    configured = settings.access_token.get_secret_value() if settings.access_token else None
    if configured is None and kept is None:
        return None
    session = kept or Session(settings.user_id, "", "", secrets.token_hex())
    session = replace(session, access_token=configured or session.access_token)
    homeserver.restore(session.device_id, session.access_token)
    try:
        mine = await homeserver.whoami()
    except HomeserverError as failure:
        if failure.token_refused and settings.access_token:
            raise Misconfigured(
                "matrix.access_token: the homeserver doesn't know it (any more). Log the bot in again and put the new "
                "token here, or give password instead."
            ) from None
        if failure.token_refused:
            log.warning("kept session was ended by the homeserver; logging in again")
            return None
        if failure.passing and kept == session:
            log.warning("homeserver doesn't answer yet", cause=str(failure))
            return kept
        raise
    if mine.get("user_id") != settings.user_id:
        raise Misconfigured(
            f"matrix.user_id: the access_token belongs to {mine.get('user_id')}, not to {settings.user_id}"
        )
    if not mine.get("device_id"):
        raise Misconfigured("matrix.access_token: it belongs to no device. Log in to get one, or give password instead")
    return replace(session, device_id=str(mine["device_id"]))


async def _by_password(settings: Matrix, homeserver: Homeserver, kept: Session | None) -> Session:
    password = settings.password.get_secret_value() if settings.password else ""
    homeserver.restore("", "")
    try:
        opened = await homeserver.login(password, kept.device_id if kept else None, settings.device_name)
    except HomeserverError as failure:
        if failure.code in {"M_FORBIDDEN", "M_USER_DEACTIVATED", "M_INVALID_USERNAME"}:
            raise Misconfigured(
                f"matrix.password: the homeserver refuses to log in {settings.user_id} with it. Check user_id and "
                "password."
            ) from None
        raise
    key = kept.alias_key if kept else secrets.token_hex()
    return Session(settings.user_id, str(opened["device_id"]), str(opened["access_token"]), key)


def load(path: Path) -> Session | None:
    """The kept session, if there is one. Raises Misconfigured when the file can't be read."""
    try:
        return Session(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise Misconfigured(
            f"matrix.store_path: {path} can't be read as a session. Mend its rights, or move it away; the bot then "
            "logs in as a new device."
        ) from None


def save(path: Path, session: Session) -> None:
    """Keep a session: whole and on the disk, or as it was before. Raises Misconfigured where it can't."""
    half = path.with_suffix(".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(session), file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as failure:
        raise Misconfigured(f"matrix.store_path: {path.parent} can't be written ({failure.strerror})") from None
