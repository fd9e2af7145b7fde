"""Puts core, storage and adapters together, and takes them apart again in order."""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog

from adapters.charts.studio import Studio
from bot import features
from bot.catalogue import Catalogue
from bot.chores import Chores
from bot.cli import remarks, schema
from bot.cli.config import Config
from bot.courier import FILES, TEXTS, Courier
from bot.engine import Engine
from bot.errors import Misconfigured, Unavailable, where
from bot.platform import Platform
from bot.ports import Clock
from bot.seed import sow
from bot.ticking import Ticker
from storage.database import SqlDatabase

log = structlog.get_logger(__name__)

RECOVER_EVERY = 5.0
HEAD_START = 20.0
"""Seconds that what came in while nobody ran has to arrive: who answered meanwhile isn't reminded first."""
FINISH_WITHIN = 4.5
"""Seconds that a stop leaves to what is being handled and sent, both together."""
AT_LEAST = 0.5
"""Seconds of them that are kept for sending."""


@dataclass
class App:
    """Everything that runs, platform-independent. ``wake`` calls all ``wakers``: something may wait in the outbox.

    ``artist`` draws charts, in a process of its own.
    """

    config: Config
    database: SqlDatabase
    engine: Engine
    catalogue: Catalogue
    clock: Clock
    wakers: list[Callable[[], None]]
    wake: Callable[[], None]
    ticker: Ticker
    artist: Studio = field(default_factory=Studio)


@asynccontextmanager
async def opened(config: Config, clock: Clock | None = None) -> AsyncIterator[App]:
    """Open the database (brought up to date and seeded) with the engine on it; close it at the end.

    Raises Misconfigured when the database can't be used.
    """
    database = SqlDatabase(config.storage.url)
    try:
        app = await _begun(config, database, clock or database.clock)
        try:
            yield app
        finally:
            await app.artist.close()
    finally:
        await asyncio.to_thread(database.close)


async def _begun(config: Config, database: SqlDatabase, clock: Clock) -> App:
    core = config.core
    wakers: list[Callable[[], None]] = []

    def wake() -> None:
        for waker in wakers:
            waker()

    await asyncio.to_thread(schema.bring_up, config.storage.url)
    engine = Engine(database, features.load(), core, clock, wake)
    try:
        await asyncio.to_thread(database.open)
        await database.write(lambda store: sow(store, core, clock.now()))
        await engine.start()
    except Unavailable as away:
        there = f"storage.url: {schema.shown(config.storage.url)}"
        raise Misconfigured(f"{there} can't be used just now ({away.cause}); start again when it can") from None
    ticker = Ticker(database, engine.registry, core, clock, wake)
    return App(config, database, engine, config.catalogue, clock, wakers, wake, ticker)


def platforms(app: App) -> list[Platform]:
    """The platforms that the config names. Each is imported only where it is used."""
    found: list[Platform] = []
    if app.config.matrix is not None:
        from adapters.matrix.platform import MatrixPlatform

        found.append(MatrixPlatform(app.config.matrix, app.engine, app.catalogue, app.clock, app.artist))
    if app.config.slack is not None:
        from adapters.slack.platform import SlackPlatform

        found.append(SlackPlatform(app.config.slack, app.engine, app.catalogue, app.clock, app.artist))
    if app.config.mail is not None:
        from adapters.mail.platform import MailPlatform

        found.append(MailPlatform(app.config.mail, app.config.programme, app.catalogue, app.clock))
    return found


async def serve(config: Config) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises Misconfigured where it can't start."""
    if not config.platforms:
        raise Misconfigured("the config names no platform: fill in [slack] or [matrix], or try `ambassador shell`")
    async with opened(config) as app:
        if (said := remarks.exposed(config.storage.url)) is not None:
            log.warning("others can read the database", todo=said)
        served = platforms(app)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await run(app, served, stop)


async def run(app: App, served: list[Platform], stop: asyncio.Event) -> None:
    """Start platforms, couriers and the health page; stop them in order when ``stop`` is set or one of them fails."""
    from adapters.web.health import HealthPage
    from adapters.web.pulse import Pulse

    routes = [route for platform in served for route in platform.routes]
    page = HealthPage(app.config.http, Pulse(app.database, app.clock), served, routes, app.ticker)
    give_up = app.config.delivery.give_up
    texts = [Courier(app.database, each.carrier, app.clock, give_up, brings=TEXTS) for each in served]
    files = [Courier(app.database, each.carrier, app.clock, give_up, brings=FILES) for each in served]
    app.wakers += [courier.wake for courier in texts]  # those for files look now and then: they would wake each time
    couriers = [*texts, *files]
    chores = Chores(app.database, app.config.core, app.clock, app.wake)
    async with AsyncExitStack() as ending:
        ending.push_async_callback(page.stop)
        await page.start()
        for platform in served:
            ending.push_async_callback(platform.stop)
            await platform.start()
        sending = [asyncio.create_task(courier.run(), name="courier") for courier in couriers]
        tasks = [asyncio.create_task(platform.receive(), name="receive") for platform in served]
        tasks.append(asyncio.create_task(_recover(app), name="recover"))
        tasks.append(asyncio.create_task(chores.run(), name="chores"))
        tasks.append(asyncio.create_task(_tick(app, served), name="ticker"))
        ending.push_async_callback(_finish, tasks, sending, couriers)
        log.info("running", platforms=[platform.carrier.platform for platform in served])
        gc.collect()
        gc.freeze()  # a full collection would look at all that stands since the start, and hold everybody up meanwhile
        await _until(stop, [*tasks, *sending])
    log.info("stopped")


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for ``stop``. Raises what a task raised that ended before it."""
    waiting = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in tasks:
        if task.done():
            task.result()


async def _finish(tasks: list[asyncio.Task[None]], sending: list[asyncio.Task[None]], couriers: list[Courier]) -> None:
    """Take no more events in, finish those being handled, then what is being sent. What is cut off is done again."""
    begun = time.monotonic()
    for task in tasks:
        task.cancel()
    ended, _ = await asyncio.wait(tasks, timeout=FINISH_WITHIN - AT_LEAST)
    await asyncio.gather(*ended, return_exceptions=True)  # the first failure is what ended the run
    for courier in couriers:
        courier.stop()
    left = FINISH_WITHIN - (time.monotonic() - begun)
    _, unsent = await asyncio.wait(sending, timeout=max(left, AT_LEAST))
    for task in unsent:
        task.cancel()
    await asyncio.gather(*sending, return_exceptions=True)


async def _recover(app: App) -> None:
    """Now and then: failed events whose time has come, and the rooms of regions that were changed."""
    while True:
        await asyncio.sleep(RECOVER_EVERY)
        await _recover_once(app)


async def _recover_once(app: App) -> None:
    try:
        await app.engine.start()  # another process may have changed a region
        await app.engine.recover()
    except Unavailable:  # the database has said so; what waits there is safe
        return
    except Exception as failure:
        log.error("recovery stumbled", cause=where(failure))


async def _tick(app: App, served: list[Platform]) -> None:
    """Do what is due, as soon as what came in meanwhile is here and handled, or has had its time."""
    begun = time.monotonic()
    while not all(each.ready for each in served if each.vital) and time.monotonic() - begun < HEAD_START:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    await _recover_once(app)
    await app.ticker.run()
