"""The Slack adapter as the composition root runs it: puts the parts together, starts and ends them.

Rules of this file: nothing is decided here but whether the bot can be on Slack at all, which the operator hears in one
sentence. Any process may receive and deliver; what comes twice is recognised by the inbox.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog
from aiohttp import web

from adapters.slack import names, rooms, wire
from adapters.slack.api import SlackApi
from adapters.slack.app import App
from adapters.slack.deliver import SlackCarrier
from adapters.slack.departures import Departures
from adapters.slack.directory import Directory
from adapters.slack.door import Door
from adapters.slack.happenings import Happenings
from adapters.slack.introduction import introduce
from adapters.slack.manifest import PATH
from adapters.slack.posts import Posts
from adapters.slack.receive import Scene
from adapters.slack.reconcile import Reconciler
from adapters.slack.render import Commands
from adapters.slack.settings import Slack
from adapters.slack.socket import Ack, Envelope, Sockets
from adapters.slack.speech import Speech
from adapters.slack.workspace import Workspace
from bot.catalogue import Catalogue
from bot.engine import Engine
from bot.errors import Unavailable, where
from bot.files import Artist
from bot.platform import Carrier
from bot.ports import Clock

log = structlog.get_logger(__name__)

HEARD_EVERY = 60.0
"""Seconds between two marks of having received everything."""


class SlackPlatform:
    """See ``bot.platform.Platform``."""

    vital = True

    def __init__(
        self, settings: Slack, engine: Engine, catalogue: Catalogue, clock: Clock, artist: Artist | None = None
    ) -> None:
        self._settings, self._engine, self._catalogue, self._clock = settings, engine, catalogue, clock
        self._api = SlackApi(settings)
        self._how = Commands(settings.command, settings.extra_commands, self._is_command)
        self._carrier = SlackCarrier(
            self._api.call, catalogue, self._how, self._lost, upload=self._api.upload, artist=artist
        )
        self._connected: _Connected | None = None
        self._revoked = False

    @property
    def carrier(self) -> Carrier:
        """Its way out."""
        return self._carrier

    @property
    def ready(self) -> bool:
        """Whether it is connected and receiving."""
        return self._connected is not None and self._connected.ready and not self._revoked

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What Slack posts to, where it does."""
        return [web.post(PATH, self._posted)] if self._settings.mode == "http" else []

    async def start(self) -> None:
        """Learn who the bot is. Raises Misconfigured with a sentence for the operator where it can't."""
        try:
            workspace = await introduce(self._api, self._settings, self._engine)
        except BaseException:
            await self._api.close()
            raise
        self._carrier.use(workspace)
        self._api.on_revoked = self._lost
        self._connected = _Connected(
            self._settings, self._engine, self._api, self._catalogue, self._how, workspace, self._lost
        )
        log.info("on Slack", workspace=workspace.key, mode=self._settings.mode)

    async def receive(self) -> None:
        """Take events in until cancelled; a cancellation finishes what is being handled, and loses nothing."""
        if self._connected is None:
            raise RuntimeError("receive comes behind start")
        await self._connected.run()

    async def stop(self) -> None:
        """Let the connections go."""
        await self._api.close()

    def _is_command(self, text: str) -> bool:
        return self._engine.registry.find(text) is not None

    def _lost(self) -> None:
        """Slack doesn't take the token any more."""
        if not self._revoked:
            self._revoked = True
            log.error("Slack took the bot's token back: install the app again, put the new token in, and restart")

    async def _posted(self, request: web.Request) -> web.Response:
        if self._connected is None:
            return web.Response(status=503)
        return await self._connected.posted(request)


class _Connected:
    """The parts that need to know the workspace."""

    def __init__(
        self,
        settings: Slack,
        engine: Engine,
        api: SlackApi,
        catalogue: Catalogue,
        how: Commands,
        workspace: Workspace,
        on_lost: Callable[[], None],
    ) -> None:
        self._engine, self._workspace, self._command, self._call = engine, workspace, how.command, api.call
        self._directory = Directory(api, workspace, time.monotonic)
        speech = Speech(catalogue, replace(how, source=workspace.source))
        departures = Departures(engine, self._directory, self._scene)
        self._missed = Reconciler(api.call, engine, self._directory, self._scene, departures=departures)
        happenings = Happenings(workspace, self._directory, departures, self._missed.welcomed, on_lost)
        missed = self._missed
        self._door = Door(
            engine, api, self._directory, speech, self._scene, happenings.note, missed.noted, missed.outdated
        )
        self._app = App(settings, workspace, self._door)
        self._posts = Posts(self._app.request)
        self._way_in: Posts | Sockets = self._posts
        if settings.mode == "socket" and settings.app_token is not None:
            token = settings.app_token.get_secret_value()
            self._way_in = Sockets(api, token, self._app.envelope, self._unsaid)
        self._looking: asyncio.Task[None] | None = None
        self._naming: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether Slack can bring events."""
        return self._way_in.ready

    async def run(self) -> None:
        """Receive until cancelled."""
        marking = asyncio.create_task(self._mark(), name="slack marks")
        self._naming = asyncio.create_task(self._get_to_know(), name="slack names and channels")
        try:
            await self._way_in.run(self._arrived, self._missed.away)
        finally:
            others = [marking, self._naming, *([self._looking] if self._looking is not None else [])]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.shield(self._door.finish())

    async def posted(self, request: web.Request) -> web.Response:
        """An HTTP request."""
        return await self._posts.posted(request)

    async def _unsaid(self, envelope: Envelope, body: Ack) -> None:
        if body:
            await self._door.unsaid(wire.mapping(envelope, "payload"), body)

    def _scene(self) -> Scene:
        return Scene(self._workspace, self._engine.clock.now(), self._command, self._directory.name)

    def _arrived(self) -> None:
        """Events come in (again): look for those that came before."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._catch_up(), name="slack reconcile")

    async def _catch_up(self) -> None:
        try:
            await self._missed.catch_up()
        except Exception as failure:
            log.error("looking for what was missed stumbled", cause=where(failure))

    async def _get_to_know(self) -> None:
        try:
            await rooms.look(self._call, self._engine, self._workspace)
            await names.learn(self._engine, self._directory, self._workspace)
        except Exception as failure:
            log.error("looking up names and channels stumbled", cause=where(failure))

    async def _mark(self) -> None:
        """Write down now and then that everything came in."""
        while True:
            await asyncio.sleep(HEARD_EVERY)
            if self._door.owed.overdue():  # Slack brings it no more
                self._missed.away()
            if self.ready and self._missed.behind:
                self._arrived()
            if self.ready and not self._door.owed:
                try:
                    await self._missed.heard(self._engine.clock.now())
                except Unavailable:  # the database has said so
                    continue
