"""Methods about conversations: which there are, who is in them, and what was said there.

Rules of this file: every kind of channel has a scope of its own, to know of it and to read it. History leaves out what
was said in threads, newest first; replies have the first message, then oldest first.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.slack.methods import SLACKBOT, Body, Refusal, channel_of, family, method, page, user_of
from tests.slack.payloads import message_body
from tests.slack.town import Channel, Message, Town

if TYPE_CHECKING:
    from tests.slack.api import FakeApi

_FAMILY = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_SOME = 3
"""Users that a reaction names where one didn't ask for all."""


def shown_channel(town: Town, channel: Channel) -> Body:
    """A conversation."""
    member = town.bot.id in channel.members
    base: Body = {"id": channel.id, "created": 1_700_000_000, "is_archived": channel.archived}
    base |= {"is_im": bool(channel.im), "is_mpim": False, "context_team_id": town.team}
    if channel.im:
        gone = town.users[channel.im].deleted
        return {**base, "user": channel.im, "is_user_deleted": gone, "is_org_shared": False}
    kind = {"is_channel": not channel.private, "is_group": channel.private, "is_private": channel.private}
    return {**base, **kind, "name": channel.name, "is_general": False, "is_member": member, "creator": town.bot.id}


def _kinds(api: "FakeApi", arguments: Body) -> set[str]:
    """The families that were asked for; each takes its scope."""
    asked = [each.strip() for each in arguments.get("types", "public_channel").split(",")]
    if not set(asked) <= set(_FAMILY):
        raise Refusal("invalid_types")
    families = {_FAMILY[each] for each in asked}
    for each in sorted(families):
        api.need(f"{each}:read")
    return families


def _listed(api: "FakeApi", channels: Iterable[Channel], arguments: Body) -> Body:
    kinds = _kinds(api, arguments)
    found = [each for each in channels if family(each) in kinds]
    found = [each for each in found if not (each.archived and arguments.get("exclude_archived"))]
    shown, cursor = page(found, arguments, usual=100, most=999, key=lambda each: each.id)
    return {"channels": [shown_channel(api.town, each) for each in shown], "response_metadata": {"next_cursor": cursor}}


@method("conversations.list", "", "types exclude_archived limit cursor")
def conversations_list(api: "FakeApi", arguments: Body) -> Body:
    """Every public channel; of the others those that the bot is in."""
    bot = api.town.bot.id
    return _listed(
        api, [each for each in api.town.channels.values() if not each.private or bot in each.members], arguments
    )


@method("users.conversations", "", "user types exclude_archived limit cursor")
def users_conversations(api: "FakeApi", arguments: Body) -> Body:
    """The channels that somebody is in, the bot if one doesn't say who; private ones only where the bot is, too."""
    bot = api.town.bot.id
    who = user_of(api, arguments["user"]).id if "user" in arguments else bot
    both = [each for each in api.town.channels.values() if who in each.members]
    return _listed(api, [each for each in both if not each.private or bot in each.members], arguments)


@method("conversations.info", "channel", "include_locale include_num_members")
def conversations_info(api: "FakeApi", arguments: Body) -> Body:
    """A conversation."""
    channel = channel_of(api, arguments["channel"])
    api.need(f"{family(channel)}:read")
    count = {"num_members": len(channel.members)} if arguments.get("include_num_members") else {}
    return {"channel": {**shown_channel(api.town, channel), **count}}


@method("conversations.members", "channel", "limit cursor")
def conversations_members(api: "FakeApi", arguments: Body) -> Body:
    """Who is in a conversation."""
    channel = channel_of(api, arguments["channel"])
    api.need(f"{family(channel)}:read")
    shown, cursor = page(sorted(channel.members), arguments, usual=100, most=1000, key=str)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


@method("conversations.open", "", "users channel return_im prevent_creation", scope="im:write", writes=True)
def conversations_open(api: "FakeApi", arguments: Body) -> Body:
    """The direct chat with one person."""
    if "users" not in arguments:
        raise Refusal("users_list_not_supplied")
    if "," in arguments["users"]:
        api.violation("conversations.open", "several people: the bot talks to one")
        raise Refusal("not_enough_users")
    user = user_of(api, arguments["users"])
    if user.is_bot or user.id == SLACKBOT:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    there = any(each.im == user.id for each in api.town.channels.values())
    channel = api.town.direct(user)
    body = shown_channel(api.town, channel) if arguments.get("return_im") else {"id": channel.id}
    return {"channel": body, **({"no_op": True, "already_open": True} if there else {})}


