"""Whether the bot is in the channels that the config names: asked when it comes up, so that nobody learns it by a loss.

Rules of this file: it only tells. A channel that it isn't in keeps nothing from starting: what is to be said there
waits for the invitation. What Slack can't tell now is no finding.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from adapters.slack import causes
from adapters.slack.api import SlackError
from adapters.slack.lookup import Call
from adapters.slack.workspace import Workspace, slack_id
from bot.address import Room, platform_of
from bot.engine import Engine

log = structlog.get_logger(__name__)

METHOD = "conversations.info"


async def look(call: Call, engine: Engine, workspace: Workspace) -> None:
    """Log an error for each of the programme's channels that can't be written to, with what to do about it."""
    for room in sorted(engine.rooms):
        if platform_of(room) != "slack":
            continue
        todo = await _todo(call, room, workspace)
        if todo is not None:
            log.error("bound room is out of reach", room=room, todo=todo)


async def _todo(call: Call, room: Room, workspace: Workspace) -> str | None:
    channel = slack_id(room)
    try:
        info: Mapping[str, Any] = (await call(METHOD, channel=channel)).get("channel") or {}
    except SlackError as failure:
        if failure.passing or failure.revoked:
            return None
        return causes.to_room(failure, room, workspace.handle)
    if info.get("is_archived"):
        code = "is_archived"
    elif info.get("is_member") is False:
        code = "not_in_channel"
    else:
        return None
    return causes.to_room(SlackError(METHOD, code), f"#{info.get('name') or channel}", workspace.handle)
