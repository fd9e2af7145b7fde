"""Who is meant in a message: pills, bare user ids, and whether the bot itself is spoken to.

Rules of this file: pure functions over what a stranger wrote. What a mention shows is the writer's choice, so a user
id in the text always means itself, whatever a link around it says; a name that stands for two people means nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from bot.address import Identity

USER_ID = re.compile(r"@[^\s:/?#@]{1,200}:[^\s/?#@]{1,200}")
_BARE = re.compile(r"(?<![\w@./])@[a-z0-9._=/+-]+:[a-z0-9.-]*[a-z0-9](?::\d{1,5}(?!\w))?", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{1,255})\]\((https://matrix\.to/#/[^\s()]{1,600})\)")
_LINKS = ("https://matrix.to/#/", "matrix:u/")
_SEPARATOR = re.compile(r"\s*[:,]\s*|\s+|$")
_PUNCTUATED = re.compile(r"\s*[:,]\s*")


@dataclass(frozen=True, slots=True)
class Pill:
    """A link to a person: what it shows, and whom it means."""

    text: str
    user: str


def person_of(link: str) -> str | None:
    """The user id that a matrix.to or matrix: link names; None for any other link."""
    for prefix, sigil in zip(_LINKS, ("", "@"), strict=True):
        if link.startswith(prefix):
            user = sigil + unquote(link.removeprefix(prefix).partition("?")[0])
            return user if USER_ID.fullmatch(user) else None
    return None


class _Pills(HTMLParser):
    """Collects the pills of a formatted body; quoted ones belong to somebody else's message."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Pill] = []
        self._quoted = 0
        self._user: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"mx-reply", "blockquote"}:
            self._quoted += 1
        elif tag == "a" and not self._quoted:
            self._user, self._text = person_of(dict(attrs).get("href") or ""), ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"mx-reply", "blockquote"}:
            self._quoted = max(0, self._quoted - 1)
        elif tag == "a" and self._user is not None:
            text = " ".join(self._text.split())
            if text:
                self.found.append(Pill(text, self._user))
            self._user = None

    def handle_data(self, data: str) -> None:
        if self._user is not None:
            self._text += data


def read(body: str, formatted: str) -> tuple[str, list[Pill]]:
    """A message's text as it should be read, and its pills: some clients write them into the body as Markdown."""
    found: list[Pill] = []

    def label(link: re.Match[str]) -> str:
        user = person_of(link[2])
        if user is None:
            return link[0]
        found.append(Pill(link[1], user))
        return link[1]

    text = _MARKDOWN.sub(label, body)
    parser = _Pills()
    parser.feed(formatted)
    parser.close()
    return text, [*found, *parser.found]


def meant(text: str, pills: list[Pill]) -> dict[str, Identity]:
    """What stands in ``text`` for a person, and which."""
    users: dict[str, set[str]] = {}
    for pill in pills:
        if pill.text in text and not USER_ID.fullmatch(pill.text):
            users.setdefault(pill.text, set()).add(pill.user)
    for user in _bare(text):
        users[user] = {user}
    return {shown: Identity(f"matrix:{min(who)}") for shown, who in users.items() if len(who) == 1}


def _bare(text: str) -> Iterator[str]:
    return (found[0] for found in _BARE.finditer(text))


def spoken_to(text: str, me: str, display_name: str, *, mentioned: bool) -> str | None:
    """What follows when a message begins with a mention of the bot; None when it doesn't.

    ``mentioned``: the message says by other means that it mentions the bot. Without that a plain name must be
    followed by a colon or comma: "Ambassador programmes are great" speaks to nobody.
    """
    local = me[1:].partition(":")[0]
    certain = {me, f"@{local}"}
    names = sorted(
        {*certain, local, *({display_name, f"@{display_name}"} if display_name else ())}, key=len, reverse=True
    )
    for name in names:
        begins = re.match(re.escape(name), text, re.IGNORECASE)
        if begins is None:
            continue
        follows = _SEPARATOR if mentioned or name in certain else _PUNCTUATED
        separator = follows.match(text, begins.end())
        if separator is not None:
            return text[separator.end() :]
    return None
