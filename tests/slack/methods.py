"""How the methods of Slack's Web API are declared and called: arguments, scopes, and who may see which channel.

Rules of this file: a method is declared once, with every argument that it takes; what it isn't declared with is a
violation. Whoever isn't in a private channel learns nothing of it, and a refusal is Slack's own word.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tests.slack.town import Channel, User

if TYPE_CHECKING:
    from tests.slack.api import FakeApi

Body = dict[str, Any]
Handler = Callable[["FakeApi", Body], Body]
T = TypeVar("T")
SLACKBOT = "USLACKBOT"


class Refusal(Exception):
    """A call that Slack refuses. ``more`` stands in the answer besides the error."""

    def __init__(self, code: str, *, status: int = 200, retry_after: int | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code, self.status, self.retry_after, self.more = code, status, retry_after, more

    @property
    def body(self) -> Body:
        """The answer."""
        return {"ok": False, "error": self.code, **self.more}


class Method(NamedTuple):
    """A method. ``takes``: its arguments, and the type of each. ``app``: it wants the app's token, not the bot's."""

    handle: Handler
    takes: Mapping[str, type]
    needs: frozenset[str]
    scope: str | None
    writes: bool
    app: bool


METHODS: dict[str, Method] = {}
_FLAGS = """
    exclude_archived full include_all_metadata include_locale include_num_members inclusive link_names mrkdwn
    prevent_creation reply_broadcast return_im unfurl_links unfurl_media
"""
TYPES: dict[str, type] = {
    "blocks": list, "files": list, "length": int, "limit": int, "metadata": dict, "view": dict,
}  # fmt: skip
TYPES |= dict.fromkeys(_FLAGS.split(), bool)
"""What isn't a string among the arguments."""


def method(
    name: str, needs: str = "", may: str = "", *, scope: str | None = None, writes: bool = False, app: bool = False
) -> Callable[[Handler], Handler]:
    """Declare a method with the arguments that it needs, and those that it may have."""

    def declare(handle: Handler) -> Handler:
        takes = {
            each: TYPES.get(each, str) for each in f"{needs} {may} team_id".split()
        }  # bolt's clients add it to all
        METHODS[name] = Method(handle, takes, frozenset(needs.split()), scope, writes, app)
        return handle

    return declare


def read(declared: Method, given: Mapping[str, Any]) -> tuple[Body, list[str]]:
    """A call's arguments with the types that they ought to have, and what is wrong with them.

    A form and an address have only texts: numbers, flags and JSON in them are read.
    """
    arguments: Body = {}
    wrong = [f"no such argument: {name}" for name in sorted(set(given) - set(declared.takes))]
    for name, value in given.items():
        wanted = declared.takes.get(name)
        try:
            made = _value(value, wanted) if wanted is not None else value
        except ValueError:
            made = None
        if wanted is not None and (not isinstance(made, wanted) or (wanted is int and isinstance(made, bool))):
            wrong.append(f"{name} must be {wanted.__name__}")
        else:
            arguments[name] = made
    wrong += [
        f"missing required field: {name}" for name in sorted(declared.needs - set(arguments)) if name not in given
    ]
    return arguments, wrong


def _value(value: Any, wanted: type) -> Any:
    if not isinstance(value, str) or wanted is str:
        return value
    if wanted is bool:
        return {"1": True, "true": True, "0": False, "false": False}.get(value.lower())
    return int(value) if wanted is int else json.loads(value)


def family(channel: Channel) -> str:
    """What a channel's scopes begin with."""
    return "im" if channel.im else "groups" if channel.private else "channels"


def channel_of(api: "FakeApi", channel_id: str, *, inside: bool = False, open_only: bool = False) -> Channel:
    """A channel that the bot may know of. ``inside``: it is in it; ``open_only``: and it isn't archived."""
    found = api.town.channels.get(channel_id)
    bot = api.town.bot.id
    if found is None or (found.private and bot not in found.members):
        raise Refusal("channel_not_found")
    if inside and bot not in found.members:
        raise Refusal("not_in_channel")
    if open_only and found.archived:
        raise Refusal("is_archived")
    return found


def user_of(api: "FakeApi", user_id: str) -> User:
    """Somebody; Slackbot is one, and Slack doesn't call it a bot."""
    if user_id == SLACKBOT:
        return User(SLACKBOT, "slackbot", api.town.team, real_name="Slackbot")
    if user_id not in api.town.users:
        raise Refusal("user_not_found")
    return api.town.users[user_id]


def page(found: Sequence[T], arguments: Body, *, usual: int, most: int, key: Callable[[T], str]) -> tuple[list[T], str]:
    """A page of what was found, and the cursor of the next. It holds by ``key``, whatever comes in between pages."""
    limit = arguments.get("limit", usual) or usual
    if not 0 < limit <= most:
        raise Refusal("invalid_limit")
    start = 0
    if arguments.get("cursor"):
        try:
            at = base64.b64decode(arguments["cursor"], validate=True).decode().removeprefix("next:")
            start = [key(each) for each in found].index(at)
        except (binascii.Error, ValueError):
            raise Refusal("invalid_cursor") from None
    following = found[start + limit : start + limit + 1]
    cursor = base64.b64encode(f"next:{key(following[0])}".encode()).decode() if following else ""
    return list(found[start : start + limit]), cursor
