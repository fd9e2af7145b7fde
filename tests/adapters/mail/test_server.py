"""The conversation with a mail server: encrypted as the config says or not at all, and every answer understood."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP

from adapters.mail import server
from adapters.mail.compose import Address
from adapters.mail.server import About, Envelope, Server, Unsent, machines_trust
from tests.adapters.mail.post import ACCOUNT, HOST, PASSWORD, USER, Authority, Post, post, serving, trusting

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
KIM = Address("kim@example.org", utf8=False)
MAIL = Envelope("bot@example.org", KIM, b"Subject: hi\r\n\r\n.\r\n..dots\r\nx\r\n")
QUOTES = "<kim@example.org> is nobody of ours"


async def refused(there: Server, envelope: Envelope = MAIL) -> Unsent:
    """How a mail wasn't sent."""
    with pytest.raises(Unsent) as caught:
        await there.send(envelope)
    assert "kim" not in caught.value.cause
    return caught.value


async def abort(_command: str, there: SMTP) -> None:
    """Break a connection off."""
    assert there.transport is not None
    there.transport.abort()  # type: ignore[attr-defined]


async def test_a_mail_arrives_as_it_is(office: Post) -> None:
    there = Server(office.settings())
    assert await there.send(MAIL) == "250 2.0.0 taken"
    (got,) = office.got
    assert (got.sender, got.to, got.content) == ("bot@example.org", "kim@example.org", MAIL.content)
    assert office.heard == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert (office.encrypted, there.well) == ([False], True)


