"""The shell at a terminal: a prompt with history, completion by Tab, and a line that says who one is.

What a line means is decided in ``persona.py``; a line that can't be done says why, and the session goes on.
"""

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input
from prompt_toolkit.output import ColorDepth, Output

from adapters.shell.completion import Offers, ShellCompleter
from adapters.shell.guide import NEWCOMER, Cast, cast, everything, welcome
from adapters.shell.line import Action, GrammarError, Say
from adapters.shell.persona import Help, Leave, Persona, meant, messages
from adapters.shell.screen import Screen
from adapters.shell.shell import Shell
from bot.errors import Refused
from bot.message import say


async def run_terminal(
    shell: Shell,
    *,
    lasting: bool = False,
    screen: Screen | None = None,
    input: Input | None = None,
    output: Output | None = None,
) -> None:
    """Talk until Ctrl-D. ``lasting``: the database outlives the shell, and the first screen says so."""
    terminal = _Terminal(shell, await cast(shell), screen or Screen.on())
    terminal.welcome(lasting=lasting)
    session: PromptSession[str] = PromptSession(
        completer=ShellCompleter(terminal.offers),
        complete_while_typing=False,
        bottom_toolbar=terminal.toolbar,
        color_depth=None if terminal.screen.colour else ColorDepth.DEPTH_1_BIT,
        input=input,
        output=output,
    )
    while True:
        try:
            typed = await session.prompt_async(terminal.prompt)
        except KeyboardInterrupt:  # drops the line, as in any shell
            continue
        except EOFError:
            return
        if not await terminal.enter(typed):
            return


class _Terminal:
    """Who one is, who is known, and what a line does."""

    def __init__(self, shell: Shell, there: Cast, screen: Screen) -> None:
        self._shell, self._there, self.screen = shell, there, screen
        self._people = set(there.people)
        self._me = Persona(NEWCOMER)

    def welcome(self, *, lasting: bool) -> None:
        """The first screen."""
        programme = self._shell.engine.config.programme.name
        self.screen.show(self._shell.words(welcome(programme, self._there, lasting=lasting)))

    def prompt(self) -> str:
        """Who one is."""
        return f"{self._me.shown}> "

    def toolbar(self) -> str:
        """Who one is, when it is, and how to get on."""
        now = self._shell.clock.now().strftime("%a %Y-%m-%d %H:%M UTC")
        return f" {self._me.shown} | {now} | ? help | Ctrl-D leaves"

    def offers(self) -> Offers:
        """What can be completed now."""
        return Offers(self._shell, self._me, tuple(sorted(self._people)), self._there.rooms)

    async def enter(self, typed: str) -> bool:
        """Do what was typed; False ends the session."""
        try:
            for line in messages(typed, self._me, self._people):
                if not await self._do(line):
                    return False
        except Refused as refused:
            problem = refused.message.parts[0] if isinstance(refused, GrammarError) else refused.message
            self.screen.show(self._shell.words(problem))
        return True

    async def _do(self, line: str) -> bool:
        match meant(line, self._me, self._people):
            case None:
                pass
            case Leave():
                return False
            case Help():
                self.screen.show(self._shell.words(everything()))
            case Persona() as persona:
                self._be(persona)
            case action:
                await self._act(action)
        return True

    def _be(self, persona: Persona) -> None:
        self._me = persona
        self._people.add(persona.who)
        room = persona.room
        now = say("shell-you-are-in", who=persona.who, room=room) if room else say("shell-you-are", who=persona.who)
        self.screen.show(self._shell.words(now))

    async def _act(self, action: Action) -> None:
        said = await self._shell.perform(action)
        if isinstance(action, Say):
            self._people.add(action.who)
            if not said and action.room and action.room not in self._there.rooms:
                self.screen.show(self._shell.words(say("shell-deaf", room=action.room)))
        self.screen.said(said)
