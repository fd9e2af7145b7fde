"""@command: a command is declared once. Parsing, usage, permission, help and the docs' table derive from it.

A handler is a function of a context and typed parameters; the annotations say how each word is read
(``parameters.py``). It returns outcomes and raises Refused; it never sends, commits or reads the clock. Features
declare their commands at module level; ``features.load`` collects them into a Registry.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from rapidfuzz import fuzz, process

from bot.context import Ctx
from bot.effect import Outcome
from bot.errors import Refused
from bot.event import Event
from bot.form import Form
from bot.message import Action, Many, Text, Words
from bot.model import Role
from bot.parameters import Exact, Flag, Kind
from bot.typed import Reader, brief, key, plain

EVERYONE = (Role.MEMBER,)
MENTORS = (Role.MENTOR, Role.LEAD, Role.COORDINATOR)
LEADS = (Role.LEAD, Role.COORDINATOR)
COORDINATORS = (Role.COORDINATOR,)
NEAR = 71
"""How alike (of 100) a word must be to a command to be taken for it: another bot's commands are not."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One word or run of words of a command."""

    name: str
    kind: Kind
    optional: bool

    @property
    def usage(self) -> str:
        """``N``, or ``[N]`` where it may be left out."""
        return f"[{self.kind.shown}]" if self.optional else self.kind.shown


