"""Methods that say something: messages, ephemerals, views and reactions; and what a ``response_url`` takes.

Rules of this file: everything is looked at by ``strict`` before it has an effect. A trigger opens one view, within
three seconds; a ``response_url`` serves five times within half an hour.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack import strict
from tests.slack.methods import Body, Refusal, channel_of, method, user_of
from tests.slack.methods_channels import shown_message
from tests.slack.payloads import message_body, view_body
from tests.slack.town import Channel, Ephemeral, Message, View

if TYPE_CHECKING:
    from tests.slack.api import FakeApi

TRIGGER = 3.0
"""Seconds that a trigger lives."""
RESPONSES, RESPONSE = 5, 1800.0
"""How often a ``response_url`` serves, and for how many seconds."""
_TS = re.compile(r"\d{1,12}\.\d{6,}")
_ALIASES = {"thumbsup": "+1", "thumbsdown": "-1"}
_RESPONSE_KEYS = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"} | {
    "unfurl_links", "unfurl_media", "metadata",
}  # fmt: skip


@dataclass
class Trigger:
    """What lets the app open a view for somebody."""

    user: str
    at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """What lets the app answer where somebody did something. ``message_ts``: the message that they did it on."""

    user: str
    channel: str
    message_ts: str | None
    at: float
    uses: int = 0


def _content(arguments: Body) -> Body:
    """What a message is made of."""
    return {"text": arguments.get("text") or "", "blocks": copy.deepcopy(arguments.get("blocks") or [])}


def thread_of(api: "FakeApi", channel: Channel, arguments: Body, where: str) -> str | None:
    """The thread to answer in. Slack takes a reply's timestamp for one, and then nobody sees the message."""
    ts = arguments.get("thread_ts")
    if ts is None:
        return None
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        api.violation(where, "thread_ts is no timestamp")
        raise Refusal("invalid_thread_ts")
    first = channel.find(ts)
    if first is None and not any(each.thread_ts == ts for each in channel.messages):
        raise Refusal("thread_not_found")
    if first is not None and first.thread_ts not in {None, ts}:
        api.violation(where, "thread_ts is a reply's, not that of its thread's first message: nobody would see this")
    return ts


def target(api: "FakeApi", arguments: Body, where: str, *, inside: bool) -> Channel:
    """The channel that something is to stand in. ``inside``: the bot has to be in it."""
    if re.match(r"[UW]", arguments["channel"]):
        api.violation(where, "a user's id in place of a channel's: it would come from Slackbot")
        raise Refusal("channel_not_found")
    return channel_of(api, arguments["channel"], inside=inside, open_only=True)


def say(api: "FakeApi", channel: Channel, body: Body, thread: str | None, files: Sequence[Body] = ()) -> Message:
    """The bot says something in a channel, with files or without."""
    town = api.town
    said = Message(town.ts(), town.bot.id, **_content(body), thread_ts=thread, bot_id=town.bot_id)
    said.metadata, said.files = copy.deepcopy(body.get("metadata") or None), list(files)
    channel.messages.append(said)
    api.tell("posted", channel, said)
    return said


@method(
    "chat.postMessage",
    "channel",
    "text blocks thread_ts reply_broadcast metadata unfurl_links unfurl_media mrkdwn link_names",
    scope="chat:write",
    writes=True,
)
def post_message(api: "FakeApi", arguments: Body) -> Body:
    """A message. Every channel has one a second."""
    where = "chat.postMessage"
    if arguments.get("link_names"):
        api.violation(where, "link_names: somebody's words could call people")
    api.look(where, strict.message(arguments))
    channel = target(api, arguments, where, inside="chat:write.public" not in api.scopes)
    thread = thread_of(api, channel, arguments, where)
    if api.rates and (seconds := api.pace.wait(channel.id)):
        raise Refusal("ratelimited", status=429, retry_after=seconds)
    said = say(api, channel, arguments, thread)
    return {"channel": channel.id, "ts": said.ts, "message": message_body(api.town, said)}


@method("chat.update", "channel ts", "text blocks metadata reply_broadcast", scope="chat:write", writes=True)
def update(api: "FakeApi", arguments: Body) -> Body:
    """A message of the bot's says something else. A text alone takes the blocks away; metadata stays unless given."""
    where = "chat.update"
    api.look(where, strict.message(arguments, edits=True))
    channel = target(api, arguments, where, inside=False)
    said = channel.find(arguments["ts"])
    if said is None:
        raise Refusal("message_not_found")
    if said.user != api.town.bot.id:
        raise Refusal("cant_update_message")
    change(api, channel, said, arguments)
    shown = message_body(api.town, said)
    return {"channel": channel.id, "ts": said.ts, "text": said.text, "message": shown}


def change(api: "FakeApi", channel: Channel, said: Message, body: Body) -> None:
    """A message of the bot's says something else."""
    content = _content(body)
    said.text, said.blocks = content["text"], content["blocks"]
    if body.get("metadata") is not None:
        said.metadata = copy.deepcopy(body["metadata"]) or None
    said.edits += 1
    said.edited = api.town.ts()
    api.tell("changed", channel, said)


