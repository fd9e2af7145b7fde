"""What a report is about: an event, a talk or help, by its first word, else by the words in it.

Rules of this file: pure. What is guessed is said back and changed with one tap, so that a wrong guess costs nothing;
nothing is ever refused for it. Whatever is neither an event nor a talk helped somebody.
"""

import re

from bot.book import Did
from bot.typed import key

_WORDS = {
    Did.TALK: "talk talks talked presentation presented lecture keynote spoke speech slides interview podcast webinar",
    Did.EVENT: "event events meetup meetups conference party workshop workshops hackathon sprint booth stand stall "
    "festival fair camp gathering organised organized hosted invited",
    Did.HELP: "help helped answered translated translation taught fixed supported installed reviewed mentored",
}
_DASH = re.compile(r"^[:,–—-]+\s+")
_KNOWN = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def read(text: str) -> tuple[Did | None, str]:
    """The kind that a report names with its first word, and what follows it; None: it names none."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    word = key(first).rstrip(":,.-–—")
    return (Did(word), _DASH.sub("", "".join(rest))) if word in set(Did) else (None, text)


def guessed(text: str) -> Did:
    """The kind that the first telling word speaks of."""
    words = re.findall(r"\w+", key(text))
    return next((_KNOWN[word] for word in words if word in _KNOWN), Did.HELP)
