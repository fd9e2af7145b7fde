"""The shell: the bot's embedded default, for people at a terminal, stories, the demo and tests.

``Shell`` puts lines to the real engine; ``play`` checks a story; ``run_lines`` and ``run_terminal`` talk with
whoever started it. The terminal and its library are loaded only when somebody sits there.
"""

from typing import TYPE_CHECKING

from adapters.shell.clock import START, StoryClock
from adapters.shell.line import GrammarError
from adapters.shell.lines import run_lines
from adapters.shell.screen import Screen
from adapters.shell.shell import Shell, Spoken
from adapters.shell.story import StoryFailed, play, rewrite

if TYPE_CHECKING:
    from adapters.shell.terminal import run_terminal

__all__ = [
    "START",
    "GrammarError",
    "Screen",
    "Shell",
    "Spoken",
    "StoryClock",
    "StoryFailed",
    "play",
    "rewrite",
    "run_lines",
    "run_terminal",
]


def __getattr__(name: str) -> object:
    if name == "run_terminal":
        from adapters.shell.terminal import run_terminal

        return run_terminal
    raise AttributeError(name)
