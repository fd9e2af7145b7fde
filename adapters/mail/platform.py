"""Mail as the composition root runs it: a way out, and none in.

Rule of this file: the bot lives without mail. A server that is away is logged and said on the health page, and the
mails wait; the start doesn't, and nothing else does.
"""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any

import structlog

from adapters.mail.deliver import MailCarrier, Office
from adapters.mail.server import Server, Unsent
from adapters.mail.settings import Mail
from bot.catalogue import Catalogue
from bot.errors import where
from bot.platform import Carrier
from bot.ports import Clock
from bot.settings import Programme

log = structlog.get_logger(__name__)

LOOK_EVERY = 60.0
"""Seconds between two looks at a server that can't be used."""


class MailPlatform:
    """See ``bot.platform.Platform``."""

    vital = False

    def __init__(
        self,
        settings: Mail,
        programme: Programme,
        catalogue: Catalogue,
        clock: Clock,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """``context``: whom to trust, else the authorities that this machine trusts."""
        self._server = Server(settings, context)
        self._carrier = MailCarrier(Office(settings, self._server, programme, catalogue), clock)

    @property
    def carrier(self) -> Carrier:
        """Its way out."""
        return self._carrier

    @property
    def ready(self) -> bool:
        """Whether the server took the last mail, or would have."""
        return bool(self._server.well)

    @property
    def routes(self) -> Sequence[Any]:
        """Nothing: it isn't called from outside."""
        return ()

    async def start(self) -> None:
        """Nothing: a mail server that is away keeps nobody from talking."""

    async def receive(self) -> None:
        """Look whether the server can be used, until it can. No mail is ever taken in.

        Whatever a look meets, the next one comes: who looks after mail must not end the bot.
        """
        stumbled = False
        while True:
            if not self._server.well:
                try:
                    await self._server.greet()
                    stumbled = False
                except Unsent:  # the server's state has been logged
                    stumbled = False
                except Exception as failure:
                    if not stumbled:
                        log.error("look at the mail server stumbled", cause=where(failure))
                    stumbled = True
            await asyncio.sleep(LOOK_EVERY)

    async def stop(self) -> None:
        """Nothing is held: each mail has a connection of its own."""
