"""A proxy between the bot and PostgreSQL that does what networks do: cuts, delays, swallows, and stops answering.

Rules of this file: it runs in the test's own loop, while the bot's threads wait. It reads of the protocol only whether
the client says COMMIT. It counts what it did, so that a test can tell that it met a fault at all.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum, auto

from tests.synapse.server import LOOPBACK

COMMIT = b"COMMIT\x00"


class Fault(Enum):
    """What becomes of something that the bot says."""

    NONE = auto()
    CUT = auto()
    """The connection breaks before it arrives."""
    DELAY = auto()
    """It arrives late."""
    LOSE = auto()
    """It arrives, and the connection breaks before the answer does."""
    HOLE = auto()
    """It doesn't arrive, and nothing is ever said on this connection again; but it stays open."""


Choice = Callable[[bytes], Fault]


def never(_said: bytes) -> Fault:
    """No fault."""
    return Fault.NONE


class Proxy:
    """``choose`` decides on everything that the bot says; ``closed`` lets nobody in, and cuts who is."""

    def __init__(self, port: int) -> None:
        """``port``: the server's, on loopback."""
        self._server_port = port
        self.port = 0
        self.choose: Choice = never
        self.delay = 0.1
        self.done: Counter[Fault] = Counter()
        self._closed = False
        self._lines: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    def url(self, there: str) -> str:
        """The server's URL, by way of the proxy."""
        return there.replace(f":{self._server_port}/", f":{self.port}/")

    def close(self) -> None:
        """Nobody gets through any more."""
        self._closed = True
        for line in list(self._lines):
            line.transport.abort()

    def open(self) -> None:
        """Let everybody through again."""
        self._closed = False

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the bot's."""
        serving = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def end(self) -> None:
        """Cut everybody off, for good."""
        self.close()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection(LOOPBACK, self._server_port)
        line = _Line(self, writer, there_writer)
        self._lines |= {writer, there_writer}
        ways = [asyncio.create_task(line.up(reader)), asyncio.create_task(line.down(there_reader))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._lines -= {writer, there_writer}
            for way in ways:
                way.cancel()
            writer.transport.abort()
            there_writer.transport.abort()


class _Line:
    """One connection, both ways."""

    def __init__(self, proxy: Proxy, here: asyncio.StreamWriter, there: asyncio.StreamWriter) -> None:
        self._proxy, self._here, self._there = proxy, here, there
        self._losing = self._silent = False

    async def up(self, reader: asyncio.StreamReader) -> None:
        """From the bot to the server."""
        with contextlib.suppress(ConnectionError):
            while said := await reader.read(65536):
                if self._silent:
                    continue
                fault = self._proxy.choose(said)
                self._proxy.done[fault] += 1
                match fault:
                    case Fault.CUT:
                        return
                    case Fault.HOLE:
                        self._silent = True
                        continue
                    case Fault.LOSE:
                        self._losing = True
                    case Fault.DELAY:
                        await asyncio.sleep(self._proxy.delay)
                    case Fault.NONE:
                        pass
                self._there.write(said)
                await self._there.drain()

    async def down(self, reader: asyncio.StreamReader) -> None:
        """From the server to the bot. What is lost arrived: the server has answered it."""
        with contextlib.suppress(ConnectionError):
            while said := await reader.read(65536):
                if self._losing:
                    return
                if not self._silent:
                    self._here.write(said)
                    await self._here.drain()


@asynccontextmanager
async def proxied(port: int) -> AsyncIterator[Proxy]:
    """A proxy before the server on that port of loopback."""
    proxy = Proxy(port)
    listening = await asyncio.start_server(proxy.accept, LOOPBACK, 0)
    proxy.port = listening.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listening.close()
        await proxy.end()
