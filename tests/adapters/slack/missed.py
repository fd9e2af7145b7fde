"""The programme on a Slack where the bot is down now and then: what the tests of reconciling share.

Rules of this file: while the bot is down, what people do stands in the workspace and nobody tells the bot. Engine,
database, courier and calls are the real ones; nobody waits, but the pauses that were wanted are written down.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from adapters.slack import receive
from adapters.slack.api import SlackApi
from adapters.slack.deliver import SlackCarrier
from adapters.slack.directory import Directory
from adapters.slack.pace import Pace
from adapters.slack.receive import Scene
from adapters.slack.reconcile import Reconciler
from adapters.slack.workspace import Workspace
from bot.cli.wiring import App, opened
from bot.courier import Courier
from bot.event import Said, Submitted, Unreacted
from bot.model import Case
from tests.adapters.slack.looks import HOW
from tests.adapters.slack.world import config
from tests.chat import Where
from tests.slack.fake import FakeSlack
from tests.slack.people import Someone
from tests.slack.town import Channel, Message
from tests.world import APPLICATION


class Away:
    """A workspace, and a bot that isn't told anything."""

    def __init__(self, slack: FakeSlack, app: App, api: SlackApi, people: dict[str, Someone]) -> None:
        self.slack, self.app, self.api, self.people = slack, app, api, people
        self.town, self.fake = slack.town, slack.api
        self.workspace = Workspace(self.town.team, self.town.bot.id, self.town.bot_id)
        self.slept: list[float] = []
        self.carrier = SlackCarrier(api.call, app.catalogue, HOW, lambda: None, Pace(slack.clock, self._sleep))
        self.carrier.use(self.workspace)
        self.courier = Courier(app.database, self.carrier, app.clock)
        self.woken = 0
        app.wakers.append(self._wake)
        self.reconciler = self.restarted()

    def _wake(self) -> None:
        self.woken += 1

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.slack.clock.move(seconds)

    def restarted(self) -> Reconciler:
        """The bot begins anew."""
        directory = Directory(self.api, self.workspace, self.slack.clock)

        def scene() -> Scene:
            return Scene(self.workspace, self.app.clock.now(), names=directory.name)

        self.reconciler = Reconciler(self.api.call, self.app.engine, directory, scene, self._sleep)
        return self.reconciler

    async def catch_up(self) -> None:
        """The bot is there again, and tells people what came of it."""
        await self.reconciler.catch_up()
        await self.courier.drain()

    async def heard(self) -> None:
        """The bot is there, and everything came in."""
        await self.catch_up()
        await self.reconciler.heard(self.app.clock.now())
        self.slack.clock.move(600)

    # What people do where the bot hears it

    def frame(self, who: str, channel: Channel | None = None) -> dict[str, Any]:
        """What every event of theirs carries."""
        place = (channel or self.people[who].direct).id
        return Scene(self.workspace, self.app.clock.now()).frame(self.town.ts(), self.people[who].id, place)

    async def say(self, who: str, text: str) -> None:
        """Somebody types a command in their direct chat."""
        frame = self.frame(who)
        await self.app.engine.handle(Said(**frame, text=text, message=frame["id"]))
        await self.courier.drain()

    async def claimed(self, by: str = "ana") -> Message:
        """Kim applies, and a mentor claims the case; its card."""
        await self.say("kim", "!apply")
        await self.app.engine.handle(Submitted(**self.frame("kim"), form="apply", values=APPLICATION))
        await self.say(by, "!claim 1")
        return self.card

    @property
    def mentors(self) -> Channel:
        """The mentors' channel."""
        return next(each for each in self.town.channels.values() if each.name == "mentors")

    @property
    def card(self) -> Message:
        """The case's card."""
        return next(each for each in self.mentors.messages if each.text.startswith("#1 "))

    async def case(self) -> Case:
        """The case as it stands."""
        found = await self.app.database.read(lambda store: store.cases.get(1))
        assert found is not None
        return found

    def reaction(self, who: str, name: str = "+1") -> str:
        """A reaction on the card, as the core knows it."""
        return f"{self.mentors.id}/{self.card.ts}/{self.people[who].id}/{name}"

    async def reacts(self, who: str, name: str = "+1", *, told: bool) -> None:
        """Somebody reacts on the card; the bot is ``told`` or down."""
        self.card.reactions.setdefault(name, []).append(self.people[who].id)
        if told:
            scene, user = Scene(self.workspace, self.app.clock.now()), self.people[who].id
            event = receive.reaction(self.town.ts(), self.mentors.id, self.card.ts, user, name, scene)
            assert event is not None
            await self.app.engine.handle(event)
            await self.reconciler.noted(event)
            await self.courier.drain()

    async def unreacts(self, who: str, name: str = "+1", *, told: bool) -> None:
        """Somebody takes a reaction back."""
        self.card.reactions[name].remove(self.people[who].id)
        if told:
            event = Unreacted(**self.frame(who, self.mentors), reaction=self.reaction(who, name))
            await self.app.engine.handle(event)
            await self.reconciler.noted(event)
            await self.courier.drain()

    def writes(self, who: str, text: str, **more: Any) -> Message:
        """Somebody writes to the bot, which is down."""
        said = Message(self.town.ts(), self.people[who].id, text, **more)
        self.people[who].direct.messages.append(said)
        return said

    # What came of it

    def told(self, who: str) -> list[str]:
        """What the bot said to somebody."""
        return [each.text for each in self.people[who].direct.messages if each.bot_id == self.town.bot_id]


class _Clock:
    """The workspace's time, as the core reads it."""

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._slack.clock(), UTC)


@asynccontextmanager
async def away(where: Where) -> AsyncIterator[Away]:
    """A programme on a workspace; at the end nothing came that Slack wouldn't want."""
    async with FakeSlack("http") as slack:
        people = {name: slack.person(name.capitalize()) for name in ("kim", "ana", "bo", "cora")}
        channels = {
            "mentors": slack.channel("mentors", people["ana"], people["bo"], private=True),
            "emea": slack.channel("emea", *people.values()),
            "desk": slack.channel("desk", people["cora"]),
        }
        api = SlackApi(slack.settings())
        async with opened(config(where, slack, people, channels), _Clock(slack)) as app:
            yield Away(slack, app, api, people)
        await api.close()
        slack.assert_clean()
