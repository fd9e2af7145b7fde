"""What docs/stories.md says about stories is so: its example plays on the demo's programme, its lines can be read."""

import re
from pathlib import Path

from adapters.shell import START, Shell, StoryClock, play
from adapters.shell.grammar import parse
from adapters.shell.line import Blank
from bot.cli.demo import demo_config, introduce
from bot.cli.wiring import opened

PAGE = (Path(__file__).parents[3] / "docs" / "stories.md").read_text(encoding="utf-8")


async def test_the_example_plays(tmp_path: Path) -> None:
    (example,) = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    clock = StoryClock(START)
    async with opened(demo_config(tmp_path), clock) as app:
        await introduce(app)
        await play(Shell(app.engine, app.catalogue, clock), example, "docs/stories.md")


def test_every_line_of_the_tables_can_be_read() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.M)
    lines = [line for row in rows for line in re.findall(r"`([^`]+)`", row)]
    assert len(lines) >= 18
    assert not [line for line in lines if parse(line) == Blank()]
