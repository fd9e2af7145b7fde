"""Which 👍 on a card the bot doesn't know yet, and which one it knows is gone.

Rules of this file: only a case's own mentor counts. A 👍 that came in once is known from then on, whatever was
answered: one that was refused, or whose thumbs-up was taken back by command, still stands on the card and says nothing
new. What may be hidden from the bot isn't taken for gone. Slack may bring something minutes late: what it says of a 👍
counts only where nothing newer is known of that one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.slack import wire
from adapters.slack.workspace import Workspace
from bot.address import Room
from bot.card import case_of
from bot.event import Reacted, Unreacted
from bot.model import CLAIMED, State
from bot.ports import Store
from bot.typed import is_thumbs_up

SKEW = timedelta(seconds=10)
"""How far Slack's clock may be off ours."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """A 👍 on a message: whose, and Slack's name for it (``+1::skin-tone-3``)."""

    channel: str
    message: str
    user: str
    name: str

    @property
    def reaction(self) -> str:
        """How the core knows it."""
        return f"{self.channel}/{self.message}/{self.user}/{self.name}"


@dataclass(frozen=True, slots=True)
class Card:
    """A card and the 👍 on it. ``whole``: nobody's is hidden."""

    channel: str
    message: str
    number: int
    thumbs: tuple[Thumb, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a 👍 while nobody listened."""

    thumb: Thumb
    added: bool


def card(channel: str, message: str, number: int, answered: dict[str, Any]) -> Card:
    """What ``reactions.get`` says of a card."""
    thumbs: list[Thumb] = []
    whole = True
    for reaction in wire.mappings(wire.mapping(answered, "message"), "reactions"):
        name, users, count = reaction.get("name"), reaction.get("users"), reaction.get("count")
        if not isinstance(name, str) or not is_thumbs_up(name):
            continue
        known = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
        thumbs += [Thumb(channel, message, user, name) for user in known]
        whole = whole and count == len(known)
    return Card(channel, message, number, tuple(thumbs), whole)


def change(store: Store, workspace: Workspace, shown: Card) -> Change | None:
    """What the core must hear of a card; at most one thing, as one 👍 is enough."""
    case = store.cases.get(shown.number)
    if case is None or case.mentor is None or case.state not in CLAIMED:
        return None
    stands = _thumb(case.thumbs_by, shown)
    gone = stands is not None and stands not in shown.thumbs and shown.whole
    if case.state is State.THUMBS_UP and not gone:
        return None
    for thumb in shown.thumbs:
        person = store.people.by_identity(workspace.identity(thumb.user))
        if person is not None and person.id == case.mentor.id and not _known(store, workspace, thumb.reaction):
            return Change(thumb, added=True)  # it takes the place of one that is gone
    return Change(stands, added=False) if gone and stands is not None else None


def note(store: Store, workspace: Workspace, event: Reacted | Unreacted, told: datetime | None = None) -> None:
    """Remember that a 👍 on a card came in, or was taken off. ``told``: when that happened, as Slack tells it.

    Without that it was found standing there, or gone.
    """
    came, went = _marks(workspace, event.reaction)
    if isinstance(event, Reacted):
        if not _may_count(store, event.room, event.reaction):
            return
        store.marks.touch(came, event.at)
    elif store.marks.has(came):
        store.marks.touch(went, event.at)
    elif not _may_count(store, event.room, event.reaction):  # else the word of it being there may come behind this
        return
    newest = told or event.at - SKEW
    if not outdated(store, workspace, event, newest):
        store.marks.touch(_told(workspace, event.reaction), newest)


def outdated(store: Store, workspace: Workspace, event: Reacted | Unreacted, told: datetime) -> bool:
    """Whether something newer is known of this reaction than what Slack tells now."""
    newest = store.marks.last(_told(workspace, event.reaction))
    return newest is not None and told < newest


def _may_count(store: Store, room: Room, reaction: str) -> bool:
    """Whether it is a 👍 on what is a card, or may turn out to be one."""
    thumb = _read(reaction)
    if thumb is None or not is_thumbs_up(thumb.name):
        return False
    logical = store.outbox.key_of(room, thumb.message)
    return case_of(logical) is not None or (logical is None and store.outbox.unsettled(room))


def _known(store: Store, workspace: Workspace, reaction: str) -> bool:
    came, went = (store.marks.last(name) for name in _marks(workspace, reaction))
    return came is not None and (went is None or went <= came)


def _marks(workspace: Workspace, reaction: str) -> tuple[str, str]:
    return f"reacted:{workspace.source}/{reaction}", f"unreacted:{workspace.source}/{reaction}"


def _told(workspace: Workspace, reaction: str) -> str:
    return f"told:{workspace.source}/{reaction}"


def _thumb(reaction: str | None, shown: Card) -> Thumb | None:
    """A reaction as the core knows it, if it is one on this card."""
    thumb = _read(reaction or "")
    return thumb if thumb is not None and (thumb.channel, thumb.message) == (shown.channel, shown.message) else None


def _read(reaction: str) -> Thumb | None:
    """A reaction as the core knows it."""
    parts = reaction.split("/")
    return Thumb(*parts) if len(parts) == 4 else None
