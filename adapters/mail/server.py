"""The conversation with the mail server: one connection a mail, encrypted as the config says, or no mail at all.

Rules of this file: it never falls back to anything less safe than the config wants. A cause is in our own words, with
the server's code: what a server says may quote an address, and causes are logged. Whose trouble it is decides what
becomes of a mail: the server's passes or is mended, an address's or a mail's own doesn't.
"""

import asyncio
import re
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

import structlog
from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from adapters.mail.compose import Address
from adapters.mail.settings import Mail

log = structlog.get_logger(__name__)

WITHIN = 35.0
"""Seconds for one mail, from connecting to the server's word that it has it."""
ANSWER_WITHIN = 20.0
"""Seconds for one answer of the server's."""
LEAVE_WITHIN = 3.0
"""Seconds for taking leave, when the mail is through."""
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_LOGIN_WANTED = {530, 534, 535, 538}


class About(Enum):
    """Whose trouble it is."""

    SERVER = auto()
    ADDRESS = auto()
    MAIL = auto()


class Unsent(Exception):
    """A mail that the server doesn't have, or didn't say it has.

    ``status`` is the server's code, such as ``550 5.1.1``; ``answer`` are its words, which nobody but the operator who
    is asking just then may see. ``final``: it will never take this mail.
    """

    def __init__(self, cause: str, about: About = About.SERVER, code: int = 0, answer: str = "") -> None:
        super().__init__(cause)
        self.cause, self.about, self.answer = cause, about, answer
        self.status = _status(code, answer)
        self.final = about is not About.SERVER and 500 <= code < 600


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail, whom it is from, and to whom it goes."""

    sender: str
    to: Address
    content: bytes


class Server:
    """The mail server. ``well``: how the last conversation went; None before the first."""

    def __init__(self, settings: Mail, context: ssl.SSLContext | None = None) -> None:
        """``context``: whom to trust, else the authorities that this machine trusts."""
        self._settings = settings
        self._context = context or machines_trust()
        self.well: bool | None = None

    @property
    def where(self) -> str:
        """Host and port, for people."""
        return "{}:{}".format(*self._settings.at)

    async def send(self, envelope: Envelope) -> str:
        """Hand a mail over; returns what the server answered. Raises Unsent."""
        return await self._watched(envelope)

    async def greet(self) -> None:
        """Come as far as a mail would begin, and leave. Raises Unsent."""
        await self._watched(None)

    async def _watched(self, envelope: Envelope | None) -> str:
        """Talk, and remember how it went."""
        try:
            answer = await self._talk(envelope)
        except Unsent as unsent:
            self._note(unsent.cause if unsent.about is About.SERVER else None)
            raise
        self._note(None)
        return answer

    def _note(self, trouble: str | None) -> None:
        """Log once when the server begins to be in trouble, and when that is over."""
        if trouble is not None and self.well is not False:
            log.warning("mail server can't be used; mails wait", cause=trouble)
        if trouble is None and self.well is False:
            log.info("mail server can be used again", server=self.where)
        self.well = trouble is None

    async def _talk(self, envelope: Envelope | None) -> str:
        host, port = self._settings.at
        client = SMTP(
            hostname=host,
            port=port,
            local_hostname=self._settings.domain,
            timeout=ANSWER_WITHIN,
            use_tls=self._settings.security == "tls",
            start_tls=False,  # it is done below, where no way leads around it
            tls_context=self._context,
        )
        try:
            async with asyncio.timeout(WITHIN):
                await client.connect()
                await self._enter(client)
                answer = await self._hand_over(client, envelope) if envelope is not None else ""
        except SMTPResponseException as refused:
            await _leave(client)
            raise self._refused(refused) from refused
        except (SMTPException, OSError, TimeoutError) as broken:
            raise self._broken(broken) from broken
        else:
            await _leave(client)
            return answer
        finally:
            client.close()

    async def _enter(self, client: SMTP) -> None:
        """Encrypt and log in, as the config says."""
        settings = self._settings
        await client.ehlo()
        if settings.security == "starttls":
            if not client.supports_extension("starttls"):
                said = "doesn't offer STARTTLS, and nothing is sent without it: check mail.security and mail.port"
                raise Unsent(f"{self.where} {said}")
            await client.starttls(server_hostname=settings.host)
            await client.ehlo()
        if settings.user and settings.password is not None:
            if not client.supported_auth_methods:
                raise Unsent(f"{self.where} offers no login: check mail.security, or leave mail.user out")
            await client.login(settings.user, settings.password.get_secret_value())

    async def _hand_over(self, client: SMTP, envelope: Envelope) -> str:
        utf8 = envelope.to.utf8
        if utf8 and not client.supports_extension("smtputf8"):
            raise Unsent(f"{self.where} takes no addresses with such letters", About.ADDRESS, 553)
        encoding = "utf-8" if utf8 else "ascii"
        await client.mail(envelope.sender, options=["SMTPUTF8"] if utf8 else [], encoding=encoding)
        await client.rcpt(envelope.to.text, encoding=encoding)
        code, said = await client.data(envelope.content)
        return f"{code} {said}"

    def _refused(self, refused: SMTPResponseException) -> Unsent:
        """What a code means that isn't the one we hoped for."""
        code, answer = refused.code, str(refused.message)
        status = _status(code, answer)
        about = About.SERVER
        if isinstance(refused, SMTPAuthenticationError):
            said = f"refuses the login ({status}): check mail.user and mail.password"
        elif code in _LOGIN_WANTED:
            said = f"wants another login ({status}): check mail.user, mail.password and mail.security"
        elif isinstance(refused, SMTPSenderRefused):
            said = f"refuses the sender ({status}): check mail.sender"
        elif isinstance(refused, SMTPRecipientRefused):
            said, about = f"refuses the address ({status})", About.ADDRESS
        elif isinstance(refused, SMTPDataError):
            said, about = f"refuses the mail ({status})", About.MAIL
        else:
            said = f"turns us away ({status})"
        return Unsent(f"{self.where} {said}", about, code, answer)

    def _broken(self, failure: BaseException) -> Unsent:
        """What it means that there was no answer."""
        chain = _chain(failure)
        for each in chain:
            if isinstance(each, ssl.SSLCertVerificationError):
                why = each.verify_message
                return Unsent(f"the certificate of {self.where} isn't to be trusted ({why}); nothing was sent")
            if isinstance(each, ssl.SSLError):
                why = each.reason or "no reason given"
                said = f"there is no safe connection with {self.where} ({why}): check mail.security and mail.port"
                return Unsent(said)
            if isinstance(each, socket.gaierror):
                return Unsent(f"{self._settings.host} isn't known: check mail.host")
        if any(isinstance(each, TimeoutError) for each in chain):
            return Unsent(f"{self.where} doesn't answer in time: check mail.host, mail.port and mail.security")
        if not isinstance(failure, SMTPConnectError):
            return Unsent(f"{self.where} broke the connection off")
        spoken = next((f" ({each.strerror})" for each in chain if isinstance(each, OSError) and each.strerror), "")
        return Unsent(f"{self.where} doesn't answer{spoken}")


def machines_trust() -> ssl.SSLContext:
    """Whom this machine trusts (`SSL_CERT_FILE` names others), and nothing older than TLS 1.2."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def _leave(client: SMTP) -> None:
    """Say good-bye. The mail is through, or refused: whatever happens now changes nothing."""
    with suppress(SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(LEAVE_WITHIN):
            await client.quit()


def _status(code: int, answer: str) -> str:
    """The server's code with the enhanced one that its answer begins with."""
    found = _ENHANCED.match(answer)
    return f"{code} {found[1]}" if found else str(code)


def _chain(failure: BaseException) -> list[BaseException]:
    """A failure and what it came from, the first cause last."""
    chain: list[BaseException] = []
    at: BaseException | None = failure
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    return chain
