"""What a line at the terminal means: there one may be somebody, and plain words are theirs. Pure.

The words that answer a form are anybody's guess ("Note: …", "clock making"), so a line is read by the grammar
only where it can hardly mean anything else: it begins with somebody who is here, names a room, or gives a
command.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

from adapters.shell.grammar import parse
from adapters.shell.joining import join
from adapters.shell.line import Action, Anything, Blank, ClockMove, Expect, GrammarError, Say, Silence
from bot.errors import Refused

_BE = re.compile(r"be\s+(?P<who>[^\W\d][\w-]*)(?:@(?P<room>[^\W\d][\w-]*))?", re.I)
_GRAMMAR = re.compile(r"(?:clock\s*[+\d]|bot\s*(?:[:@→]|-+>))", re.I)
_NO_COLON = re.compile(r"(?P<who>[^\W\d][\w-]*)(?:@[^\W\d][\w-]*)?\s+[!/]\w")
_VERB = re.compile(r"(?P<who>[^\W\d][\w-]*)\s+(?:presses|reacts|unreacts|fills|edits|deletes|joins)\b", re.I)


@dataclass(frozen=True, slots=True)
class Persona:
    """Who types, and where: in a room, or in their direct chat."""

    who: str
    room: str | None = None

    @property
    def shown(self) -> str:
        """``ana``, or ``ana@mentors``."""
        return f"{self.who}@{self.room}" if self.room else self.who


@dataclass(frozen=True, slots=True)
class Help:
    """``?``."""


@dataclass(frozen=True, slots=True)
class Leave:
    """``quit``."""


def meant(line: str, me: Persona, people: Set[str]) -> Action | Persona | Help | Leave | None:
    """What a line asks for; None for nothing. Raises Refused where it meant the shell and can't be read."""
    text = line.strip()
    if text == "?":
        return Help()
    if text.casefold() in ("quit", "exit"):
        return Leave()
    if be := _BE.fullmatch(text):
        return _be(be["who"].casefold(), be["room"])
    return _spoken(text, Say(me.who, me.room, text), people)


def _spoken(text: str, plainly: Say, people: Set[str]) -> Action | None:
    try:
        found = parse(text)
    except GrammarError:
        about = _VERB.match(text) or _NO_COLON.match(text)
        if _GRAMMAR.match(text) or (about is not None and about["who"].casefold() in people):
            raise
        return plainly
    if isinstance(found, Expect):
        raise Refused("shell-only-in-stories")
    if isinstance(found, Blank):
        return None
    if isinstance(found, Anything | Silence) or not _certain(found, people):
        return plainly
    return found


def _certain(found: Action, people: Set[str]) -> bool:
    if isinstance(found, ClockMove):
        return True
    if isinstance(found, Say) and (found.room or found.text.startswith(("!", "/"))):
        return True
    return found.who in people


def _be(who: str, room: str | None) -> Persona:
    if who == "bot":
        raise Refused("shell-not-the-bot")
    return Persona(who, room.casefold() if room else None)


def messages(typed: str, me: Persona, people: Set[str]) -> list[str]:
    """Pasted lines apart where each can be read for itself; else they are one message of several lines."""
    try:
        lines = [logical.text for logical in join(typed.split("\n"))]
        apart = all(_stands_alone(line, me, people) for line in lines)
    except Refused:
        apart = False
    return lines if apart else [typed]


def _stands_alone(line: str, me: Persona, people: Set[str]) -> bool:
    return meant(line, me, people) != Say(me.who, me.room, line)
