"""``/healthz``: whether the database answers and every platform receives. Says nothing about people or cases."""

from collections.abc import Sequence

import structlog
from aiohttp import web

from bot.errors import Misconfigured, where
from bot.platform import Platform
from bot.ports import Database, Store
from bot.settings import Http

log = structlog.get_logger(__name__)


class HealthPage:
    """Serves ``/healthz``: 200 when everything answers, 503 with what doesn't."""

    def __init__(self, http: Http, database: Database, platforms: Sequence[Platform]) -> None:
        self._http, self._database, self._platforms = http, database, platforms
        self._told = False
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        """Listen. Raises Misconfigured when the address can't be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._http.host, self._http.port).start()
        except OSError as taken:
            where = f"{self._http.host}:{self._http.port}"
            raise Misconfigured(f"http.port: can't listen on {where} ({taken.strerror}); choose another") from None

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        parts = {platform.carrier.platform: platform.ready for platform in self._platforms}
        waiting: dict[str, int] = {}
        try:
            waiting = await self._database.read(_waiting)
            parts["database"] = True
            self._told = False
        except Exception as failure:  # the answer says so each time, the log once
            parts["database"] = False
            if not self._told:
                log.error("database doesn't answer", cause=where(failure))
                self._told = True
        ready = all(parts.values())
        return web.json_response({"ready": ready, "parts": parts, "waiting": waiting}, status=200 if ready else 503)


def _waiting(store: Store) -> dict[str, int]:
    inbox, outbox = store.inbox.counts(), store.outbox.counts()
    return {f"events {state}": count for state, count in inbox.items()} | {
        f"messages {state}": count for state, count in outbox.items()
    }
