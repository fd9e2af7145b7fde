"""What people type into forms, kept while they type: a form that is closed doesn't say any more what stood in it.

Rules of this file: Slack tells of every pause in typing, with the whole form each time, so only the newest is kept, a
moment after the last; what waits for that is kept at once when the form is closed, and when the bot stops.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import where
from bot.event import Drafted

log = structlog.get_logger(__name__)

QUIET = 1.0
"""Seconds without typing after which a draft is kept."""


class Drafts:
    """The forms that are being filled, by their view. ``keep`` is given what is to be kept."""

    def __init__(self, keep: Callable[[Drafted], Awaitable[None]]) -> None:
        self._keep = keep
        self._newest: dict[str, Drafted] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._keeping: dict[str, asyncio.Task[None]] = {}

    def note(self, view: str, event: Drafted) -> None:
        """Something was typed: ``event`` holds the whole form."""
        self._newest[view] = event
        self._cancel(view)
        task = asyncio.create_task(self._after_a_moment(view), name=f"draft {view}")
        self._waiting[view] = task
        task.add_done_callback(lambda ended: self._over(view, ended))

    def forget(self, view: str) -> None:
        """The form was handed in: all of it is known."""
        self._newest.pop(view, None)
        self._cancel(view)

    async def flush(self, view: str | None = None) -> None:
        """Keep what waits, of one form or of all; what is being kept already is waited for."""
        for each in [view] if view is not None else [*self._keeping, *self._newest]:
            self._cancel(each)
            await self._kept(each)

    async def _after_a_moment(self, view: str) -> None:
        await asyncio.sleep(QUIET)
        await self._kept(view)

    async def _kept(self, view: str) -> None:
        """Keep the newest of a form, behind what is being kept of it. Nobody's cancellation ends that."""
        while (keeping := self._keeping.get(view)) is not None:
            await asyncio.shield(keeping)
        event = self._newest.pop(view, None)
        if event is not None:
            self._keeping[view] = asyncio.create_task(self._now(view, event), name=f"keep {view}")
            await asyncio.shield(self._keeping[view])

    async def _now(self, view: str, event: Drafted) -> None:
        try:
            await self._keep(event)
        except Exception as failure:
            log.error("draft not kept", cause=where(failure))
        finally:
            del self._keeping[view]

    def _cancel(self, view: str) -> None:
        task = self._waiting.pop(view, None)
        if task is not None:
            task.cancel()

    def _over(self, view: str, task: "asyncio.Task[None]") -> None:
        if self._waiting.get(view) is task:
            del self._waiting[view]
