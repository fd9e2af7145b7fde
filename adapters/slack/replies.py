"""How answers go back to whoever asked: each by the way that Slack gives it, and where that is gone, as a message.

Rules of this file: nothing is sent but to the asker, or where they asked. Whatever holds up an acknowledgement ends in
time for it; what can't be known to have arrived is said once more, as a message that lasts.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import structlog

from adapters.slack.api import SlackApi, SlackError
from adapters.slack.calls import Call
from adapters.slack.speech import Speech
from bot import waiting
from bot.effect import Answer
from bot.engine import Engine
from bot.errors import Unavailable, where
from bot.event import AnyEvent, Pressed, Said, Submitted
from bot.waiting import Promise

log = structlog.get_logger(__name__)

ACKED_WITHIN = 2.7
"""Seconds after which a call is acknowledged at the latest: whoever waits gives up after three."""
AT_LEAST = 0.2
"""Seconds that Slack gets to take an answer, however late it is."""
REPLY = 10.0
"""The same where nobody waits any more."""


class Replies:
    """Brings answers back. ``finish`` before the bot stops."""

    def __init__(self, engine: Engine, api: SlackApi, speech: Speech) -> None:
        self._engine, self._api, self._speech = engine, api, speech
        self._under_way: set[asyncio.Task[None]] = set()

    async def finish(self) -> None:
        """Bring every answer back that is on its way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def soon(self, answer: Answer, event: AnyEvent, call: Call) -> None:
        """The answer to a button, behind its acknowledgement: beside what it stood on."""
        self._spawn(self.respond(answer, event, call))

    def later(self, promise: Promise, event: AnyEvent, call: Call) -> None:
        """An answer that takes too long, when it is there."""
        self._spawn(self._keep(promise, event, call))

    def again(self, event: AnyEvent) -> str | None:
        """The command that an event typed, where it may be run once more to show the rest of its answer."""
        if not isinstance(event, Said | Pressed):
            return None
        text = event.text.removeprefix("!") if isinstance(event, Said) else event.text
        found = self._engine.registry.find(text)
        return text if found is not None and found[0].again else None

    async def opened(self, answer: Answer, call: Call, since: float) -> bool:
        """Whether an answer that is a form could be opened. The asker waits since then, by the monotonic clock."""
        if answer.sheet is None or call.trigger_id is None:
            return False
        try:
            async with asyncio.timeout(left(since)):
                await self._api.call("views.open", trigger_id=call.trigger_id, view=self._speech.view(answer.sheet))
        except (SlackError, TimeoutError) as failure:
            log.info("form offered instead of opened", cause=_cause(failure))
            return False
        return True

    async def whisper(self, answer: Answer, event: AnyEvent, call: Call, within: float) -> None:
        """The answer to a mention, to the asker alone, where they asked. ``within``: seconds that Slack gets for it."""
        if call.channel is None or not (answer.private or event.direct):
            await self.by_message(answer, event)
            return
        to = {"channel": call.channel, "user": call.user, "thread_ts": call.thread_ts}
        try:
            async with asyncio.timeout(within):
                await self._api.call("chat.postEphemeral", **to, **self._speech.page(answer, self.again(event)))
        except (SlackError, TimeoutError):
            await self.by_message(answer, event)

    async def respond(self, answer: Answer, event: AnyEvent, call: Call) -> None:
        """The answer by a ``response_url``, in the thread that it was asked in."""
        if call.response_url is None:
            await self.by_message(answer, event)
            return
        body = self._speech.body(answer, event, self.again(event), call.page or 0)
        place = {"thread_ts": call.thread_ts} if call.thread_ts is not None else {}
        try:
            async with asyncio.timeout(REPLY):
                await self._api.post(call.response_url, {**body, **place, "replace_original": False})
        except (SlackError, TimeoutError):
            await self.by_message(answer, event)

    async def by_message(self, answer: Answer, event: AnyEvent) -> None:
        """The answer as a message that lasts."""
        try:
            await waiting.by_message(self._engine, event, answer)
        except Unavailable as away:
            log.error("answer lost", source=event.source, event_id=event.id, cause=away.cause)

    async def _keep(self, promise: Promise, event: AnyEvent, call: Call) -> None:
        try:
            answer = await waiting.promised(self._engine, event, promise)
        except Unavailable:  # what was kept is handled anew, and what wasn't comes again
            return
        if answer is None or not event.window:
            return
        if call.response_url is not None and not isinstance(event, Submitted):
            await self.respond(answer, event, call)
        elif isinstance(event, Said):
            await self.whisper(answer, event, call, REPLY)
        else:
            await self.by_message(answer, event)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(work), name="reply")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def left(since: float) -> float:
    """The seconds that are left for an answer that holds up its acknowledgement."""
    return max(since + ACKED_WITHIN - time.monotonic(), AT_LEAST)


def _cause(failure: Exception) -> str:
    return str(failure) if isinstance(failure, SlackError) else type(failure).__name__


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as failure:
        log.error("answer lost", cause=where(failure))
