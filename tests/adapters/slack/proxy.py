"""The proxy of a house that lets nothing out but through it.

Rules of this file: it hands on what it gets as it is, and remembers only to where.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """What came to it: ``asked`` are the addresses, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to wherever its first request wants to go."""
        first = await reader.readline()
        if not first:
            writer.close()
            return
        address = first.decode().split()[1]
        self.asked.append(address)
        to = urlsplit(address)
        there, back = await asyncio.open_connection(to.hostname, to.port)
        back.write(first)
        await asyncio.gather(_handed_on(reader, back), _handed_on(there, writer))


async def _handed_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while said := await source.read(65_536):
            target.write(said)
            await target.drain()
    target.close()


@asynccontextmanager
async def proxied() -> AsyncIterator[tuple[str, Proxy]]:
    """A proxy and its address."""
    proxy = Proxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}", proxy
