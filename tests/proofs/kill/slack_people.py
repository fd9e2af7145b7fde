"""The people of a stream on Slack: direct messages, slash commands, mentions, buttons, reactions and forms.

Rules of this file: what Slack brings once (a command, a button, a form) its asker does again where they saw no answer;
what Slack gave up on and the bot can't find by itself is done again, too.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from tests.proofs.kill.owed import Owed
from tests.proofs.kill.people import Act, Case, Person, Town
from tests.proofs.kill.slack_books import SlackBooks
from tests.slack import forms
from tests.slack.deliveries import Deliveries
from tests.slack.fake import FakeSlack
from tests.slack.people import Outcome, Someone
from tests.slack.town import Channel, Message

T = TypeVar("T")
THUMBS = ("+1", "+1::skin-tone-3")
FIELDS = ("account", "email", "region", "languages", "why", "so_far", "would_do")
ANSWERED_WITHIN = 3.0
"""Seconds after which somebody who asked looks whether there is an answer, and asks again where there is none."""
PATIENCE = 0.3
"""Seconds until they ask again."""

_CAUSED: ContextVar[list[str] | None] = ContextVar("_CAUSED", default=None)
"""What somebody makes happen in what they do just now: people do several things at once."""


@dataclass
class SlackTown(Town):
    """A town in a workspace.

    ``again``: by the id of whatever came in besides, what it repeats. ``envelopes``: Slack's event id of what it brings
    until it is answered, by the inbox's id.
    """

    books: SlackBooks
    slack: FakeSlack = field(kw_only=True)
    repeats: dict[str, str] = field(default_factory=dict)
    envelopes: dict[str, str] = field(default_factory=dict)

    @property
    def wire(self) -> Deliveries:
        """The way on which Slack brings things."""
        return self.slack.http if self.slack.mode == "http" else self.slack.sockets

    def watch(self, what: Mapping[str, Any]) -> None:
        """Slack is about to bring something that somebody did."""
        event = what.get("event")
        user = what.get("user_id") or (what.get("user") or {}).get("id") or who(event or {})
        if user == self.slack.town.bot.id:
            return
        known_as = str(what["trigger_id"]) if event is None else inbox_id(what)
        if event is not None:
            self.envelopes[known_as] = what["event_id"]
        self.was_sent(known_as)
        caused = _CAUSED.get()
        if caused is not None:
            caused.append(known_as)

    def gave_up(self, event: str) -> bool:
        """Whether Slack doesn't bring it any more."""
        return any(each["event_id"] == self.envelopes.get(event) for each in self.wire.lost)


def who(event: Mapping[str, Any]) -> str:
    """Who made an event happen."""
    return str(event.get("user") or event.get("message", {}).get("user"))


def inbox_id(envelope: Mapping[str, Any]) -> str:
    """What the inbox calls an event, by the rule that the adapter was written after."""
    event = envelope["event"]
    match event["type"]:
        case "message" if event.get("subtype") == "message_changed":
            return f"{event['channel']}:{event['message']['ts']}:edited:{event['message']['edited']['ts']}"
        case "message" | "app_mention":
            return f"{event['channel']}:{event['ts']}"
        case "app_home_opened":
            return f"joined:{event['channel']}"
        case _:
            return str(envelope["event_id"])


