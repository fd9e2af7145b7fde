"""Headers and parts as they go over the wire, read back by Python's own parser."""

import email
import json
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.compose import DRAFT, Address, Draft, address, mail, message_id

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DRAFT_1 = Draft(
    id=message_id("0" * 32, "example.org"),
    thread=None,
    date=AT,
    to="kim@example.org",
    name="Kim",
    subject="Example: your application #1",
    plain="Hello Kim,\n\n.\nFrom here on: = é 🎉\n" + "x" * 2000 + "\n-- \nWhy.\n",
    html="<p>Hello =3D</p>\n",
)
KIM = Address("kim@example.org", utf8=False)
INJECTION = "Kim\r\nBcc: all@example.org\r\n\r\nbody\u2028X: y"


def made(draft: Draft = DRAFT_1, to: Address = KIM, name: str = "Example") -> bytes:
    return mail(draft, to, "bot@example.org", name)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def headers(content: bytes) -> list[tuple[str, str]]:
    """The headers as they stand there, unfolded."""
    lines = content.decode("utf-8").split("\r\n\r\n")[0].replace("\r\n ", " ").split("\r\n")
    return [(name, value) for name, _, value in (each.partition(": ") for each in lines)]


def mailbox(content: bytes, header: str) -> tuple[str, str]:
    """The name and the address in a header. The parser of ``default`` puts blanks between the words of a name."""
    name, at = parseaddr(dict(headers(content))[header])
    return str(make_header(decode_header(name))), at


def test_every_header_is_there() -> None:
    assert headers(made()) == [
        ("From", '"Example" <bot@example.org>'),
        ("To", '"Kim" <kim@example.org>'),
        ("Subject", "Example: your application #1"),
        ("Date", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ("Message-ID", f"<{'0' * 32}@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="=_{"0" * 32}"'),
    ]
    assert parsedate_to_datetime(read(made())["Date"]) == AT


def test_a_later_mail_names_the_first() -> None:
    message = read(made(replace(DRAFT_1, thread="<first@example.org>")))
    assert (message["In-Reply-To"], message["References"]) == ("<first@example.org>", "<first@example.org>")


def test_both_parts_survive_as_they_were() -> None:
    message = read(made())
    assert part(message, "plain") == DRAFT_1.plain
    assert part(message, "html") == DRAFT_1.html
    assert not message.defects
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_draft_is_the_same_mail() -> None:
    kept = DRAFT.validate_json(json.dumps(json.loads(DRAFT.dump_json(DRAFT_1))))
    assert made(kept) == made()


def test_lines_are_short_and_end_as_they_must() -> None:
    content = made(replace(DRAFT_1, name="é" * 90, subject="🎉" * 200), name="x" * 300)
    assert max(map(len, content.split(b"\r\n"))) <= 76
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert content.isascii()


names = st.text(max_size=130) | st.text(st.sampled_from('ab ,;:"\\<>@()[].=?_é日🙂-\r\n'), max_size=130)
names |= st.lists(st.sampled_from([INJECTION, "=?utf-8?q?x?=", "a", " ", "é", '"', "\\"])).map("".join)


@given(names, names, names)
def test_no_value_ends_a_header(name: str, subject: str, sender: str) -> None:
    content = made(replace(DRAFT_1, name=name, subject=subject), name=sender)
    message = read(content)
    assert [key for key, _ in headers(content)] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [key for key, _ in message.items()] == [key for key, _ in headers(content)]
    assert [each.addr_spec for each in message["To"].addresses] == ["kim@example.org"]
    assert [each.addr_spec for each in message["From"].addresses] == ["bot@example.org"]
    assert part(message, "plain") == DRAFT_1.plain


@pytest.mark.parametrize(
    "name",
    ["Kim", "Kim O'Neil, Jr.", 'Kim "the" Mapper', "K\\im", "Jörg Müller", "=?utf-8?q?x?=", "日本" * 30, "",
     "kim@x.org", "<kim@x.org>", "Kim, kim@x.org"],
)  # fmt: skip
def test_a_name_arrives_as_it_is(name: str) -> None:
    content = made(replace(DRAFT_1, name=name, subject=name), name=name)
    assert mailbox(content, "To") == (name, "kim@example.org")
    assert mailbox(content, "From") == (name, "bot@example.org")
    assert str(make_header(decode_header(dict(headers(content))["Subject"]))) == name


def test_an_endless_name_is_cut() -> None:
    assert mailbox(made(replace(DRAFT_1, name="x" * 5000)), "To")[0] == "x" * 99 + "…"


def test_an_injection_is_a_funny_name_and_nothing_more() -> None:
    message = read(made(replace(DRAFT_1, name=INJECTION, subject=INJECTION), name=INJECTION))
    assert "Bcc" not in message
    assert message["To"].addresses[0].display_name == "Kim Bcc: all@example.org body X: y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kim@example.org", Address("kim@example.org", utf8=False)),
        ("kim+x.y@example.org", Address("kim+x.y@example.org", utf8=False)),
        ("kim@bücher.example.org", Address("kim@xn--bcher-kva.example.org", utf8=False)),
        ("jörg@example.org", Address("jörg@example.org", utf8=True)),
        ("jörg@bücher.example.org", Address("jörg@xn--bcher-kva.example.org", utf8=True)),
        ("root@mailhost", Address("root@mailhost", utf8=False)),
    ],
)
def test_an_address_is_made_ready(text: str, expected: Address) -> None:
    assert address(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "kim", "kim@", "@example.org", "kim@example.org\r\nBcc: x@y.org", "kim@example.org, bo@example.org",
     "a b@c.org", "Kim <kim@example.org>", "kim@exa\nmple.org", "<kim@example.org>", "kim@example.org\x00",
     "kim@\ud800.org", "x" * 300 + "@example.org"],
)  # fmt: skip
def test_what_isnt_an_address(text: str) -> None:
    assert address(text) is None


def test_letters_that_need_it_are_sent_as_utf8() -> None:
    to = address("jörg@bücher.example.org")
    assert to is not None
    content = made(replace(DRAFT_1, name="Jörg"), to)
    assert "<jörg@xn--bcher-kva.example.org>\r\n" in content.decode("utf-8")
    assert [line for line in content.split(b"\r\n") if not line.isascii()] == [
        line for line in content.split(b"\r\n") if b"@xn--" in line
    ]
