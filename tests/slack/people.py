"""A person with Slack's client in front of them: what they can do there, and what they see.

Rules of this file: what the client doesn't offer raises ``NotPossible`` and reaches nobody. What the client sends waits
for its answer, as a person does; what happens in a channel returns once Slack has tried to tell the app. People see
messages, what was said to them alone, and views, never the bot's insides.
"""

import asyncio
import copy
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slack import answers, composing, forms, payloads
from tests.slack.forms import Field, NotPossible, Value
from tests.slack.members import Member
from tests.slack.town import Channel, Ephemeral, Message, View

Payload = dict[str, Any]
Shown = Message | Ephemeral | View

BUILT_IN = frozenset(
    {
        "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback", "invite",
        "invite_people", "join", "kick", "leave", "list", "me", "mpdm", "msg", "mute", "open", "part", "prefs",
        "remind", "remove", "rename", "search", "shrug", "shortcuts", "star", "status", "topic", "unarchive", "who",
    }
)  # fmt: skip
"""Slack's own commands."""


@dataclass(frozen=True)
class Outcome:
    """What came back to somebody. ``error``: what the client shows when the app didn't answer as it must.

    ``body`` is what the app answered at once, ``shown`` the message that became of it; ``errors`` are by block;
    ``view`` is what is in front of them now.
    """

    error: str | None = None
    body: Payload = field(default_factory=dict)
    shown: Message | Ephemeral | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    view: View | None = None


