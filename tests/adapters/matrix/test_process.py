"""The real process under an operator's hands: started, terminated, killed. Nothing is lost, nothing is said twice."""

import asyncio
import json
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from storage.check import findings
from storage.migrate import read_only
from tests.adapters.matrix.world import ANSWERS, World, question, words

pytestmark = pytest.mark.xdist_group("synapse")
ROOT = Path(__file__).parents[3]


def config(there: World) -> Path:
    """The config file."""
    path = there.folder / "config.toml"
    mentors = [[f"matrix:{each.user_id}"] for each in (there.ana, there.bo)]
    path.write_text(
        f"""
        [programme]
        name = "Test"
        coordinators = ["matrix:{there.cora.user_id}"]
        mentors_channels = ["matrix:{there.alias("mentors")}"]
        [matrix]
        homeserver = "{there.homeserver.url}"
        user_id = "{there.me}"
        password = "{there.account.password}"
        store_path = "{there.folder / "matrix"}"
        [storage]
        url = "sqlite:///{there.folder / "bot.db"}"
        [http]
        port = 0
        [[region]]
        name = "EMEA"
        channels = ["matrix:{there.alias("emea")}"]
        """
        + "".join(f'[[mentor]]\nperson = {json.dumps(person)}\nregions = ["EMEA"]\n' for person in mentors)
    )
    return path


@asynccontextmanager
async def process(there: World) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process of its own, killed at the end if it still runs."""
    log = (there.folder / "log").open("ab")
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "-c", str(config(there)), cwd=ROOT, stdout=log, stderr=log
    )
    try:
        yield made
    finally:
        log.close()
        if made.returncode is None:
            made.kill()
            await made.wait()


async def test_sigterm_ends_it_and_leaves_nothing_behind(there: World) -> None:
    kim = there.kim
    async with process(there) as bot:
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
        await kim.say(room, "kim")
        bot.send_signal(signal.SIGTERM)
        assert await bot.wait() == 0
        assert leases_held(there) == 0
    async with process(there):
        await kim.hears(question(2), room)
    assert len(kim.heard(question(2))) == 1


def leases_held(there: World) -> int:
    """How many leases a process still holds."""
    with closing(sqlite3.connect(there.folder / "bot.db", timeout=10)) as database:
        (held,) = database.execute("SELECT count(*) FROM leases WHERE owner != ''").fetchone()
    return int(held)


async def test_kills_at_any_moment(there: World) -> None:
    """Killed again and again while an application is written: every question comes, and comes once.

    What a killed process held, the next one has at once: else it would wait for half a minute, or a whole one.
    """
    kim, seed = there.kim, random.randrange(1_000_000)
    print("seed", seed)  # for a failing run
    moments = random.Random(seed)
    async with process(there):
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
    for number, (asked, answer) in enumerate(ANSWERS):
        async with process(there) as bot:
            await kim.hears(asked, room)
            await kim.say(room, answer)
            if number % 2:
                await asyncio.sleep(moments.uniform(0, 0.15))
                bot.kill()
                await bot.wait()
    async with process(there):
        await kim.hears(words("form-summary"), room)
        await kim.say(room, "send")
        await kim.hears(words("applied"), room)
        await there.ana.hears(words("card-pool"), there.mentors)
    said = Counter(str(event["content"].get("body")) for _, event in kim.heard("", sender=there.me))
    assert set(said.values()) == {1}
    assert not [str(finding) for finding in read_only(there.folder / "bot.db", findings)]
