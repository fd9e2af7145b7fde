"""Whoever of the programme left the workspace, or came back: told by Slack, or found when the bot begins to listen.

Rules of this file: what Slack tells may come minutes late, so somebody whose standing seems to have changed is looked
up anew, and only that counts. The core hears of a change once: it knows who is gone already.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from adapters.slack import wire
from adapters.slack.directory import Directory, Unknown
from adapters.slack.receive import Scene
from adapters.slack.wire import Payload
from adapters.slack.workspace import slack_id
from bot.engine import Engine
from bot.errors import Unavailable
from bot.event import Gone, Outside, Returned, Sender


class Departures:
    """Of one workspace."""

    def __init__(self, engine: Engine, directory: Directory, scene: Callable[[], Scene]) -> None:
        """``scene`` says where and when something comes in, now."""
        self._engine, self._directory, self._scene = engine, directory, scene

    async def told(self, raw: Payload) -> None:
        """Slack tells of a change to somebody. Raises Unavailable where it must tell once more."""
        user = wire.own_id(raw, "id")
        if user is None:
            return
        identity = self._scene().workspace.identity(user)
        there = await self._engine.database.read(lambda store: store.people.standing(identity))
        if there is None or there != wire.flag(raw, "deleted"):
            return  # nobody of ours, or nothing new
        self._directory.forget(user)
        try:
            await self._look(user, self._directory.sender)
        except Unknown as unknown:
            raise Unavailable(unknown.cause) from unknown

    async def look(self, lookup: Callable[[Callable[[], Awaitable[Sender]]], Awaitable[Sender]]) -> None:
        """Look at everybody of the programme. ``lookup`` asks patiently. Raises Unknown and Unavailable."""
        source = f"{self._scene().workspace.source}/"
        people = await self._engine.database.read(lambda store: store.people.concerned(source))
        for identity in people:
            await self._look(slack_id(identity), lambda user: lookup(partial(self._directory.sender, user)))

    async def _look(self, user: str, lookup: Callable[[str], Awaitable[Sender]]) -> None:
        identity = self._scene().workspace.identity(user)
        there = await self._engine.database.read(lambda store: store.people.standing(identity))
        sender = await lookup(user)
        is_gone = sender.outside is Outside.GONE
        if there is None or there != is_gone:
            return
        scene = self._scene()
        kind = Gone if is_gone else Returned
        frame = scene.frame(f"{kind.__name__.lower()}:{user}@{scene.at.timestamp():.0f}", user, None)
        await self._engine.handle(kind(**{**frame, "sender": sender}))
