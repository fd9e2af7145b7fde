"""Slash commands and interactions as Slack sends them, built from what the workspace holds: the shapes alone, no wire.

Rules of this file: every function returns a new payload and changes nothing. A person from another workspace, in a
channel that both share, is told apart by ``user.team_id``; in a view's payloads ``team`` is theirs, too.
"""

from typing import Any

from tests.slack.town import Channel, Ephemeral, Message, Town, User, View

Payload = dict[str, Any]

TOKEN = "a-verification-token-that-nobody-should-look-at"
ENTERPRISE_NAME = "Acorn Org"
DOMAIN = "acorn"


def _enterprise(town: Town) -> dict[str, str] | None:
    return {"id": town.enterprise, "name": ENTERPRISE_NAME} if town.enterprise else None


def _team(town: Town, team: str | None = None) -> dict[str, str]:
    grid = {"enterprise_id": town.enterprise, "enterprise_name": ENTERPRISE_NAME} if town.enterprise else {}
    return {"id": team or town.team, "domain": DOMAIN, **grid}


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.im is not None else "privategroup" if channel.private else channel.name


# Commands


def slash(
    town: Town, user: User, channel: Channel, command: str, text: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    """A slash command: a form, so everything is a text."""
    grid = {"enterprise_id": town.enterprise, "enterprise_name": ENTERPRISE_NAME} if town.enterprise else {}
    return {
        "token": TOKEN,
        "team_id": town.team,
        "team_domain": DOMAIN,
        **grid,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": town.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def ssl_check() -> dict[str, str]:
    """How Slack looks whether the certificate is any good: not signed, not meant for anybody."""
    return {"token": TOKEN, "ssl_check": "1"}


def url_verification(challenge: str) -> Payload:
    """What Slack sends when the address for events is written into the app's settings. It is signed."""
    return {"token": TOKEN, "challenge": challenge, "type": "url_verification"}


# Interactions


def _interaction(town: Town, kind: str, user: User, trigger_id: str | None, team: str | None = None) -> Payload:
    base = {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": town.app_id,
        "token": TOKEN,
        "team": _team(town, team),
        "enterprise": _enterprise(town),
        "is_enterprise_install": False,
    }
    return {**base, "trigger_id": trigger_id} if trigger_id is not None else base


def block_actions(
    town: Town, user: User, channel: Channel, on: Message | Ephemeral, actions: list[Payload], trigger_id: str,
    response_url: str,
) -> Payload:  # fmt: skip
    """Somebody used something in a message. Of an ephemeral one Slack sends only where it stood."""
    container: Payload = {"type": "message", "message_ts": on.ts, "channel_id": channel.id}
    container["is_ephemeral"] = isinstance(on, Ephemeral)
    if on.thread_ts is not None:
        container["thread_ts"] = on.thread_ts
    shown = {} if isinstance(on, Ephemeral) else {"message": message_body(town, on)}
    return {
        **_interaction(town, "block_actions", user, trigger_id),
        "container": container,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        **shown,
        "state": {"values": {}},
        "response_url": response_url,
        "actions": actions,
    }


def view_actions(
    town: Town, user: User, view: View, state: Payload, actions: list[Payload], trigger_id: str
) -> Payload:
    """Somebody used something in a view: there is no channel, no message and no response_url."""
    return {
        **_interaction(town, "block_actions", user, trigger_id, user.team),
        "container": {"type": "view", "view_id": view.id},
        "view": view_body(town, view, state),
        "actions": actions,
    }


def view_submission(town: Town, user: User, view: View, state: Payload, trigger_id: str) -> Payload:
    """Somebody sent a view."""
    return {
        **_interaction(town, "view_submission", user, trigger_id, user.team),
        "view": view_body(town, view, state),
        "response_urls": [],
    }


def view_closed(town: Town, user: User, view: View, *, cleared: bool) -> Payload:
    """Somebody closed a view: there is no state, and no trigger_id. ``cleared``: the whole stack of them."""
    shown = view_body(town, view, {})
    del shown["state"]
    return {**_interaction(town, "view_closed", user, None, user.team), "view": shown, "is_cleared": cleared}


def view_body(town: Town, view: View, state: Payload) -> Payload:
    """A view as interactions carry it. ``state``: values by block and action."""
    body, root = view.body, view
    while root.previous is not None:
        root = town.views[root.previous]
    return {
        "id": view.id,
        "team_id": town.team,
        "type": body.get("type", "modal"),
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": state},
        "hash": view.hash,
        "title": body.get("title"),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "root_view_id": root.id,
        "previous_view_id": view.previous,
        "app_id": town.app_id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": town.team,
        "bot_id": town.bot_id,
    }


def message_body(town: Town, message: Message) -> Payload:
    """A message as it lies in a channel."""
    body: Payload = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    body |= {"team": town.users[message.user].team if message.user in town.users else town.team}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.thread_ts is not None:
        body["thread_ts"] = message.thread_ts
    if message.bot_id is not None:
        body |= {"bot_id": message.bot_id, "app_id": town.app_id}
    if message.edited is not None:
        body["edited"] = {"user": message.user, "ts": message.edited}
    if message.files:
        body["files"] = message.files
    if message.metadata is not None:
        body["metadata"] = message.metadata
    return body
