"""The receiving loop: sync, keep events and token in one transaction, then handle.

Rules of this file: only what is committed moves the token. Whatever fails is tried again with growing, jittered pauses
that honour what the homeserver asks for; nothing but a refused token or a lost lease ends the loop. Rooms are handled
side by side, each in order. A cancellation finishes the events in hand; the others stay pending for the next start.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from adapters.matrix import history, invites, receive
from adapters.matrix.channels import Channels
from adapters.matrix.chores import Chores, NotYet
from adapters.matrix.departures import Departures
from adapters.matrix.directs import Directs
from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.invites import Doorkeeper
from adapters.matrix.lease import Lease
from adapters.matrix.notices import Notices
from adapters.matrix.privacy import CHANGES, Standing
from adapters.matrix.profiles import Profiles
from adapters.matrix.rooms import Rooms
from bot.address import Room
from bot.backoff import pause
from bot.engine import Engine
from bot.errors import LeaseLost, Misconfigured, Unavailable, where
from bot.event import AnyEvent
from bot.leases import Cursor
from bot.message import say
from bot.ports import Clock

log = structlog.get_logger(__name__)
T = TypeVar("T")

WAIT = 30.0
"""Seconds that the homeserver may hold a sync without news."""
IDLE = 0.2
"""Seconds between syncs that bring nothing."""
GIVE_UP = 60.0
"""Seconds until a sync without an answer is given up."""
GIVE_UP_FULL = 300.0
"""The same for the first sync and the one after a restart, which bring every room's state."""
GRACE = 3.0
"""Seconds that a cancellation leaves to the events in hand."""
ALONE_FOR = 60.0
"""Seconds after which an empty room is left: one that is being made is empty too."""
UNBOUND = 60.0
"""Seconds between looks for rooms that were bound lately, or weren't there."""


