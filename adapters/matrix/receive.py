"""What came in: a Matrix event as an event of the core's, or None where it is nothing to the bot.

Rules of this file: pure functions over events that strangers wrote, so no field is trusted to be there or to have its
type. Authority is ``sender``. A command is never taken from an edit, a quote, a notice or the bot's own words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.matrix import mentions
from bot.address import Identity, Room, short
from bot.event import AnyEvent, Edited, Joined, Reacted, Said, Sender, Unreacted
from bot.typed import clean

_SPOKEN = {"m.text", "m.emote"}
_QUOTED = re.compile(r"(?:>[^\n]*(?:\n|$))+\s*")
_NAME = 80
"""Characters of a display name that are kept."""
_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Scene:
    """Where events happened, and what the core should know of the place.

    ``display_name`` is the bot's own; ``names`` holds the others' by user id; ``at`` is when the batch came in.
    """

    me: str
    room: Room
    direct: bool
    at: datetime
    display_name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The inbox's name for this account."""
        return f"matrix:{self.me}"

    def sender(self, user: str) -> Sender:
        """Somebody as the homeserver vouches for them."""
        identity = Identity(f"matrix:{user}")
        name = " ".join(clean(_whole(self.names.get(user, ""))).split())[:_NAME]
        return Sender(identity=identity, name=name or short(identity))

    def frame(self, event_id: str, user: str) -> dict[str, Any]:
        """The fields that every event has."""
        sender = self.sender(user)
        return {
            "source": self.source, "id": event_id, "at": self.at, "sender": sender, "room": self.room,
            "direct": self.direct,
        }  # fmt: skip


def translate(raw: Mapping[str, Any], scene: Scene) -> AnyEvent | None:
    """One event of a room's timeline."""
    event_id, user = _id(raw, "event_id"), _id(raw, "sender")
    if event_id is None or user is None or user == scene.me:
        return None
    frame = scene.frame(event_id, user)
    content = _mapping(raw, "content")
    match raw.get("type"):
        case "m.room.message":
            return _message(content, frame, scene)
        case "m.reaction":
            return _reaction(content, frame)
        case "m.room.redaction":
            return _redaction(raw, content, frame, scene)
        case _:
            return None


def joined(raw: Mapping[str, Any], scene: Scene, partner: str) -> Joined:
    """The bot came into a direct chat with ``partner``; ``raw`` is the bot's own membership event."""
    return Joined(**scene.frame(f"joined:{raw.get('event_id')}", partner))


def comes_in(raw: Mapping[str, Any], me: str) -> bool:
    """Whether an event is the bot's own arrival in a room."""
    before = _mapping(_mapping(raw, "unsigned"), "prev_content").get("membership")
    return membership_of(raw, me) == "join" and before != "join"


def membership_of(raw: Mapping[str, Any], user: str) -> str | None:
    """The membership that an event gives ``user``; None when it is another event."""
    if raw.get("type") != "m.room.member" or raw.get("state_key") != user:
        return None
    membership = _mapping(raw, "content").get("membership")
    return membership if isinstance(membership, str) else None


def _message(content: Mapping[str, Any], frame: dict[str, Any], scene: Scene) -> AnyEvent | None:
    relation = _mapping(content, "m.relates_to")
    if relation.get("rel_type") == "m.replace":
        return _edit(content, relation, frame)
    text, pills = _read(content)
    if text is None:
        return None
    mentioned = scene.me in _user_ids(content) or any(pill.user == scene.me for pill in pills[:1])
    rest = mentions.spoken_to(text, scene.me, scene.display_name, mentioned=mentioned)
    text = text if rest is None else rest
    if text.startswith("//"):  # how Element lets one say a word that begins with a slash
        text = text[1:]
    thread = _id(relation, "event_id") if relation.get("rel_type") == "m.thread" else None
    others = [pill for pill in pills if pill.user != scene.me]
    return Said(
        **frame,
        thread=thread,
        text=text,
        message=frame["id"],
        addressed=rest is not None,
        mentions=mentions.meant(text, others),
    )


def _edit(content: Mapping[str, Any], relation: Mapping[str, Any], frame: dict[str, Any]) -> Edited | None:
    edited = _id(relation, "event_id")
    text, _ = _read(_mapping(content, "m.new_content"))
    if text is None or edited is None:
        return None
    return Edited(**frame, message=edited, text=text)


def _reaction(content: Mapping[str, Any], frame: dict[str, Any]) -> Reacted | None:
    relation = _mapping(content, "m.relates_to")
    message, emoji = _id(relation, "event_id"), relation.get("key")
    if relation.get("rel_type") != "m.annotation" or message is None or not isinstance(emoji, str):
        return None
    return Reacted(**frame, message=message, emoji=_whole(emoji), reaction=frame["id"])


def _redaction(
    raw: Mapping[str, Any], content: Mapping[str, Any], frame: dict[str, Any], scene: Scene
) -> Edited | Unreacted | None:
    """What is redacted can't be known any more: reactions count in shared rooms, answers to forms in direct chats."""
    redacted = _id(content if "redacts" in content else raw, "redacts")
    if redacted is None:
        return None
    if scene.direct:
        return Edited(**frame, message=redacted, text=None)
    return Unreacted(**frame, reaction=redacted)


def _read(content: Mapping[str, Any]) -> tuple[str | None, list[mentions.Pill]]:
    """A message's own words, without what it quotes, and its pills; None when it isn't words."""
    kind, body = content.get("msgtype"), content.get("body")
    if not isinstance(kind, str) or kind not in _SPOKEN or not isinstance(body, str):
        return None, []
    formatted = content.get("formatted_body")
    text, pills = mentions.read(_whole(body), _whole(formatted) if isinstance(formatted, str) else "")
    return _unquoted(text.lstrip()), pills


def _unquoted(text: str) -> str:
    """Without the quote that a message begins with: a reply's, or one typed by hand. Nothing but a quote stays."""
    quote = _QUOTED.match(text)
    return text[quote.end() :] or text if quote is not None else text


def _user_ids(content: Mapping[str, Any]) -> list[Any]:
    users = _mapping(content, "m.mentions").get("user_ids")
    return users if isinstance(users, list) else []


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def _id(holder: Mapping[str, Any], key: str) -> str | None:
    """An id of an event or a user; None for what can't be one: Matrix's have at most 255 bytes, and print."""
    value = holder.get(key)
    return value if isinstance(value, str) and value.isprintable() and len(value.encode()) <= _LONGEST_ID else None


def _whole(text: str) -> str:
    """A text without half characters (lone surrogates), which no database takes."""
    return text.encode("utf-8", "replace").decode()
