"""The homeserver: accounts, people who need no HTTP because they are in this process, and a port for everybody else.

Rules of this file: what people send is told again as often as its trouble has it; what the bot sends is heard by
``listeners`` in the moment it happens. ``carried_out`` hears of every request that took effect, before its answer goes.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.homeserver.api import MEDIA, PATH, Api, Handler
from tests.homeserver.ledger import Event, Ledger, MatrixError
from tests.homeserver.trouble import Fate, Trouble, Unrest


class Server:
    """One homeserver."""

    def __init__(self, name: str = "memory.test", trouble: Trouble | None = None, seed: int = 0) -> None:
        self.ledger = Ledger(name)
        self._unrest = Unrest(trouble or Trouble(), seed)
        self.api = Api(self.ledger, self._unrest)
        self._waiting: set[asyncio.TimerHandle] = set()
        self.carried_out: list[Callable[[str], None]] = []
        self.requests: Counter[str] = Counter()
        self.url = ""

    def account(self, localpart: str, display_name: str, password: str = "") -> str:
        """An account; with a password, it can log in. Returns its user id."""
        user = self.ledger.register(localpart, display_name)
        if password:
            self.api.passwords[user] = password
        return user

    def send(self, room_id: str, sender: str, kind: str, content: Event, **more: Any) -> str:
        """Somebody in this process sends an event. Returns its id."""
        self.ledger.within(sender, room_id)
        event_id: str = self.ledger.append(room_id, kind, sender, content, **more)["event_id"]
        for seconds in self._unrest.again():
            self._later(seconds, event_id)
        self.api.news()
        return event_id

    def _later(self, seconds: float, event_id: str) -> None:
        def now() -> None:
            self._waiting.discard(timer)
            self.ledger.repeat(event_id)
            self.api.news()

        timer = asyncio.get_running_loop().call_later(seconds, now)
        self._waiting.add(timer)

    @property
    def unrest(self) -> str:
        """What is still to come: events that are to be told again, or that the client hasn't heard. Empty: nothing."""
        behind = self.ledger.end - self.api.heard
        return f"{len(self._waiting)} to be told again, {behind} unheard" if self._waiting or behind else ""

    def _troubled(self, name: str, handle: Handler) -> Handler:
        """A handler with its refusals in Matrix's words, and with trouble. Logging in has none: its caller gives up."""

        async def answer(request: web.Request) -> web.StreamResponse:
            self.requests[name] += 1
            fate = Fate.ANSWERED if name == "login" else self._unrest.fate()
            if fate is Fate.BUSY:
                wait = round(self._unrest.trouble.wait * 1000)
                return _refusal(MatrixError(429, "M_LIMIT_EXCEEDED", retry_after_ms=wait))
            try:
                response = await handle(request)
            except MatrixError as refused:
                response = _refusal(refused)
            for follow in self.carried_out:
                follow(name)
            if fate is Fate.LOST and request.transport is not None:
                request.transport.abort()
            return response

        return answer

    def application(self) -> web.Application:
        """Everything that it answers."""
        app = web.Application()
        for name, (route, handle) in self.api.handlers().items():
            method, path = route.split()
            whole = path if path.startswith(MEDIA) else PATH + path
            app.router.add_route(method, whole, self._troubled(name, handle))
        app.router.add_route("*", "/{rest:.*}", self._troubled("unknown", self.api.nobody_knows))
        return app


def _refusal(refused: MatrixError) -> web.StreamResponse:
    return web.json_response(refused.body, status=refused.status)


@asynccontextmanager
async def running(server: Server) -> AsyncIterator[Server]:
    """A server that answers on a loopback port."""
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
