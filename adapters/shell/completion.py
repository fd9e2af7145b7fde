"""Completion at the terminal: who is here, the rooms, and the commands that whoever speaks may use."""

import re
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.shell.carrier import PLATFORM
from adapters.shell.persona import Persona
from adapters.shell.shell import Shell
from bot.address import Identity
from bot.event import Sender
from bot.ports import Store

_NAME = r"[^\W\d][\w-]*"
_SPEAKER = re.compile(rf"(?P<who>{_NAME})(?:@{_NAME})?:\s*")
_VERBS = ("presses ", "reacts 👍 to #", "unreacts 👍 from #", "fills ", "edits ", "deletes ")


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is to complete from."""

    shell: Shell
    me: Persona
    people: tuple[str, ...]
    rooms: tuple[str, ...]

    async def of(self, typed: str) -> list[tuple[str, int]]:
        """Texts that could stand at the end of what was typed, each with how much of it they replace."""
        speaker = _SPEAKER.match(typed)
        words = typed[speaker.end() :] if speaker else typed
        if command := re.fullmatch(r"[!/]([\w ]*)", words):
            names = await self._commands(speaker["who"].casefold() if speaker else self.me.who)
            return _beginning(command[1], names)
        if mention := re.search(r"\s@([\w-]*)$", words):
            return _beginning(mention[1], self.people)
        return [] if speaker else list(self._lines(typed))

    def _lines(self, typed: str) -> Iterator[tuple[str, int]]:
        if room := re.fullmatch(rf"(be\s+)?{_NAME}@([\w-]*)", typed):
            yield from _beginning(room[2], [name if room[1] else f"{name}: " for name in self.rooms])
        elif be := re.fullmatch(r"be\s+([\w-]*)", typed):
            yield from _beginning(be[1], self.people)
        elif verb := re.fullmatch(rf"({_NAME})\s+(\w*)", typed):
            yield from _beginning(verb[2], _VERBS if verb[1].casefold() in self.people else ())
        else:
            yield from _beginning(typed, [*(f"{name}: " for name in self.people), "be ", "clock +", "quit"])

    async def _commands(self, who: str) -> list[str]:
        sender = Sender(identity=Identity(f"{PLATFORM}:{who}"))

        def unit(store: Store) -> list[str]:
            roles = store.people.who(sender).roles
            return [f"{command.name} " for command in self.shell.engine.registry.allowed(roles)]

        return await self.shell.engine.database.read(unit)


def _beginning(typed: str, texts: list[str] | tuple[str, ...]) -> list[tuple[str, int]]:
    return [(text, len(typed)) for text in texts if text.startswith(typed.casefold())]


class ShellCompleter(Completer):
    """Hands the offers to the prompt."""

    def __init__(self, offers: Callable[[], Offers]) -> None:
        self._offers = offers

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Nothing: asking the database takes the asynchronous way."""
        return iter(())

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """What could stand before the cursor."""
        for text, replaced in await self._offers().of(document.text_before_cursor):
            yield Completion(text, start_position=-replaced)
