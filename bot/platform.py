"""The way out and the way in of one platform, as the courier and the composition root see an adapter.

A parcel is an outbox row on its way; only the courier hands one to a carrier. What a carrier raises says what becomes
of the parcel: ``Later`` puts it back, ``Undeliverable`` and ``Uncertain`` end it, ``Fileless`` has what it says go on
without its file, anything else is a bug and puts it back, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.address import Room
from bot.effect import Still
from bot.message import Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outbox row on its way.

    ``token`` is its idempotency key on the platform. ``to`` is an identity for a direct message, else a room;
    ``room`` is the direct chat it was asked in. ``tried_since``: when it was first taken out. ``key`` is the key of a
    message that is updated in place, ``message_id`` its known id in that room. ``thread`` is the message id to
    answer under. ``body`` is what was rendered at the first attempt, frozen. ``attempts`` counts this one, and is the
    fence: what a slow courier says of an earlier attempt doesn't count. After ``expires``, or once ``still`` isn't true
    any more, nobody needs it. One that isn't ``readable`` has no message: another version of the bot wrote it.
    """

    id: int
    token: str
    to: str
    direct: bool
    message: Message
    locale: str | None
    tried_since: datetime
    room: Room | None = None
    key: str | None = None
    message_id: str | None = None
    thread: str | None = None
    wanted: bool = False
    body: str | None = None
    attempts: int = 0
    case: int | None = None
    expires: datetime | None = None
    still: Still | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a parcel arrived."""

    room: Room
    message: str | None


class Later(Exception):
    """The platform can't take a parcel now. ``after``: seconds it asked for, None where it didn't say.

    ``unsure``: it may have arrived, and the next attempt finds out. After the last one nobody does.
    """

    def __init__(self, cause: str, after: float | None = None, *, unsure: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.after = after
        self.unsure = unsure


class Undeliverable(Exception):
    """The platform will never take this parcel: no right, no such room, too large."""


class Fileless(Exception):
    """The platform will never take this parcel's file. What the parcel says goes out without it.

    ``fix``: what coordinators can do, so that the next file is taken; empty where they can't do anything.
    """

    def __init__(self, cause: str, fix: str = "") -> None:
        super().__init__(cause)
        self.cause, self.fix = cause, fix


class Uncertain(Exception):
    """Nobody can tell whether this parcel arrived, and sending it again might say it twice."""


class Carrier(Protocol):
    """One platform's way out. Only the courier calls it."""

    @property
    def platform(self) -> str:
        """The address prefix that it serves."""

    def render(self, parcel: Parcel) -> str:
        """The body to send, as text that can be kept (JSON where the platform wants more than words).

        It is called in the database's own thread, within a transaction that may run again: it waits for nothing, and
        changes nothing.
        """

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Send it, idempotently under ``parcel.token``. Raises Later, Undeliverable or Uncertain."""


class Platform(Protocol):
    """One adapter as the composition root runs it."""

    @property
    def carrier(self) -> Carrier:
        """Its way out."""

    @property
    def ready(self) -> bool:
        """Whether it is connected and receiving."""

    @property
    def vital(self) -> bool:
        """Whether the bot is well only while this one is ready."""

    @property
    def routes(self) -> Sequence[Any]:
        """What the platform posts to on the bot's one HTTP server: aiohttp's route definitions."""

    async def start(self) -> None:
        """Connect. Raises Misconfigured with a sentence for the operator where it can't."""

    async def receive(self) -> None:
        """Take events in until cancelled; a cancellation finishes what is being handled, and loses nothing."""

    async def stop(self) -> None:
        """Let leases and connections go."""