async def test_starttls(authority: Authority) -> None:
    async with post(tls_context=serving(authority), require_starttls=True, **ACCOUNT) as office:
        settings = office.settings(security="starttls", user=USER, password=PASSWORD)
        await Server(settings, trusting(authority)).send(MAIL)
    assert (len(office.got), office.encrypted) == (1, [True])
    assert office.heard == ["EHLO", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"], "what was offered readably isn't believed"


async def test_tls_from_the_start(authority: Authority) -> None:
    async with post(serving(authority), **ACCOUNT, auth_require_tls=False) as office:
        settings = office.settings(security="tls", user=USER, password=PASSWORD)
        await Server(settings, trusting(authority)).send(MAIL)
    assert (len(office.got), office.encrypted) == (1, [True])


def certificate(kind: str, authority: Authority) -> ssl.SSLContext:
    """A server whose certificate isn't to be trusted."""
    match kind:
        case "another authority's":
            return serving(trustme.CA())
        case "another server's":
            return serving(authority, "mail.example.org")
        case _:
            return serving(authority, not_after=datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("kind", ["another authority's", "another server's", "expired"])
async def test_a_wrong_certificate_gets_nothing(authority: Authority, security: str, kind: str) -> None:
    wrong = certificate(kind, authority)
    options = {"tls_context": wrong} if security == "starttls" else {}
    async with post(wrong if security == "tls" else None, **options, **ACCOUNT, auth_require_tls=False) as office:
        settings = office.settings(security=security, user=USER, password=PASSWORD)
        there = Server(settings, trusting(authority))
        unsent = await refused(there)
    assert "the certificate of" in unsent.cause
    assert (unsent.about, unsent.final, there.well) == (About.SERVER, False, False)
    assert (office.got, set(office.heard) - {"EHLO"}) == ([], set())


async def test_the_machines_own_authorities_are_asked(authority: Authority) -> None:
    async with post(serving(authority)) as office:
        assert "the certificate of" in (await refused(Server(office.settings(security="tls")))).cause


def test_old_encryption_is_none() -> None:
    context = machines_trust()
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


async def test_without_starttls_nothing_is_said(authority: Authority) -> None:
    async with post(**ACCOUNT, auth_require_tls=False) as office:
        settings = office.settings(security="starttls", user=USER, password=PASSWORD)
        unsent = await refused(Server(settings, trusting(authority)))
    assert "doesn't offer STARTTLS" in unsent.cause
    assert (office.got, office.heard, unsent.final) == ([], ["EHLO"], False)


async def test_starttls_that_is_refused_isnt_gone_without(authority: Authority) -> None:
    async with post() as office:
        office.adds = ("STARTTLS",)
        unsent = await refused(Server(office.settings(security="starttls"), trusting(authority)))
    assert "turns us away (454" in unsent.cause
    assert (office.got, office.heard, unsent.final) == ([], ["EHLO", "QUIT"], False)


async def test_tls_to_a_server_that_speaks_none(office: Post, authority: Authority) -> None:
    unsent = await refused(Server(office.settings(security="tls"), trusting(authority)))
    assert "no safe connection" in unsent.cause
    assert "mail.security" in unsent.cause


async def test_words_to_a_server_that_waits_for_tls(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ANSWER_WITHIN", 0.2)
    async with post(serving(authority)) as office:
        unsent = await refused(Server(office.settings(security="starttls"), trusting(authority)))
    assert "doesn't answer in time" in unsent.cause


@pytest.mark.parametrize("account", [("ambassador", "wrong"), ("somebody", PASSWORD)])
async def test_a_wrong_login(account: tuple[str, str]) -> None:
    async with post(**ACCOUNT, auth_require_tls=False) as office:
        unsent = await refused(Server(office.settings(user=account[0], password=account[1])))
    assert "refuses the login (535 5.7.8): check mail.user" in unsent.cause
    assert "wrong" not in unsent.cause
    assert (unsent.about, unsent.final, office.got) == (About.SERVER, False, [])


async def test_a_login_where_there_is_none(office: Post) -> None:
    unsent = await refused(Server(office.settings(user=USER, password=PASSWORD)))
    assert "offers no login" in unsent.cause


async def test_no_login_where_one_is_wanted() -> None:
    async with post(**ACCOUNT, auth_require_tls=False) as office:
        unsent = await refused(Server(office.settings()))
    assert "wants another login (530 5.7.0)" in unsent.cause
    assert not unsent.final


async def test_nobody_is_there(office: Post) -> None:
    await office.close()
    unsent = await refused(Server(office.settings()))
    assert unsent.cause.startswith(f"{HOST}:{office.port} doesn't answer (")
    assert not unsent.final


async def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch, office: Post) -> None:
    def unknown(*_of: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    unsent = await refused(Server(office.settings(host="mail.example.org")))
    assert unsent.cause == "mail.example.org isn't known: check mail.host"


@pytest.mark.parametrize(
    ("command", "reply", "about", "final"),
    [
        ("EHLO", "550 5.7.1 {}", About.SERVER, False),
        ("EHLO", "421 4.3.2 {}", About.SERVER, False),
        ("MAIL", "550 5.1.8 {}", About.SERVER, False),
        ("MAIL", "451 4.3.0 {}", About.SERVER, False),
        ("MAIL", "530 5.7.0 {}", About.SERVER, False),
        ("RCPT", "550 5.1.1 {}", About.ADDRESS, True),
        ("RCPT", "550 {}", About.ADDRESS, True),
        ("RCPT", "554 5.7.1 {}", About.ADDRESS, True),
        ("RCPT", "450 4.2.0 {}", About.ADDRESS, False),
        ("RCPT", "421 4.7.0 {}", About.ADDRESS, False),
        ("RCPT", "530 5.7.0 {}", About.SERVER, False),
        ("RCPT", "999 {}", About.ADDRESS, False),
        ("DATA", "554 5.6.0 {}", About.MAIL, True),
        ("DATA", "552 5.2.2 {}", About.MAIL, True),
        ("DATA", "452 4.3.1 {}", About.MAIL, False),
    ],
)
async def test_what_an_answer_means(office: Post, command: str, reply: str, about: About, final: bool) -> None:
    office.replies[command] = reply.format(QUOTES)
    there = Server(office.settings())
    unsent = await refused(there)
    assert (unsent.about, unsent.final) == (about, final)
    assert unsent.status == reply.removesuffix(" {}")
    assert f"({unsent.status})" in unsent.cause
    assert there.well is (about is not About.SERVER)


@pytest.mark.parametrize("reply", ["250 2.0.0 \udce9", "2x0 what", ""])
async def test_a_server_that_talks_nonsense(office: Post, reply: str) -> None:
    async def mumble(command: str, there: SMTP) -> None:
        if command == "RCPT":
            assert there.transport is not None
            there.transport.write(reply.encode("utf-8", "surrogateescape") + b"\r\n")  # type: ignore[attr-defined]
            there.transport.close()

    office.before = mumble
    unsent = await refused(Server(office.settings()))
    assert (unsent.about, unsent.final) == (About.SERVER, False)


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_connection_that_breaks_off(office: Post, command: str) -> None:
    async def breaks(heard: str, there: SMTP) -> None:
        if heard == command:
            await abort(heard, there)

    office.before = breaks
    unsent = await refused(Server(office.settings()))
    assert "broke the connection off" in unsent.cause
    assert (unsent.about, unsent.final) == (About.SERVER, False)


@pytest.mark.parametrize(("short", "long"), [("ANSWER_WITHIN", "WITHIN"), ("WITHIN", "ANSWER_WITHIN")])
async def test_a_server_that_says_nothing_more(
    office: Post, monkeypatch: pytest.MonkeyPatch, short: str, long: str
) -> None:
    freed = asyncio.Event()

    async def silence(command: str, _there: SMTP) -> None:
        if command == "RCPT":
            await freed.wait()

    office.before = silence
    monkeypatch.setattr(server, short, 0.2)
    monkeypatch.setattr(server, long, 3600.0)
    try:
        async with asyncio.timeout(30):
            unsent = await refused(Server(office.settings()))
            await office.left.wait()
    finally:
        freed.set()
    assert "doesn't answer in time" in unsent.cause
    assert not unsent.final


async def test_a_mail_is_through_whatever_comes_of_the_good_bye(office: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    freed = asyncio.Event()

    async def rude(command: str, there: SMTP) -> None:
        if command == "QUIT" and len(office.got) == 1:
            await freed.wait()
        elif command == "QUIT":
            await abort(command, there)

    office.before = rude
    monkeypatch.setattr(server, "LEAVE_WITHIN", 0.1)
    there = Server(office.settings())
    for _ in range(2):
        assert await there.send(MAIL) == "250 2.0.0 taken"
    freed.set()
    assert len(office.got) == 2


async def test_an_address_with_letters_of_its_own(office: Post) -> None:
    jorg = Address("jörg@xn--bcher-kva.example", utf8=True)
    await Server(office.settings()).send(Envelope("bot@example.org", jorg, "To: jörg\r\n\r\n".encode()))
    assert office.got[0].to == "jörg@xn--bcher-kva.example"
    office.hides = ("SMTPUTF8",)
    there = Server(office.settings())
    unsent = await refused(there, Envelope("bot@example.org", jorg, b"\r\n"))
    assert (unsent.about, unsent.final, there.well) == (About.ADDRESS, True, True)
    await there.send(MAIL)


async def test_trouble_is_logged_once_and_so_is_its_end(office: Post, capsys: pytest.CaptureFixture[str]) -> None:
    there = Server(office.settings())
    await office.close()
    for _ in range(3):
        await refused(there)
    office.replies["RCPT"] = f"550 5.1.1 {QUOTES}"
    await office.open()
    await refused(there)
    office.replies.clear()
    await there.greet()
    await there.send(MAIL)
    await office.close()
    await refused(there)
    shown = "".join(capsys.readouterr())
    assert (shown.count("mails wait"), shown.count("can be used again")) == (2, 1)
    assert "kim" not in shown
