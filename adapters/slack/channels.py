"""The channels that somebody names to the bot: whether it is in them is asked before their words are handled.

Rules of this file: Slack vouches for the id in a mention, so that alone says which channel is meant. Few are asked for,
and what Slack can't tell now isn't told. That the bot is in a channel is kept for a moment; that it isn't, never: it is
about to be invited.
"""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from itertools import islice

from adapters.slack import wire
from adapters.slack.api import SlackError
from adapters.slack.lookup import Call
from adapters.slack.wire import Payload
from adapters.slack.workspace import Workspace
from bot.event import Named

MOST = 10
"""Channels that are asked for, for one event."""
FRESH = 60.0
"""Seconds for which the bot is taken to be in a channel that it was in."""
_MENTION = re.compile(r"<#([CG][A-Z0-9]{1,40})(?:\|([^<>\n]*))?>")
_ABSENT = frozenset(["channel_not_found", "missing_scope", "not_in_channel", "is_archived"])


def mentioned(payload: Payload, workspace: Workspace, text: str) -> dict[str, str]:
    """What stands in a text for a channel, and its id: as it is mentioned, and as the bot's own buttons have it."""
    event = wire.mapping(payload, "event")
    raws = [wire.words(each, "text") for each in (payload, event)]
    found: dict[str, str] = {}
    for mention in _MENTION.finditer(" ".join(filter(None, raws))):
        label = (mention[2] or "").lstrip("#")
        found[f"#{label or mention[1]}"] = mention[1]
    address = re.compile(rf"{re.escape(workspace.source)}/([CG][A-Z0-9]{{1,40}})\b")
    found.update({each[0]: each[1] for each in address.finditer(text)})
    return dict(islice(found.items(), MOST))


class Channels:
    """The channels of one workspace."""

    def __init__(self, call: Call, workspace: Workspace, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._call, self._workspace, self._now = call, workspace, monotonic
        self._in: dict[str, float] = {}

    async def named(self, mentioned: Mapping[str, str], within: float | None) -> dict[str, Named]:
        """These, and whether the bot is in each. ``within``: seconds; where it takes longer, none is told."""
        if not mentioned:
            return {}
        try:
            async with asyncio.timeout(within):
                there = await asyncio.gather(*map(self._is_in, mentioned.values()))
        except TimeoutError:
            return {}
        pairs = zip(mentioned.items(), there, strict=True)
        return {
            shown: Named(room=self._workspace.room(channel), there=known)
            for (shown, channel), known in pairs
            if known is not None
        }

    async def _is_in(self, channel: str) -> bool | None:
        """Whether the bot is in a channel, and can write there; None: nobody can tell now."""
        if self._now() - self._in.get(channel, float("-inf")) < FRESH:
            return True
        try:
            info = wire.mapping(await self._call("conversations.info", channel=channel), "channel")
        except SlackError as failure:
            return False if failure.code in _ABSENT else None
        if not wire.flag(info, "is_member") or wire.flag(info, "is_archived"):
            return False
        self._in = {each: at for each, at in self._in.items() if self._now() - at < FRESH} | {channel: self._now()}
        return True
