"""What a person does in channels and in the direct chat with the bot, all of which the app hears of as events.

Rules of this file: what the client doesn't offer raises ``NotPossible``. What is done returns once Slack has tried to
tell the app, which it does only where the bot is and only of what the app is subscribed to.
"""

import asyncio
import copy
from typing import Any, Protocol

from tests.slack import composing, happenings
from tests.slack.forms import NotPossible
from tests.slack.town import Channel, Ephemeral, Message, Town, User
from tests.slack.wire import Wire

Payload = dict[str, Any]


class Api(Protocol):
    """What people need of Slack's Web API: the keys that come with what they do, and a place for violations."""

    violations: list[str]

    def trigger(self, user: User) -> str:
        """A ``trigger_id`` for something that somebody did now."""

    def response_url(self, user: User, channel: Channel, message_ts: str | None = None) -> str:
        """Where to answer somebody, as to a command, or to something on a message."""


class Place(Protocol):
    """Where people are."""

    @property
    def town(self) -> Town:
        """The workspace."""

    @property
    def api(self) -> Api:
        """Slack's Web API."""

    @property
    def wire(self) -> Wire:
        """How the app hears of what people do."""

    async def tell(self, happened: Payload) -> None:
        """The app hears of an event, if it is subscribed to it."""


class Member:
    """One person in the workspace."""

    def __init__(self, place: Place, user: User) -> None:
        self._place, self.user = place, user
        self._seen: set[str] = set()

    @property
    def id(self) -> str:
        """Their id on Slack."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How others name them: what picking them from the client's list puts into a text."""
        return f"<@{self.user.id}>"

    @property
    def direct(self) -> Channel:
        """Their direct chat with the bot."""
        return self._town.direct(self.user)

    @property
    def _town(self) -> Town:
        return self._place.town

    async def say(self, text: str, channel: Channel | None = None, thread: Message | None = None) -> Message:
        """Writes a message, in the direct chat with the bot where no channel is given; ``thread``: below that one."""
        channel = channel or self.direct
        self._writes(channel)
        root = None if thread is None else thread.thread_ts or thread.ts
        if root is not None and channel.find(root) is None:
            raise NotPossible("the thread is in another channel")
        own = self._town.bot_id if self.user is self._town.bot else "B0OTHER" if self.user.is_bot else None
        text = composing.message(self._town, text)
        said = Message(self._town.ts(), self.id, text, thread_ts=root, bot_id=own)
        channel.messages.append(said)
        await self._told_of(channel, said, happenings.message(self._town, channel, said))
        return said

    async def edit(self, message: Message, text: str) -> Message:
        """Changes a message of theirs. Of a mention Slack tells once more, as of a new one."""
        channel = self._where(message)
        self._writes(channel)
        if message.user != self.id:
            raise NotPossible("that message is somebody else's")
        before = copy.deepcopy(message)
        message.text, message.edited = composing.message(self._town, text), self._town.ts()
        await self._told_of(channel, message, happenings.message_changed(self._town, channel, before, message))
        return message

    async def delete(self, message: Message) -> None:
        """Deletes a message of theirs."""
        channel = self._where(message)
        if message.user != self.id:
            raise NotPossible("that message is somebody else's")
        channel.messages.remove(message)
        await self._tell(channel, happenings.message_deleted(self._town, channel, message))

    async def react(self, message: Message | Ephemeral, name: str, *, item_user: bool = True) -> None:
        """Reacts, by the raw name: ``+1::skin-tone-3``. ``item_user``: Slack says whose message it was."""
        if isinstance(message, Ephemeral):
            raise NotPossible("what only they see takes no reaction")
        channel, given = self._where(message), message.reactions.setdefault(name, [])
        if self.id in given:
            raise NotPossible(f"they reacted with {name} already")
        given.append(self.id)
        town, user = self._town, self.user
        await self._tell(
            channel, happenings.reaction(town, user, channel, message, name, added=True, item_user=item_user)
        )

    async def unreact(self, message: Message, name: str) -> None:
        """Takes a reaction back."""
        channel, given = self._where(message), message.reactions.get(name, [])
        if self.id not in given:
            raise NotPossible(f"they didn't react with {name}")
        given.remove(self.id)
        if not given:
            del message.reactions[name]
        await self._tell(channel, happenings.reaction(self._town, self.user, channel, message, name, added=False))

    async def open_home(self, tab: str = "messages") -> None:
        """Opens the direct chat with the bot (``messages``), or its home (``home``)."""
        self._is_here()
        await self._place.tell(happenings.app_home_opened(self._town, self.user, self.direct, tab))

    async def join(self, channel: Channel, inviter: User | None = None) -> None:
        """Comes into a channel."""
        self._is_here()
        if self.id in channel.members or channel.im is not None or channel.archived:
            raise NotPossible("they can't come into it")
        channel.members.add(self.id)
        await self._tell(channel, happenings.member_joined_channel(self._town, self.user, channel, inviter))

    # What the client allows, and what the app hears

    def _is_here(self) -> None:
        if self.user.deleted:
            raise NotPossible("their account is deactivated")

    def _writes(self, channel: Channel) -> None:
        self._is_here()
        if self.id not in channel.members:
            raise NotPossible(f"they aren't in {channel.name}")
        if channel.archived:
            raise NotPossible(f"{channel.name} is archived")

    def _where(self, on: Message | Ephemeral) -> Channel:
        """The channel of something that they see; of what is gone there is none."""
        self._is_here()
        if isinstance(on, Ephemeral):
            if on.user != self.id:
                raise NotPossible("only somebody else sees that")
            return self._town.channels[on.channel]
        for channel in self._town.channels.values():
            if any(each is on for each in channel.messages) and self.id in channel.members:
                return channel
        raise NotPossible("that message isn't there for them")

    async def _told_of(self, channel: Channel, said: Message, happened: Payload) -> None:
        mentioned = f"<@{self._town.bot.id}>" in said.text and channel.im is None
        told = [self._tell(channel, happened)]
        if mentioned:
            told.append(self._tell(channel, happenings.app_mention(self._town, channel, said)))
        await asyncio.gather(*told)

    async def _tell(self, channel: Channel, happened: Payload) -> None:
        if self._town.bot.id in channel.members:
            await self._place.tell(happened)
