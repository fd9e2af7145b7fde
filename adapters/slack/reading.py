"""Reading what stands on Slack: slowly, since Slack wants it so, and patiently, since nobody waits for it.

Rules of this file: it only reads. Slack is asked again while that may help, and a pause that it asks for is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from adapters.slack import wire
from adapters.slack.api import SlackError
from adapters.slack.causes import THREADLESS
from adapters.slack.directory import Unknown
from adapters.slack.lookup import Call
from adapters.slack.wire import Payload
from bot.backoff import pause

T = TypeVar("T")

APART = 1.2
"""Seconds between two calls: Slack takes fifty a minute."""
MOST = 200
"""The most messages of one direct chat, and of one page, that are looked at."""
TRIES = 5
"""How often Slack is asked before its trouble is raised, unless it names a time to ask again."""


class Reading:
    """One workspace, read through ``call``, which is ``SlackApi.call``."""

    def __init__(self, call: Call, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._call, self._sleep = call, sleep

    async def direct(self, channel: str, since: datetime) -> tuple[list[Payload], bool]:
        """What was written in a direct chat since then, in order, and whether that is all. Raises SlackError.

        A thread is looked into where its first message is among the newest: history doesn't show what stands in it.
        """
        found: dict[str, Payload] = {}
        looked = 0
        async for raw in self.pages("conversations.history", "messages", channel=channel):
            if looked == MOST:
                return _in_order(found), False
            looked += 1
            if _newer(raw, "latest_reply", since):
                found |= await self._answers(channel, str(wire.ts(raw, "ts")), since)
            if _newer(raw, "ts", since):
                found[str(wire.ts(raw, "ts"))] = raw
            elif looked == MOST:
                break  # all that follows is older
        return _in_order(found), True

    async def _answers(self, channel: str, root: str, since: datetime) -> dict[str, Payload]:
        """What was written in a thread since then, by timestamp. Slack puts its first message before that."""
        where = {"channel": channel, "ts": root, "oldest": f"{since.timestamp():.6f}"}
        try:
            answers = [each async for each in self.pages("conversations.replies", "messages", **where)]
        except SlackError as failure:
            if failure.code not in THREADLESS:  # else it was deleted meanwhile
                raise
            return {}
        return {str(wire.ts(each, "ts")): each for each in answers if _newer(each, "ts", since)}

    async def pages(self, method: str, holding: str, **arguments: Any) -> AsyncIterator[Payload]:
        """The objects of every page, as Slack orders them. Raises SlackError."""
        cursor: str | None = None
        while True:
            page = await self.asked(method, limit=MOST, cursor=cursor, **arguments)
            for each in wire.mappings(page, holding):
                yield each
            following = wire.mapping(page, "response_metadata").get("next_cursor") or None
            if following is None or following == cursor:
                return
            cursor = following

    async def asked(self, method: str, **arguments: Any) -> dict[str, Any]:
        """What Slack answers, when it does. Raises SlackError."""

        async def ask() -> dict[str, Any]:
            await self._sleep(APART)
            return await self._call(method, **arguments)

        return await self.patiently(ask)

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask Slack again while that may help. Raises SlackError and Unknown."""
        tries = 1
        while True:
            try:
                return await ask()
            except (SlackError, Unknown) as failure:
                if isinstance(failure, SlackError) and (failure.revoked or not failure.passing):
                    raise
                tries += failure.after is None
                if tries > TRIES:
                    raise
                await self._sleep(max(failure.after or 0.0, pause(tries)))


def _newer(raw: Payload, key: str, since: datetime) -> bool:
    at = wire.moment(raw, key)
    return at is not None and at > since


def _in_order(found: dict[str, Payload]) -> list[Payload]:
    return [found[stamp] for stamp in sorted(found, key=lambda stamp: tuple(map(int, stamp.split("."))))]
