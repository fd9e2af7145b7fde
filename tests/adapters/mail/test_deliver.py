"""Mails through the real outbox and courier to a real SMTP server: once, in their thread, as they were first drafted.

Rule of this file: a crash is the courier's sudden end, or a server that breaks off; nothing else is made up.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from adapters.mail.platform import MailPlatform
from bot.catalogue import Catalogue
from bot.courier import GIVE_UP, LEASE, Courier
from bot.effect import Mail
from bot.message import Mention, do, say
from tests.adapters.mail.post import Post
from tests.adapters.mail.test_server import abort
from tests.world import World, identity, world

KIM = "kim@example.org"


class Desk:
    """The programme's outbox with a courier that goes to the mail server."""

    def __init__(self, there: World, office: Post) -> None:
        self.there, self.office = there, office
        self.courier = self.another()

    def another(self, **settings: Any) -> Courier:
        """A courier, as another process has one."""
        there = self.there
        mail = self.office.settings(**settings)
        platform = MailPlatform(mail, there.config.programme, Catalogue.load(), there.clock)
        return Courier(there.database, platform.carrier, there.clock)

    async def queue(self, to: str = KIM, case: int = 1, name: str = "Kim") -> None:
        """Queue a mail."""
        message = say("mail-undone-pool", name=Mention(identity("kim"), name), actions=(do("status"),))
        now = self.there.clock.now()
        await self.there.database.write(lambda store: store.outbox.add([Mail(to, message, case)], "test/1", now))

    async def post(self, to: str = KIM, case: int = 1) -> dict[str, str | None]:
        """Send a mail at once; returns its threading headers."""
        await self.queue(to, case)
        await self.courier.drain()
        message = self.office.got[-1].message
        return {name: message[name] for name in ("Message-ID", "In-Reply-To", "References")}

    async def states(self) -> list[str]:
        """How every mail stands."""
        rows = await self.there.rows("SELECT state FROM outbox WHERE platform = 'mail' ORDER BY id")
        return [state for (state,) in rows]

    async def after(self, pause: timedelta, courier: Courier | None = None) -> None:
        """One round, some time later."""
        self.there.clock.move(pause)
        await (courier or self.courier).round()


@pytest.fixture
async def desk(tmp_path: Path, office: Post) -> AsyncIterator[Desk]:
    """An outbox without mails, and two cases."""
    async with world(tmp_path) as there:
        await there.apply("kim")
        await there.apply("lee")
        yield Desk(there, office)


async def test_mails_about_a_case_to_an_address_are_one_thread(database_url: str, office: Post) -> None:
    async with world(database_url) as there:
        await there.apply("kim")
        await there.apply("lee")
        desk = Desk(there, office)
        first, second, third = [await desk.post() for _ in range(3)]
        other_case, other_address = await desk.post(case=2), await desk.post("kim@home.example.org")
        again = await desk.post(case=2)
    root = first["Message-ID"]
    assert (first["In-Reply-To"], first["References"]) == (None, None)
    for mail in (second, third):
        assert (mail["In-Reply-To"], mail["References"]) == (root, root)
    assert (other_case["References"], other_address["References"]) == (None, None)
    assert again["References"] == other_case["Message-ID"]
    assert len({mail["Message-ID"] for mail in (first, second, third, other_case, other_address, again)}) == 6


async def test_mails_in_one_batch_are_a_thread_too(desk: Desk) -> None:
    for _ in range(3):
        await desk.queue()
    await desk.courier.drain()
    first, *others = [got.message for got in desk.office.got]
    assert [mail["References"] for mail in others] == [first["Message-ID"]] * 2


async def test_a_thread_begins_with_what_arrived(desk: Desk) -> None:
    desk.office.replies["DATA"] = "554 5.6.0 no"
    await desk.queue()
    await desk.courier.drain()
    desk.office.replies.clear()
    desk.office.got.clear()
    root = await desk.post()
    later = await desk.post()
    assert (root["References"], later["References"]) == (None, root["Message-ID"])


async def test_who_it_is_from_and_to(desk: Desk) -> None:
    await desk.post()
    message = desk.office.got[0].message
    assert (desk.office.got[0].sender, desk.office.got[0].to) == ("bot@example.org", KIM)
    assert message["From"] == "Example Ambassadors <bot@example.org>"
    assert message["To"] == "Kim <kim@example.org>"
    assert message["Subject"] == "Example Ambassadors: your application #1"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")
    await desk.queue()
    await desk.another(sender="Maps <maps@example.com>").round()
    second = desk.office.got[1].message
    assert (second["From"], second["Subject"]) == ("Maps <maps@example.com>", message["Subject"])
    assert second["Message-ID"].endswith("@example.com>")


