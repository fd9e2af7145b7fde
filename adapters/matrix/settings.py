"""``[matrix]``: the homeserver, the bot's account there, and who may bring it into rooms.

Rules of this file: it imports nothing of the Matrix library, so that reading a config never loads it; every message
names the key and says what to write.
"""

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, model_validator

from bot.settings import Section

_PERSON = re.compile(r"matrix:@[^:\s]+:[^\s]+")
_USER = re.compile(r"@[^:\s]+:[^\s]+")
_SERVER = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write the homeserver's address as https://matrix.example.org")
    return value.rstrip("/")


def _user(value: str) -> str:
    if not _USER.fullmatch(value):
        raise ValueError("write the bot's whole user id, @name:server")
    return value


def _inviter(value: str) -> str:
    if not (_PERSON.fullmatch(value) or _SERVER.fullmatch(value)):
        raise ValueError("write a person as matrix:@name:server, or a server by its bare name, example.org")
    return value


class Matrix(Section):
    """The section as the operator writes it.

    ``store_path`` is the folder that keeps the session (and so the device) across restarts. Anybody may open a direct
    chat with the bot; into shared rooms it follows coordinators, and whoever ``accept_invites_from`` names.
    """

    homeserver: Annotated[str, AfterValidator(_url)]
    user_id: Annotated[str, AfterValidator(_user)]
    password: SecretStr | None = None
    access_token: SecretStr | None = None
    device_name: str = "ambassador"
    store_path: Path = Path("data/matrix")
    accept_invites_from: tuple[Annotated[str, AfterValidator(_inviter)], ...] = ()

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        given = [secret for secret in (self.password, self.access_token) if secret and secret.get_secret_value()]
        if len(given) != 1:
            which = "both are set" if given else "neither is set"
            raise ValueError(f"give either password or access_token, exactly one of them; {which}")
        return self
