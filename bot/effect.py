"""What goes out. Handlers return these and never send.

At most one ``Answer`` goes back to the asker through the call that brought the event. Everything that must last
or concerns anybody else is an effect: a row of the outbox, committed with the change that caused it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.address import Room
from bot.message import Action, Message, Value, say
from bot.model import Case, Person, State
from bot.sheet import Fault, Sheet


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to the asker: ``private`` (to them alone) or here, in the room where they asked.

    ``sheet``: a form to show at once, where the surface can and its time hasn't run out; else ``message`` offers it.
    ``faults``: the same refusal field by field, for a surface that still shows the form. ``lasts``: it went out as a
    message, too.
    """

    message: Message
    private: bool = True
    sheet: Sheet | None = None
    faults: tuple[Fault, ...] = ()
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Still:
    """What must be true when an effect goes out; else it is dropped, because nobody needs it any more.

    The case stands in one of ``states`` (empty: in any); with ``whom`` (a person's id), it also still waits for their
    yes or no; with ``mentor`` (a person's id), they still mentor it; with ``since``, nobody has done anything about it
    that makes its waiting begin anew (that is asked of what is due: ``deliveries.py``).
    """

    case: int
    states: tuple[State, ...] = ()
    whom: int | None = None
    mentor: int | None = None
    since: datetime | None = None

    def holds(self, case: Case | None) -> bool:
        """Whether it is true of that case; nothing is true of one that isn't there."""
        if case is None or case.id != self.case or (self.states and case.state not in self.states):
            return False
        if self.mentor is not None and (case.mentor is None or case.mentor.id != self.mentor):
            return False
        return self.whom is None or self.whom in [each.id for each in (case.asked, case.offered) if each is not None]


STILL: TypeAdapter[Still] = TypeAdapter(Still)
"""Reads and writes it as JSON, the way the outbox keeps it."""


@dataclass(frozen=True, slots=True)
class Dm:
    """A direct message to one person.

    ``wanted``: they owe an action, so it may notify them. ``room``: the direct chat they asked in, used while it
    still is one. ``within`` and ``still`` as a post's.
    """

    person: Person
    message: Message
    case: int | None = None
    wanted: bool = False
    room: Room | None = None
    still: Still | None = None
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A new message in a shared room; ``under`` the message of that logical key, in its thread, where it is known.

    ``within``: how long anybody needs it. What can't be sent in that time is dropped, and so is what isn't ``still``
    true. ``locale``: the language of whoever reads there, where it isn't the programme's.
    """

    room: Room
    message: Message
    case: int | None = None
    under: str | None = None
    within: timedelta | None = None
    still: Still | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A message that a room has once, under a logical key such as ``card:42``: posted, then updated in place.

    ``locale`` as a post's.
    """

    room: Room
    key: str
    message: Message
    case: int | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to the address that a candidate gave. All mails about one case to one address are one thread.

    The message's ``name`` is whom it greets, and whom it is addressed to.
    """

    to: str
    message: Message
    case: int


Effect = Dm | Post | Show | Mail
_NOTHING: Mapping[str, Value] = {}

Outcome = Answer | Effect | None | Iterable["Outcome"]


def answer(
    key: str,
    said: Mapping[str, Value] = _NOTHING,
    *,
    private: bool = True,
    lasts: bool = False,
    parts: Sequence[Message] = (),
    actions: Sequence[Action] = (),
    **args: Value,
) -> Answer:
    """An answer; its message is put together as by ``message.say``."""
    return Answer(say(key, said, parts=parts, actions=actions, **args), private, lasts=lasts)


def tell(
    person: Person,
    key: str,
    said: Mapping[str, Value] = _NOTHING,
    *,
    case: int | None = None,
    wanted: bool = False,
    still: Still | None = None,
    parts: Sequence[Message] = (),
    actions: Sequence[Action] = (),
    **args: Value,
) -> Dm:
    """A direct message; its message is put together as by ``message.say``."""
    return Dm(person, say(key, said, parts=parts, actions=actions, **args), case, wanted, still=still)


def flatten(outcome: Outcome) -> Iterator[Answer | Effect]:
    """The single answers and effects of an outcome, in order, whatever way a handler nested them."""
    if outcome is None:
        return
    if isinstance(outcome, Answer | Effect):
        yield outcome
        return
    for part in outcome:
        yield from flatten(part)
