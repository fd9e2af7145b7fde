"""Finding a message of the bot's own by the token in its metadata, for a parcel that may have been sent before.

Rules of this file: it only reads. "Not there" is said only where everything since then was seen; what can't be seen is
Unproven, and never guessed.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.api import SlackError
from adapters.slack.causes import THREADLESS
from adapters.slack.uploads import called

EVENT_TYPE = "ambassador_parcel"
"""What the metadata of a parcel's message is called."""
MARGIN = timedelta(seconds=60)
"""How far Slack's clock may be off ours."""
PAGES = 10
"""The most pages that are looked through."""
PER_PAGE = 200

Call = Callable[..., Awaitable[dict[str, Any]]]
Raw = dict[str, Any]


class Unproven(Exception):
    """Nobody can tell whether a message stands there."""


def metadata(token: str) -> Raw:
    """What a message carries so that it can be found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"token": token}}


async def find(
    call: Call, mine: Callable[[Raw], bool], channel: str, token: str, since: datetime, file: str | None = None
) -> str | None:
    """The id of the message with that token in a channel, written after ``since``; None: it isn't there.

    ``file``: what its file is called: a message with a file holds no token. ``call`` calls a method of Slack's,
    ``mine`` tells the bot's own messages. Raises Unproven; and SlackError where it may be known later.
    """
    wanted = _wanted(mine, token, file)
    return await _search(call, wanted, "conversations.history", channel=channel, oldest=_oldest(since))


async def find_reply(
    call: Call,
    mine: Callable[[Raw], bool],
    channel: str,
    root: str,
    token: str,
    since: datetime,
    file: str | None = None,
) -> str | None:
    """The same for an answer to ``root``: in its thread, or in the channel, where it goes if it can't be in there."""
    where = {"channel": channel, "ts": root, "oldest": _oldest(since)}
    try:
        found = await _search(call, _wanted(mine, token, file), "conversations.replies", **where)
    except SlackError as failure:
        if failure.code not in THREADLESS:
            raise
        found = None
    return found or await find(call, mine, channel, token, since, file)


def _wanted(mine: Callable[[Raw], bool], token: str, file: str | None) -> Callable[[Raw], bool]:
    return lambda message: mine(message) and (_token(message) == token or file in called(message))


async def _search(call: Call, wanted: Callable[[Raw], bool], method: str, **where: Any) -> str | None:
    cursor: str | None = None
    for _ in range(PAGES):
        try:
            page = await call(method, include_all_metadata=True, limit=PER_PAGE, cursor=cursor, **where)
        except SlackError as failure:
            if failure.passing or failure.code in THREADLESS:
                raise
            raise Unproven(str(failure)) from failure
        for message in page.get("messages") or []:
            if wanted(message):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            if page.get("has_more"):
                raise Unproven(f"{method}: more than it shows")
            return None
    raise Unproven(f"{method}: more than {PAGES} pages")


def _token(message: Raw) -> str | None:
    carried = message.get("metadata") or {}
    if carried.get("event_type") != EVENT_TYPE:
        return None
    token = (carried.get("event_payload") or {}).get("token")
    return token if isinstance(token, str) else None


def _oldest(since: datetime) -> str:
    return f"{(since - MARGIN).timestamp():.6f}"
