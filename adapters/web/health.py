"""The one HTTP server: ``/healthz``, and whatever a platform posts to.

Rules of this file: ``/healthz`` tells whether the database can be written, every vital platform receives, and what is
due is done. It says nothing about people or cases, no address and no secret; it answers within two seconds, whatever
hangs, and costs the database the same however often it is asked.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from adapters.web.pulse import Beat, Pulse
from bot.errors import Misconfigured
from bot.platform import Platform
from bot.settings import Http
from bot.ticking import Ticker


class HealthPage:
    """Serves ``/healthz``: 200 when everything vital answers, else 503; with either, what doesn't.

    Beside it the platforms' own pages.
    """

    def __init__(
        self,
        http: Http,
        pulse: Pulse,
        platforms: Sequence[Platform],
        routes: Sequence[web.AbstractRouteDef] = (),
        ticker: Ticker | None = None,
    ) -> None:
        """``routes`` are the platforms' own. ``ticker``: who does what is due, where anybody does."""
        self._http, self._pulse, self._platforms, self._ticker = http, pulse, platforms, ticker
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.add_routes(routes)
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
        await self._pulse.stop()

    async def _health(self, _request: web.Request) -> web.Response:
        beat = await self._pulse.beat()
        parts = {platform.carrier.platform: platform.ready for platform in self._platforms}
        causes = {part: "it isn't connected" for part, well in parts.items() if not well}
        spared = {platform.carrier.platform for platform in self._platforms if not platform.vital}
        parts["database"] = beat.fault is None
        if beat.fault is not None:
            causes["database"] = beat.fault
        if self._ticker is not None and self._ticker.late:
            parts["clock"], causes["clock"] = False, "nothing that is due is done"
        ready = all(well for part, well in parts.items() if part not in spared)
        said = {"ready": ready, "parts": parts, "causes": causes, "waiting": beat.waiting, "clock": self._clock(beat)}
        return web.json_response(said, status=200 if ready else 503)

    def _clock(self, beat: Beat) -> dict[str, Any]:
        """How much is due, since when the first of it waits, how much failed, and when all that was due was done."""
        last = self._ticker.last if self._ticker is not None else None
        due = beat.due
        return {"due": due.due, "oldest": _told(due.oldest), "failing": due.failing, "last_tick": _told(last)}


def _told(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at is not None else None
