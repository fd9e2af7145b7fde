"""Where Slack's payloads come in: each kind becomes an event, is handled, and is acknowledged with what came of it.

Rules of this file: a call is acknowledged after the commit, or once its event is kept to be handled; else it isn't,
and Slack brings it again or says so to the person. Nobody acts whom Slack can't vouch for right now. Another
workspace's payload touches nothing. Answers go back through ``replies.py``.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog

from adapters.slack import calls, receive, wire
from adapters.slack.api import SlackApi, SlackError
from adapters.slack.calls import Call
from adapters.slack.channels import Channels, mentioned
from adapters.slack.directory import Directory, Unknown
from adapters.slack.drafts import Drafts
from adapters.slack.owed import Owed
from adapters.slack.replies import Replies, left
from adapters.slack.speech import Body, Speech
from adapters.slack.wire import Payload
from adapters.slack.workspace import slack_id
from bot import waiting
from bot.effect import Answer
from bot.engine import Engine
from bot.errors import Unavailable
from bot.event import AnyEvent, Drafted, Pressed, Said, Submitted
from bot.message import say
from bot.waiting import Promise

log = structlog.get_logger(__name__)

LOOK_UP = 1.2
"""Seconds that looking somebody up may take while they wait."""
NOT_TAKEN = None
"""What a call gets that isn't acknowledged."""


