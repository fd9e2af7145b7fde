"""The bot as operators run it, on a Slack for tests: the demo's programme with people and channels of a workspace.

Rules of this file: config, engine, database, courier and server are the real ones; only Slack isn't, and it offers
what the app's manifest asks for and no more. Whatever anybody does, no log line tells a secret or people's words.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.slack.manifest import manifest
from adapters.slack.settings import Slack
from bot import features, ticking
from bot.address import Identity, Room
from bot.catalogue import Catalogue
from bot.cli import wiring
from bot.cli.config import Config
from bot.cli.wiring import App, opened
from bot.ports import Store
from bot.settings import Http, MentorSeed
from tests.adapters.slack.discretion import Line, watched
from tests.chat import Where, configured
from tests.slack.fake import FakeSlack, Mode
from tests.slack.people import Someone
from tests.slack.town import Channel, Message
from tests.synapse.server import free_port

FORM = {
    "account": "kim",
    "email": "kim@example.org",
    "region": ["EMEA"],
    "languages": "English, German",
    "why": "I like maps",
    "so_far": "I drew two of them",
    "would_do": "Map parties in every town",
}


@dataclass
class Place:
    """A workspace in which the bot runs. ``config`` is how, ``app`` the bot while it does, ``logs`` what it logs."""

    slack: FakeSlack
    config: Config
    kim: Someone
    ana: Someone
    bo: Someone
    cora: Someone
    mentors: Channel
    emea: Channel
    desk: Channel
    logs: list[Line] = field(default_factory=list)
    running: App | None = None

    @property
    def app(self) -> App:
        """The bot that runs."""
        assert self.running is not None
        return self.running

    def logged(self, event: str) -> list[Line]:
        """The log's lines of that kind."""
        return [each for each in self.logs if each["event"] == event]

    async def health(self) -> tuple[int, dict[str, Any]]:
        """What ``/healthz`` says."""
        http = self.config.http
        async with aiohttp.ClientSession() as session:
            response = await session.get(f"http://{http.host}:{http.port}/healthz")
            return response.status, await response.json()

    async def quiet(self) -> None:
        """Wait until everything was brought that is to be, both ways. Raises TimeoutError."""
        await self.slack.settle()
        for _ in range(500):
            if not await self._sending():
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def begun(self) -> None:
        """Wait until the bot has done what it does at its start: learned names, looked for what was missed, ticked."""
        for _ in range(500):
            if await self.app.database.read(self._has_begun):
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    def _has_begun(self, store: Store) -> bool:
        source = self.config.programme.mentors_channels[0].partition("/")[0]
        staff = [store.people.by_identity(Identity(f"{source}/{each.id}")) for each in (self.ana, self.bo, self.cora)]
        named = all(each is not None and each.name != each.identity.rpartition("/")[2] for each in staff)
        looked = store.marks.last(f"received:{source}") is not None
        return named and looked and store.marks.has(ticking.TICKED)

    async def _sending(self) -> bool:
        counts = await self.app.database.read(lambda store: store.outbox.counts())
        return not {"pending", "sending", "retry"}.isdisjoint(counts)

    async def history(self, number: int = 1) -> list[str]:
        """What people did to a case, in order; offers of the pool are the bot's own."""
        entries = await self.app.database.read(lambda store: store.cases.history(number))
        return [each.act for each in entries if each.act != "offer"]

    async def card(self, number: int = 1, says: str = "") -> Message:
        """A case's card in the mentors' channel, once it says that."""

        def shown() -> Message | None:
            cards = [each for each in self.mentors.messages if each.text.startswith(f"#{number} ")]
            return next((each for each in cards if says in each.text), None)

        return await self.slack.until(shown) or Message("", "", "")

    async def told(self, who: Someone, says: str) -> Message:
        """A message of the bot's in somebody's direct chat."""

        def said() -> Message | None:
            return next((each for each in who.direct.messages if each.bot_id and says in each.text), None)

        return await self.slack.until(said) or Message("", "", "")

    async def whispered(self, who: Someone, says: str) -> Any:
        """What was said to somebody alone."""
        return await self.slack.until(lambda: next((each for each in who.seen_privately() if says in each.text), None))

    async def apply(self, **answers: Any) -> None:
        """Kim applies."""
        opened_form = (await self.kim.slash("/apply")).view
        assert opened_form is not None
        outcome = await self.kim.submit(opened_form, {**FORM, **answers})
        assert not outcome.error, outcome
        assert not outcome.errors, outcome.errors