@method("conversations.join", "channel", scope="channels:join", writes=True)
def conversations_join(api: "FakeApi", arguments: Body) -> Body:
    """Into a public channel."""
    channel = channel_of(api, arguments["channel"], open_only=True)
    if channel.private:
        raise Refusal("method_not_supported_for_channel_type")
    already = api.town.bot.id in channel.members
    channel.members.add(api.town.bot.id)
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": shown_channel(api.town, channel), **(warning if already else {})}


@method("conversations.history", "channel", "oldest latest inclusive limit cursor include_all_metadata")
def conversations_history(api: "FakeApi", arguments: Body) -> Body:
    """What was said in a channel, newest first."""
    channel = channel_of(api, arguments["channel"], inside=True)
    api.need(f"{family(channel)}:history")
    top = [each for each in channel.messages if each.thread_ts in {None, each.ts}]
    found = sorted(_between(top, arguments), key=_order, reverse=True)
    shown, cursor = page(found, arguments, usual=100, most=999, key=lambda each: each.ts)
    return {**_messages(api, channel, shown, arguments, cursor), "pin_count": 0}


@method("conversations.replies", "channel ts", "oldest latest inclusive limit cursor include_all_metadata")
def conversations_replies(api: "FakeApi", arguments: Body) -> Body:
    """A thread: its first message, whatever the bounds say, then the replies, oldest first."""
    channel = channel_of(api, arguments["channel"], inside=True)
    api.need(f"{family(channel)}:history")
    first = channel.find(arguments["ts"])
    if first is None:
        raise Refusal("thread_not_found")
    replies = [each for each in channel.messages if each.thread_ts == first.ts and each is not first]
    found = [first, *sorted(_between(replies, arguments), key=_order)]
    shown, cursor = page(found, arguments, usual=1000, most=1000, key=lambda each: each.ts)
    return _messages(api, channel, shown, arguments, cursor)


def _order(message: Message) -> tuple[int, int]:
    return moment(message.ts)


def moment(ts: str) -> tuple[int, int]:
    """A timestamp's order. Raises Refusal where it is none."""
    seconds, _, number = ts.partition(".")
    try:
        return int(seconds), int((number or "0").ljust(6, "0"))
    except ValueError:
        raise Refusal("invalid_ts_latest") from None


def _between(messages: Iterable[Message], arguments: Body) -> list[Message]:
    """Those between two timestamps, which count themselves only where ``inclusive``."""
    found = list(messages)
    if "oldest" in arguments:
        oldest = moment(arguments["oldest"])
        found = [
            each for each in found if _order(each) > oldest or (arguments.get("inclusive") and _order(each) == oldest)
        ]
    if "latest" in arguments:
        latest = moment(arguments["latest"])
        found = [
            each for each in found if _order(each) < latest or (arguments.get("inclusive") and _order(each) == latest)
        ]
    return found


def _messages(api: "FakeApi", channel: Channel, found: list[Message], arguments: Body, cursor: str) -> Body:
    wanted = bool(arguments.get("include_all_metadata"))
    messages = [shown_message(api.town, channel, each, metadata=wanted) for each in found]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": messages, "has_more": bool(cursor), **more}


def shown_message(town: Town, channel: Channel, message: Message, *, metadata: bool, full: bool = False) -> Body:
    """A message as one reads it: with its reactions, and what stands in its thread. ``full``: all who reacted."""
    body = message_body(town, message)
    if not metadata:
        body.pop("metadata", None)
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": users if full else users[:_SOME], "count": len(users)}
            for name, users in message.reactions.items()
        ]
    replies = [each for each in channel.messages if each.thread_ts == message.ts and each is not message]
    if replies:
        people = list(dict.fromkeys(each.user for each in replies))
        body |= {"thread_ts": message.ts, "reply_count": len(replies), "reply_users": people}
        body |= {"reply_users_count": len(people), "latest_reply": replies[-1].ts}
    elif message.thread_ts not in {None, message.ts}:
        first = channel.find(str(message.thread_ts))
        body["parent_user_id"] = first.user if first is not None else None
    return body
