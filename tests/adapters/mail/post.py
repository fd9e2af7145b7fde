"""A real SMTP server (aiosmtpd) on this machine, as well or as badly behaved as a test wants it.

Rules of this file: it speaks SMTP over a socket, with TLS where it is told to; what it answers is a test's to say. It
keeps every mail whose end it saw, whether it said so or not.
"""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from adapters.mail.settings import Mail

HOST = "127.0.0.1"
USER, PASSWORD = "ambassador", "pässword"
Authority = trustme.CA


@dataclass(frozen=True)
class Got:
    """A mail as it came in."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, read by Python's own parser."""
        return email.message_from_bytes(self.content, policy=default)

    def part(self, kind: str) -> str:
        """What stands in one of its parts, ``plain`` or ``html``."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Post:
    """The server. ``replies`` are its answers by command, in place of the usual; ``before`` runs first.

    ``left`` is set when a connection is over.
    """

    replies: dict[str, str] = field(default_factory=dict)
    before: Callable[[str, SMTP], Awaitable[None]] | None = None
    hides: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    got: list[Got] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    def settings(self, **more: Any) -> Mail:
        """The ``[mail]`` that leads here."""
        return Mail(**{"host": HOST, "port": self.port, "security": "none", "sender": "bot@example.org", **more})

    async def open(self, context: ssl.SSLContext | None = None) -> None:
        """Listen: on the port that it had before, if it had one."""
        loop = asyncio.get_running_loop()
        options = {"hostname": "mail.example.org", "enable_SMTPUTF8": True, **self.options}
        made = await loop.create_server(lambda: _Line(self, loop=loop, **options), HOST, self.port, ssl=context)
        self._server, self.port = made, made.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Be gone."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _reply(self, command: str, server: SMTP, usual: str) -> str:
        self.heard.append(command)
        if self.before is not None:
            await self.before(command, server)
        return self.replies.get(command, usual)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        """Say what can be asked for."""
        session.host_name = hostname
        reply = await self._reply("EHLO", server, "")
        if reply:
            return [reply]
        offered = [line for line in lines if not (self.hides and line[4:].startswith(self.hides))]
        return [offered[0], *(f"250-{each}" for each in self.adds), *offered[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Hear whom a mail is from."""
        envelope.mail_from = address
        return await self._reply("MAIL", server, "250 2.1.0 fine")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Hear to whom it goes."""
        reply = await self._reply("RCPT", server, "250 2.1.5 fine")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content = envelope.original_content or b""
        for to in envelope.rcpt_tos:
            self.got.append(Got(envelope.mail_from or "", to, content))
        transport = server.transport
        self.encrypted.append(transport is not None and transport.get_extra_info("sslcontext") is not None)
        return await self._reply("DATA", server, "250 2.0.0 taken")

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        """Be left."""
        return await self._reply("QUIT", server, "221 2.0.0 bye")


class _Line(SMTP):
    """One connection, which tells when it is over."""

    event_handler: Post

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(error)
        self.event_handler.left.set()


def login(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: LoginPassword) -> AuthResult:
    """Let one account in."""
    right = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


ACCOUNT: dict[str, Any] = {"authenticator": login, "auth_required": True}
"""Options of a server that wants a login."""


def serving(authority: Authority, *names: str, **more: Any) -> ssl.SSLContext:
    """The context of a server with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or (HOST,)), **more).configure_cert(context)
    return context


def trusting(authority: Authority) -> ssl.SSLContext:
    """The context of a client that trusts this authority and no other."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@asynccontextmanager
async def post(context: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Post]:
    """A server that listens; ``options``: aiosmtpd's own."""
    made = Post(options=options)
    await made.open(context)
    try:
        yield made
    finally:
        await made.close()
