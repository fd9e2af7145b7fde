"""A programme in a workspace: the bot as the composition root builds it, on a Slack for tests.

Rules of this file: only Slack isn't real, and nobody waits for a channel's next second.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from adapters.slack.deliver import SlackCarrier
from adapters.slack.pace import Pace
from adapters.slack.platform import SlackPlatform
from adapters.web.health import HealthPage
from adapters.web.pulse import Pulse
from bot.cli import wiring
from bot.cli.config import Config
from bot.cli.wiring import App
from bot.courier import Courier
from bot.settings import Http
from tests.slack.fake import FakeSlack, Mode
from tests.surfaces.house import House, moved
from tests.surfaces.slack import Habit, SlackSurface
from tests.synapse.server import free_port


class SlackHouse(House):
    """A programme in a workspace."""

    platform = "slack"
    surface: SlackSurface

    def __init__(self, folder: Path, story: str, mode: Mode, habit: Habit = "slash") -> None:
        super().__init__(folder, story)
        self._habit: Habit = habit
        self.slash = habit == "slash"
        self._slack = FakeSlack(mode, clock=lambda: self.clock.now().timestamp())

    async def build(self, stack: AsyncExitStack) -> Config:
        slack = await stack.enter_async_context(self._slack)
        self.surface = SlackSurface(slack, self._habit, self._settled, self.clock)
        source = f"slack:{slack.town.team}"

        def address(kind: str, name: str) -> str:
            there = self.surface.person(name) if kind == "person" else self.surface.channel(name, invited=True)
            return f"{source}/{there.id}"

        return moved(self.base, address, slack=slack.settings(), http=Http(port=free_port()))

    async def run(self, app: App, life: AsyncExitStack) -> None:
        (platform,) = wiring.platforms(app)
        assert isinstance(platform, SlackPlatform)
        carrier = platform.carrier
        assert isinstance(carrier, SlackCarrier)
        carrier._pace = Pace(sleep=_at_once)
        self._platform, self._courier = platform, Courier(app.database, carrier, app.clock)
        life.push_async_callback(platform.stop)
        if platform.routes:
            page = HealthPage(app.config.http, Pulse(app.database, app.clock), [platform], platform.routes)
            life.push_async_callback(page.stop)
            await page.start()
            self._slack.http.target_url = f"http://{app.config.http.host}:{app.config.http.port}/slack/events"
        await platform.start()
        receiving = asyncio.create_task(platform.receive())
        life.push_async_callback(_ended, receiving)
        while not platform.ready or not _named(platform):
            assert not receiving.done(), receiving.result()
            await asyncio.sleep(0.004)

    async def _settled(self) -> None:
        """Every answer is back, and everything that was queued has arrived."""
        assert self._platform._connected is not None
        await self._platform._connected._door.finish()
        await self._courier.drain()

    def clean(self) -> None:
        self._slack.assert_clean()
        assert not self._slack.wire.lost


def _named(platform: SlackPlatform) -> bool:
    """Whether the bot knows what people of the config are called."""
    there = platform._connected
    return there is not None and there._naming is not None and there._naming.done()


async def _at_once(_seconds: float) -> None:
    """Nobody waits for a channel's next second."""


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