@method("chat.postEphemeral", "channel user", "text blocks thread_ts", scope="chat:write", writes=True)
def post_ephemeral(api: "FakeApi", arguments: Body) -> Body:
    """What only one person sees, who must be there."""
    where = "chat.postEphemeral"
    api.look(where, strict.message(arguments))
    channel = target(api, arguments, where, inside=True)
    if user_of(api, arguments["user"]).id not in channel.members:
        raise Refusal("user_not_in_channel")
    whisper = _whisper(api, arguments["user"], channel, arguments, thread_of(api, channel, arguments, where))
    return {"message_ts": whisper.ts}


def _whisper(api: "FakeApi", user: str, channel: Channel, body: Body, thread: str | None) -> Ephemeral:
    whisper = Ephemeral(user, channel.id, **_content(body), thread_ts=thread, ts=api.town.ts())
    api.town.ephemerals.append(whisper)
    return whisper


@method("views.open", "trigger_id view", writes=True)
def views_open(api: "FakeApi", arguments: Body) -> Body:
    """A view opens for whoever the trigger came from."""
    api.look("views.open", strict.view(arguments["view"]))
    trigger = api.triggers.get(arguments["trigger_id"])
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if api.town.clock() - trigger.at > TRIGGER:
        raise Refusal("expired_trigger_id")
    trigger.used = True
    opened = View(f"V{api.town.number():07d}", trigger.user, copy.deepcopy(arguments["view"]))
    api.town.views[opened.id] = opened
    return {"view": view_body(api.town, opened, {})}


@method("views.update", "view_id view", "hash", writes=True)
def views_update(api: "FakeApi", arguments: Body) -> Body:
    """An open view becomes another; ``hash``: only where nobody changed it since. Blanks that stay keep their state."""
    api.look("views.update", strict.view(arguments["view"]))
    shown = api.town.views.get(arguments["view_id"])
    if shown is None or not shown.is_open:
        raise Refusal("not_found")
    if arguments.get("hash", shown.hash) != shown.hash:
        raise Refusal("hash_conflict")
    shown.body, shown.hash = copy.deepcopy(arguments["view"]), f"{shown.hash.partition('.')[0]}.{api.town.number()}"
    return {"view": view_body(api.town, shown, shown.state)}


@method("reactions.get", "channel timestamp", "full", scope="reactions:read")
def reactions_get(api: "FakeApi", arguments: Body) -> Body:
    """A message with its reactions."""
    channel = channel_of(api, arguments["channel"])
    found = channel.find(arguments["timestamp"])
    if found is None:
        raise Refusal("message_not_found")
    shown = shown_message(api.town, channel, found, metadata=False, full=bool(arguments.get("full")))
    return {"type": "message", "channel": channel.id, "message": shown}


@method("reactions.add", "channel name timestamp", scope="reactions:write", writes=True)
def reactions_add(api: "FakeApi", arguments: Body) -> Body:
    """The bot reacts."""
    channel = channel_of(api, arguments["channel"], inside=True, open_only=True)
    found = channel.find(arguments["timestamp"])
    if found is None:
        raise Refusal("message_not_found")
    name = _ALIASES.get(arguments["name"], str(arguments["name"]))
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?", name):
        raise Refusal("invalid_name")
    users = found.reactions.setdefault(name, [])
    if api.town.bot.id in users:
        raise Refusal("already_reacted")
    users.append(api.town.bot.id)
    return {}


def respond(api: "FakeApi", known: ResponseUrl | None, body: Any) -> None:
    """Something comes to a ``response_url``: only the person sees it, unless it says otherwise."""
    where = "response_url"
    if known is None or api.town.clock() - known.at > RESPONSE:
        raise Refusal("expired_url", status=404)
    if known.uses >= RESPONSES:
        raise Refusal("used_url", status=404)
    if not isinstance(body, dict) or set(body) - _RESPONSE_KEYS:
        extra = sorted(set(body) - _RESPONSE_KEYS) if isinstance(body, dict) else type(body).__name__
        api.violation(where, f"no such keys: {extra}")
        raise Refusal("invalid_payload", status=400)
    if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        api.violation(where, "response_type is ephemeral or in_channel")
        raise Refusal("invalid_payload", status=400)
    if not body.get("delete_original"):
        api.look(where, strict.message(body), status=400)
    known.uses += 1
    channel = api.town.channels[known.channel]
    if known.message_ts is not None and (body.get("delete_original") or body.get("replace_original")):
        _original(api, channel, known.message_ts, body)
    elif not body.get("delete_original"):
        thread = thread_of(api, channel, body, where)
        if body.get("response_type") == "in_channel":
            say(api, channel, body, thread)
        else:
            _whisper(api, known.user, channel, body, thread)


def _original(api: "FakeApi", channel: Channel, ts: str, body: Body) -> None:
    """What somebody did something on goes, or says something else."""
    whispers, said = api.town.ephemerals, channel.find(ts)
    whisper = next((each for each in whispers if each.channel == channel.id and each.ts == ts), None)
    if whisper is not None and body.get("delete_original"):
        whispers.remove(whisper)
    elif whisper is not None:
        whisper.text, whisper.blocks = _content(body).values()
    elif said is None:
        raise Refusal("message_not_found", status=404)
    elif body.get("delete_original"):
        channel.messages.remove(said)
        api.tell("deleted", channel, said)
    else:
        change(api, channel, said, body)
