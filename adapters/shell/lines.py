"""Without a terminal: lines come in, and a transcript goes out that is itself a story.

A line is done as soon as it is complete: when the next one doesn't go on with it, or nothing follows for a
moment, so that somebody who types over a bare connection isn't kept waiting. Problems go to ``err`` and the lines
go on.
"""

import asyncio
import threading
from contextlib import suppress
from typing import TextIO

from adapters.shell.joining import Joiner
from adapters.shell.line import GrammarError
from adapters.shell.screen import Screen, forgiving
from adapters.shell.shell import Shell
from adapters.shell.story import Stage, StoryFailed
from adapters.shell.words import safe

PATIENCE = 0.2
"""Seconds that a line waits for one that goes on with it."""


async def run_lines(shell: Shell, stdin: TextIO, out: TextIO, err: TextIO, name: str = "stdin") -> int:
    """Do every line and check what it expects. Returns the exit code: 1 if anything was wrong."""
    wrong = 0

    def fail(failure: StoryFailed) -> None:
        nonlocal wrong
        wrong += 1
        err.write(f"{safe(str(failure))}\n")
        err.flush()

    stage, joiner = Stage(shell, name, fail, Screen(forgiving(out))), Joiner()
    lines = _incoming(forgiving(stdin))
    open_end = True
    while open_end:
        try:
            line = await asyncio.wait_for(lines.get(), PATIENCE if joiner.waiting else None)
            open_end = line is not None
            complete = joiner.flush() if line is None else joiner.feed(line)
        except TimeoutError:
            complete = joiner.flush()
        except GrammarError as error:
            stage.refused(error, error.line)
            continue
        for logical in complete:
            await stage.take(logical)
    stage.judge()
    return 1 if wrong else 0


def _incoming(stdin: TextIO) -> asyncio.Queue[str | None]:
    """The lines of a stream as they come, None at its end. Read in a thread: reading blocks."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for lines any more
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines
