"""What shows: every text of the catalogue with hostile values, as the shell, Matrix and mail show it.

Rules of this file: what comes out is parsed back, by somebody else's parser. Only the tags, links and headers that we
mean stand there, nothing pings, nothing steers a terminal; and whatever a value said is still there to be read.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.utils import getaddresses
from functools import cache
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import unquote

from adapters.mail.compose import Draft, address, mail
from adapters.mail.render import Wording, html
from adapters.mail.render import plain as mailed
from adapters.matrix.render import content
from adapters.shell import Screen, Spoken
from adapters.shell.words import text as spoken
from bot.address import Identity
from bot.catalogue import Catalogue
from bot.message import Action, Ago, Day, Lasting, Many, Mention, Message, Table, Text, Tongue, Value, Words
from bot.text import Line, Rendered, Span
from tests.proofs.noise import words
from tests.rules.test_catalogue import arguments, texts

CATALOGUE = Catalogue.load()
KEYS = sorted(texts())
NAMES = [key for key in KEYS if not arguments(key, "x") and "\n" not in CATALOGUE.text(key)]
LABELS = [key for key in NAMES if key.startswith("do-")]
_MATRIX = {"a", "blockquote", "br", "code", "li", "strong", "ul", "table", "thead", "tbody", "tr", "th", "td"}
_MAIL = {"bdi", "blockquote", "br", "code", "li", "p", "strong", "ul"}
_PAGE = {"html", "head", "meta", "title", "body", "div"}
_HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
]  # fmt: skip
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What a terminal takes for an order, of those that ``words`` knows."""
_STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff]"
)
"""Control characters but line breaks, direction overrides, half characters, characters of nobody's."""


def messages(count: int, drawn: Random) -> None:
    """Put so many messages into words, on every platform."""
    for _ in range(count):
        message = _message(drawn)
        try:
            said = CATALOGUE.render(message)
            spans = [part for line in said.lines for span in line.spans for part in span.text.splitlines()]
            _in_words(message, " ".join(spans))
            values = [_read(each) for each in spans]
            shown = [part for line in said.lines for span in _spans(line) for part in span.text.splitlines()]
            _on_the_shell(said, drawn, [_read(_ESCAPES.sub("", each)) for each in shown])
            _on_matrix(said, values, [_read(each) for each in shown], set(_people(message)), drawn)
            if drawn.random() < 0.3:
                _in_a_mail(said, values, drawn)
        except Exception as failure:
            raise AssertionError(f"{message!r}") from failure


def _message(drawn: Random, depth: int = 1) -> Message:
    key = drawn.choice(KEYS)
    args = {
        name: _value(drawn) if shape == "x" else drawn.randint(-1, 3) for name, shape in arguments(key, "x").items()
    }
    parts = tuple(_message(drawn, depth - 1) for _ in range(drawn.choice((0, 0, 1, 2)) if depth else 0))
    actions = tuple(
        Action(
            drawn.choice(LABELS), f"{drawn.choice(words.COMMANDS).name} {words.text(drawn, 1)}", drawn.random() < 0.5
        )
        for _ in range(drawn.choice((0, 0, 1, 2)))
    )
    rows = tuple((_value(drawn), _value(drawn)) for _ in range(drawn.choice((0, 0, 0, 1, 2)) if depth else 0))
    return Message(key, args, parts, actions, Table(("do-claim", "do-read"), rows) if rows else None)


def _value(drawn: Random, *, whole: bool = True) -> Any:
    kinds: list[Value] = [
        Words(words.text(drawn)),
        words.text(drawn, 2),
        Mention(Identity(drawn.choice(("matrix:", "shell:", "slack:")) + words.text(drawn, 2)), words.text(drawn, 3)),
        Text(drawn.choice(NAMES)),
        Tongue(drawn.choice(("de", "en", "xx", "pt"))),
    ]
    if whole and drawn.random() < 0.3:
        many = tuple(_value(drawn, whole=False) for _ in range(drawn.randint(0, 4)))
        return drawn.choice(
            (Many(many, drawn.random() < 0.5), Day(date(2026, 3, 2)), Ago(drawn.randint(-9, 10**9)), Lasting(7))
        )
    return drawn.choice(kinds)


def _in_words(message: Message, said: str) -> None:
    """What people wrote stands in the text, but where a text tells by a number whether to say it."""
    for each in (message, *message.parts):
        if not any(isinstance(value, int) for value in each.args.values()):
            _is_there([_read(value) for value in _values(each)], said, "the words")


def _values(message: Message) -> Iterator[str]:
    for value in message.args.values():
        for each in value.items if isinstance(value, Many) else (value,):
            match each:
                case Words(said) | Mention(_, said) | str(said):
                    yield said


def _people(message: Message) -> Iterator[str]:
    cells = [value for row in (message.table.rows if message.table is not None else ()) for value in row]
    for value in (*message.args.values(), *cells):
        for each in value.items if isinstance(value, Many) else (value,):
            if isinstance(each, Mention):
                yield each.identity
    for part in message.parts:
        yield from _people(part)


def _spans(line: Line) -> Sequence[Span]:
    """What is shown of a line where there are tables."""
    return [span for cell in line.cells for span in cell] if line.cells else line.spans


def _read(value: str) -> str:
    """What of a text somebody can read: letters, digits, signs, but those that begin a quote or an item."""
    return _unread().sub("", value)


@cache
def _unread() -> re.Pattern[str]:
    """Everything else, as one class of characters: to ask each one for its category takes half of the time."""
    odd = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] not in "LNPS"]
    starts = [char for char in odd if unicodedata.category(chr(max(ord(char) - 1, 0)))[0] in "LNPS" or char == "\x00"]
    ends = [char for char in odd if ord(char) == 0x10FFFF or unicodedata.category(chr(ord(char) + 1))[0] in "LNPS"]
    ranges = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in zip(starts, ends, strict=True))
    return re.compile(f"[{ranges}>\\-]+")


def _is_there(values: list[str], shown: str, where: str) -> None:
    seen = _read(shown)
    for value in values:
        assert value in seen, f"lost in {where}: {value!r}"


def _steers_nothing(shown: str) -> None:
    assert not (found := _STEERS.findall(shown)), f"obeyed, not shown: {found}"


def _on_the_shell(said: Rendered, drawn: Random, values: list[str]) -> None:
    shown = spoken(said)
    _steers_nothing(shown)
    _is_there(values, shown, "the shell")
    if drawn.random() < 0.3:
        out = io.StringIO()
        Screen(out, colour=True, width=40).said([Spoken("bot -> kim", said)])
        _steers_nothing(re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()))
    for line in Spoken("bot -> kim", said).lines[1:]:
        assert not line or line.startswith("    "), f"a forged line: {line!r}"


class _Html(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, allowed: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed, self.links, self.said = allowed, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.allowed, f"a tag: <{tag}>"
        for name, value in attrs:
            assert (tag, name) == ("a", "href") or tag in _PAGE, f"an attribute: <{tag} {name}={value!r}>"
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data!r}")


def _html(text: str, allowed: set[str]) -> _Html:
    parsed = _Html(allowed)
    parsed.feed(text)
    parsed.close()
    return parsed


def _on_matrix(said: Rendered, values: list[str], cells: list[str], people: set[str], drawn: Random) -> None:
    mention = drawn.choice((None, "@kim:example.org"))
    made = content(said, mention, edits=drawn.random() < 0.5)
    assert made["m.mentions"] == ({"user_ids": [mention]} if mention else {}), "a ping"
    assert set(made) <= {"msgtype", "body", "format", "formatted_body", "m.mentions"}
    if made["body"].endswith(" …"):
        return  # cut, and it shows
    _is_there(values, made["body"], "the body")
    if "formatted_body" in made:
        parsed = _html(made["formatted_body"], _MATRIX)
        _is_there(cells, "".join(parsed.said), "the formatted body")
        for link in parsed.links:
            assert f"matrix:{unquote(link.removeprefix('https://matrix.to/#/'))}" in people, f"a link: {link}"


def _in_a_mail(said: Rendered, values: list[str], drawn: Random) -> None:
    name = words.text(drawn, 3)
    wording = Wording(words.text(drawn, 2), said, CATALOGUE.text("mail-offer"), said, "en")
    plain, page = mailed(wording), html(wording)
    _steers_nothing(plain)
    _is_there(values, plain, "the text part")
    parsed = _html(page.removeprefix("<!DOCTYPE html>"), _MAIL | _PAGE)
    assert not parsed.links
    _is_there(values, "".join(parsed.said), "the HTML part")
    draft = Draft(
        "<1@example.org>", None, datetime(2026, 3, 2, tzinfo=UTC), "kim@example.org", name, wording.subject, plain, page
    )
    to = address(draft.to)
    assert to is not None
    raw = mail(draft, to, "bot@example.org", words.text(drawn, 2))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = message_from_bytes(raw)
    assert found.keys() == _HEADERS, found.keys()
    parts = [part for part in found.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    for part, text in zip(parts, (plain, page), strict=True):
        decoded = part.get_payload(decode=True)
        assert isinstance(decoded, bytes)
        assert decoded.decode().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n"), decoded
    assert [at for _, at in getaddresses([str(found["To"])])] == ["kim@example.org"]
