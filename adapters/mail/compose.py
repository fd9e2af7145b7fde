"""A mail as it goes over the wire: headers and two parts, from a draft that is frozen at the first attempt.

Rules of this file: pure functions; the same draft from the same sender is the same mail, byte for byte, with every
version of Python. Headers are written here and not by ``email``: that one reads what looks like an encoded word in
somebody's name as one, and takes no address with letters beyond ASCII. Everything is ASCII in short lines, but such
an address. A header is one line of ours: no value can end it.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter

from adapters.mail.render import one_line

_MOST = 60
"""Characters of a text that a header holds as it is; a longer one is encoded, so that it can be folded."""
_CHUNK = 39
"""Bytes that one encoded word takes: a line with one in it may have 76 characters, the header's name included."""
_NAME_MOST = 100
"""Characters of a name that are shown."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is sent to. ``utf8``: it has letters that not every server takes."""

    text: str
    utf8: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """All of a mail but its sender, which an operator may have to mend while it waits.

    ``id`` and ``thread`` are Message-IDs: its own, and that of the thread's first mail, None for the first itself.
    """

    id: str
    thread: str | None
    date: datetime
    to: str
    name: str
    subject: str
    plain: str
    html: str


DRAFT: TypeAdapter[Draft] = TypeAdapter(Draft)
"""Reads and writes it as JSON, the way the outbox keeps it."""


def address(text: str) -> Address | None:
    """An address as somebody wrote it, ready to be sent to: its domain in plain letters. None: it isn't one."""
    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    plain = f"{found.local_part}@{found.ascii_domain}"
    return Address(plain, not plain.isascii())


def message_id(token: str, domain: str) -> str:
    """The Message-ID of a parcel: a repeat has the same, by which mail programs and servers know it."""
    return f"<{token}@{domain}>"


def mail(draft: Draft, to: Address, sender: str, name: str) -> bytes:
    """The whole mail, with CRLF line ends. ``sender`` is an address in plain letters, ``name`` whose it is."""
    boundary = f"=_{draft.id.strip('<>').partition('@')[0]}"  # never in a part: there "=" is always written "=3D"
    headers = [
        f"From: {_mailbox(name, sender)}",
        f"To: {_mailbox(draft.name, to.text)}",
        f"Subject: {_words(one_line(draft.subject))}",
        f"Date: {format_datetime(draft.date)}",
        f"Message-ID: {draft.id}",
        *([f"In-Reply-To: {draft.thread}", f"References: {draft.thread}"] if draft.thread else []),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
    ]
    parts = [_part("plain", draft.plain, boundary), _part("html", draft.html, boundary)]
    return "\r\n".join([*headers, "", *parts, f"--{boundary}--", ""]).encode("utf-8" if to.utf8 else "ascii")


def _part(kind: str, text: str, boundary: str) -> str:
    encoded = binascii.b2a_qp(text.encode("utf-8"), istext=True).decode("ascii")
    head = [f'Content-Type: text/{kind}; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable", ""]
    return "\r\n".join([f"--{boundary}", *head, *encoded.split("\n")])


def _mailbox(name: str, at: str) -> str:
    name = one_line(name)
    name = name if len(name) <= _NAME_MOST else f"{name[: _NAME_MOST - 1]}…"
    if not name:
        return at
    shown = _quoted(name) if _is_plain(name) else _words(name)
    fold = "\r\n " if len(shown) + len(at) > _MOST else " "
    return f"{shown}{fold}<{at}>"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _words(text: str) -> str:
    """A text as RFC 2047 wants it: as it is where that is safe, else in encoded words, folded between them."""
    if _is_plain(text):
        return text
    chunks = [""]
    for char in text:
        if len((chunks[-1] + char).encode("utf-8")) > _CHUNK:
            chunks.append("")
        chunks[-1] += char
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(chunk.encode('utf-8')).decode('ascii')}?=" for chunk in chunks)


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text and len(text) <= _MOST
