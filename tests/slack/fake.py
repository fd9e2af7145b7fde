"""A Slack for tests: a workspace with its Web API, one way to the app, and people.

Rules of this file: it puts the parts together and knows none of their rules. Time stands still until somebody moves the
clock; what a signature carries and how long an answer may take are real time.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Literal, Self, TypeVar

from pydantic import SecretStr

from adapters.slack.settings import Slack
from tests.slack import happenings
from tests.slack.api import FakeApi
from tests.slack.deliveries import LIMIT, Payload
from tests.slack.people import Someone
from tests.slack.sockets import SocketServer
from tests.slack.town import Channel, Message, Town
from tests.slack.wire import HttpWire, Wire

T = TypeVar("T")
Mode = Literal["socket", "http"]

SECRET = "the-signing-secret-of-an-app-that-lives-for-a-test"


class Clock:
    """Seconds since the epoch, from now on as a test has it."""

    def __init__(self, start: float | None = None) -> None:
        self._now = time.time() if start is None else start

    def __call__(self) -> float:
        return self._now

    def move(self, seconds: float) -> None:
        """Time goes on."""
        self._now += seconds


class FakeSlack:
    """Slack, as an async context manager. ``wire`` is the way to the app; both are open, so a test can change ``mode``.

    ``limit``: real seconds within which the app must answer. ``eager``: events that failed come again by themselves.
    ``echoes``: as in Slack, the app hears of its own messages, too, where it is subscribed to messages.
    """

    def __init__(
        self,
        mode: Mode = "socket",
        *,
        clock: Callable[[], float] | None = None,
        team: str = "T0TEAM",
        enterprise: str | None = None,
        limit: float = LIMIT,
        eager: bool = False,
        echoes: bool = True,
    ) -> None:
        self.mode: Mode = mode
        self.echoes = echoes
        self._clock = Clock()
        self.town = Town(clock or self._clock, team, enterprise)
        self.api = FakeApi(self.town)
        self.http = HttpWire(self.town, SECRET, eager=eager, limit=limit)
        self.sockets = SocketServer(self.town, eager=eager, limit=limit)
        self.api.open_connection = self.sockets.open_connection
        self.api.listeners.append(self._posted)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for part in (self.api, self.http, self.sockets):
            await self._stack.enter_async_context(part)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def wire(self) -> Wire:
        """How the app hears of what people do."""
        return self.http if self.mode == "http" else self.sockets

    @property
    def clock(self) -> Clock:
        """The workspace's clock; only where none was given."""
        assert self.town.clock is self._clock, "the test has a clock of its own"
        return self._clock

    def settings(self, mode: Mode | None = None) -> Slack:
        """``[slack]`` as an operator would write it for this workspace."""
        return Slack(
            mode=mode or self.mode,
            bot_token=SecretStr(self.api.bot_token),
            app_token=SecretStr(self.api.app_token),
            signing_secret=SecretStr(SECRET),
            api_url=self.api.url,
        )

    # Who and what is there

    def person(self, name: str, **flags: object) -> Someone:
        """Somebody new; ``flags`` are what ``User`` holds: ``team``, ``email``, ``is_restricted`` …"""
        return Someone(self, self.town.person(name, **flags))

    def channel(self, name: str, *people: Someone, private: bool = False, invited: bool = True) -> Channel:
        """A new channel with these people; ``invited``: the bot is in it, too."""
        return self.town.channel(name, *(each.user for each in people), private=private, invited=invited)

    # What happens without anybody of the programme

    async def tell(self, happened: Payload) -> None:
        """The app hears of an event, if it is subscribed to it."""
        if happenings.topic(happened) in self.town.subscribed:
            await self.wire.event(happenings.event(self.town, happened))

    async def archive(self, channel: Channel, by: Someone) -> None:
        """A channel is archived."""
        channel.archived = True
        await self.tell(happenings.channel_archive(self.town, by.user, channel))

    async def unarchive(self, channel: Channel, by: Someone) -> None:
        """An archived channel is opened again."""
        channel.archived = False
        await self.tell(happenings.channel_archive(self.town, by.user, channel, again=True))

    async def invite(self, channel: Channel, by: Someone) -> None:
        """Somebody brings the bot into a channel."""
        channel.members.add(self.town.bot.id)
        await self.tell(happenings.member_joined_channel(self.town, self.town.bot, channel, by.user))

    async def deactivate(self, person: Someone) -> None:
        """Somebody's account is switched off."""
        person.user.deleted = True
        await self.tell(happenings.user_change(self.town, person.user))

    async def change(self, person: Someone, **flags: object) -> None:
        """Something of somebody's account changes: what ``User`` holds."""
        for name, value in flags.items():
            assert hasattr(person.user, name), name
            setattr(person.user, name, value)
        await self.tell(happenings.user_change(self.town, person.user))

    async def revoke(self) -> None:
        """The bot's token is revoked."""
        self.api.revoked = True
        await self.tell(happenings.tokens_revoked(self.town))

    async def uninstall(self) -> None:
        """The app is removed from the workspace: its token goes with it."""
        self.api.revoked = True
        await self.tell(happenings.tokens_revoked(self.town))
        await self.tell(happenings.app_uninstalled(self.town))

    def _posted(self, what: str, channel: Channel, message: Message) -> None:
        if what == "posted" and self.echoes:
            self.wire.besides(self.tell(happenings.message(self.town, channel, message)))

    # The end

    async def settle(self) -> None:
        """Waits until no delivery is under way, on either wire."""
        await self.http.settle()
        await self.sockets.settle()

    async def until(self, condition: Callable[[], T], patience: float = 5.0) -> T:
        """What ``condition`` returns as soon as it is true. Raises TimeoutError after so many real seconds."""
        deadline = time.monotonic() + patience
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError
            await asyncio.sleep(0.005)
        return found

    def assert_clean(self) -> None:
        """Nothing came, over any wire, that Slack or we wouldn't want."""
        self.api.assert_clean()
        assert not self.sockets.violations, "\n".join(self.sockets.violations)
