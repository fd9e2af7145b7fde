"""Whose payload it is, and how one may answer it.

Rules of this file: pure, and total over any JSON. Whatever the adapter must know of a payload to answer it stands in a
``Call``, so that nothing reads it a second time. What would let others answer in our name stays out of logs.
"""

import re
from dataclasses import dataclass, field

from adapters.slack import wire
from adapters.slack.wire import Payload
from adapters.slack.workspace import Workspace

_BUTTON = re.compile(r"do:[0-9]{1,3}|more:(?P<page>[1-9][0-9]{0,2})")
_URL = re.compile(r"https?://[!-~]{1,2000}")


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, and the ways back to them. None is a way that there isn't.

    ``user`` is Slack's id. ``trigger_id`` opens a form, once and within 3 seconds; ``response_url`` takes 5 answers in
    30 minutes. ``channel`` and ``thread_ts`` are where it happened (no channel: in a view), ``message_ts`` is what it
    happened to. ``view_id`` and ``view_hash`` name the view it came from, in that very state. ``page``: which page of
    the answer is asked for, counted from 0, where it isn't the first.
    """

    user: str
    trigger_id: str | None = field(default=None, repr=False)
    response_url: str | None = field(default=None, repr=False)
    channel: str | None = None
    thread_ts: str | None = None
    message_ts: str | None = None
    view_id: str | None = None
    view_hash: str | None = None
    page: int | None = None


def call_of(payload: Payload) -> Call | None:
    """How a payload may be answered; None where nobody can be told to have asked."""
    user = asker(payload)
    if user is None:
        return None
    url, view = wire.words(payload, "response_url") or "", wire.mapping(payload, "view")
    channel, thread_ts, message_ts = _place(payload)
    return Call(
        user,
        wire.token(payload, "trigger_id"),
        url if _URL.fullmatch(url) else None,
        channel,
        thread_ts,
        message_ts,
        wire.own_id(view, "id"),
        wire.token(view, "hash"),
        _page(payload),
    )


def asker(payload: Payload) -> str | None:
    """The id of whoever did it: of a message that was changed or deleted, its writer."""
    event = wire.mapping(payload, "event")
    now, before = wire.mapping(event, "message"), wire.mapping(event, "previous_message")
    match event.get("subtype"):
        case "message_deleted":
            return wire.own_id(before, "user")
        case "message_changed":
            return wire.own_id(before if buried(now) else now, "user")
        case _:
            by = wire.own_id(payload, "user_id") or wire.own_id(wire.mapping(payload, "user"), "id")
            return by or wire.own_id(event, "user")


def ours(payload: Payload, workspace: Workspace) -> bool:
    """Whether a payload is for this workspace: in a shared channel the team that it names may be another's."""
    installed = wire.own_id(wire.mapping(payload, "view"), "app_installed_team_id")
    if installed is not None:
        return installed in {workspace.team, workspace.enterprise}
    if any(_ours(each, workspace) for each in (payload, *wire.mappings(payload, "authorizations"))):
        return True
    team = wire.own_id(wire.mapping(payload, "team"), "id")
    if team is None and payload.get("team") is None and payload.get("team_id") is None:  # as organisations send it
        team = wire.own_id(wire.mapping(payload, "user"), "team_id")
    return team == workspace.team or wire.own_id(wire.mapping(payload, "message"), "bot_id") == workspace.bot


def pressed(payload: Payload) -> str | None:
    """The command that a pressed button types; None where it isn't a button of ours."""
    action = next(wire.mappings(payload, "actions"), {})
    command = wire.words(action, "value") or ""
    ours = action.get("type") == "button" and _BUTTON.fullmatch(wire.token(action, "action_id") or "")
    return command if ours and command.strip() else None


def thread_of(raw: Payload, stamp: str | None = None) -> str | None:
    """The thread that a message is in. One that others answered under is in its channel, not in its own thread."""
    thread = wire.ts(raw, "thread_ts")
    return thread if thread != (stamp or wire.ts(raw, "ts")) else None


def buried(raw: Payload) -> bool:
    """Whether this is what Slack leaves of a message that was deleted, because others answered under it."""
    return raw.get("subtype") == "tombstone"


def _place(payload: Payload) -> tuple[str | None, str | None, str | None]:
    """Channel, thread and message. Of what only one person sees Slack sends nothing but its container."""
    event, container = wire.mapping(payload, "event"), wire.mapping(payload, "container")
    if event:
        item = wire.mapping(event, "item")
        return (
            wire.own_id(event, "channel") or wire.own_id(item, "channel"),
            thread_of(event),
            wire.ts(event, "ts") or wire.ts(item, "ts"),
        )
    raw = wire.mapping(payload, "message")
    channel = wire.own_id(wire.mapping(payload, "channel"), "id") or wire.own_id(payload, "channel_id")
    stamp = wire.ts(container, "message_ts") or wire.ts(raw, "ts")
    thread = thread_of(container, stamp) or thread_of(raw, stamp)
    return channel or wire.own_id(container, "channel_id"), thread, stamp


def _page(payload: Payload) -> int | None:
    action = next(wire.mappings(payload, "actions"), {})
    button = _BUTTON.fullmatch(wire.token(action, "action_id") or "")
    return int(button["page"]) if button is not None and button["page"] else None


def _ours(holder: Payload, workspace: Workspace) -> bool:
    """Whether an installation is in this workspace, or in the whole organisation."""
    if workspace.team in {wire.own_id(holder, "team_id"), wire.own_id(holder, "team")}:
        return True
    enterprise = wire.own_id(holder, "enterprise_id") or wire.own_id(wire.mapping(holder, "enterprise"), "id")
    whole = wire.flag(holder, "is_enterprise_install")
    return whole and workspace.enterprise is not None and enterprise == workspace.enterprise
