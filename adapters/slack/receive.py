"""What came in: a payload of Slack's as an event of the core's, or None where it is nothing to the bot.

Rules of this file: pure functions over payloads whose fields strangers filled in, so none is trusted to be there or to
have its type: what is odd gives None, never an error. Authority is the user's id, which Slack vouches for; who that is
the directory says later. A command is never taken from an edit, from another app's words or from the bot's own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.slack import calls, mentions, modal, wire
from adapters.slack.calls import Call
from adapters.slack.wire import Payload
from adapters.slack.workspace import Workspace, slack_id
from bot.dispatch import prefixed
from bot.event import AnyEvent, Drafted, Edited, Joined, Pressed, Reacted, Said, Sender, Submitted, Unreacted

_SPOKEN = (None, "file_share", "me_message", "thread_broadcast")
"""Subtypes of messages in which somebody says something."""
_COMMAND = re.compile(r"/([a-z0-9_-]{1,31})")
_EMOJI = re.compile(r"[^\s/]{1,200}")
_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it came in. ``at`` is when; ``command`` is the slash command behind which everything can be typed.

    ``names``: what somebody is called, by their id; empty where that isn't known.
    """

    workspace: Workspace
    at: datetime
    command: str = "ambassador"
    names: Callable[[str], str] = mentions.nameless

    def frame(self, event_id: str, user: str, channel: str | None, thread: str | None = None) -> dict[str, Any]:
        """The fields that every event has. Without a channel it is between the bot and ``user``."""
        shared = channel is not None and not _direct(channel)
        room = self.workspace.room(channel) if channel is not None and shared else self.workspace.direct(user)
        sender = Sender(identity=self.workspace.identity(user))
        return {
            "source": self.workspace.source, "id": event_id, "at": self.at, "sender": sender, "room": room,
            "direct": not shared, "thread": thread,
        }  # fmt: skip

    def read(self, raw: str) -> dict[str, Any]:
        """What somebody said: ``text``, whether it is ``addressed`` to the bot, and its ``mentions``."""
        typed = mentions.read(raw, self.workspace.user, self.names)
        people = {shown: self.workspace.identity(user) for shown, user in typed.users.items()}
        return {"text": typed.text, "addressed": typed.mentioned, "mentions": people}


def translate(payload: Payload, call: Call | None, scene: Scene) -> AnyEvent | None:
    """A slash command, an interaction or an event, and how it may be answered. Its sender is only an id yet."""
    if call is None or call.user == scene.workspace.user or not calls.ours(payload, scene.workspace):
        return None
    match payload.get("type"):
        case "event_callback":
            return _event(payload, call, scene)
        case "block_actions":
            return _action(payload, call, scene)
        case "view_submission":
            return _submission(payload, call, scene)
        case None if "command" in payload:
            return _slash(payload, call, scene)
        case _:
            return None


def mentioned(payload: Payload, workspace: Workspace) -> tuple[str, ...]:
    """The ids of those whom a text mentions: whose names make it read well."""
    event = wire.mapping(payload, "event")
    texts = [wire.words(each, "text") for each in (payload, event, wire.mapping(event, "message"))]
    return mentions.users(" ".join(filter(None, texts)), workspace.user)


def aside(event: Said | Pressed, workspace: Workspace) -> Said | Pressed:
    """The same as if it was said to the bot alone: what one types in a room where the bot has no business.

    It can only be a command: somebody in a room doesn't answer what the bot asks them in their direct chat.
    """
    alone: dict[str, Any] = {
        "room": workspace.direct(slack_id(event.sender.identity)), "direct": True, "thread": None,
    }  # fmt: skip
    if isinstance(event, Said) and not prefixed(event):
        alone["text"] = f"!{event.text}"
    return event.model_copy(update=alone)


def message(raw: Payload, channel: str, scene: Scene) -> Said | None:
    """A message of a direct chat, whether it was told or found in the history."""
    user, stamp, text = wire.own_id(raw, "user"), wire.ts(raw, "ts"), wire.words(raw, "text")
    if user is None or stamp is None or text is None or raw.get("subtype") not in _SPOKEN:
        return None
    if not _direct(channel) or _by_bot(raw, scene.workspace):
        return None
    frame = scene.frame(f"{channel}:{stamp}", user, channel, calls.thread_of(raw))
    return Said(**frame, **scene.read(text), message=stamp)


def reaction(event_id: str, channel: str, stamp: str, user: str, emoji: str, scene: Scene) -> Reacted | None:
    """A reaction, whether it was told or found on a message. ``emoji`` is its name: ``+1::skin-tone-3``."""
    if user == scene.workspace.user or not _EMOJI.fullmatch(emoji) or not emoji.isprintable():
        return None
    frame = scene.frame(event_id, user, channel)
    return Reacted(**frame, message=stamp, emoji=emoji, reaction=f"{channel}/{stamp}/{user}/{emoji}")