@dataclass(frozen=True, slots=True)
class Command:
    """A declared command.

    ``reads``: it changes nothing, so it may run on the read engine. ``again``: it may be run once more to show what
    didn't fit into one message.
    """

    name: str
    who: tuple[Role, ...]
    examples: tuple[str, ...]
    handler: Callable[..., Outcome]
    parameters: tuple[Parameter, ...]
    reads: bool = False
    again: bool = False

    @property
    def module(self) -> str:
        """Where it is declared."""
        return self.handler.__module__

    @property
    def usage(self) -> str:
        """How to type it: ``decline N REASON``."""
        return " ".join([self.name, *(parameter.usage for parameter in self.parameters)])

    @property
    def summary(self) -> str:
        """The catalogue key of its one-line description."""
        return f"command-{self.name.replace(' ', '-')}"

    def allows(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may use it at all; what they are to a case is checked later."""
        return not roles.isdisjoint(self.who)

    def run(self, ctx: Ctx, text: str) -> Outcome:
        """Read the words behind the name and call the handler. Raises Refused with usage and example.

        Where nothing depends on each word, one may end politely: ``apply please``.
        """
        if not self.allows(ctx.actor.roles):
            raise Refused("not-allowed", command=self.name, roles=self.for_whom)
        exact = any(isinstance(parameter.kind, Exact) for parameter in self.parameters)
        harmless = (self.reads or not self.parameters) and not exact
        return self.handler(ctx, **self._bind(ctx, Reader(brief(text) if harmless else text)))

    @property
    def for_whom(self) -> Many:
        """The roles that may use it, as a value."""
        return Many(tuple(Text(f"relation-{role}") for role in self.who), either=True)

    def misused(self, key: str) -> Refused:
        """The refusal that shows how it is typed."""
        return Refused(key, usage=self.usage, example=self.examples[0])

    def _bind(self, ctx: Ctx, reader: Reader) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for position, parameter in enumerate(self.parameters):
            if not reader.left:
                if not parameter.optional:
                    raise self.misused("too-few-words")
                continue
            if not parameter.kind.stands(reader):
                continue
            values[parameter.name] = parameter.kind.take(ctx, reader, self._stop(position, reader.left))
            if values[parameter.name] in ("", ()) and not parameter.optional:
                raise self.misused("too-few-words")
        if reader.left:
            raise self.misused("too-many-words")
        return values

    def _stop(self, position: int, left: str) -> str | None:
        """The word at which the words of a parameter end: that of the next one which has one, and is there."""
        said = key(left).split()
        for following in self.parameters[position + 1 :]:
            kind = following.kind
            if isinstance(kind, Flag) and said[-1:] == [kind.shown]:
                return kind.shown
            if kind.marker is not None and (kind.marker in said[1:] or not following.optional):
                return kind.marker
        return None


def command(
    name: str,
    *,
    examples: Sequence[str],
    who: Sequence[Role] = EVERYONE,
    reads: bool = False,
    again: bool = False,
) -> Callable[[Callable[..., Outcome]], Command]:
    """Declare a command. The handler's first parameter is the context, the others are the words it takes."""

    def declare(handler: Callable[..., Outcome]) -> Command:
        return Command(name, tuple(who), tuple(examples), handler, tuple(_parameters(handler)), reads, reads or again)

    return declare


def _parameters(handler: Callable[..., Outcome]) -> Iterable[Parameter]:
    hints = get_type_hints(handler, include_extras=True)
    for parameter in list(inspect.signature(handler).parameters.values())[1:]:
        (kind,) = (extra for extra in get_args(hints[parameter.name]) if isinstance(extra, Kind))
        yield Parameter(parameter.name, kind, parameter.default is not parameter.empty)


@dataclass(frozen=True, slots=True)
class Hook:
    """What a feature does about an event that isn't a command."""

    event: type[Event]
    handler: Callable[..., Outcome]

    @property
    def module(self) -> str:
        """Where it is declared."""
        return self.handler.__module__


def on(event: type[Event]) -> Callable[[Callable[..., Outcome]], Hook]:
    """Declare a hook: ``handler(ctx, event)`` runs for every event of that type."""
    return lambda handler: Hook(event, handler)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a feature does about a kind of due work."""

    kind: str
    handler: Callable[..., Outcome]

    @property
    def module(self) -> str:
        """Where it is declared."""
        return self.handler.__module__


def due(kind: str) -> Callable[[Callable[..., Outcome]], Duty]:
    """Declare a duty: ``handler(ctx, row)`` runs when a row of that kind is due, and moves or removes the row."""
    return lambda handler: Duty(kind, handler)


@dataclass(frozen=True)
class Registry:
    """Every command, form, hook and duty there is."""

    commands: dict[str, Command] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    hooks: tuple[Hook, ...] = ()
    duties: dict[str, Duty] = field(default_factory=dict)

    @classmethod
    def of(cls, declared: Iterable[object]) -> "Registry":
        """Collect declarations. Raises ValueError when two share a name."""
        things = list(declared)
        commands = [thing for thing in things if isinstance(thing, Command)]
        forms = [thing for thing in things if isinstance(thing, Form)]
        duties = [thing for thing in things if isinstance(thing, Duty)]
        kinds = [each.kind for each in duties]
        for names in ([each.name for each in commands], [each.name for each in forms], kinds):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
        return cls(
            {each.name: each for each in sorted(commands, key=lambda each: each.name)},
            {each.name: each for each in forms},
            tuple(thing for thing in things if isinstance(thing, Hook)),
            {each.kind: each for each in duties},
        )

    def find(self, text: str) -> tuple[Command, str] | None:
        """The command that a text begins with (``status?``), and the words behind it; the longest name wins."""
        reader = Reader(text)
        words: list[str] = []
        found: tuple[Command, str] | None = None
        for _ in range(2):
            word = reader.word()
            if word is None:
                break
            words.append(word.casefold().rstrip(".,!?"))
            if " ".join(words) in self.commands:
                found = self.commands[" ".join(words)], reader.left
        return found

    def nearest(self, text: str, roles: frozenset[Role]) -> str | None:
        """The command that a mistyped text probably meant, among those the asker may use."""
        names = [name for name, each in self.commands.items() if each.allows(roles)]
        typed = plain(text).casefold().split()
        inside = [name for name in names if typed and name.startswith(f"{typed[0]} ")]
        if len(inside) == 1:
            return inside[0]
        if inside:
            alike = process.extractOne(" ".join(typed[:2]), inside, scorer=fuzz.ratio, score_cutoff=NEAR)
            return alike[0] if len(typed) > 1 and alike else f"help {typed[0]}"
        tries = [" ".join(typed[:count]) for count in (2, 1) if len(typed) >= count]
        best = [process.extractOne(each, names, scorer=fuzz.ratio, score_cutoff=NEAR) for each in tries]
        return max((hit for hit in best if hit), key=lambda hit: hit[1], default=(None,))[0]

    def inside(self, word: str, roles: frozenset[Role]) -> list[Command]:
        """The commands of two words that begin with this one, of those that the asker may use."""
        return [each for name, each in self.commands.items() if name.startswith(f"{word} ") and each.allows(roles)]

    def allowed(self, roles: frozenset[Role]) -> list[Command]:
        """The commands that somebody with these roles may use."""
        return [each for each in self.commands.values() if each.allows(roles)]


def unknown(near: str | None, typed: str, actions: Sequence[Action] = ()) -> Refused:
    """The refusal for a word that is no command, with the nearest one where one is near."""
    shown = Words(plain(typed)[:60])
    return Refused("unknown-but", typed=shown, near=near) if near else Refused("unknown", typed=shown, actions=actions)
