"""Stories: conversations that are played on the real bot and checked against what they say it answers.

A step is a line that somebody types with the expected lines behind it. With any, they are all that the bot may
say in that step, in order; with none, the step isn't checked. The first step that differs ends a story.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapters.shell.joining import Logical, join
from adapters.shell.line import Action, Check, GrammarError, Silence
from adapters.shell.matching import difference, fits
from adapters.shell.screen import Screen
from adapters.shell.shell import Spoken
from adapters.shell.words import quoting, safe
from adapters.shell.words import text as plain_text
from bot.errors import Refused
from bot.message import Message, say
from bot.text import Rendered


class Surface(Protocol):
    """Where a story is played: the shell, or any other place where people do things and see what the bot says."""

    async def perform(self, action: Action) -> list[Spoken]:
        """Do what a line means; returns what the bot said. Raises Refused where there is nothing to do it to."""

    def words(self, message: Message) -> Rendered:
        """A message about the story itself."""


class StoryFailed(Exception):
    """A story says something else than the bot, or can't be played. Its words name file and line."""

    def __init__(self, name: str, line: int, problem: str) -> None:
        super().__init__(f"{name}:{line}: {problem}")
        self.name, self.line, self.problem = name, line, problem


class StoryDiffers(StoryFailed):
    """The bot said something else than its story."""


@dataclass(slots=True)
class Step:
    """What somebody did, what the bot said, and what it was expected to say, by line."""

    typed: Logical
    action: Action
    checks: list[tuple[Logical, Check]] = field(default_factory=list)
    said: list[Spoken] = field(default_factory=list)

    def expect(self, logical: Logical, check: Check) -> None:
        """Add an expectation. Raises GrammarError where silence is expected and words too."""
        self.checks.append((logical, check))
        if len(self.checks) > 1 and any(isinstance(each, Silence) for _, each in self.checks):
            raise GrammarError("shell-expected-silence-alone", logical.number, logical.text)

    @property
    def holds(self) -> bool:
        """Whether the bot said what was expected, if anything was."""
        return not self.checks or fits([check for _, check in self.checks], self.said)

    @property
    def said_lines(self) -> list[str]:
        """What the bot said, as a story would expect it."""
        return [line for spoken in self.said for line in spoken.lines] or ["silence"]


class Stage:
    """Plays logical lines in turn and shows them. ``fail`` is told every problem, and may raise it."""

    def __init__(
        self, surface: Surface, name: str, fail: Callable[[StoryFailed], None], screen: Screen | None = None
    ) -> None:
        self._surface, self._name, self._fail, self._screen = surface, name, fail, screen
        self.steps: list[Step] = []

    async def take(self, logical: Logical) -> None:
        """Play a line; one that begins a step ends the step before it, which is judged."""
        try:
            line = logical.read()
            if isinstance(line, Check):
                _last(self.steps, logical).expect(logical, line)
                return
            if isinstance(line, Action):
                self.judge()
            if self._screen is not None:
                self._screen.typed(logical.raw)
            if isinstance(line, Action):
                await self._play(Step(logical, line))
        except Refused as refused:
            self.refused(refused, logical.number)

    def judge(self) -> None:
        """Compare the last step with its expectations: when the next one begins, and at the end."""
        if self.steps and not self.steps[-1].holds:
            step = self.steps[-1]
            differs = plain_text(self._surface.words(say("shell-story-differs")))
            shown = [f"  {line}" for line in step.typed.raw]
            lines = [differs, *shown, *difference([check for _, check in step.checks], step.said)]
            self._fail(StoryDiffers(self._name, step.typed.number, "\n".join(map(safe, lines))))

    def refused(self, refused: Refused, line: int) -> None:
        """Tell of a line that can't be read or done."""
        number = refused.line if isinstance(refused, GrammarError) else line
        self._fail(StoryFailed(self._name, number, plain_text(quoting(self._surface.words(refused.message)))))

    async def _play(self, step: Step) -> None:
        self.steps.append(step)
        step.said = await self._surface.perform(step.action)
        if self._screen is not None:
            self._screen.said(step.said)


def steps(lines: Iterable[Logical]) -> list[Step]:
    """The steps of a story, not played yet. Raises GrammarError at the first line that can't be read."""
    found: list[Step] = []
    for logical in lines:
        line = logical.read()
        if isinstance(line, Check):
            _last(found, logical).expect(logical, line)
        elif isinstance(line, Action):
            found.append(Step(logical, line))
    return found


async def play(surface: Surface, text: str, name: str = "story", screen: Screen | None = None) -> None:
    """Play a story and check it. A story that can't be read isn't begun. Raises StoryFailed."""
    stage = Stage(surface, name, _raise, screen)
    lines = _read(stage, text)
    for logical in lines:
        await stage.take(logical)
    stage.judge()


async def rewrite(surface: Surface, text: str, name: str = "story") -> str:
    """The story as the bot tells it: expectations that don't hold are replaced by what it said.

    What holds stays as its author wrote it, ``…`` and all. A story that expects nothing gets everything.
    Raises StoryFailed where it can't be played.
    """
    stage = Stage(surface, name, _raise_but_differences)
    lines = _read(stage, text)
    for logical in lines:
        await stage.take(logical)
    written: dict[int, Sequence[str]] = {}
    unchecked = not any(step.checks for step in stage.steps)
    for step in stage.steps:
        if unchecked:
            written[step.typed.number] = [*step.typed.raw, *step.said_lines]
        elif not step.holds:
            (first, _), *others = step.checks
            written[first.number] = step.said_lines
            written.update({logical.number: () for logical, _ in others})
    return "\n".join(line for logical in lines for line in written.get(logical.number, logical.raw))


def _read(stage: Stage, text: str) -> list[Logical]:
    try:
        lines = list(join(text.split("\n")))
        steps(lines)
    except GrammarError as error:
        stage.refused(error, error.line)
        raise
    return lines


def _last(found: list[Step], logical: Logical) -> Step:
    if not found:
        raise GrammarError("shell-expected-typed-before", logical.number, logical.text)
    return found[-1]


def _raise(failure: StoryFailed) -> None:
    raise failure


def _raise_but_differences(failure: StoryFailed) -> None:
    if not isinstance(failure, StoryDiffers):
        raise failure
