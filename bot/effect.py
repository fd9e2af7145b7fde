"""What goes out. Handlers return these and never send.

At most one ``Answer`` goes back to the asker through the call that brought the event. Everything that must last
or concerns anybody else is an effect: a row of the outbox, committed with the change that caused it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.address import Room
from bot.message import Action, Message, Value, say
from bot.model import Person


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to the asker: ``private`` (to them alone) or here, in the room where they asked."""

    message: Message
    private: bool = True


@dataclass(frozen=True, slots=True)
class Dm:
    """A direct message to one person.

    ``wanted``: they owe an action, so it may notify them. ``room``: the direct chat they asked in, used while it
    still is one.
    """

    person: Person
    message: Message
    case: int | None = None
    wanted: bool = False
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A new message in a shared room; ``under`` the message of that logical key, in its thread, where it is known."""

    room: Room
    message: Message
    case: int | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A message that a room has once, under a logical key such as ``card:42``: posted, then updated in place."""

    room: Room
    key: str
    message: Message
    case: int | None = None


Effect = Dm | Post | Show
_NOTHING: Mapping[str, Value] = {}

Outcome = Answer | Effect | None | Iterable["Outcome"]


def answer(
    key: str,
    said: Mapping[str, Value] = _NOTHING,
    *,
    private: bool = True,
    parts: Sequence[Message] = (),
    actions: Sequence[Action] = (),
    **args: Value,
) -> Answer:
    """An answer; its message is put together as by ``message.say``."""
    return Answer(say(key, said, parts=parts, actions=actions, **args), private)


def tell(
    person: Person,
    key: str,
    said: Mapping[str, Value] = _NOTHING,
    *,
    case: int | None = None,
    wanted: bool = False,
    parts: Sequence[Message] = (),
    actions: Sequence[Action] = (),
    **args: Value,
) -> Dm:
    """A direct message; its message is put together as by ``message.say``."""
    return Dm(person, say(key, said, parts=parts, actions=actions, **args), case, wanted)


def flatten(outcome: Outcome) -> Iterator[Answer | Effect]:
    """The single answers and effects of an outcome, in order, whatever way a handler nested them."""
    if outcome is None:
        return
    if isinstance(outcome, Answer | Dm | Post | Show):
        yield outcome
        return
    for part in outcome:
        yield from flatten(part)
