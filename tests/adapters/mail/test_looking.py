"""The look whether the mail server can be used goes on, whatever it meets."""

import asyncio
from pathlib import Path

import pytest

from adapters.mail import platform
from adapters.mail.platform import MailPlatform
from bot.catalogue import Catalogue
from bot.cli.demo import demo_config
from bot.clock import SystemClock
from tests.adapters.mail.post import Post


async def test_a_bug_in_the_look_is_logged_once_and_ends_nothing(
    tmp_path: Path, office: Post, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(platform, "LOOK_EVERY", 0.0)
    programme = demo_config(tmp_path).programme
    mail = MailPlatform(office.settings(), programme, Catalogue.load(), SystemClock())
    looks: list[bool] = []
    well = asyncio.Event()
    real = mail._server.greet

    async def greet() -> None:
        looks.append(True)
        if len(looks) in {1, 2, 3, 5}:
            raise LookupError("a bug, and somebody's words")
        await real()
        mail._server.well = len(looks) > 5
        if mail.ready:
            well.set()

    monkeypatch.setattr(mail._server, "greet", greet)
    receiving = asyncio.create_task(mail.receive())
    waiting = asyncio.create_task(well.wait())
    await asyncio.wait([receiving, waiting], timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert not receiving.done()
    receiving.cancel()
    await asyncio.wait([receiving])
    assert len(looks) == 6
    logged = "".join(capsys.readouterr())
    assert logged.count("stumbled") == 2, "once, and once more after it went well"
    assert "somebody" not in logged
