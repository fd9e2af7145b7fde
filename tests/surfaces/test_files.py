"""Files read the same in a story, wherever it is played."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.shell import START, Shell, StoryClock
from bot.cli.demo import demo_config
from bot.cli.wiring import App, opened
from bot.effect import Post
from tests.painter import chart, table
from tests.surfaces.house import House
from tests.surfaces.matrix import MatrixHouse
from tests.surfaces.slack_house import SlackHouse

STORY = "cora: hello\n"
TOLD = [
    "bot@mentors: [picture: I don't know “Two wait”. !help shows what I can do for you.]",
    "bot@mentors: I don't know “here”. `!help` shows what I can do for you.",
    "    [file: reports-2026-11.csv]",
    "    > none,the bot",
    "    > ana,'=1+1",
    '    > bo,"a map, drawn"',
]


async def queued(app: App) -> None:
    """The bot says something with a chart, and something with a table."""
    room = app.config.programme.mentors_channels[0]
    effects = [Post(room, chart("Two wait")), Post(room, table("here"))]
    await app.database.write(lambda store: store.outbox.add(effects, "test/1", app.clock.now()))


def lines(said: list[str]) -> list[str]:
    """Without the marks that a platform has and a story hasn't."""
    return [line.replace("`", "") for line in said]


async def test_on_the_shell(tmp_path: Path) -> None:
    async with opened(demo_config(tmp_path), StoryClock(START)) as app:
        shell = Shell(app.engine, app.catalogue, StoryClock(START), app.ticker)
        await queued(app)
        said = [line for spoken in await shell._settle() for line in spoken.lines]
    assert lines(said) == lines(TOLD)


HOUSES: dict[str, Callable[[Path], House]] = {
    "slack": lambda folder: SlackHouse(folder, STORY, "http"),
    "matrix": lambda folder: MatrixHouse(folder, STORY),
}


@pytest.mark.parametrize("name", HOUSES)
async def test_on_platforms(name: str, tmp_path: Path) -> None:
    there = HOUSES[name](tmp_path)
    async with there._stack:
        there._config = await there.build(there._stack)
        async with there._life:
            await there._live()
            await queued(there.surface.app)
            arrived = sorted(await there.surface.settled(), key=lambda each: each.queued.row)
    assert lines([line for each in arrived for line in each.spoken.lines]) == lines(TOLD)
    there.clean()
