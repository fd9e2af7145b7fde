"""``[mail]``: the server that takes the bot's mails, the account there, and whom they are from.

Rules of this file: it imports nothing of the mail library, so that reading a config never loads it; every message says
what to write. A password never goes over a network readably: that is refused here, before anything is tried.
"""

import re
from functools import cache
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.section import Section

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
_NAMED = re.compile(r"(?P<name>[^<>\r\n]*)<(?P<at>[^<>]*)>")
_SENDER = "write an address, bot@example.org, or one with a name, Ambassadors <bot@example.org>"


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("write the mail server's bare name, such as mail.example.org; the port has a key of its own")
    return value


def _sender(value: str) -> str:
    _split(value)
    return value


@cache
def _split(value: str) -> tuple[str, str]:
    """The name (may be empty) and the address of a sender."""
    from email_validator import EmailNotValidError, validate_email  # it loads a whole DNS library

    named = _NAMED.fullmatch(value)
    name, at = (named["name"].strip(' "'), named["at"]) if named else ("", value)
    try:
        found = validate_email(at, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise ValueError(_SENDER) from None
    if found.ascii_email is None:  # not every server takes other letters, and every mail would need one that does
        raise ValueError("the part before the @ must be of plain letters")
    return name, found.ascii_email


def _is_here(host: str) -> bool:
    """Whether a host is this machine, so that nobody is on the way to it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class Mail(Section):
    """The server that takes the bot's mails. Without this section the bot sends none."""

    host: Annotated[str, AfterValidator(_host)]
    """The mail server's name, such as `mail.example.org`. Its certificate must be for that name."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """The server's port. Without one: 587 with `starttls`, 465 with `tls`, 25 with `none`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls`: encrypted once both agreed on it. `tls`: encrypted from the start. `none`: readable on the way."""
    user: str | None = None
    """The account's name, where the server wants one."""
    password: Annotated[SecretStr | None, Field(validate_default=True)] = None
    """The account's password. Better kept out of the file: in `AMBASSADOR_MAIL__PASSWORD`, or a secret file."""
    sender: Annotated[str, AfterValidator(_sender)]
    """Whom mails are from: `bot@example.org`, or `Ambassadors <bot@example.org>`. Without a name, the programme's."""

    @field_validator("password")
    @classmethod
    def _whole_account(cls, password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Checked with this field, not behind all of them: a fault elsewhere mustn't hide it."""
        user, secret = bool(info.data.get("user")), bool(password and password.get_secret_value())
        if "user" in info.data and user != secret:
            lacks = "mail.user" if secret else "mail.password"
            how = "" if secret else " (AMBASSADOR_MAIL__PASSWORD, or a secret file of that name)"
            said = f"an account has a name and a password: give {lacks}, too{how}, or leave both out"
            raise PydanticCustomError("whole_account", said, {"key": "user" if secret else "password"})
        if secret and info.data.get("security") == "none" and not _is_here(info.data.get("host", "localhost")):
            said = 'it would send the password readably; write "starttls" or "tls", as the server\'s provider says'
            raise PydanticCustomError("readable_password", said, {"key": "security"})
        return password

    @property
    def at(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or _PORTS[self.security]

    @property
    def name(self) -> str:
        """The sender's name; may be empty."""
        return _split(self.sender)[0]

    @property
    def address(self) -> str:
        """The sender's address, in plain letters."""
        return _split(self.sender)[1]

    @property
    def domain(self) -> str:
        """The domain that the bot's mails come from."""
        return self.address.rpartition("@")[2]
