"""Slack's own way of writing: what people typed as plain text, and plain text so that Slack reads nothing into it.

Rules of this file: pure functions in linear time over what strangers wrote. A mention means the id in it, whatever the
name behind it says; a link shows where it leads. Only messages and slash commands come escaped: what was typed into a
form comes as it is, and is never read here.
"""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"<([^<>\n]*)>")
_PERSON = re.compile(r"@([UW][A-Z0-9]{1,40})")
_CODE = re.compile(r"(```|`)([^`]+)\1")
_HALF = re.compile(r"&(?:a(?:mp?)?|[lg]t?)?\Z")
_CUT = " …"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed. ``people``: what stands in the text for a person (``@ana``), and their id on Slack."""

    text: str
    people: dict[str, str] = field(default_factory=dict)


def escape(text: str) -> str:
    """A text in which Slack finds no link, no mention and no ``<!channel>``."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The same the other way round."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str, most: int) -> str:
    """An escaped text of at most ``most`` bytes; what is too long is cut and ends with an ellipsis."""
    whole = escape(text).encode("utf-8", "replace")
    if len(whole) <= most:
        return whole.decode()
    kept = whole[: most - len(_CUT.encode())].decode(errors="ignore")
    return _HALF.sub("", kept).rstrip() + _CUT


def typed(raw: str) -> Typed:
    """A message's or slash command's text as its writer saw it. A mention without a name stands there by its id.

    A text that is nothing but code is what stands in it: that is how one pastes a command from a message.
    """
    if raw.isalnum():
        return Typed(raw)  # one bare word, as most commands are
    people: dict[str, str] = {}

    def read(token: re.Match[str]) -> str:
        target, _, label = token[1].partition("|")
        person = _PERSON.fullmatch(target)
        if person is not None:
            return _named(person[1], label, people)
        return _read(target, unescape(label))

    parts, at = [], 0
    for token in _TOKEN.finditer(raw):
        parts += [unescape(raw[at : token.start()]), read(token)]
        at = token.end()
    text = "".join([*parts, unescape(raw[at:])])
    code = _CODE.fullmatch(text.strip())
    return Typed(code[2] if code is not None else text, people)


def behind(raw: str, user: str) -> str | None:
    """What follows a mention of ``user`` at the beginning of a raw text; None where it doesn't begin with one."""
    begins = re.match(rf"\s*<@{re.escape(user)}(?:\|[^<>\n]*)?>\s*[:,]?\s*", raw)
    return raw[begins.end() :] if begins is not None else None


def _named(user: str, name: str, people: dict[str, str]) -> str:
    """How somebody stands in the text; a name that another one has there already says nothing, the id does."""
    shown = f"@{' '.join(unescape(name).split()).lstrip('@') or user}"
    if people.setdefault(shown, user) != user:
        shown = f"@{user}"
        people[shown] = user
    return shown


def _read(target: str, label: str) -> str:
    """A channel, a group, a date, a link."""
    sign, rest = target[:1], unescape(target[1:])
    if sign == "#":
        return f"#{label.lstrip('#') or rest}"
    if sign == "!":
        return label if rest.startswith(("subteam^", "date^")) and label else f"@{rest.partition('^')[0]}"
    link = re.sub(r"^(?:mailto|tel):", "", unescape(target))
    bare = re.sub(r"^https?://", "", link).rstrip("/")
    if not label or label in {link, bare, f"{bare}/"} or target.startswith("tel:"):
        return label or link  # Slack made the link, out of what was typed
    return f"{label} ({link})"
