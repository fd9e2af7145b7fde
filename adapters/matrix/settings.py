"""``[matrix]``: the homeserver, the bot's account there, and who may bring it into rooms.

Rules of this file: it imports nothing of the Matrix library, so that reading a config never loads it; every message
names the key and says what to write.
"""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.section import Section

_PERSON = re.compile(r"matrix:@[^:\s]+:[^\s]+")
_USER = re.compile(r"@[^:\s]+:[^\s]+")
_HOW = "AMBASSADOR_MATRIX__PASSWORD, or a secret file of that name, keeps the password out of the config file"
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
    """The homeserver, the bot's account there, and who may bring it into rooms."""

    homeserver: Annotated[str, AfterValidator(_url)]
    """The homeserver's address, such as `https://matrix.example.org`."""
    user_id: Annotated[str, AfterValidator(_user)]
    """The bot's own account there, such as `@ambassador:example.org`."""
    password: SecretStr | None = None
    """The account's password. Better kept out of the file: in `AMBASSADOR_MATRIX__PASSWORD`, or a secret file."""
    access_token: Annotated[SecretStr | None, Field(validate_default=True)] = None
    """A token of the account, instead of the password. It must belong to a device."""
    device_name: str = "ambassador"
    """What the bot's session is called among the account's sessions."""
    store_path: Path = Path("data/matrix")
    """The folder that keeps the session across restarts. It is as secret as the password."""
    accept_invites_from: tuple[Annotated[str, AfterValidator(_inviter)], ...] = ()
    """Who, besides coordinators, may bring the bot into rooms: people, or whole servers by their bare names.

    Anybody may open a direct chat with it.
    """

    @field_validator("access_token")
    @classmethod
    def _one_secret(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Checked with this field, not behind all of them: a fault elsewhere mustn't hide it."""
        if "password" not in info.data:
            return token  # it was given, and is at fault itself
        given = [secret for secret in (info.data["password"], token) if secret and secret.get_secret_value()]
        if len(given) != 1:
            which = "both are set" if given else f"neither is set. {_HOW}"
            said = f"give either matrix.password or matrix.access_token, exactly one of them; {which}"
            raise PydanticCustomError("one_secret", said, {"key": "access_token" if given else "password"})
        return token
