"""Events as Slack sends them, built from what the workspace holds: the shapes alone, no wire.

Rules of this file: every function returns a new payload; what has a time of its own takes the next timestamp. A person
from another workspace, in a channel that both share, is told apart by ``user_team``.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from tests.slack.payloads import TOKEN, Payload, message_body
from tests.slack.town import Channel, Message, Town, User


def topic(happened: Payload) -> str:
    """What an app subscribes to, to hear of this: ``message.im``, ``reaction_added``."""
    if happened["type"] != "message":
        return str(happened["type"])
    return f"message.{ {'channel': 'channels', 'group': 'groups', 'im': 'im'}[happened['channel_type']] }"


def channel_type(channel: Channel) -> str:
    """``im``, ``group`` or ``channel``."""
    return "im" if channel.im is not None else "group" if channel.private else "channel"


def event(town: Town, happened: Payload) -> Payload:
    """The envelope of something that happened, with an id of its own."""
    event_id = f"Ev{town.number():08d}"
    installed = {"enterprise_id": town.enterprise, "team_id": town.team, "user_id": town.bot.id}
    theirs = happened.get("user_team") or happened.get("team") or town.team
    return {
        "token": TOKEN,
        "team_id": town.team,
        **({"enterprise_id": town.enterprise} if town.enterprise else {}),
        "api_app_id": town.app_id,
        "event": happened,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(town.clock()),
        "authorizations": [{**installed, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": theirs != town.team,
        "event_context": f"4-{event_id}",
    }


def _home(town: Town, user: User) -> Payload:
    """Where somebody is at home, said only of people from another workspace."""
    return {} if user.team == town.team else {"user_team": user.team, "source_team": user.team}


def message(town: Town, channel: Channel, said: Message) -> Payload:
    """A message, in whatever channel it stands."""
    own = message_body(town, said)
    more = {"channel": channel.id, "event_ts": said.ts, "channel_type": channel_type(channel)}
    return {**own, **_home(town, town.users[said.user]), **more}


def bot_message(town: Town, channel: Channel, text: str, bot_id: str) -> Payload:
    """A message of an integration that has no user: it has neither ``user`` nor ``team``."""
    ts = town.ts()
    base = {"type": "message", "subtype": "bot_message", "text": text, "ts": ts, "username": "integration"}
    return {**base, "bot_id": bot_id, "channel": channel.id, "event_ts": ts, "channel_type": channel_type(channel)}


def message_changed(town: Town, channel: Channel, before: Message, after: Message) -> Payload:
    """A message was edited."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": {**message_body(town, after), **_home(town, town.users[after.user])},
        "previous_message": message_body(town, before),
        **_changed(town, channel),
    }


def message_deleted(town: Town, channel: Channel, before: Message) -> Payload:
    """A message was deleted."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before.ts,
        "previous_message": message_body(town, before),
        **_changed(town, channel),
    }


def _changed(town: Town, channel: Channel) -> Payload:
    ts = town.ts()
    return {"channel": channel.id, "ts": ts, "event_ts": ts, "channel_type": channel_type(channel)}


def app_mention(town: Town, channel: Channel, said: Message) -> Payload:
    """A message that names the bot. Slack sends it again, with ``edited``, whenever such a message is edited."""
    body = {**message_body(town, said), **_home(town, town.users[said.user]), "type": "app_mention"}
    return {**body, "channel": channel.id, "event_ts": said.edited or said.ts}


def reaction(
    town: Town, user: User, channel: Channel, on: Message, name: str, *, added: bool, item_user: bool = True
) -> Payload:
    """Somebody reacted, or took it back. ``name`` is raw: ``+1::skin-tone-3``."""
    body = {
        "type": "reaction_added" if added else "reaction_removed",
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": on.ts},
        **({"item_user": on.user} if item_user else {}),
        "event_ts": town.ts(),
    }
    return {**body, **_home(town, user)}


def app_home_opened(town: Town, user: User, channel: Channel, tab: str) -> Payload:
    """Somebody opened the bot's home (``home``) or the direct chat with it (``messages``)."""
    return {"type": "app_home_opened", "user": user.id, "channel": channel.id, "event_ts": town.ts(), "tab": tab}


def member_joined_channel(town: Town, user: User, channel: Channel, inviter: User | None = None) -> Payload:
    """Somebody, or the bot itself, came into a channel."""
    kind = "G" if channel.private else "C"
    by = {"inviter": inviter.id} if inviter is not None else {}
    base = {"type": "member_joined_channel", "user": user.id, "channel": channel.id, "channel_type": kind}
    return {**base, "team": user.team, **by, "event_ts": town.ts()}


def channel_archive(town: Town, user: User, channel: Channel, *, again: bool = False) -> Payload:
    """A channel was archived; ``again``: it was opened again."""
    kind = "channel_unarchive" if again else "channel_archive"
    return {"type": kind, "channel": channel.id, "user": user.id, "is_moved": 0, "event_ts": town.ts()}


def user_body(town: Town, user: User) -> Payload:
    """Somebody, as events carry them."""
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name or user.name,
        "profile": {
            "real_name": user.real_name or user.name,
            "display_name": user.name if user.display_name is None else user.display_name,
            "email": user.email,
            "team": user.team,
        },
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "updated": int(town.clock()),
        **_zone(town, user),
    }


def _zone(town: Town, user: User) -> Payload:
    """Where somebody lives; Slack has nothing of it of apps and of whoever is deactivated."""
    if user.is_bot or user.deleted or user.tz is None:
        return {}
    now = datetime.fromtimestamp(town.clock(), ZoneInfo(user.tz))
    offset = now.utcoffset() or timedelta()
    return {"tz": user.tz, "tz_label": get_timezone_name(now, locale="en"), "tz_offset": int(offset.total_seconds())}


def user_change(town: Town, user: User) -> Payload:
    """Somebody's profile or account changed: a deactivation, too."""
    return {
        "type": "user_change",
        "user": user_body(town, user),
        "cache_ts": int(town.clock()),
        "event_ts": town.ts(),
    }


def team_join(town: Town, user: User) -> Payload:
    """Somebody is new in the workspace."""
    return {"type": "team_join", "user": user_body(town, user), "cache_ts": int(town.clock()), "event_ts": town.ts()}


def tokens_revoked(town: Town) -> Payload:
    """The bot's token is worth nothing any more."""
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [town.bot.id]}, "event_ts": town.ts()}


def app_uninstalled(town: Town) -> Payload:
    """The app was removed from the workspace."""
    return {"type": "app_uninstalled", "event_ts": town.ts()}
