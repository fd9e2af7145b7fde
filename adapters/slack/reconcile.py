"""What was missed: 👍 on cards, direct messages and departures while nobody received, and letters that can go again.

Rules of this file: it runs beside receiving and never in its way, slowly, and again from the start where Slack or the
database was away. What it finds goes through the engine as the event that it would have been, so that what came in
after all is recognised. What can't be looked at is logged once, and nothing else waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from adapters.slack import mentions, reading, receive, standing, wire
from adapters.slack.api import SlackError
from adapters.slack.departures import Departures
from adapters.slack.directory import Directory, Unknown
from adapters.slack.lookup import Call
from adapters.slack.reading import Reading
from adapters.slack.receive import Scene
from adapters.slack.workspace import Workspace, slack_id
from bot import parking
from bot.address import Room
from bot.backoff import pause
from bot.engine import Engine
from bot.errors import Unavailable, where
from bot.event import AnyEvent, Reacted, Unreacted

log = structlog.get_logger(__name__)

MARGIN = timedelta(minutes=2)
"""How much further back than the mark is looked: clocks differ, and what came last may not have been handled."""
ROUNDS = 30
"""How often everything is begun again, a minute apart, for places that Slack can't show while it shows others."""


class Reconciler:
    """For one workspace. At first, and after ``away``, something may have been missed: ``catch_up`` finds it."""

    def __init__(
        self,
        call: Call,
        engine: Engine,
        directory: Directory,
        scene: Callable[[], Scene],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        departures: Departures | None = None,
    ) -> None:
        """``call`` is ``SlackApi.call``; ``scene`` says where and when something comes in, now."""
        self._departures = departures or Departures(engine, directory, scene)
        self._engine, self._directory, self._scene, self._sleep = engine, directory, scene, sleep
        self._reading = Reading(call, sleep)
        self._workspace: Workspace = scene().workspace
        self._looking = asyncio.Lock()
        self._missed, self._caught = 1, 0
        self._begun = engine.clock.now()
        self._sure: datetime | None = None
        self._unseen: dict[str, list[str]] = {}
        self._put_off: list[tuple[SlackError | Unknown, str]] = []

    # What receiving tells

    @property
    def behind(self) -> bool:
        """Whether something may have been missed that wasn't looked for yet."""
        return self._caught < self._missed

    def away(self) -> None:
        """Nothing comes in any more: from here on something may be missed. ``catch_up`` when it does again."""
        self._missed += 1

    async def heard(self, now: datetime) -> None:
        """Everything until now came in. To be said every minute while receiving. Raises Unavailable.

        While something may have been missed, nothing is written down: it is looked for from the last mark on.
        """
        if not self.behind:
            self._sure = now
            await self._engine.database.write(lambda store: store.marks.touch(self._mark, now))

    async def noted(self, event: AnyEvent, told: datetime | None = None) -> None:
        """A reaction came in and was handled: it won't be taken for one that was missed. Raises Unavailable.

        ``told``: when it happened, as Slack tells it.
        """
        if isinstance(event, Reacted | Unreacted) and self._engine.wants(event):
            await self._engine.database.write(lambda store: standing.note(store, self._workspace, event, told))

    async def outdated(self, event: AnyEvent, told: datetime | None) -> bool:
        """Whether a reaction comes in behind something newer about itself. Raises Unavailable.

        What was found may only seem newer, where clocks differ: so it is looked at once more.
        """
        if told is None or not isinstance(event, Reacted | Unreacted):
            return False
        late = await self._engine.database.read(lambda store: standing.outdated(store, self._workspace, event, told))
        if late:
            self.away()
        return late

    async def welcomed(self, room: Room) -> int:
        """The bot can write in a room (again): what died there is sent once more. Raises Unavailable.

        Returns how many letters that are.
        """
        now = self._engine.clock.now()
        rows = await self._engine.database.write(lambda store: store.letters.revive(room, now))
        if rows:
            log.info("letters sent again", room=room, rows=len(rows))
            self._engine.wake()
        return len(rows)

    # Looking

    async def catch_up(self) -> None:
        """Hand the engine what was missed. Returns when all was looked at, however long Slack is away."""
        async with self._looking:
            tries = 0
            while self.behind:
                missed, begun = self._missed, self._engine.clock.now()
                tries += 1
                try:
                    await self._look(last=tries >= ROUNDS)
                    self._caught, tries = missed, 0
                    await self.heard(begun)
                except (SlackError, Unknown) as failure:
                    if tries == 1:
                        log.warning("can't look for what was missed yet", cause=str(failure))
                    await self._sleep(max(failure.after or 0.0, pause(tries)))
                except Unavailable:  # the database has said so
                    self._caught = min(self._caught, missed - 1)
                    await self._sleep(pause(tries))

    async def _look(self, *, last: bool) -> None:
        """One round. Raises SlackError where there has to be another."""
        self._begun, self._unseen, self._put_off = self._engine.clock.now(), {}, []
        since = await self._engine.database.read(lambda store: store.marks.last(self._mark))
        await self._cards()
        await self._apart("people", self._departures.look(self._reading.patiently))
        if since is not None:  # else the bot wasn't here before
            await self._directs(min(since, self._sure or since) - MARGIN)  # others don't know what is owed here
        for failure, place in self._put_off:
            if not last:
                raise failure
            self._not_seen(str(failure), place)
        for cause, places in self._unseen.items():
            log.warning("what was missed can't be looked at", cause=cause, places=len(places), first=places[0])

    async def _cards(self) -> None:
        waits = await self._engine.database.read(lambda store: store.inbox.reaction_waits(self._workspace.source))
        if waits:  # it may be gone from its card by the time that it counts
            self._put_off.append((Unknown("a reaction isn't handled yet", parking.PAUSE.total_seconds()), "cards"))
        cards = await self._engine.database.read(lambda store: store.outbox.cards("slack"))
        for room, message, number in cards:
            if room.startswith(f"{self._workspace.source}/") and room in self._engine.rooms:
                await self._apart(f"card {number}", self._card(slack_id(room), message, number))

    async def _card(self, channel: str, message: str, number: int) -> None:
        answered = await self._reading.asked("reactions.get", channel=channel, timestamp=message, full=True)
        shown = standing.card(channel, message, number, answered)
        change = await self._engine.database.read(lambda store: standing.change(store, self._workspace, shown))
        event = self._changed(change) if change is not None else None
        if event is not None:
            await self._handle(event)
            await self.noted(event)

    def _changed(self, change: standing.Change) -> AnyEvent | None:
        thumb, scene = change.thumb, self._scene()
        known_as = f"{thumb.reaction}@{self._begun.timestamp():.0f}"
        if change.added:
            return receive.reaction(f"reaction:{known_as}", thumb.channel, thumb.message, thumb.user, thumb.name, scene)
        frame = scene.frame(f"unreaction:{known_as}", thumb.user, thumb.channel)
        return Unreacted(**frame, reaction=thumb.reaction)

    async def _directs(self, since: datetime) -> None:
        try:
            channels = [each async for each in self._reading.pages("users.conversations", "channels", types="im")]
        except SlackError as failure:
            if failure.passing:
                raise
            self._not_seen(str(failure), "all direct chats")
            return
        for channel in channels:
            native = wire.own_id(channel, "id")
            if native is not None and channel.get("is_user_deleted") is not True:
                await self._apart(f"direct chat {native}", self._direct(native, since))

    async def _direct(self, channel: str, since: datetime) -> None:
        written, whole = await self._reading.direct(channel, since)
        if not whole:
            self._not_seen(f"more than {reading.MOST} messages", f"direct chat {channel}")
        for raw in written:
            event = receive.message(raw, channel, self._scene())
            if event is not None and self._engine.wants(event):
                await self._learn_names(wire.words(raw, "text") or "")
                await self._handle(receive.message(raw, channel, self._scene()) or event)

    async def _learn_names(self, text: str) -> None:
        """Look up who is mentioned: their names make a text read as it was meant."""
        for user in mentions.users(text, self._workspace.user):
            with suppress(Unknown):  # then the id stands there
                await self._directory.sender(user)

    async def _apart(self, place: str, looking: Awaitable[None]) -> None:
        """Look at one place: what goes wrong there concerns no other, unless the token or the database is gone."""
        try:
            await looking
        except Unavailable:
            raise
        except Unknown as failure:
            self._put_off.append((failure, place))
        except SlackError as failure:
            if failure.revoked or failure.unreached:
                raise
            if failure.passing:
                self._put_off.append((failure, place))
            else:
                self._not_seen(str(failure), place)
        except Exception as failure:
            self._not_seen(where(failure), place)

    def _not_seen(self, cause: str, place: str) -> None:
        self._unseen.setdefault(cause, []).append(place)

    async def _handle(self, event: AnyEvent) -> None:
        """Hand an event over as its sender's. Raises Unknown and Unavailable: then nothing became of it."""
        if self._engine.wants(event):
            user = slack_id(event.sender.identity)
            sender = await self._reading.patiently(lambda: self._directory.sender(user))
            await self._engine.handle(event.model_copy(update={"sender": sender}))

    @property
    def _mark(self) -> str:
        return f"received:{self._workspace.source}"
