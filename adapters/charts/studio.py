"""Who has charts drawn: a child process, started when the first is wanted and gone soon after the last.

Rules of this file: one chart at a time. Whatever the child does, the bot goes on: one that dies, hangs, or says too
much is ended, and another one tries once more. The child gets nothing of the environment that could be a secret, and
when it is gone its memory is the system's again.
"""

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import structlog

from bot.files import Picture, Undrawn

log = structlog.get_logger(__name__)

ROOT = Path(__file__).parents[2]
"""Where the child finds its own code."""
COMMAND = (sys.executable, "-m", "adapters.charts")
"""What the child is."""
DRAW_WITHIN = 15.0
"""Seconds that a picture may take, with the child's start."""
IDLE = 20.0
"""Seconds without a chart after which the child ends."""
LARGEST = 2**20
"""Bytes of a picture."""
LIFE = 100
"""Pictures after which a child ends: what it holds grows with each."""
TRIES = 2
_NAMES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
"""What of the environment the child gets."""


class Studio:
    """See ``bot.files.Artist``. ``command`` is the child's, ``within`` the seconds that a picture may take."""

    def __init__(self, command: tuple[str, ...] = COMMAND, within: float = DRAW_WITHIN, idle: float = IDLE) -> None:
        self._command, self._within, self._idle = command, within, idle
        self._alone = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._drawn = 0
        self._ending: asyncio.TimerHandle | None = None
        self._going: set[asyncio.Task[None]] = set()

    async def draw(self, picture: Picture) -> bytes:
        """A chart as PNG. Raises Undrawn where two children in turn couldn't."""
        line = json.dumps(asdict(replace(picture, alt=""))).encode() + b"\n"
        async with self._alone:
            self._stay()
            try:
                for tried in range(1, TRIES + 1):
                    try:
                        return await self._tried(line)
                    except Undrawn as failure:
                        log.warning("chart not drawn", cause=str(failure))
                        if tried == TRIES:
                            raise
            finally:
                self._leave_later()
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        """End the child."""
        self._stay()
        async with self._alone:
            await self._end()

    async def _tried(self, line: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._within):
                return await self._asked(line)
        except TimeoutError:
            await self._end()
            raise Undrawn(f"no picture after {self._within:.0f} s") from None
        except (OSError, asyncio.IncompleteReadError):
            code = await self._end()
            raise Undrawn(f"what draws it ended ({code})") from None
        except Undrawn:  # it said so itself
            raise
        except BaseException:  # nobody waits for it any more; what it says now would be taken for the next one's
            await self._end()
            raise

    async def _asked(self, line: bytes) -> bytes:
        given, told = await self._there()
        given.write(line)
        await given.drain()
        sign, length = await told.readexactly(1), int.from_bytes(await told.readexactly(4))
        if length > LARGEST or sign not in b"+-":
            await self._end()
            raise Undrawn("what draws it says too much")
        content = await told.readexactly(length)
        self._drawn += 1
        if sign == b"-":
            raise Undrawn(f"it can't be drawn ({content[:60].decode('ascii', 'replace')})")
        if self._drawn >= LIFE:
            await self._end()
        return content

    async def _there(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        """The child's ends; a new one's where there is none."""
        if self._child is None or self._child.returncode is not None:
            pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
            environment = {name: os.environ[name] for name in _NAMES if name in os.environ}
            self._child = await asyncio.create_subprocess_exec(
                *self._command, stdin=pipe, stdout=pipe, stderr=nothing, cwd=ROOT, env=environment
            )
            self._drawn = 0
        if self._child.stdin is None or self._child.stdout is None:
            raise OSError("it has no ends")
        return self._child.stdin, self._child.stdout

    async def _end(self) -> int | None:
        """End the child at once; returns how it ended."""
        child, self._child = self._child, None
        if child is None:
            return None
        with suppress(ProcessLookupError):
            child.kill()
        if child.stdin is not None:
            child.stdin.close()
        return await child.wait()

    def _stay(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def _leave_later(self) -> None:
        self._stay()
        self._ending = asyncio.get_running_loop().call_later(self._idle, self._leave)

    def _leave(self) -> None:
        task = asyncio.create_task(self._left(), name="chart child ends")
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _left(self) -> None:
        if not self._alone.locked():  # else somebody draws, and it ends behind that
            async with self._alone:
                await self._end()
