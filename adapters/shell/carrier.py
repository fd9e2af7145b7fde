"""The shell's way out: parcels become messages that the shell shows.

The frozen body is the rendered message as JSON. A message's id derives from its parcel's row, and a token is
delivered once: a repeat shows nothing twice, and ids never clash on a database that is used again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter

from adapters.shell.files import shown
from adapters.shell.words import typed_as_commands
from bot.address import Room, native, short
from bot.catalogue import Catalogue
from bot.files import attached
from bot.platform import Parcel, Receipt
from bot.text import Rendered

PLATFORM = "shell"
_BODY: TypeAdapter[Rendered] = TypeAdapter(Rendered)


def direct_room(name: str) -> Room:
    """Somebody's direct chat with the bot. No room can be called that: ``@`` begins no room's name."""
    return Room(f"{PLATFORM}:@{name}")


def is_direct(room: Room) -> bool:
    """Whether a room is a direct chat."""
    return native(room).startswith("@")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A parcel that arrived in ``room`` as ``message``. ``edit``: it replaced what stood there."""

    row: int
    room: Room
    message: str
    rendered: Rendered
    edit: bool
    case: int | None
    key: str | None


class ShellCarrier:
    """Keeps what the courier delivers until the shell takes it."""

    def __init__(self, catalogue: Catalogue, is_command: Callable[[str], bool]) -> None:
        self._catalogue, self._is_command = catalogue, is_command
        self._receipts: dict[str, Receipt] = {}
        self._arrived: list[Delivery] = []

    @property
    def platform(self) -> str:
        """The address prefix that it serves."""
        return PLATFORM

    def render(self, parcel: Parcel) -> str:
        """The message in words, as JSON."""
        rendered = self._catalogue.render(parcel.message, parcel.locale)
        file = attached(parcel.message, self._catalogue, parcel.locale)
        if file is not None:
            rendered = shown(rendered, file, self._catalogue, parcel.locale)
        return _BODY.dump_json(typed_as_commands(rendered, self._is_command)).decode()

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Let the message arrive, once for each token."""
        known = self._receipts.get(parcel.token)
        if known is not None:
            return known
        room = direct_room(short(parcel.to)) if parcel.direct else Room(parcel.to)
        message = parcel.message_id or f"m{parcel.id}"
        edit, rendered = parcel.message_id is not None, _BODY.validate_json(body)
        self._arrived.append(Delivery(parcel.id, room, message, rendered, edit, parcel.case, parcel.key))
        self._receipts[parcel.token] = Receipt(room, message)
        return self._receipts[parcel.token]

    def take(self) -> list[Delivery]:
        """What arrived since the last time, in the order in which it was queued."""
        arrived, self._arrived = self._arrived, []
        return sorted(arrived, key=lambda delivery: delivery.row)
