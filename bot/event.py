"""What came in: every fact the core ever hears, as frozen values.

An event carries all that its handling may depend on (who, where, when), so that a second run decides alike.
``source`` and ``id`` together are its key in the inbox: a redelivered event is recognised by them alone. What
the core must know of a platform's person is attached by the adapter before the transaction, never looked up in it.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from bot import languages, zones
from bot.address import Identity, Room
from bot.unicode import all_whole


class _Frozen(BaseModel):
    """What can be kept, whatever an adapter was sent: one event that can't would keep out all that came with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        return all_whole(value)


class Outside(StrEnum):
    """Why somebody, though they can write to the bot, isn't a member of the community's chat."""

    GUEST = "guest"
    ELSEWHERE = "elsewhere"
    GONE = "gone"


class Sender(_Frozen):
    """Who caused an event, as the platform vouches for it. Authority is ``identity``, never ``name``.

    ``outside``: the platform says that they are a guest, at home in another workspace, or deactivated. ``zone``: the
    IANA zone that their profile on the platform names, ``locale`` the language they read there (``en-GB``); None where
    it names none or an unknown one.
    """

    identity: Identity
    name: str = ""
    bot: bool = False
    outside: Outside | None = None
    zone: str | None = None
    locale: str | None = None

    @field_validator("locale", mode="before")
    @classmethod
    def _read(cls, value: Any) -> str | None:
        return languages.tag(value)

    @field_validator("zone", mode="before")
    @classmethod
    def _known(cls, value: Any) -> str | None:
        return zones.named(value)  # a stranger's word for it is no reason to refuse what they said


class Named(_Frozen):
    """A room that somebody named, as its platform knows it. ``there``: the bot is in it, and can write."""

    room: Room
    there: bool


class Event(_Frozen):
    """The frame of every event.

    ``room`` is the conversation it happened in; ``direct`` says that the room is the bot and one person.
    ``thread`` is the platform's id of the message at the thread's root. ``window`` says that somebody still
    waits on the call that brought the event, so that an answer can go back through it; ``forms`` that the answer
    may be a whole form (``Answer.sheet``). ``apart``: the answer comes to one person alone in a channel, or in place of
    a form, so that nothing typed below it answers the bot. ``about``: it is said about its sender, who did nothing.
    """

    about: ClassVar[bool] = False

    source: str
    id: str
    at: AwareDatetime
    sender: Sender
    room: Room
    direct: bool = False
    thread: str | None = None
    window: bool = False
    forms: bool = False
    apart: bool = False

    @property
    def lane(self) -> str:
        """Events of one lane are handled one after the other: two answers to one form never race."""
        return self.room


class Said(Event):
    """Somebody wrote a message.

    ``message`` is its id on the platform. ``mentions`` maps what stands in the text (``@ana``, ``Ana Lopez``) to
    the identity that the platform says is meant, and ``rooms`` (``#emea``) to the room. ``addressed``: the bot was
    mentioned, and ``text`` is what followed.
    """

    kind: Literal["said"] = "said"
    text: str
    message: str
    addressed: bool = False
    mentions: dict[str, Identity] = Field(default_factory=dict)
    rooms: dict[str, Named] = Field(default_factory=dict)


class Pressed(Event):
    """Somebody pressed a button. ``text`` is the command that the button would type, ``message`` what it stood on.

    ``rooms`` maps what stands in it for a room to the room.
    """

    kind: Literal["pressed"] = "pressed"
    text: str
    message: str | None = None
    rooms: dict[str, Named] = Field(default_factory=dict)


class Reacted(Event):
    """Somebody reacted to ``message``. ``reaction`` is the id by which it will be taken back."""

    kind: Literal["reacted"] = "reacted"
    message: str
    emoji: str
    reaction: str


class Unreacted(Event):
    """Somebody took a reaction back."""

    kind: Literal["unreacted"] = "unreacted"
    reaction: str


class Ticked(Event):
    """Something was due. Never kept in the inbox: the row that was due is what makes it happen once."""

    kind: Literal["ticked"] = "ticked"
    due: str


class Edited(Event):
    """Somebody changed a message of theirs; ``text`` is None when they deleted it. Never a command."""

    kind: Literal["edited"] = "edited"
    message: str
    text: str | None


class Submitted(Event):
    """Somebody sent a whole form at once; ``values`` are the raw texts by field name.

    ``draft``: which one they had before them, where the surface knows it.
    """

    kind: Literal["submitted"] = "submitted"
    form: str
    values: dict[str, str]
    draft: str | None = None


class Drafted(Event):
    """Somebody is filling a whole form; ``values`` are the raw texts so far. What is right is kept in their draft."""

    kind: Literal["drafted"] = "drafted"
    form: str
    values: dict[str, str]
    draft: str | None = None


class Joined(Event):
    """The bot came into a direct chat with ``sender`` and should say who it is.

    ``once``: the name under which it says so once and never again, for a platform that tells of it each time.
    """

    kind: Literal["joined"] = "joined"
    once: str | None = None


class Gone(Event):
    """The platform says that ``sender`` is gone: nobody can reach them by this identity any more, nor speak as them.

    Only an adapter says so, of what its platform vouches for; nothing that anybody types or presses becomes one.
    """

    about: ClassVar[bool] = True
    kind: Literal["gone"] = "gone"


class Returned(Event):
    """The platform says that ``sender``, of whom it was said that they are gone, is there again."""

    about: ClassVar[bool] = True
    kind: Literal["returned"] = "returned"


class Delivered(_Frozen):
    """The courier's good news: outbox row ``row`` stands in ``room`` as ``message`` (None: leaves no message)."""

    row: int
    room: Room
    message: str | None


class Failed(_Frozen):
    """The courier's bad news: the ``attempt``-th try of outbox row ``row`` was its last, and it will not arrive.

    ``unsure``: it may have arrived, and nobody can tell. ``cause`` is for operators. ``advice``, for those who work on
    the case, says what a person can do about it. ``fileless``: only its file didn't; what it says can.
    """

    row: int
    attempt: int
    cause: str
    advice: str = ""
    unsure: bool = False
    fileless: bool = False


AnyEvent = Annotated[
    Said | Pressed | Reacted | Unreacted | Edited | Submitted | Drafted | Joined | Gone | Returned,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
"""Reads and writes an event as JSON, the way the inbox keeps it."""
