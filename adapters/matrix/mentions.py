"""Who is meant in a message: pills, bare user ids, and whether the bot itself is spoken to.

Rules of this file: pure functions over what a stranger wrote, in linear time (Python's own HTML parser takes half a
minute for some 60 kB). What a mention shows is the writer's choice, so a user id in the text always means itself,
whatever a link around it says; a name that stands for two people means nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

import nh3

from bot.address import Identity

USER_ID = re.compile(r"@[^\s:/?#@]{1,200}:[^\s/?#@]{1,200}")
_BARE = re.compile(r"(?<![\w@./])@[a-z0-9._=/+-]+:[a-z0-9.-]*[a-z0-9](?::\d{1,5}(?!\w))?", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{1,255})\]\((https://matrix\.to/#/[^\s()]{1,600})\)")
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_TO_PERSON = ("https://matrix.to/#/", "matrix:u/")
_SEPARATOR = re.compile(r"\s*[:,]\s*|\s+|$")
_PUNCTUATED = re.compile(r"\s*[:,]\s*")


@dataclass(frozen=True, slots=True)
class Pill:
    """A link to a person: what it shows, and whom it means."""

    text: str
    user: str


def person_of(link: str) -> str | None:
    """The user id that a matrix.to or matrix: link names; None for any other link."""
    for prefix, sigil in zip(_TO_PERSON, ("", "@"), strict=True):
        if link.startswith(prefix):
            user = sigil + unquote(link.removeprefix(prefix).partition("?")[0])
            return user if USER_ID.fullmatch(user) else None
    return None


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
    return text, [*found, *_links(formatted)]


def _links(formatted: str) -> Iterator[Pill]:
    """The pills of a formatted body; quoted ones belong to somebody else's message."""
    only_links = nh3.clean(
        formatted,
        tags={"a"},
        clean_content_tags={"mx-reply", "blockquote", "script", "style"},
        attributes={"a": {"href"}},
        url_schemes={"https", "matrix"},
        link_rel=None,
    )
    for link in _LINK.finditer(only_links):
        user, text = person_of(unescape(link[1])), " ".join(unescape(link[2]).split())
        if user is not None and text:
            yield Pill(text, user)


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
