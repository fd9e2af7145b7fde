"""What goes out: parcels as mails.

Rules of this file: a mail is drafted once and frozen, its Message-ID comes from the parcel's token, so a repeat is the
same mail. Whatever is the server's trouble is Later; only an address or a mail that is refused for good is
Undeliverable, with a word for those who work on the case. No cause holds an address: it is logged, and the case's
history is read by several people.
"""

from datetime import datetime
from uuid import uuid4

from adapters.mail.compose import DRAFT, Draft, address, mail, message_id
from adapters.mail.render import Wording, html, plain
from adapters.mail.server import About, Envelope, Server, Unsent
from adapters.mail.settings import Mail
from bot import text
from bot.address import Room, native
from bot.catalogue import Catalogue
from bot.message import Mention, Message, Value, say
from bot.platform import Later, Parcel, Receipt, Undeliverable
from bot.ports import Clock
from bot.settings import Programme


class Office:
    """Puts messages into mails of one programme, and hands them to its server."""

    def __init__(self, settings: Mail, server: Server, programme: Programme, catalogue: Catalogue) -> None:
        self._settings, self._server = settings, server
        self._programme, self._catalogue = programme, catalogue

    def draft(self, token: str, to: str, message: Message, now: datetime, parcel: Parcel | None = None) -> Draft:
        """A mail about the parcel's case; without one, a test. It is addressed to the message's ``name``."""
        facts: dict[str, Value] = {"programme": self._programme.name}
        if parcel is None:
            subject, footer, locale = say("mail-test-subject", facts), say("mail-test-footer", facts), None
        else:
            facts["number"] = str(parcel.case)
            subject, footer, locale = say("mail-subject", facts), say("mail-footer", facts), parcel.locale
        wording = self._worded(message, subject, footer, locale)
        name = message.args.get("name")
        return Draft(
            id=message_id(token, self._settings.domain),
            thread=parcel.thread if parcel is not None else None,
            date=now,
            to=to,
            name=name.name if isinstance(name, Mention) else "",
            subject=wording.subject,
            plain=plain(wording),
            html=html(wording),
        )

    async def send(self, draft: Draft) -> str:
        """Hand it over; returns what the server answered. Raises Unsent."""
        to = address(draft.to)
        if to is None:
            raise Unsent("the address isn't one that a mail can be sent to", About.ADDRESS, 553)
        settings = self._settings
        content = mail(draft, to, settings.address, settings.name or self._programme.name)
        return await self._server.send(Envelope(settings.address, to, content))

    def _worded(self, message: Message, subject: Message, footer: Message, locale: str | None) -> Wording:
        known = self._catalogue.languages
        language = next((each for each in (locale, self._programme.language) if each in known), None) or "en"
        return Wording(
            subject=text.plain(self._catalogue.render(subject, language)),
            said=self._catalogue.render(message, language),
            offer=self._catalogue.text("mail-offer", language),
            footer=self._catalogue.render(footer, language),
            language=language,
        )


class MailCarrier:
    """See ``bot.platform.Carrier``."""

    platform = "mail"

    def __init__(self, office: Office, clock: Clock) -> None:
        self._office, self._clock = office, clock

    def render(self, parcel: Parcel) -> str:
        """All of the mail but its sender, as JSON. Its date is when it is first tried."""
        draft = self._office.draft(parcel.token, native(parcel.to), parcel.message, self._clock.now(), parcel)
        return DRAFT.dump_json(draft).decode()

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Send it; a repeat has the same Message-ID. Raises Later or Undeliverable."""
        draft = DRAFT.validate_json(body)
        try:
            await self._office.send(draft)
        except Unsent as unsent:
            if unsent.final:
                raise Undeliverable(_advice(unsent)) from unsent
            raise Later(unsent.cause) from unsent
        return Receipt(Room(parcel.to), draft.id)


async def trial(office: Office, to: str, now: datetime) -> str:
    """Send a test mail; returns what the server answered. Raises Unsent."""
    return await office.send(office.draft(uuid4().hex, to, say("mail-test"), now))


def _advice(unsent: Unsent) -> str:
    """What became of a mail, for those who work on its case. Whose address it is they know, so none is named."""
    if unsent.about is About.MAIL:
        return f"the mail server refuses this mail ({unsent.status}): whoever runs the bot can find out why"
    if ".7." in unsent.status:  # a rule of the server's, not the address
        said = "the mail server may not, or will not, pass mail on to the candidate's address"
        return f"{said} ({unsent.status}): whoever runs the bot can find out why"
    said = f"mail to the candidate's address is refused ({unsent.status})"
    return f"{said}: tell them in the chat, and ask for one that works"