def _slash(payload: Payload, call: Call, scene: Scene) -> Said | None:
    """A slash command, as what one would type behind a ``!``: so it can only be a command."""
    command, text = _COMMAND.fullmatch(wire.token(payload, "command") or ""), wire.words(payload, "text")
    if command is None or text is None or call.trigger_id is None or call.channel is None:
        return None
    said = scene.read(text)
    typed = said["text"].strip()
    typed = typed[1:] if typed.startswith(("!", "/")) else typed
    typed = typed if command[1] == scene.command else f"{command[1]} {typed}"
    said |= {"text": f"!{typed.strip()}", "addressed": True}
    frame = scene.frame(call.trigger_id, call.user, call.channel)
    return Said(**frame, **said, message=call.trigger_id, window=True, forms=True, apart=True)


def _action(payload: Payload, call: Call, scene: Scene) -> Pressed | Drafted | None:
    """A pressed button types its command, wherever it stands; anything else in a form is a field that changed."""
    command, view = calls.pressed(payload), wire.mapping(payload, "view")
    if call.trigger_id is None:
        return None
    if command is not None and (call.channel is not None or view):
        frame = scene.frame(call.trigger_id, call.user, call.channel, call.thread_ts)
        return Pressed(**frame, text=command, message=call.message_ts, window=True, forms=True, apart=True)
    form = _form(view)
    if command is not None or form is None:
        return None
    return Drafted(**scene.frame(call.trigger_id, call.user, None), **form)


def _submission(payload: Payload, call: Call, scene: Scene) -> Submitted | None:
    view = wire.mapping(payload, "view")
    form = _form(view)
    if call.trigger_id is None or form is None:
        return None
    return Submitted(**scene.frame(call.trigger_id, call.user, None), **form, window=True, apart=True)


def _form(view: Payload) -> dict[str, Any] | None:
    """The form that a view is, and what was typed into its fields: as it is, nothing in it is escaped."""
    try:
        name, values = modal.values_of(view)
        draft = modal.draft_of(view)
    except modal.Forged:
        return None
    typed = {field: value for field, value in values.items() if _FIELD.fullmatch(field)}
    return {"form": name, "values": typed, "draft": draft}


def _event(payload: Payload, call: Call, scene: Scene) -> AnyEvent | None:
    event = wire.mapping(payload, "event")
    if call.channel is None:
        return None
    match event.get("type"):
        case "message":
            return _message(event, call.channel, scene)
        case "app_mention":
            return _mention(event, call, scene)
        case "reaction_added" | "reaction_removed":
            return _reaction(wire.token(payload, "event_id"), event, scene)
        case "app_home_opened" if event.get("tab") == "messages" and _direct(call.channel):
            arrival = f"joined:{scene.workspace.key}/{call.channel}"
            return Joined(**scene.frame(f"joined:{call.channel}", call.user, call.channel), once=arrival)
        case _:
            return None


def _message(event: Payload, channel: str, scene: Scene) -> Said | Edited | None:
    """In a direct chat: what others say in a channel is none of the bot's business, unless they mention it."""
    now, before = wire.mapping(event, "message"), wire.mapping(event, "previous_message")
    match event.get("subtype"):
        case "message_changed" if not calls.buried(now):
            edited, text = wire.ts(wire.mapping(now, "edited"), "ts"), wire.words(now, "text")
            if edited is None or text is None:  # nobody did it: Slack looked up a link in it
                return None
            return _edit(now, channel, f"edited:{edited}", scene.read(text)["text"], scene)
        case "message_changed" | "message_deleted":
            return _edit(before, channel, "deleted", None, scene)
        case _:
            return message(event, channel, scene)


def _edit(raw: Payload, channel: str, how: str, text: str | None, scene: Scene) -> Edited | None:
    user, stamp = wire.own_id(raw, "user"), wire.ts(raw, "ts")
    if user is None or stamp is None or not _direct(channel) or _by_bot(raw, scene.workspace):
        return None
    frame = scene.frame(f"{channel}:{stamp}:{how}", user, channel, calls.thread_of(raw))
    return Edited(**frame, message=stamp, text=text)


def _mention(event: Payload, call: Call, scene: Scene) -> Said | None:
    """Words to the bot in a shared room. Those in a direct chat are told as a message, and edits aren't commands."""
    stamp, text = call.message_ts, wire.words(event, "text")
    if stamp is None or text is None or call.channel is None or _direct(call.channel):
        return None
    if _by_bot(event, scene.workspace) or event.get("edited") is not None:
        return None
    frame = scene.frame(f"{call.channel}:{stamp}", call.user, call.channel, call.thread_ts)
    return Said(**frame, **scene.read(text), message=stamp, window=True, apart=True)


def _reaction(event_id: str | None, event: Payload, scene: Scene) -> Reacted | Unreacted | None:
    item = wire.mapping(event, "item")
    channel, stamp = wire.own_id(item, "channel"), wire.ts(item, "ts")
    user, emoji = wire.own_id(event, "user"), wire.words(event, "reaction")
    if event_id is None or channel is None or stamp is None or user is None or emoji is None:
        return None
    added = reaction(event_id, channel, stamp, user, emoji, scene) if item.get("type") == "message" else None
    if added is None or event.get("type") == "reaction_added":
        return added
    return Unreacted(**scene.frame(event_id, user, channel), reaction=added.reaction)


def _direct(channel: str) -> bool:
    """Whether a channel is somebody's direct chat: one of several people has an id like any other room's."""
    return channel.startswith("D")


def _by_bot(raw: Payload, workspace: Workspace) -> bool:
    return raw.get("bot_id") is not None or wire.own_id(raw, "user") == workspace.user