async def test_a_dead_server_waits_and_then_has_it_once(desk: Desk) -> None:
    await desk.office.close()
    await desk.queue()
    for _ in range(3):
        await desk.after(timedelta(minutes=2))
    assert await desk.states() == ["retry"]
    ((cause,),) = await desk.there.rows("SELECT cause FROM outbox WHERE platform = 'mail'")
    assert cause.startswith(f"127.0.0.1:{desk.office.port} doesn't answer")
    await desk.office.open()
    for _ in range(3):
        await desk.after(timedelta(minutes=2))
    assert (await desk.states(), len(desk.office.got)) == (["sent"], 1)
    assert await desk.there.rows("SELECT message, body FROM outbox WHERE platform = 'mail'") == [("", None)]


async def test_a_server_that_was_dead_for_a_day_shows_on_the_case(desk: Desk) -> None:
    await desk.office.close()
    await desk.queue()
    await desk.courier.round()
    await desk.after(GIVE_UP + timedelta(minutes=1))
    assert await desk.states() == ["dead"]
    assert await desk.there.rows("SELECT act, platform FROM history ORDER BY id DESC LIMIT 1") == [
        ("undelivered", "mail")
    ]


async def test_a_mail_whose_courier_dies_is_the_same_when_it_is_repeated(desk: Desk) -> None:
    taken, never = asyncio.Event(), asyncio.Event()

    async def dies(command: str, _there: SMTP) -> None:
        if command == "DATA" and not taken.is_set():
            taken.set()
            await never.wait()

    desk.office.before = dies
    await desk.queue()
    running = asyncio.create_task(desk.courier.run())
    await taken.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await desk.states() == ["sending"]
    await desk.after(LEASE + timedelta(minutes=5), desk.another())
    first, second = desk.office.got
    assert first == second
    assert await desk.states() == ["sent"]
    ((kept,),) = await desk.there.rows("SELECT message_id FROM outbox WHERE platform = 'mail'")
    assert kept == first.message["Message-ID"]
    never.set()


async def test_a_lost_reply_repeats_the_same_mail(desk: Desk) -> None:
    async def lost(command: str, there: SMTP) -> None:
        if command == "DATA" and len(desk.office.got) == 1:
            await abort(command, there)

    desk.office.before = lost
    await desk.queue()
    await desk.courier.round()
    assert await desk.states() == ["retry"]
    await desk.after(timedelta(hours=3))
    first, second = desk.office.got
    assert first == second
    assert await desk.states() == ["sent"]


async def test_a_sender_that_the_operator_mended_counts_for_what_waits(desk: Desk) -> None:
    desk.office.replies["MAIL"] = "550 5.1.8 no such sender"
    await desk.queue()
    await desk.courier.round()
    desk.office.replies.clear()
    await desk.after(timedelta(hours=1), desk.another(sender="right@example.com"))
    (got,) = desk.office.got
    assert (got.sender, got.message["From"]) == ("right@example.com", "Example Ambassadors <right@example.com>")
    assert got.message["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"


@pytest.mark.parametrize(
    ("command", "reply", "says"),
    [
        ("RCPT", "550 5.1.1 <kim@example.org> unknown", "mail to the candidate's address is refused (550 5.1.1)"),
        ("RCPT", "554 5.7.1 <kim@example.org> relay", "the mail server may not, or will not, pass mail on"),
        ("DATA", "554 5.6.0 kim is spam", "the mail server refuses this mail (554 5.6.0): whoever runs the bot"),
    ],
)  # fmt: skip
async def test_what_is_refused_shows_on_the_case_and_holds_nobody_up(
    desk: Desk, capsys: pytest.CaptureFixture[str], command: str, reply: str, says: str
) -> None:
    desk.office.replies[command] = reply
    await desk.queue()
    await desk.courier.drain()
    desk.office.replies.clear()
    await desk.queue("lee@example.org", case=2)
    await desk.courier.drain()
    assert await desk.states() == ["dead", "sent"]
    ((case, act, why),) = await desk.there.rows("SELECT case_id, act, why FROM history WHERE platform = 'mail'")
    assert (case, act, why.startswith(says)) == (1, "undelivered", True)
    ((cause,),) = await desk.there.rows("SELECT cause FROM outbox WHERE state = 'dead'")
    shown = "".join(capsys.readouterr())
    assert "parcel dead" in shown
    for told in (why, cause, shown):
        assert "kim" not in told


async def test_what_isnt_an_address_is_never_sent_to(desk: Desk) -> None:
    await desk.queue("kim@example.org\r\nRCPT TO:<lee@example.org>")
    await desk.courier.drain()
    assert (await desk.states(), desk.office.heard) == (["dead"], [])


async def test_a_name_is_a_name_whatever_is_in_it(desk: Desk) -> None:
    await desk.queue(name="Kim\r\nBcc: lee@example.org, <b>")
    await desk.courier.drain()
    (got,) = desk.office.got
    assert (got.to, "Bcc" in got.message) == (KIM, False)
    assert got.message["To"].addresses[0].display_name == "Kim Bcc: lee@example.org, <b>"
