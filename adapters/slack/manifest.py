"""What the app is on Slack: its commands, what it may do and what it hears of, as the manifest that an operator pastes.

Rules of this file: pure. Scopes and events stand here once; the start checks the scopes, the docs and the tests' Slack
take both from here. Descriptions come from the catalogue, so a new command needs no line here.
"""

from collections.abc import Sequence
from typing import Any

from adapters.slack.settings import Slack
from bot.catalogue import Catalogue
from bot.command import Registry

PATH = "/slack/events"
"""Where Slack posts to, on the bot's own server."""
SCOPES = {
    "app_mentions:read": "to hear when somebody mentions it",
    "channels:history": "to find its own messages in channels",
    "channels:read": "to see channels",
    "chat:write": "to write",
    "commands": "to have slash commands",
    "files:write": "to bring charts and tables",
    "groups:history": "to find its own messages in private channels",
    "groups:read": "to see private channels",
    "im:history": "to read what people write to it",
    "im:read": "to see its direct chats",
    "im:write": "to open direct chats",
    "reactions:read": "to see a 👍",
    "users:read": "to know who somebody is",
}
"""What the app is to be allowed to do, and what for."""
SPARED = frozenset(["files:write"])
"""What of it the bot can do without: files' words then come without them."""
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_unarchive",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
    "user_change",
)
"""What the app hears of: little, for whatever isn't needed is only to be acknowledged."""
_DESCRIPTION = 2000
"""Characters of a command's description that Slack takes."""


def manifest(settings: Slack, name: str, registry: Registry, catalogue: Catalogue, url: str | None) -> dict[str, Any]:
    """The manifest. ``url``: how the bot's server is reached from outside; needed where the mode is ``http``."""
    posted = {"request_url": f"{url}{PATH}"} if settings.mode == "http" else {}
    to = {"url": f"{url}{PATH}"} if settings.mode == "http" else {}
    main = _command(settings.command, catalogue.text("slack-manifest-command"), "help") | to
    return {
        "display_information": {
            "name": name[:35],
            "description": catalogue.text("slack-manifest-description")[:140],
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": settings.command, "always_online": True},
            "slash_commands": [main, *(each | to for each in _extra(settings.extra_commands, registry, catalogue))],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**posted, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **posted},
            "org_deploy_enabled": False,
            "socket_mode_enabled": settings.mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _extra(names: Sequence[str], registry: Registry, catalogue: Catalogue) -> list[dict[str, Any]]:
    found = []
    for name in names:
        command = registry.commands[name]
        _, _, hint = command.usage.partition(" ")
        found.append(_command(name, catalogue.text(command.summary), hint))
    return found


def _command(name: str, description: str, hint: str) -> dict[str, Any]:
    """``should_escape``: people and channels arrive as their ids."""
    shown = {"command": f"/{name}", "description": description[:_DESCRIPTION], "should_escape": True}
    return {**shown, "usage_hint": hint} if hint else shown
