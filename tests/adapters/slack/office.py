"""The bot's way out on a Slack of its own: what the tests of delivering share.

Rules of this file: Slack is the fake one, over real HTTP; time is a clock that only a test moves, or a pause.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from adapters.slack.api import SlackApi
from adapters.slack.deliver import SlackCarrier
from adapters.slack.pace import Pace
from adapters.slack.settings import Slack
from adapters.slack.workspace import Workspace
from bot.catalogue import Catalogue
from bot.message import Words, say
from bot.platform import Parcel, Receipt
from tests.adapters.slack.looks import HOW
from tests.painter import Painter
from tests.slack.api import FakeApi
from tests.slack.fake import Clock
from tests.slack.town import Channel, Town, User

POST, UPDATE, OPEN = "chat.postMessage", "chat.update", "conversations.open"
HISTORY, REPLIES = "conversations.history", "conversations.replies"


@dataclass
class Office:
    """A workspace and the bot's way out. ``slept`` are the pauses that the carrier made, ``revoked`` its complaints."""

    fake: FakeApi
    clock: Clock
    api: SlackApi
    slept: list[float] = field(default_factory=list)
    revoked: list[bool] = field(default_factory=list)
    rows: int = 0
    painter: Painter = field(default_factory=Painter)

    def __post_init__(self) -> None:
        self.carrier = self.another()
        self.mentors = self.fake.town.channel("mentors")
        self.kim = self.fake.town.person("kim")

    @property
    def workspace(self) -> Workspace:
        """As ``auth.test`` tells it."""
        town = self.fake.town
        return Workspace(town.team, town.bot.id, town.bot_id)

    def another(self) -> SlackCarrier:
        """The carrier of a process that has just begun."""

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.clock.move(seconds)

        pace = Pace(self.clock, sleep)
        made = SlackCarrier(
            self.api.call, Catalogue.load(), HOW, lambda: self.revoked.append(True), pace, self.api.upload, self.painter
        )
        made.use(self.workspace)
        return made

    def now(self) -> datetime:
        """The workspace's time."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def parcel(self, to: Channel | User | None = None, **more: Any) -> Parcel:
        """A parcel on its first attempt, to the mentors' channel unless somebody else is named."""
        self.rows += 1
        there = to or self.mentors
        lane = str(self.workspace.room(there.id))
        values = {"attempts": 1, "locale": None, "message": say("unknown", typed=Words("one")), **more}
        return Parcel(
            id=self.rows, token=f"token{self.rows}", to=lane, direct=isinstance(there, User), tried_since=self.now(),
            **values,
        )  # fmt: skip

    async def deliver(self, parcel: Parcel, carrier: SlackCarrier | None = None) -> Receipt:
        """One attempt, as the courier makes it."""
        chosen = carrier or self.carrier
        return await chosen.deliver(parcel, parcel.body if parcel.body is not None else chosen.render(parcel))

    def texts(self, channel: Channel | None = None) -> list[str]:
        """What stands in a channel."""
        return [said.text for said in (channel or self.mentors).messages]

    def asked(self) -> list[str]:
        """The methods that were called, in order."""
        return [each.method for each in self.fake.calls]


@asynccontextmanager
async def opened() -> AsyncIterator[Office]:
    """A workspace with a mentors' channel and Kim."""
    clock = Clock(1_800_000_000.0)
    async with FakeApi(Town(clock)) as fake:
        settings = Slack(bot_token=SecretStr(fake.bot_token), app_token=SecretStr(fake.app_token), api_url=fake.url)
        api = SlackApi(settings)
        yield Office(fake, clock, api)
        await api.close()
        fake.assert_clean()


def again(parcel: Parcel, attempts: int | None = None) -> Parcel:
    """The next attempt at it."""
    return replace(parcel, attempts=attempts or parcel.attempts + 1)
