"""``[slack]``: how the bot hears of Slack, its tokens, and the slash commands that it has there.

Rules of this file: it imports nothing of Slack's libraries, so that reading a config never loads them; every message
names the key and says what to write.
"""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.section import Section

_NAME = re.compile(r"[a-z0-9_-]{1,31}")
BUILT_IN = frozenset(
    {
        "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback",
        "invite", "invite_people", "join", "kick", "leave", "list", "me", "mpdm", "msg", "mute", "open", "part",
        "prefs", "remind", "remove", "rename", "search", "shrug", "shortcuts", "star", "status", "topic",
        "unarchive", "who",
    }
)  # fmt: skip
"""Commands that are Slack's own: an app can't have them."""


def _command(value: str) -> str:
    name = value.removeprefix("/").strip()
    if not _NAME.fullmatch(name):
        raise ValueError("write a command as ambassador: small letters, digits, - and _, at most 31")
    if name in BUILT_IN:
        raise ValueError(f"/{name} is Slack's own, so no app can have it; choose another")
    return name


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write an address such as https://slack.com/api/")
    return value.rstrip("/") + "/"


def _token(prefix: str, name: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(prefix):
            raise ValueError(f"that isn't {name}: it begins with {prefix}")
        return secret

    return AfterValidator(check)


class Slack(Section):
    """How the bot hears of Slack, its tokens, and the slash commands that it has there."""

    mode: Literal["socket", "http"] = "socket"
    """How Slack brings events: `socket`, over a connection that the bot opens, so nothing need reach it from outside;
    or `http`, to `/slack/events` on the bot's own server, behind your https address."""
    bot_token: Annotated[SecretStr, _token("xoxb-", "a bot token")]
    """The app's bot token, `xoxb-…`. Better in `AMBASSADOR_SLACK__BOT_TOKEN`, or in a secret file."""
    app_token: Annotated[SecretStr | None, Field(validate_default=True)] = None
    """For `socket`: the app-level token with the scope `connections:write`, `xapp-…`."""
    signing_secret: Annotated[SecretStr | None, Field(validate_default=True)] = None
    """For `http`: the app's signing secret. What isn't signed with it is refused."""
    api_url: Annotated[str, AfterValidator(_url)] = "https://slack.com/api/"
    """Where Slack's Web API is: another address for a proxy."""
    command: Annotated[str, AfterValidator(_command)] = "ambassador"
    """The slash command behind which everything can be typed: `/ambassador status`."""
    extra_commands: tuple[Annotated[str, AfterValidator(_command)], ...] = ("apply",)
    """Commands of the bot that are slash commands of their own, too: `/apply`. Some are Slack's, such as `/status`."""

    @field_validator("app_token", "signing_secret")
    @classmethod
    def _needed(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Each mode has its own secret; checked with the field, so that a fault elsewhere doesn't hide it."""
        needed = {"app_token": "socket", "signing_secret": "http"}[str(info.field_name)]
        given = secret is not None and bool(secret.get_secret_value())
        if info.data.get("mode") == needed and not given:
            name = f"AMBASSADOR_SLACK__{str(info.field_name).upper()}"
            said = f'mode = "{needed}" needs it: write it here or, better, in {name}, or a secret file of that name'
            raise PydanticCustomError("needed", said)
        app_level = secret is not None and secret.get_secret_value().startswith("xapp-")
        if given and info.field_name == "app_token" and not app_level:
            raise PydanticCustomError("app_token", "that isn't an app-level token: it begins with xapp-")
        return secret