def config(where: Where, slack: FakeSlack, people: dict[str, Someone], channels: dict[str, Channel]) -> Config:
    """The demo's config, moved to a workspace."""
    key = f"{slack.town.enterprise}.{slack.town.team}" if slack.town.enterprise else slack.town.team
    base = configured(where)

    def person(name: str) -> Identity:
        return Identity(f"slack:{key}/{people[name].id}")

    def room(name: str) -> Room:
        return Room(f"slack:{key}/{channels[name].id}")

    programme = base.programme.model_copy(
        update={
            "coordinators": ((person("cora"),),),
            "mentors_channels": (room("mentors"),),
            "coordinators_channels": (room("desk"),),
            "ambassadors_channels": (),
        }
    )
    regions = tuple(
        each.model_copy(update={"channels": (room("emea"),) if each.name == "EMEA" else ()}) for each in base.region
    )
    mentors = tuple(
        MentorSeed(person=(person(name),), regions=("EMEA",), languages=("en", "de")) for name in ("ana", "bo")
    )
    return base.model_copy(
        update={
            "programme": programme,
            "region": regions,
            "mentor": mentors,
            "slack": slack.settings(),
            "http": Http(port=free_port()),
        }
    )


def install(slack: FakeSlack, settings: Slack) -> None:
    """The app's manifest is pasted: these commands there are, this it hears of, and this it may."""
    made = manifest(settings, "Ambassador", features.load(), Catalogue.load(), "https://bot.example.org")
    commands = made["features"]["slash_commands"]
    slack.town.commands = {each["command"] for each in commands}
    slack.town.should_escape = all(each["should_escape"] for each in commands)
    slack.town.subscribed = set(made["settings"]["event_subscriptions"]["bot_events"])
    slack.api.scopes = set(made["oauth_config"]["scopes"]["bot"])


Change = Callable[[Config], Config]


@asynccontextmanager
async def workspace(
    where: Where, mode: Mode = "http", change: Change | None = None, **how: Any
) -> AsyncIterator[Place]:
    """A workspace without the bot yet; at the end nothing came that Slack wouldn't want, and no log told anything."""
    async with FakeSlack(mode, **how) as slack:
        people = {name: slack.person(name.capitalize()) for name in ("kim", "ana", "bo", "cora")}
        channels = {
            "mentors": slack.channel("mentors", people["ana"], people["bo"], people["cora"], private=True),
            "emea": slack.channel("emea", *people.values()),
            "desk": slack.channel("desk", people["cora"], private=True),
        }
        settings = config(where, slack, people, channels)
        settings = change(settings) if change is not None else settings
        assert settings.slack is not None
        install(slack, settings.slack)
        with watched(slack) as logs:
            there: dict[str, Any] = {**people, **channels}
            yield Place(slack, settings, **there, logs=logs)
        slack.assert_clean()


@asynccontextmanager
async def inhabited(
    where: Where, mode: Mode = "http", change: Change | None = None, **how: Any
) -> AsyncIterator[Place]:
    """A workspace with the bot in it, running."""
    async with workspace(where, mode, change, **how) as place, present(place):
        yield place


@asynccontextmanager
async def present(place: Place) -> AsyncIterator[Place]:
    """The bot, for a while; other whiles may follow, on the same database."""
    async with running(place.config, place.slack) as place.running:
        await place.begun()
        yield place
        await place.slack.settle()


@asynccontextmanager
async def running(settings: Config, slack: FakeSlack) -> AsyncIterator[App]:
    """The bot, from its start to its stop."""
    stop = asyncio.Event()
    async with opened(settings) as app:
        served = wiring.platforms(app)
        run = asyncio.create_task(wiring.run(app, served, stop))
        try:
            await _up(run, served, slack, settings)
            yield app
        finally:
            stop.set()
            await run


async def _up(run: "asyncio.Task[None]", served: list[Any], slack: FakeSlack, settings: Config) -> None:
    slack.http.target_url = f"http://{settings.http.host}:{settings.http.port}/slack/events"
    while not all(each.ready for each in served):
        if run.done():
            run.result()
        await asyncio.sleep(0.005)