@dataclass(eq=False)
class SlackPerson(Person):
    """Somebody with Slack's client before them."""

    town: SlackTown
    someone: Someone
    drawn: random.Random
    has_forms = True
    _opened: bool = False

    @property
    def mention(self) -> str:
        return self.someone.mention

    @property
    def has_chat(self) -> bool:
        return self._opened

    async def opens_chat(self, key: str = "welcome") -> None:
        self._opened = True
        await self._does(self.someone.open_home, (Owed(self.user, key),), ())

    async def says(self, text: str, *owed: Owed, room: str = "", acts: tuple[Act, ...] = ()) -> str:
        """What is typed with a ``!`` goes by any of the ways that there are."""
        channel = self.town.slack.town.channels[room] if room else self.someone.direct
        command = text.removeprefix("!")
        if command == text or (command == "apply" and not room):
            return await self._does(lambda: self.someone.say(text), owed, acts)
        ways: list[Callable[[], Awaitable[Any]]] = [lambda: self.someone.slash(f"/ambassador {command}", channel)]
        if room:
            bot = self.town.slack.town.bot.id
            ways.append(lambda: self.someone.say(f"<@{bot}> {command}", channel))
            ways += self._buttons(channel, command)
        else:
            ways.append(lambda: self.someone.say(text))
        chosen = self.drawn.randrange(len(ways)) if command != "apply" else 1
        if chosen == 1:
            return await self._does(ways[1], owed, acts, redo=bool(room))
        return await self._asks(ways[chosen], owed, acts)

    def _buttons(self, channel: Channel, command: str) -> list[Callable[[], Awaitable[Any]]]:
        """The way by a button in a channel that types a command, if there is one."""
        for message in channel.messages:
            for _, button in forms.buttons(message.blocks):
                if button.get("value") == command:
                    return [partial(self._presses, button["text"]["text"], message, command)]
        return []

    async def _presses(self, label: str, on: Message, command: str) -> Outcome:
        """Where the button is gone meanwhile, they type it."""
        try:
            return await self.someone.press(label, on)
        except forms.NotPossible:
            return await self.someone.slash(f"/ambassador {command}")

    def blurts(self, text: str, owed: Owed) -> None:
        self.town.books.owe(owed)
        self.town.wire.besides(self._blurts(text))

    async def _blurts(self, text: str) -> None:
        await self.someone.say(text)

    async def edits(self, event_id: str, text: str, *owed: Owed) -> None:
        said = self.someone.direct.find(event_id.partition(":")[2])
        assert said is not None
        await self._does(lambda: self.someone.edit(said, text), owed, (), redo=True)

    async def reacts(self, case: Case, *owed: Owed, acts: tuple[Act, ...]) -> str:
        card = self._card(case.card)
        name = next(each for each in THUMBS if f"{self._thumb(card, each)} added" not in self.town.repeats.values())
        event = await self._does(lambda: self.someone.react(card, name), owed, acts)
        self.town.repeats[event] = f"{self._thumb(card, name)} added"
        return f"{card.ts}/{name}"

    async def unreacts(self, reaction: str, *owed: Owed, acts: tuple[Act, ...]) -> None:
        ts, _, name = reaction.partition("/")
        card = self._card(ts)
        event = await self._does(lambda: self.someone.unreact(card, name), owed, acts)
        self.town.repeats[event] = f"{self._thumb(card, name)} taken off"

    def _card(self, ts: str) -> Message:
        card = self.town.slack.town.channels[self.town.mentors_room].find(ts)
        assert card is not None
        return card

    def _thumb(self, card: Message, name: str) -> str:
        return f"{self.town.mentors_room}/{card.ts}/{self.user}/{name}"

    async def fills(self, answers: Sequence[str], *owed: Owed) -> str:
        values: dict[str, forms.Value] = dict(zip(FIELDS, answers, strict=True))
        values["region"] = [answers[2]]
        self.town.books.asks_again(self.user)
        while self.someone.view is None:
            await self.someone.slash("/apply")
            await asyncio.sleep(PATIENCE)
        view = self.someone.view
        for each in owed:
            self.town.books.owe(each)
        first = ""
        while True:
            outcome, event = await self._happens(lambda: self.someone.submit(view, values))
            first = self._once_more(event, first)
            if outcome.error is None:
                break
            await asyncio.sleep(PATIENCE)
        assert not outcome.errors, outcome.errors
        await asyncio.gather(*(each.paid.wait() for each in owed))
        return first

    async def _does(
        self, act: Callable[[], Awaitable[Any]], owed: tuple[Owed, ...], acts: tuple[Act, ...], *, redo: bool = True
    ) -> str:
        """Something that Slack brings until it is answered; ``redo``: where it gave up, they do it again."""
        for each in owed:
            self.town.books.owe(each)
        _, event = await self._happens(act)
        first, heard = event, len(self._words)
        self.town.acts[first] = acts
        while not all(each.paid.is_set() for each in owed):
            if redo and self._is_lost(event):
                self.town.books.asks_again(self.user)
                self.town.books.doubt(owed[0])
                heard = len(self._words)
                _, event = await self._happens(act)
                self._once_more(event, first)
            if event != first:
                self._content_with_less(owed[0], heard)
            await asyncio.sleep(0.02)
        return first

    def _is_lost(self, event: str) -> bool:
        """Whether nobody will bring it any more: of direct messages and reactions the bot looks for what it missed."""
        found_anyhow = event.startswith("Ev") or (event.startswith("D") and event.count(":") == 1)
        return not found_anyhow and self.town.gave_up(event)

    async def _asks(self, ask: Callable[[], Awaitable[Outcome]], owed: tuple[Owed, ...], acts: tuple[Act, ...]) -> str:
        """Something that Slack brings once: they do it again where they see no answer."""
        answer, *others = owed
        for each in owed:
            self.town.books.owe(each)
        first = ""
        while True:
            heard = len(self._words)
            outcome, event = await self._happens(ask)
            again, first = bool(first), self._once_more(event, first)
            self.town.acts[first] = acts
            deadline = time.monotonic() + (ANSWERED_WITHIN if outcome.error is None else 0)
            while time.monotonic() < deadline and not answer.paid.is_set():
                if again:
                    self._content_with_less(answer, heard)
                await asyncio.sleep(0.02)
            if answer.paid.is_set():
                break
            self.town.books.asks_again(self.user)
            await asyncio.sleep(PATIENCE)
        await asyncio.gather(*(each.paid.wait() for each in others))
        return first

    @property
    def _words(self) -> list[str]:
        """What they were told."""
        return self.town.books.words.setdefault(self.user, [])

    def _content_with_less(self, answer: Owed, heard: int) -> None:
        """Whoever asked again may be told that it is done already: any answer will do."""
        if len(self._words) > heard and not answer.paid.is_set():
            self.town.books.forgive(answer)
            answer.paid.set()

    async def _happens(self, act: Callable[[], Awaitable[T]]) -> tuple[T, str]:
        """They do something. Returns what came of it at once, and the id of the event that it is."""
        caused: list[str] = []
        token = _CAUSED.set(caused)
        try:
            outcome = await act()
        finally:
            _CAUSED.reset(token)
        (event,) = caused
        return outcome, event

    def _once_more(self, event: str, first: str) -> str:
        """What they did now is what they did first, once more. Returns what that was."""
        if first:
            self.town.repeats[event] = first
        return first or event
