"""Invites: direct ones from anybody, shared rooms by policy; who is turned down hears why.

Rules of this file: authority is the invite's sender, as the homeserver vouches for it. That a chat is direct is the
inviter's claim, so it is checked as soon as the bot is in. An invite costs a stranger nothing, so joins and
explanations are rate-limited.
"""

from dataclasses import dataclass
from typing import Any

import structlog

from adapters.matrix.chores import NotYet
from adapters.matrix.directs import Directs
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.notices import Notices
from adapters.matrix.privacy import Standing
from adapters.matrix.rooms import Rooms
from bot.address import Identity
from bot.event import Sender
from bot.message import Words, say
from bot.model import Role
from bot.ports import Clock, Database

log = structlog.get_logger(__name__)

BURST = 20
"""Invites of strangers that are answered at once …"""
EVERY = 3.0
"""… and the seconds between those that follow."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite as it stands in a sync."""

    room_id: str
    sender: str
    direct: bool
    name: str


def read(room_id: str, state: list[Any], me: str) -> Invite | None:
    """An invite from nio's stripped state; None where it doesn't say who invites."""
    ours = [each for each in state if getattr(each, "state_key", None) == me and each.membership == "invite"]
    name = next((str(each.name) for each in state if getattr(each, "name", None)), "")
    return Invite(room_id, ours[-1].sender, ours[-1].content.get("is_direct") is True, name) if ours else None


class Allowance:
    """So many at once, then one in a while."""

    def __init__(self, clock: Clock, burst: int = BURST, every: float = EVERY) -> None:
        self._clock, self._burst, self._every = clock, burst, every
        self._left, self._since = float(burst), clock.now()

    def wait(self) -> float:
        """Take one, or say in how many seconds there is one."""
        now = self._clock.now()
        gained = max(0.0, (now - self._since).total_seconds()) / self._every
        self._left, self._since = min(self._burst, self._left + gained), now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) * self._every


class Doorkeeper:
    """Answers invites."""

    def __init__(
        self,
        homeserver: Homeserver,
        rooms: Rooms,
        directs: Directs,
        notices: Notices,
        database: Database,
        clock: Clock,
        also: tuple[str, ...],
    ) -> None:
        """``also``: people and servers besides coordinators who may bring the bot into shared rooms."""
        self._homeserver, self._rooms, self._directs = homeserver, rooms, directs
        self._notices, self._database, self._also = notices, database, also
        self._allowance = Allowance(clock)

    async def answer(self, invite: Invite) -> None:
        """Join or decline. Raises NotYet or HomeserverError, to be tried again."""
        await self._rooms.resolve()  # perhaps it is a bound room that only now exists
        welcome = self._rooms.expected(invite.room_id) or await self._trusted(invite.sender)
        wait = 0.0 if welcome else self._allowance.wait()
        if wait:
            raise NotYet(wait)
        if welcome or invite.direct:
            await self._join(invite)
            if invite.direct and await self._private(invite):
                return
        if welcome:
            await self._rooms.settle(invite.room_id)
            return
        await self._explain(invite)
        await self._homeserver.leave(invite.room_id)

    async def _private(self, invite: Invite) -> bool:
        """Whether a room is what its invite says, a chat of two: then it is noted, or said why it can't be used."""
        match await self._directs.standing(invite.room_id, invite.sender):
            case Standing.DIRECT:
                await self._directs.remember(invite.room_id, invite.sender)
            case Standing.ENCRYPTED:
                await self._notices.unreadable(invite.room_id, invite.sender)
            case Standing.OPEN | Standing.SHARED:
                return False
            case Standing.LEFT | Standing.OUT:  # one of the two has gone again
                pass
        return True

    async def _join(self, invite: Invite) -> None:
        await self._homeserver.join(invite.room_id, via=[invite.sender.partition(":")[2]])
        log.info("joined", room_id=invite.room_id, sender=invite.sender, direct=invite.direct)

    async def _trusted(self, user: str) -> bool:
        if f"matrix:{user}" in self._also or user.partition(":")[2] in self._also:
            return True
        sender = Sender(identity=Identity(f"matrix:{user}"))
        person = await self._database.read(lambda store: store.people.who(sender))
        return Role.COORDINATOR in person.roles

    async def _explain(self, invite: Invite) -> None:
        log.info("invite declined", room_id=invite.room_id, sender=invite.sender)
        message = say("matrix-invite-declined", room=Words(invite.name or invite.room_id))
        await self._notices.to_person(f"invite-declined:{invite.room_id}", invite.sender, message)
