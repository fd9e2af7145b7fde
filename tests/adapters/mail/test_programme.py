"""What candidates get by mail, from the conversation to the mail server; the mails are held by golden files."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.mail.platform import MailPlatform
from bot.cli.demo import demo_config
from bot.courier import Courier
from tests.adapters.mail.post import Got, Post
from tests.adapters.mail.test_render import golden
from tests.chat import BEFORE, Chat, applies

SPONSORED = "ana: !sponsor 1\n"
UNDONE = "ana: !undo 1 I meant another case, of Lee's\n"


class MailedChat:
    """A conversation whose mails go to a real server."""

    def __init__(self, chat: Chat, office: Post) -> None:
        self.chat, self.office = chat, office
        config = chat.config
        assert config.mail is not None
        platform = MailPlatform(config.mail, config.programme, chat.app.catalogue, chat.clock)
        self.courier = Courier(chat.app.database, platform.carrier, chat.clock)

    async def plays(self, story: str) -> list[Got]:
        """Play lines, send what waits, and return the mails that came of it."""
        before = len(self.office.got)
        await self.chat.play(story)
        await self.courier.drain()
        return self.office.got[before:]


@asynccontextmanager
async def mailed(folder: Path, office: Post, *, mail: bool = True, rooms: bool = True) -> AsyncIterator[MailedChat]:
    """The demo's programme with mail, at the moment when Kim has the 👍."""
    config = demo_config(folder).model_copy(update={"mail": office.settings()})
    if not rooms:
        regions = tuple(region.model_copy(update={"channels": ()}) for region in config.region)
        programme = config.programme.model_copy(update={"ambassadors_channels": ()})
        config = config.model_copy(update={"region": regions, "programme": programme})
    chat = Chat(config if mail else config.model_copy(update={"mail": None}))
    try:
        await chat.open()
        chat.config = config
        await chat.play(BEFORE["thumbs-up"])
        yield MailedChat(chat, office)
    finally:
        await chat.close()


def hold(name: str, got: Got) -> None:
    """Compare both parts with golden files."""
    golden(f"{name}.txt", got.part("plain"))
    golden(f"{name}.html", got.part("html"))


async def test_sponsoring_and_its_end_are_a_thread(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office) as there:
        assert office.got == [], "nothing before is worth a mail"
        (welcome,) = await there.plays(SPONSORED)
        (correction,) = await there.plays(UNDONE)
        (again,) = await there.plays(SPONSORED)
    hold("sponsored", welcome)
    hold("undone", correction)
    assert {got.to for got in office.got} == {"kim@example.org"}
    root = welcome.message["Message-ID"]
    assert [got.message["References"] for got in (correction, again)] == [root, root]
    assert len({got.message["Subject"] for got in office.got}) == 1
    assert welcome.part("plain") == again.part("plain")


async def test_where_nobody_was_told_nobody_is_said_to_welcome(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office, rooms=False) as there:
        (welcome,) = await there.plays(SPONSORED)
    hold("sponsored-quietly", welcome)


async def test_undone_when_the_mentor_is_gone(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office) as there:
        await there.plays(f"{SPONSORED}cora: !mentor remove @ana\n")
        (correction,) = await there.plays(UNDONE.replace("ana:", "cora:"))
    hold("undone-pool", correction)


async def test_a_mail_holds_nothing_but_their_own_case(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office) as there:
        await there.plays(f"{applies('lee')}bo: !claim 2\nana: !note 1 Kim is shy about maps\n")
        await there.plays(SPONSORED)
        await there.plays(UNDONE)
    for got in office.got:
        for part in (got.part("plain"), got.part("html")):
            assert not re.search(r"(?i)lee|#2|@example|shy|meant|I like maps|drew two|Bo\b|Cora", part)


async def test_without_a_mail_section_nothing_is_queued(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office, mail=False) as there:
        assert await there.plays(SPONSORED) == []
        assert await there.plays(UNDONE) == []
        letters = await there.chat.app.database.read(lambda store: store.outbox.counts())
    assert letters == {}


@pytest.mark.parametrize("email", [" ", "nonsense", "kim@example.org\nBcc: x@y.org", "kim@"])
async def test_without_an_address_there_is_no_mail(tmp_path: Path, office: Post, email: str) -> None:
    async with mailed(tmp_path, office) as there:
        await there.chat.app.database.write(lambda store: _overwrite(store, email))
        assert await there.plays(SPONSORED) == []
        assert await there.chat.app.database.read(lambda store: store.outbox.counts()) == {}
    assert office.heard == []


def _overwrite(store: object, email: str) -> None:
    store._connection.exec_driver_sql("UPDATE cases SET email = ?", (email,))  # type: ignore[attr-defined]


async def test_a_refused_recipient_shows_on_the_case(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office) as there:
        office.replies["RCPT"] = "550 5.1.1 <kim@example.org>: unknown"
        assert await there.plays(SPONSORED) == []
        await there.plays(
            "ana: !case 1\n"
            "bot -> ana:    #1 Kim · sponsored\n"
            "               …\n"
            "               - March 2, 2026 · the bot couldn't deliver a message (mail)\n"
            "               > mail to the candidate's address is refused (550 5.1.1): tell them in the chat, "
            "and ask for one that works\n"
            "               …\n"
        )


async def test_a_dead_server_comes_back(tmp_path: Path, office: Post) -> None:
    async with mailed(tmp_path, office) as there:
        await office.close()
        assert await there.plays(SPONSORED) == []
        assert await there.plays(UNDONE) == []
        there.chat.clock.move(timedelta(hours=2))
        await office.open()
        await there.courier.drain()
    welcome, correction = office.got
    assert correction.message["References"] == welcome.message["Message-ID"]
    assert "Congratulations" in welcome.part("plain")
    assert "recorded too early" in correction.part("plain")
