"""Who is meant in what somebody typed, and whether the bot is spoken to.

Rules of this file: pure functions over what a stranger wrote, in linear time. Slack vouches for the id in a mention, so
that alone says who is meant. The name only stands in the text for it: one that a command would read something into (a
date, a quote, a number behind a space) gives way to the id. A mention that doesn't begin the text speaks to nobody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from adapters.slack import mrkdwn
from bot.typed import clean

_MENTION = re.compile(r"<@([UW][A-Z0-9]{1,40})(?:\|([^<>\n]*))?>")
_NAME = re.compile(r"[^\s@#<>&\"“”„‟«»″＂`*~,;:!/\\()\[\]{}|]+(?: [^\s\d@#<>&\"“”„‟«»″＂`*~,;:!/\\()\[\]{}|]+){0,3}")
_LONGEST = 40
LOOKED_UP = 10
"""Of how many who are mentioned in one text the names are worth asking for."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed. ``mentioned``: it began with a mention of the bot, which is taken off.

    ``users``: what stands in the text for somebody (``@Ana Lopez``, or ``@U123`` where no name is known), and their id.
    """

    text: str
    mentioned: bool
    users: dict[str, str]


def nameless(_user: str) -> str:
    """Nobody's name is known."""
    return ""


def read(raw: str, bot_user: str, names: Callable[[str], str] = nameless) -> Typed:
    """A message's or slash command's text as it should be read. ``names``: what somebody is called, by their id."""

    def named(mention: re.Match[str]) -> str:
        name = _tame(names(mention[1])) or _tame(mention[2] or "")
        return f"<@{mention[1]}|{name}>" if name else f"<@{mention[1]}>"

    behind = mrkdwn.behind(raw, bot_user)
    typed = mrkdwn.typed(_MENTION.sub(named, raw if behind is None else behind))
    users = {shown: user for shown, user in typed.people.items() if user != bot_user}
    return Typed(typed.text, behind is not None, users)


def users(raw: str, bot_user: str) -> tuple[str, ...]:
    """The ids of those who are mentioned first, each once, without the bot."""
    found = dict.fromkeys(mention[1] for mention in _MENTION.finditer(raw))
    return tuple(islice((user for user in found if user != bot_user), LOOKED_UP))


def _tame(name: str) -> str:
    """A name as it can stand in a command; empty where it can't."""
    single = " ".join(clean(name).split()).lstrip("@")
    return single if len(single) <= _LONGEST and _NAME.fullmatch(single) else ""
