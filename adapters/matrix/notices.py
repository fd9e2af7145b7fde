"""What the adapter itself has to say, once: through the outbox like everything that goes out.

Rules of this file: what was said is marked by name in the transaction that queues it; a second time is no time, also
after a restart.
"""

from collections.abc import Callable

from bot.address import Identity, Room
from bot.effect import Dm, Effect, Post
from bot.event import Sender
from bot.message import Message, say
from bot.ports import Clock, Database, Store


class Notices:
    """The notices of one account."""

    def __init__(self, database: Database, clock: Clock, me: str) -> None:
        self._database, self._clock, self._me = database, clock, me

    async def to_person(self, name: str, user: str, message: Message, room: Room | None = None) -> None:
        """Say something to one person, in ``room`` while it is a direct chat with them. Once for ``name``."""
        sender = Sender(identity=Identity(f"matrix:{user}"))
        await self._once(name, lambda store: Dm(store.people.who(sender), message, room=room))

    async def unreadable(self, room_id: str, user: str) -> None:
        """Say to somebody that the bot can't read what stands in a room. Once for a room."""
        await self.to_person(f"unreadable:{room_id}", user, say("matrix-unreadable"), Room(f"matrix:{room_id}"))

    async def to_room(self, name: str, room: Room, message: Message) -> None:
        """Say something in a shared room. Once for ``name``."""
        await self._once(name, lambda _store: Post(room, message))

    async def _once(self, name: str, effect: Callable[[Store], Effect]) -> None:
        mark, now = f"matrix:{self._me}/said:{name}", self._clock.now()

        def unit(store: Store) -> None:
            if store.marks.first(mark, now):
                store.outbox.add([effect(store)], mark, now)

        await self._database.write(unit)
