"""What may stand in a text on Slack, and the list of what is wrong with a payload.

Rules of this file: a problem with a code is one that Slack refuses, by that code; one without is what Slack takes and
we don't: a text that pings a channel, markup that somebody's words made, nothing for a screen reader.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

PLAIN, RICH = "plain_text", "mrkdwn"
EITHER = (PLAIN, RICH)
_PING = re.compile(r"<!(?:channel|here|everyone|group|subteam)")
_REFERENCE = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|https?://[^<>|\s]+|mailto:[^<>|\s]+|!date\^\d+\^[^<>|]+)(?:\|[^<>\n]*)?>"
)
_QUOTE = re.compile(r"^>+", re.MULTILINE)
_LOOSE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


class Problem(NamedTuple):
    """Something wrong, and where. ``code``: Slack's error for it; None: Slack takes it, we don't."""

    where: str
    said: str
    code: str | None

    def __str__(self) -> str:
        return f"{self.where}: {self.said}" + (f" ({self.code})" if self.code else "")


class Check:
    """One payload being looked at. ``code`` is Slack's word for a fault in its blocks."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.problems: list[Problem] = []
        self.letters = 0
        self.actions: set[str] = set()
        self.blocks: set[str] = set()
        self.focused = False
        self.tables = 0

    def wrong(self, where: str, said: str) -> None:
        """Something that Slack refuses."""
        self.problems.append(Problem(where, said, self.code))

    def unwanted(self, where: str, said: str) -> None:
        """Something that Slack takes, and we don't."""
        self.problems.append(Problem(where, said, None))

    def keys(self, where: str, thing: Any, known: Iterable[str], needed: Iterable[str]) -> bool:
        """Whether it is an object that has nothing but these keys, and all that are needed."""
        if not isinstance(thing, dict):
            self.wrong(where, f"an object belongs here, not {type(thing).__name__}")
            return False
        found = len(self.problems)
        for name in sorted(set(thing) - set(known) - set(needed)):
            self.wrong(where, f"no such key: {name}")
        for name in sorted(set(needed) - set(thing)):
            self.wrong(where, f"{name} is missing")
        for name, value in thing.items():
            if value is None:
                self.wrong(f"{where}.{name}", "null; leave it out")
        return len(self.problems) == found

    def string(self, where: str, value: Any, most: int) -> bool:
        """Whether it is a string with something in it, of at most so many characters."""
        if not isinstance(value, str) or not value.strip():
            self.wrong(where, "empty" if isinstance(value, str) else "a string belongs here")
            return False
        if len(value) > most:
            self.wrong(where, f"{len(value)} characters, at most {most}")
            return False
        return True

    def number(self, where: str, value: Any, least: int, most: int) -> bool:
        """Whether it is a whole number within bounds."""
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        if not right:
            self.wrong(where, f"a number from {least} to {most} belongs here")
        return right

    def several(self, where: str, value: Any, most: int) -> list[Any]:
        """The items of a list that has between one and ``most``."""
        if not isinstance(value, list) or not 0 < len(value) <= most:
            count = len(value) if isinstance(value, list) else type(value).__name__
            self.wrong(where, f"{count} items, from 1 to {most} belong here")
        return value if isinstance(value, list) else []

    def text(self, where: str, value: Any, most: int, types: tuple[str, ...] = (PLAIN,)) -> None:
        """A text object of one of these types."""
        kind = value.get("type") if isinstance(value, dict) else None
        extra = {PLAIN: "emoji", RICH: "verbatim"}.get(str(kind), "type")
        if not self.keys(where, value, {extra}, {"type", "text"}):
            return
        if kind not in types:
            self.wrong(where, f"{kind!r} isn't possible here, only {' or '.join(types)}")
        if not isinstance(value.get(extra, True), bool) and extra != "type":
            self.wrong(f"{where}.{extra}", "true or false belongs here")
        if self.string(f"{where}.text", value["text"], most):
            self.letters += len(value["text"])
            if kind == RICH:
                self.markup(where, value["text"])

    def markup(self, where: str, text: str) -> None:
        """A text in which Slack looks for markup: it calls nobody together, and everything else in it is escaped."""
        ping = _PING.search(text)
        if ping is not None:
            self.unwanted(where, f"pings everybody: {ping[0]}")
        rest = _QUOTE.sub("", _REFERENCE.sub("", text))
        loose = _LOOSE.search(rest) if ping is None else None
        if loose is not None:
            self.unwanted(where, f"not escaped: …{rest[loose.start() : loose.start() + 20]}")

    def named(self, where: str, name: Any, taken: set[str]) -> None:
        """An id of at most 255 characters that nothing else has."""
        if self.string(where, name, 255):
            if name in taken:
                self.wrong(where, f"{name} stands here twice")
            taken.add(name)