class Loop:
    """The loop of one account."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        homeserver: Homeserver,
        rooms: Rooms,
        directs: Directs,
        doorkeeper: Doorkeeper,
        notices: Notices,
        chores: Chores,
        profiles: Profiles,
    ) -> None:
        self._engine, self._clock, self._homeserver = engine, clock, homeserver
        self._rooms, self._directs, self._doorkeeper = rooms, directs, doorkeeper
        self._notices, self._chores, self._profiles = notices, chores, profiles
        self._departures, self._channels = Departures(homeserver, rooms, engine), Channels(homeserver, rooms)
        self._display_name, self._behind, self.ready = "", False, False

    async def run(self, lease: Lease) -> None:
        """Receive until cancelled. Raises LeaseLost, or Misconfigured when the homeserver refuses our token."""
        try:
            token = await self._patiently(lambda: self._engine.database.read(lambda db: db.leases.cursor(lease.name)))
            await self._patiently(self._prepare)
            await self._patiently(self._engine.recover)
            full = True
            while True:
                if self._behind:
                    await self._patiently(self._engine.recover)
                    self._behind = False
                token = await self._round(lease, token, full=full)
                full, self.ready = False, True
        finally:
            self.ready = False

    async def _prepare(self) -> None:
        self._display_name = await self._homeserver.display_name() or ""
        await self._rooms.resolve()
        self._chores.add("bound rooms", self._resolve, UNBOUND)

    async def _resolve(self) -> None:
        await self._rooms.resolve()
        raise NotYet(UNBOUND)

    async def _round(self, lease: Lease, token: str | None, *, full: bool) -> str:
        """One sync and all that follows from it; returns the next token."""
        give_up = GIVE_UP_FULL if full else GIVE_UP
        wait = 0.0 if full else WAIT
        response = await self._patiently(
            lambda: self._homeserver.sync(token, wait=wait, full_state=full, give_up=give_up)
        )
        for room_id, info in response.rooms.join.items():
            if _changes(info):
                self._directs.changed(room_id)  # once: what is judged anew stays so when collecting begins again
        events = await self._patiently(lambda: self._collect(response, token))
        following: str = response.next_batch
        kept = await self._profiles.zoned([event for event in events if self._engine.wants(event)])
        kept = await self._channels.known(kept)
        if following == token:
            await asyncio.sleep(IDLE)  # a proxy may answer at once, with nothing
        else:
            cursor = Cursor(lease.name, lease.fence, token, following)
            await self._patiently(lambda: self._engine.accept(kept, cursor))
        self._tend(response)
        await self._handle(kept)
        await self._patiently(self._rooms.keep_up)
        return following

    async def _collect(self, response: Any, token: str | None) -> list[AnyEvent]:
        """The events of a sync, room by room, oldest first. The first sync ever replays nothing."""
        for room_id in response.rooms.leave:
            self._homeserver.rooms.pop(room_id, None)
            self._directs.forget(room_id)
            if self._rooms.bound(room_id):
                log.error("the bot was removed from a bound room: invite it again", room=self._rooms.name(room_id))
        await self._settle(response.rooms.join)
        if token is None:
            return []
        found = await self._departures.found(response.rooms.join, self._clock.now())
        for room_id, info in response.rooms.join.items():
            found += await self._of_room(room_id, info, token)
        return found

    async def _settle(self, joined: Mapping[str, Any]) -> None:
        """Bind what is to be bound before anything that was said there is read."""
        for room_id in joined:
            if self._rooms.expected(room_id) and not self._rooms.bound(room_id):
                await self._rooms.settle(room_id)
        for room_id in joined:
            here: str | None = room_id
            while here is not None and self._rooms.bound(here) and _ended(joined.get(here)):
                here = await self._follow(here)

    async def _follow(self, room_id: str) -> str | None:
        try:
            return await self._rooms.follow(room_id)
        except HomeserverError as failure:
            log.warning("moved room not followed yet", room_id=room_id, cause=str(failure))
            self._chores.add(f"follow {room_id}", partial(self._follow_later, room_id))
            return None

    async def _follow_later(self, room_id: str) -> None:
        await self._rooms.follow(room_id)

    async def _of_room(self, room_id: str, info: Any, token: str) -> list[AnyEvent]:
        partner, standing = await self._directs.partner(room_id)
        scene = receive.Scene(
            me=self._homeserver.user_id,
            room=self._rooms.name(room_id),
            direct=standing is Standing.DIRECT,
            at=self._clock.now(),
            display_name=self._display_name,
            names=self._rooms.names_in(room_id),
        )
        if not scene.direct and not self._rooms.bound(room_id):
            await self._aside(room_id, info, partner if standing is Standing.ENCRYPTED else None)
            return []
        raws = await history.since(self._homeserver, room_id, info, token, direct=scene.direct)
        found = [event for raw in raws if (event := _translated(raw, scene)) is not None]
        if any(raw.get("type") == "m.room.encrypted" and raw.get("sender") != scene.me for raw in raws):
            await self._unreadable(room_id, scene.room, partner)
        came = history.arrival(raws, scene.me)
        told = _sources([*info.state, *info.timeline.events])  # all: what was before the arrival isn't in ``raws``
        opened = not any(_made_by(event, scene.me) for event in told)
        if partner is not None and came is not None and opened:
            found.insert(0, receive.joined(came, scene, partner))
        return found

    async def _unreadable(self, room_id: str, room: Room, partner: str | None) -> None:
        if partner is not None:
            await self._notices.unreadable(room_id, partner)
        else:
            await self._notices.to_room(f"unreadable:{room_id}", room, say("matrix-unreadable"))

    async def _aside(self, room_id: str, info: Any, unheard: str | None) -> None:
        """Say why the bot is silent in a room that was, or could be, a direct chat. ``unheard`` encrypted theirs."""
        if unheard is not None:
            if any(event.get("sender") == unheard for event in _sources(info.timeline.events)):
                await self._notices.unreadable(room_id, unheard)
        elif _changes(info) and not self._rooms.empty(room_id) and await self._directs.was_direct(room_id):
            await self._notices.to_room(f"not-alone:{room_id}", self._rooms.name(room_id), say("matrix-not-alone"))

    def _tend(self, response: Any) -> None:
        """Note what the sync asks for besides handling its events."""
        me = self._homeserver.user_id
        for room_id in response.rooms.leave:
            self._chores.drop(f"invite {room_id}")
        for room_id, info in response.rooms.invite.items():
            invite = invites.read(room_id, info.invite_state, me)
            if invite is not None:
                self._chores.add(f"invite {room_id}", partial(self._doorkeeper.answer, invite))
        for room_id in response.rooms.join:
            if self._rooms.empty(room_id):
                self._chores.add(f"leave {room_id}", partial(self._leave, room_id), ALONE_FOR)

    async def _leave(self, room_id: str) -> None:
        if self._rooms.empty(room_id) and set(await self._homeserver.members(room_id)) == {self._homeserver.user_id}:
            await self._homeserver.leave(room_id)
            log.info("left an empty room", room_id=room_id)

    async def _handle(self, events: Sequence[AnyEvent]) -> None:
        """Handle events, rooms side by side. A cancellation leaves GRACE to those that have begun."""
        lanes: dict[str, list[AnyEvent]] = {}
        for event in events:
            lanes.setdefault(event.lane, []).append(event)
        stopping = asyncio.Event()
        tasks = [asyncio.create_task(self._in_order(lane, stopping)) for lane in lanes.values()]
        if not tasks:
            return
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            stopping.set()
            await asyncio.wait(tasks, timeout=GRACE)
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_order(self, events: Sequence[AnyEvent], stopping: asyncio.Event) -> None:
        for event in events:
            if stopping.is_set():
                return
            try:
                await self._engine.handle(event)
            except Unavailable:  # the database has said so; what is pending is handled before anything newer
                self._behind = True
                return
            except Exception as failure:
                log.error("event not handled", source=event.source, event_id=event.id, cause=where(failure))

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        """Run a step until it succeeds."""
        tries = 0
        while True:
            try:
                return await step()
            except LeaseLost:
                raise
            except HomeserverError as failure:
                if failure.token_refused:
                    raise Misconfigured(_ENDED) from None
                cause, after = str(failure), failure.after
            except Unavailable:
                cause, after = None, None
            except Exception as failure:
                cause, after = where(failure), None
            tries += 1
            self.ready = False
            seconds = max(after or 0.0, pause(tries))
            if cause is not None:  # that the database is away, it has said itself
                log.warning("receiving stumbled", cause=cause, tries=tries, again_in=round(seconds, 1))
            await asyncio.sleep(seconds)


_ENDED = (
    "matrix: the homeserver refuses the bot's session: it was logged out, or its account was closed. Start the bot "
    "again to log in by password, or put a new access_token into the config."
)


def _translated(raw: dict[str, Any], scene: receive.Scene) -> AnyEvent | None:
    try:
        return receive.translate(raw, scene)
    except Exception as failure:  # one event that nobody foresaw must not stop all that follow
        log.error("event not understood", event_id=raw.get("event_id"), cause=where(failure))
        return None


def _ended(info: Any) -> bool:
    """Whether a room's part of a sync holds a tombstone."""
    events = [] if info is None else _sources([*info.state, *info.timeline.events])
    return any(event.get("type") == "m.room.tombstone" for event in events)


def _sources(events: Sequence[Any]) -> list[dict[str, Any]]:
    return [event.source for event in events]


def _changes(info: Any) -> bool:
    """Whether a room's part of a sync holds something that its being a direct chat hangs on."""
    return any(event.get("type") in CHANGES for event in _sources([*info.state, *info.timeline.events]))


def _made_by(raw: dict[str, Any], user: str) -> bool:
    return raw.get("type") == "m.room.create" and raw.get("sender") == user
