"""Mail beside the rest of the bot: it waits by itself, and keeps nobody from talking."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP

from adapters.mail import platform
from bot.cli.demo import demo_config
from bot.cli.wiring import App, opened, platforms, run
from bot.effect import Mail
from bot.message import Mention, say
from bot.settings import Http
from tests.adapters.mail.post import Post
from tests.synapse.server import free_port
from tests.world import identity


async def health(url: str) -> Any:
    """What the health page says, once it is there."""
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    return {"status": response.status, **await response.json()}
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


async def until(url: str, well: bool) -> Any:
    """What it says, once mail is well, or isn't."""
    while True:
        said = await health(url)
        if said["parts"]["mail"] is well:
            return said
        await asyncio.sleep(0.02)


async def queue(app: App) -> None:
    """A mail, as an event leaves it."""
    message = say("mail-undone-pool", name=Mention(identity("kim"), "Kim"))
    now = app.clock.now()

    def unit(store: Any) -> None:
        case = store.cases.start(store.people.ensure([identity("kim")], "Kim", now), now)
        store.outbox.add([Mail("kim@example.org", message, case.id)], "test/1", now)

    await app.database.write(unit)
    for wake in app.wakers:
        wake()


async def test_the_bot_runs_while_the_mail_server_doesnt(
    tmp_path: Path, office: Post, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(platform, "LOOK_EVERY", 0.05)
    http = Http(port=free_port())
    url = f"http://{http.host}:{http.port}/healthz"
    config = demo_config(tmp_path).model_copy(update={"mail": office.settings(), "http": http})
    taken = asyncio.Event()

    async def noting(command: str, _there: SMTP) -> None:
        if command == "QUIT" and office.got:
            taken.set()

    office.before = noting
    await office.close()
    async with opened(config) as app:
        (served,) = platforms(app)
        stop = asyncio.Event()
        running = asyncio.create_task(run(app, [served], stop))
        said = await until(url, well=False)
        assert (said["status"], said["ready"], said["parts"]) == (200, True, {"mail": False, "database": True})
        await asyncio.sleep(0.2)  # it has looked several times by now
        await office.open()
        assert (await until(url, well=True))["ready"]
        await queue(app)
        await taken.wait()
        stop.set()
        await running
    assert [got.to for got in office.got] == ["kim@example.org"]
    shown = "".join(capsys.readouterr())
    assert (shown.count("mails wait"), shown.count("can be used again")) == (1, 1)
    assert "kim" not in shown