class Door:
    """Takes payloads in. Each method returns what to acknowledge a call with, or ``NOT_TAKEN``.

    ``owed``: the events that Slack is to bring again.
    """

    def __init__(
        self,
        engine: Engine,
        api: SlackApi,
        directory: Directory,
        speech: Speech,
        scene: Callable[[], receive.Scene],
        other: Callable[[Payload], Awaitable[None]],
        noted: Callable[[AnyEvent, datetime | None], Awaitable[None]],
        outdated: Callable[[AnyEvent, datetime | None], Awaitable[bool]],
    ) -> None:
        """``scene`` says where and when something comes in, now.

        ``other`` is told what is no event of the core's, ``noted`` what was handled without an answer.
        ``outdated`` tells whether something newer is known than an event, by the time at which Slack says it happened.
        """
        self._engine, self._api, self._directory, self._speech, self._scene = engine, api, directory, speech, scene
        self._other, self._noted, self._outdated = other, noted, outdated
        self._drafts = Drafts(self._draft)
        self._channels = Channels(api.call, scene().workspace)
        self._replies = Replies(engine, api, speech)
        self.owed = Owed()

    async def finish(self) -> None:
        """Keep every draft and bring every answer back, before the bot stops."""
        await self._drafts.flush()
        await self._replies.finish()

    async def happened(self, payload: Payload) -> Body | None:
        """An event: a message, a mention, a reaction. What nobody is to hear of is acknowledged at once."""
        if not calls.ours(payload, self._scene().workspace):
            return {}
        event, call = self._read(payload)
        if event is None or call is None:
            return await self._besides(payload)
        if not self._engine.wants(event):
            return {}
        self.owed.came(event)
        body = await self._event(event, payload, call)
        if body is not NOT_TAKEN:
            self.owed.settled(event)
        return body

    async def _besides(self, payload: Payload) -> Body | None:
        """What is no event of the core's."""
        try:
            await self._other(payload)
        except Unavailable:
            return NOT_TAKEN
        return {}

    async def _event(self, event: AnyEvent, payload: Payload, call: Call) -> Body | None:
        begun, told = time.monotonic(), wire.moment(wire.mapping(payload, "event"), "event_ts")
        try:
            if await self._outdated(event, told):
                return {}
            event = await self._vouched(event, payload, LOOK_UP)
            answer = await waiting.in_time(self._engine, event, begun)
            if not isinstance(answer, Promise) or answer.kept:
                await self._noted(event, told)
        except Unknown:
            if not event.window:
                return NOT_TAKEN  # it comes again
            answer = Answer(say("slack-unknown"))
        except Unavailable:
            return NOT_TAKEN
        if isinstance(answer, Promise):
            if answer.kept:
                self._replies.later(answer, event, call)
            return {} if answer.kept else NOT_TAKEN
        if answer is not None:
            await self._replies.whisper(answer, event, call, left(begun))
        return {}

    async def _answered(
        self, event: AnyEvent, payload: Payload, begun: float
    ) -> tuple[AnyEvent, Answer | Promise | None]:
        """What somebody asks, as theirs, and its answer. Raises Unavailable."""
        try:
            asked = await self._vouched(event, payload, LOOK_UP)
        except Unknown:
            return event, Answer(say("slack-unknown"))
        return asked, await waiting.in_time(self._engine, asked, begun)

    async def command(self, payload: Payload) -> Body | None:
        """A slash command: the answer is what it is acknowledged with."""
        begun = time.monotonic()
        event, call = self._read(payload)
        if not isinstance(event, Said) or call is None:
            return {}
        try:
            asked, answer = await self._answered(event, payload, begun)
        except Unavailable:
            return NOT_TAKEN
        if isinstance(answer, Promise):
            self._replies.later(answer, asked, call)
            return self._speech.body(Answer(say("slack-late")), asked) if answer.kept else NOT_TAKEN
        if answer is None or await self._replies.opened(answer, call, begun):
            return {}
        return self._speech.body(answer, asked, self._replies.again(asked))

    async def pressed(self, payload: Payload) -> Body | None:
        """A button, or a field of a form that changed."""
        begun = time.monotonic()
        event, call = self._read(payload)
        if isinstance(event, Drafted) and call is not None:
            self._drafts.note(_filling(call), event)
        if not isinstance(event, Pressed) or call is None:
            return {}
        try:
            asked, answer = await self._answered(event, payload, begun)
        except Unavailable:
            return NOT_TAKEN
        if isinstance(answer, Promise):
            self._replies.later(answer, asked, call)
            return {} if answer.kept else NOT_TAKEN
        if answer is not None and not await self._replies.opened(answer, call, begun):
            self._replies.soon(answer, asked, call)
        return {}

    async def submitted(self, payload: Payload) -> Body | None:
        """A whole form: what is wrong is said beside its field, else the form becomes the answer.

        Where nothing could be saved it stays open, with everything in it.
        """
        begun = time.monotonic()
        event, call = self._read(payload)
        if not isinstance(event, Submitted) or call is None:
            return self._speech.closing(Answer(say("form-gone")))
        try:
            sent = await self._vouched(event, payload, LOOK_UP)
            answer = await waiting.in_time(self._engine, sent, begun)
        except Unknown:
            answer = Answer(say("slack-unknown"))
        except Unavailable:
            return NOT_TAKEN
        view = wire.mapping(payload, "view")
        if isinstance(answer, Promise):
            self._replies.later(answer, sent, call)
            if not answer.kept:
                return NOT_TAKEN
            self._drafts.forget(_filling(call))
            return self._speech.closing(Answer(say("slack-late-form")), event.form)
        if answer is None:
            return {}
        if answer.message.key in _KEEPS_OPEN:
            return self._speech.warning(answer, view) or self._speech.closing(answer, event.form)
        self._drafts.forget(_filling(call))
        return self._speech.errors(answer, view) or self._speech.closing(answer, event.form)

    async def closed(self, payload: Payload) -> Body | None:
        """A form that was closed without sending it: what was typed last is kept."""
        call = calls.call_of(payload)
        if call is not None:
            await self._drafts.flush(_filling(call))
        return {}

    async def unsaid(self, payload: Payload, body: Body) -> None:
        """A call was handled, but its acknowledgement with the answer didn't get through any more."""
        event, call = self._read(payload)
        if call is None or not isinstance(event, Said | Submitted):
            return
        if isinstance(event, Said) and call.response_url is not None:
            try:
                await self._api.post(call.response_url, body)
                return
            except SlackError as failure:
                log.info("answer brought as a message instead", cause=str(failure))
        try:
            event = await self._vouched(event, payload, None)
            answer = await self._engine.handle(event)  # the inbox knows it: this is what was answered
        except (Unknown, Unavailable) as away:
            log.error("answer lost", source=event.source, event_id=event.id, cause=type(away).__name__)
            return
        if answer is not None:
            await self._replies.by_message(answer, event)

    def _read(self, payload: Payload) -> tuple[AnyEvent | None, Call | None]:
        """The event, and how to answer it.

        What somebody asks where the programme isn't at home is between them and the bot.
        """
        scene, call = self._scene(), calls.call_of(payload)
        event = receive.translate(payload, call, scene)
        asks = isinstance(event, Pressed) or (isinstance(event, Said) and event.addressed)
        if isinstance(event, Said | Pressed) and asks and not self._engine.wants(event):
            event = receive.aside(event, scene.workspace)
        return event, call

    async def _vouched(self, event: AnyEvent, payload: Payload, within: float | None) -> AnyEvent:
        """An event with its sender as Slack vouches for them, whoever is mentioned by name, and the channels in it.

        Raises Unknown. ``within``: the seconds that looking them up may take.
        """
        workspace = self._scene().workspace
        others = receive.mentioned(payload, workspace)
        asking = self._directory.sender(slack_id(event.sender.identity), within=within)
        named = [self._directory.sender(user, within=within) for user in others]
        sender, *_ = await asyncio.gather(asking, *map(_perhaps, named)) if named else (await asking,)
        if named and isinstance(event, Said):
            event = self._read(payload)[0] or event
        if not isinstance(event, Said | Pressed):
            return event.model_copy(update={"sender": sender})
        rooms = await self._channels.named(mentioned(payload, workspace, event.text), within)
        return event.model_copy(update={"sender": sender, "rooms": rooms})

    async def _draft(self, event: Drafted) -> None:
        try:
            await self._engine.handle(await self._vouched(event, {}, None))
        except (Unknown, Unavailable) as away:
            log.warning("draft not kept", source=event.source, event_id=event.id, cause=type(away).__name__)


_KEEPS_OPEN = frozenset(["not-saved", "failed", "slack-unknown"])
"""What is answered where nothing became of a form, through no fault of whoever filled it."""


def _filling(call: Call) -> str:
    """What somebody is filling in. Nobody's view is another one's, whatever they say."""
    return f"{call.user}/{call.view_id}"


async def _perhaps(looking_up: Coroutine[Any, Any, Any]) -> None:
    """Names only make a text read well."""
    try:
        await looking_up
    except Unknown:
        return
