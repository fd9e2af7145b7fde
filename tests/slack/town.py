"""What a workspace holds: people, channels, messages, views, and what only one person sees.

Rules of this file: plain state with ids like Slack's and one clock; it knows no wire. A timestamp (``ts``) names a
message within its channel, and none is given out twice.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class User:
    """Somebody. ``team`` differs from the workspace's for people who come through a shared channel.

    ``real_name`` and ``display_name`` are ``name`` where they are None; a display name may be empty. ``tz`` is
    an IANA zone, or None where the profile has none.
    """

    id: str
    name: str
    team: str
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    teams: tuple[str, ...] = ()
    real_name: str | None = None
    display_name: str | None = None
    tz: str | None = "Etc/UTC"
    locale: str = "en-US"


@dataclass
class Message:
    """A message of a channel. ``reactions``: names to the users who gave them. ``edits`` counts chat.update."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    bot_id: str | None = None
    edits: int = 0
    edited: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Channel:
    """A conversation. ``im`` is the one user of a direct chat with the bot."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    im: str | None = None
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """The message of that timestamp."""
        return next((each for each in self.messages if each.ts == ts), None)


@dataclass
class View:
    """A modal that somebody has open. ``hash`` changes with every update; ``previous``: the view that lies below it.

    ``state`` holds what they changed, by block and action; what they didn't touch stands in ``body``.
    """

    id: str
    user: str
    body: dict[str, Any]
    hash: str = "1"
    state: dict[str, Any] = field(default_factory=dict)
    is_open: bool = True
    previous: str | None = None


@dataclass
class Ephemeral:
    """What only ``user`` sees, until they reload."""

    user: str
    channel: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    ts: str = ""


EVENTS = frozenset(
    {
        "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_unarchive",
        "member_joined_channel", "message.im", "reaction_added", "reaction_removed", "team_join", "tokens_revoked",
        "user_change",
    }
)  # fmt: skip
"""What the app is told of, unless a test subscribes to more: ``message.channels`` and ``message.groups``."""


class Town:
    """One workspace, with the app's bot in it. ``clock`` gives seconds since the epoch.

    Of the app's manifest it knows its ``commands``, whether they arrive escaped, and what it is ``subscribed`` to.
    """

    def __init__(self, clock: Callable[[], float], team: str = "T0TEAM", enterprise: str | None = None) -> None:
        self.clock, self.team, self.enterprise = clock, team, enterprise
        self.app_id, self.bot_id = "A0APP", "B0BOT"
        self.commands = {"/ambassador", "/apply"}
        self.subscribed = set(EVENTS)
        self.should_escape = True
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.ephemerals: list[Ephemeral] = []
        self._numbers = itertools.count(1)
        self.bot = self.person("ambassador", is_bot=True)

    def number(self) -> int:
        """A number that wasn't given out yet."""
        return next(self._numbers)

    def ts(self) -> str:
        """A timestamp for a message, now."""
        return f"{int(self.clock())}.{self.number():06d}"

    def person(self, name: str, **flags: Any) -> User:
        """Somebody new."""
        user = User(**{"id": f"U{self.number():07d}", "name": name, "team": self.team, **flags})
        self.users[user.id] = user
        return user

    def channel(self, name: str, *members: User, private: bool = False, invited: bool = True) -> Channel:
        """A new channel; ``invited``: the bot is in it, too."""
        inside = {each.id for each in members} | ({self.bot.id} if invited else set())
        made = Channel(f"C{self.number():07d}", name, inside, private)
        self.channels[made.id] = made
        return made

    def direct(self, user: User) -> Channel:
        """The direct chat of somebody with the bot, made where there is none."""
        found = next((each for each in self.channels.values() if each.im == user.id), None)
        if found is None:
            found = Channel(f"D{self.number():07d}", "directmessage", {user.id, self.bot.id}, True, im=user.id)
            self.channels[found.id] = found
        return found