class Someone(Member):
    """One person and their client."""

    # What they see

    def seen_here(self, channel: Channel | None = None) -> list[Message]:
        """The messages of a channel, or of their direct chat; of one that they aren't in, none."""
        channel = channel or self.direct
        return list(channel.messages) if self.id in channel.members else []

    def seen_privately(self) -> list[Ephemeral]:
        """What was said to them alone, in order: ephemeral messages, and answers that only they saw."""
        return [each for each in self._town.ephemerals if each.user == self.id]

    @property
    def views(self) -> list[View]:
        """The modals that lie open before them, the one in front last."""
        return answers.stack(self._town, self.id)

    @property
    def view(self) -> View | None:
        """The modal in front."""
        return self.views[-1] if self.views else None

    async def opened(self, patience: float = 5.0) -> View:
        """The modal in front, as soon as it is one that wasn't returned from here before. Seconds; ``TimeoutError``."""
        deadline = time.monotonic() + patience
        while (view := self.view) is None or view.id in self._seen:
            if time.monotonic() > deadline:
                raise TimeoutError
            await asyncio.sleep(0.005)
        self._seen.add(view.id)
        return view

    def reload(self) -> None:
        """Their client starts anew: what was ephemeral is gone, and so are modals, without a word to the app."""
        self._town.ephemerals[:] = [each for each in self._town.ephemerals if each.user != self.id]
        for each in self.views:
            each.is_open = False

    # Commands and buttons

    async def slash(self, command: str, channel: Channel | None = None) -> Outcome:
        """``/apply``, ``/ambassador claim 42``; without a channel, in the direct chat with the bot."""
        channel, (name, _, text) = channel or self.direct, command.partition(" ")
        if name.removeprefix("/") in BUILT_IN:
            raise NotPossible(f"{name} is Slack's own command")
        if name not in self._town.commands:
            raise NotPossible(f"{name} isn't a command of any app here")
        if self.user.team != self._town.team:
            raise NotPossible("another workspace's apps offer no commands")
        self._writes(channel)
        body = payloads.slash(
            self._town, self.user, channel, name, composing.command(self._town, text.strip()),
            self._place.api.trigger(self.user), self._place.api.response_url(self.user, channel),
        )  # fmt: skip
        reply = await self._place.wire.command(body)
        shown = answers.to_command(self._town, self.user, channel, reply.body, self._place.api.violations)
        unfit = "http_service_error" if reply.body and shown is None else None
        return Outcome(reply.error or unfit, reply.body, shown, view=self.view)

    async def press(self, label: str, on: Shown | None = None) -> Outcome:
        """A button by what stands on it: on that message or view; else in front, said to them alone, or newest."""
        self._is_here()
        for shown in [on] if on is not None else self._before_them():
            blocks = shown.body["blocks"] if isinstance(shown, View) else shown.blocks
            for block, button in forms.buttons(blocks):
                if button["text"]["text"] == label:
                    return await self._pressed(shown, block, button)
        raise NotPossible(f"no button says {label}")

    async def forge(self, action_id: str, value: str, on: Message | Ephemeral | None = None) -> Outcome:
        """Sends what no button of the bot's would: a client of their own that says they pressed one."""
        on = on or Ephemeral(self.id, self.direct.id, "", ts=self._town.ts())
        text = {"type": "plain_text", "text": "forged", "emoji": True}
        button = {"type": "button", "action_id": action_id, "value": value, "text": text}
        return await self._pressed(on, {"block_id": "forged"}, button)

    def _before_them(self) -> list[Shown]:
        if self.view is not None:
            return [self.view]
        channels = (each for each in self._town.channels.values() if self.id in each.members)
        posted = [message for channel in channels for message in channel.messages]
        newest = sorted(posted, key=lambda each: tuple(map(int, each.ts.split("."))), reverse=True)
        return [*reversed(self.seen_privately()), *newest]

    async def _pressed(self, on: Shown, block: Payload, button: Payload) -> Outcome:
        ids = {"block_id": block["block_id"], "action_ts": self._town.ts()}
        kept: Payload = {
            name: button[name] for name in ("type", "action_id", "text", "value", "style") if name in button
        }
        return await self._acts(on, {**kept, **ids})

    async def _acts(self, on: Shown, action: Payload) -> Outcome:
        trigger = self._place.api.trigger(self.user)
        if isinstance(on, View):
            payload = payloads.view_actions(self._town, self.user, on, forms.state(on), [action], trigger)
        else:
            channel = self._where(on)
            on.ts = on.ts or self._town.ts()
            url = self._place.api.response_url(self.user, channel, on.ts)
            payload = payloads.block_actions(self._town, self.user, channel, on, [action], trigger, url)
        return await self._interact(payload)

    async def _interact(self, payload: Payload) -> Outcome:
        reply = await self._place.wire.interaction(payload)
        return Outcome(reply.error, reply.body, view=self.view)

    # Views

    async def type_into(self, view: View, name: str, text: str, *, enter: bool = False) -> Outcome | None:
        """Types into a field. The app hears of it if the field asks for that; else None comes back."""
        field, value = self._changes(view, name, text)
        asked = forms.triggers(field, "on_character_entered") or (enter and forms.triggers(field, "on_enter_pressed"))
        return await self._acts(view, forms.action(field, value, self._town.ts())) if asked else None

    async def choose(self, view: View, name: str, labels: list[str]) -> Outcome | None:
        """Chooses options by what stands on them. The app hears of it if the field asks for that."""
        field, value = self._changes(view, name, labels)
        asked = forms.triggers(field, "")
        return await self._acts(view, forms.action(field, value, self._town.ts())) if asked else None

    def _changes(self, view: View, name: str, value: Value) -> tuple[Field, Payload]:
        self._in_front(view)
        return forms.put(view, name, value)

    async def submit(self, view: View, values: Mapping[str, Value] | None = None) -> Outcome:
        """Fills fields by block, action or label with a text or option labels, and sends the view.

        The app hears nothing of the filling: ``type_into`` and ``choose`` are for that.
        """
        for name, value in (values or {}).items():
            self._changes(view, name, value)
        self._in_front(view)
        forms.check(view)
        state, trigger = forms.state(view), self._place.api.trigger(self.user)
        reply = await self._place.wire.interaction(
            payloads.view_submission(self._town, self.user, view, copy.deepcopy(state), trigger)
        )
        if reply.error is not None:
            return Outcome(answers.TROUBLE, view=self.view)
        errors = answers.to_view(self._town, view, reply.body, self._place.api.violations)
        return Outcome(answers.TROUBLE if errors is None else None, reply.body, errors=errors or {}, view=self.view)

    async def close(self, view: View, *, everything: bool = False) -> Outcome | None:
        """Closes a view, or with its cross ``everything``. The app hears of each that asked for it."""
        self._in_front(view)
        told = None
        for each in reversed(self.views) if everything or view.body.get("clear_on_close") else [view]:
            each.is_open = False
            if each.body.get("notify_on_close"):
                told = await self._interact(payloads.view_closed(self._town, self.user, each, cleared=everything))
        return told

    def _in_front(self, view: View) -> None:
        self._is_here()
        if view is not self.view:
            raise NotPossible("that view isn't in front of them")
