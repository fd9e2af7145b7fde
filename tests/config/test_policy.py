"""``ambassador policy``: who is reminded, and when; for the whole config, and for one case of the real database."""

import asyncio
import os
from pathlib import Path

from bot.rungs import RUNGS
from tests.chat import BEFORE, Chat, chat
from tests.config.desk import GOOD, ROOT, Desk

DEMO = (ROOT / "bot" / "cli" / "demo.toml").read_text(encoding="utf-8")
REGIONS = """
[[region]]
name = "World"
holidays = ["12-31"]
[[region]]
name = "DACH"
parent = "World"
time_zone = "Europe/Berlin"
[[region]]
name = "Nepal"
parent = "World"
holidays = ["NP"]
"""


def test_show_tells_every_rung_and_makes_nothing(desk: Desk) -> None:
    desk.write(GOOD + '[ladder.application]\nmentor = "6 working hours"\n[storage]\nurl = "sqlite:///nowhere/bot.db"\n')
    done = desk.run("policy", "show")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert [each for each in lines if each.islower()][: sum(map(len, RUNGS.values()))] == [
        rung for rungs in RUNGS.values() for rung in rungs
    ]
    assert "  mentor        6 working hours  the mentor who was asked  The mentor who was asked is rem" in done.stdout
    assert "works Mon-Fri 9-17, and has these holidays:" in done.stdout
    assert os.listdir(desk.folder) == ["config.toml"]


def test_show_tells_zones_and_holidays_as_they_are_inherited(desk: Desk) -> None:
    desk.write(GOOD.replace('name = "Example"', 'name = "Example"\nhours = "Sun-Thu 8-16"') + REGIONS)
    told = desk.run("policy", "show").stdout
    assert "works Sun-Thu 8-16," in told
    table = {line.split("  ")[1]: line.split() for line in told.splitlines() if line.startswith("  ")}
    assert table["the programme"][2:] == ["UTC", "none"]
    assert table["DACH"][1:] == ["Europe/Berlin", "12-31:", "1", "day"]
    assert table["Nepal"][1:3] == ["UTC", "NP:"]


def test_a_config_with_a_fault_shows_nothing(desk: Desk) -> None:
    desk.write(GOOD + "[ladder.application]\npool = 3\n")
    done = desk.run("policy", "show")
    assert (done.returncode, done.stdout) == (2, "")
    assert "ladder.application.pool: a wait needs a unit" in done.stderr


async def said(desk: Desk, there: Chat, number: str) -> tuple[int, list[str], str]:
    """What ``policy try`` says beside the running programme."""
    url = there.config.storage.url
    desk.write(f'{DEMO}\n[storage]\nurl = "{url}"\n')
    done = await asyncio.to_thread(desk.run, "policy", "try", number)
    return done.returncode, done.stdout.splitlines(), done.stderr


async def test_try_tells_the_rungs_to_come_in_everybodys_time(desk: Desk, database_url: str) -> None:
    async with chat(database_url) as there:
        await there.play(BEFORE["asked"] + "cora: !role grant lead @omar EMEA\nkim: !timezone Nepal\n")
        status, lines, wrong = await said(desk, there, "1")
        assert (status, wrong) == (0, "")
        assert lines[0].startswith("#1, applied, waits since 2026-03-02 09:00 UTC. The rungs of [ladder.application] ")
        rows = [[cell for cell in line.split("  ") if cell] for line in lines[1:-1]]
        cells = [[cell.strip() for cell in row] for row in rows]
        assert cells[0][3:] == ["Kim (Asia/Kathmandu)", "Ana (Europe/Madrid)", "EMEA (Europe/Berlin)", "TELLS"]
        assert cells[1] == [
            "mentor",
            "1 working day",
            "the mentor who was asked",
            "Tue 2026-03-03 14:45",
            "Tue 2026-03-03 10:00",
            "Tue 2026-03-03 10:00",
            "Ana, Kim",
        ]
        assert [row[0] for row in cells[1:]] == ["mentor", "next_choice", "pool", "coordinators"]
        assert [row[-1] for row in cells[2:]] == ["Ana, Bo, Kim", "Ana, mentors, Omar, Kim", "coordinators, Kim"]
        assert lines[-1].startswith("Unless somebody acts before.")
        await there.play("clock 2026-03-03 12:00\n")
        assert (await said(desk, there, "1"))[1][2].split()[0] == "next_choice", "what was done isn't to come"


async def test_try_tells_why_nothing_comes(desk: Desk, tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        assert await said(desk, there, "1") == (1, [], "There is no case #1.\n")
        await there.play(BEFORE["applied"])
        await there.play("clock 2026-03-20 12:00\n")
        up = "#1, applied: it has been all the way up its ladder, and nobody else is reminded."
        assert await said(desk, there, "1") == (0, [up], "")
        await there.play("kim: !withdraw yes\n")
        closed = "#1 is withdrawn: it waits for nobody, and nothing comes."
        assert await said(desk, there, "1") == (0, [closed], "")
        status, lines, wrong = await said(desk, there, "0")
        assert (status, lines) == (2, [])
        assert "'N'" in wrong


def test_try_without_a_database(desk: Desk) -> None:
    desk.write(GOOD)
    done = desk.run("policy", "try", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no database yet: `ambassador run` makes ambassador.db.\n"
    assert os.listdir(desk.folder) == ["config.toml"]
