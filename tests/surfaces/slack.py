"""Stories on Slack: people with Slack's client in front of them, and the bot over either of Slack's wires.

Rules of this file: everybody acts through their client (``tests/slack/people.py``), so what Slack doesn't offer can't
be done; what they see is read back from messages, ephemerals and views. What differs stands in ``differences.py``.
"""

import re
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from adapters.shell.carrier import direct_room
from adapters.shell.line import Action, Edit, Fill, Join, Press, React, Say
from adapters.shell.transcript import Own
from bot.address import Room
from bot.errors import Refused
from bot.message import say
from bot.model import Role
from bot.text import Line, Rendered, Span
from tests.slack import forms
from tests.slack.fake import FakeSlack
from tests.slack.people import Outcome, Someone
from tests.slack.town import Channel, Ephemeral, Message, View
from tests.surfaces import files
from tests.surfaces.differences import fills_next
from tests.surfaces.slack_reading import Reader
from tests.surfaces.surface import ANSWER, FORMS, Arrived, Surface, identity, place, room

_MENTION = re.compile(r"(?<![\w@.])@([^\W\d][\w-]*)")
_CHANNEL = re.compile(r"(?<![\w#])#([^\W\d][\w-]*)")
_CALLED = re.compile(r"\s*@bot\b", re.I)
_EMOJI = {"👍": "+1", "👍🏽": "+1::skin-tone-4", "👎": "-1", "🎉": "tada"}
_ROLES = frozenset(Role)
Habit = Literal["slash", "words"]
"""How people give commands: all by slash commands, or in words to the bot, by a mention where others read."""


@dataclass(frozen=True, slots=True)
class _Happened:
    """Something that the bot said in a channel, as it stood then."""

    what: str
    channel: Channel
    message: Message
    blocks: list[dict[str, Any]]


class SlackSurface(Surface):
    """People in a workspace."""

    def __init__(self, slack: FakeSlack, habit: Habit, settled: Callable[[], Awaitable[None]], *more: Any) -> None:
        super().__init__(*more)
        self._slack, self._habit, self._delivered = slack, habit, settled
        self._people: dict[str, Someone] = {}
        self._channels: dict[str, Channel] = {}
        self._spoke: set[str] = set()
        self._shown: dict[tuple[Room, str], Message | Ephemeral] = {}
        self._versions: dict[tuple[Room, str], list[list[dict[str, Any]]]] = {}
        self._own: dict[str, Message] = {}
        self._forms: dict[str, View] = {}
        self._happened: list[_Happened] = []
        self._answers: list[Arrived] = []
        self._heard = 0
        self._reader = Reader(
            lambda user: slack.town.users[user].display_name or user, lambda channel: slack.town.channels[channel].name
        )
        slack.api.listeners.append(self._hears)

    def shown(self, action: Action, arrived: list[Arrived]) -> list[Arrived]:
        """A press on what has changed meanwhile brings the message again as it is: it was so for all others."""
        return [each for each in arrived if not (isinstance(action, Press) and each.edit and self._known(each))]

    def _known(self, arrived: Arrived) -> bool:
        versions = self._versions[arrived.room, arrived.id]
        return len(versions) > 1 and self._reader.message(versions[-2]) == arrived.rendered

    def _hears(self, what: str, channel: Channel, message: Message) -> None:
        self._happened.append(_Happened(what, channel, message, deepcopy(message.blocks)))

    # Who and what is there

    def person(self, name: str) -> Someone:
        """Somebody by the story's name; whoever is new comes into every channel, as on the shell."""
        if name not in self._people:
            self._people[name] = self._slack.person(name, display_name=name, tz=None)
            for channel in self._channels.values():
                channel.members.add(self._people[name].id)
        return self._people[name]

    def channel(self, name: str, *, invited: bool = False) -> Channel:
        """A channel by the story's name; the bot is in those that the programme is bound to."""
        if name not in self._channels:
            self._channels[name] = self._slack.channel(name, *self._people.values(), invited=invited)
        return self._channels[name]

    async def _acts(self, name: str) -> Someone:
        """Somebody who is about to do something: from their first word on they spell their name as the shell does."""
        somebody = self.person(name)
        if name not in self._spoke:
            self._spoke.add(name)
            await self._slack.change(somebody, display_name=name.capitalize())
        return somebody

    # What people do

    async def say(self, line: Say) -> None:
        somebody = await self._acts(line.who)
        if (view := somebody.view) is not None:
            await somebody.close(view)
        channel = self.channel(line.room) if line.room is not None else None
        command = self._command(line)
        if command is not None:
            self._answered(line, somebody, await somebody.slash(self._picked(command), channel))
            return
        picks = line.room is not None or _CALLED.match(line.text) or line.text.lstrip().startswith(("!", "/"))
        text = self._addressed(line)
        message = await somebody.say(self._picked(text) if picks else text, channel)
        self._own[message.ts] = message
        self.transcript.keep(Own(line.who, place(line.who, line.room), message.ts, line.text))

    def _command(self, line: Say) -> str | None:
        """The slash command that somebody gives; None where they write a message."""
        text = line.text.strip()
        if not text:
            return "/ambassador"
        if not text.startswith(("!", "/")):
            return None
        typed = text[1:].strip()
        word = re.sub(r" #?\d+\Z", "", typed.casefold())
        if not fills_next(line, self.coming) and (self._habit == "words" or (word in FORMS and line.room is None)):
            return None
        if line.room is not None and not self._meant(line.room, typed):
            return None
        return f"/{typed}" if word == "apply" else f"/ambassador {typed}".rstrip()

    def _addressed(self, line: Say) -> str:
        """What somebody writes: in a channel, to the bot, if it is for it; Slack's client keeps a leading slash."""
        text = line.text.strip()
        if line.room is not None and text.startswith(("!", "/")) and self._meant(line.room, text[1:].strip()):
            return f"@bot {text[1:].strip()}"
        return f"!{text[1:]}" if text.startswith("/") else line.text

    def _meant(self, where: str, typed: str) -> bool:
        """Whether words in a room are for the bot: a command of its own, or nearly one, where it is."""
        registry = self.app.engine.registry
        bound = self._slack.town.bot.id in self.channel(where).members
        return bound and (registry.find(typed) is not None or registry.nearest(typed, _ROLES) is not None)

    def _picked(self, text: str) -> str:
        """Names become what picking them from the client's list puts in."""

        def picked(found: re.Match[str]) -> str:
            name = found[1].casefold()
            return f"<@{self._slack.town.bot.id}>" if name == "bot" else self.person(name).mention

        def channel(found: re.Match[str]) -> str:
            known = self._channels.get(found[1].casefold())
            return f"<#{known.id}>" if known is not None else found[0]

        return _CHANNEL.sub(channel, _MENTION.sub(picked, text))

    def _answered(self, line: Say, somebody: Someone, outcome: Outcome) -> None:
        assert outcome.error is None, outcome
        if outcome.view is not None:
            self._sees(line.who, outcome.view)
        elif isinstance(outcome.shown, Message):
            where = self.channel(line.room or "")
            self._happened.append(_Happened("posted", where, outcome.shown, outcome.shown.blocks))

    def _sees(self, who: str, view: View) -> None:
        rendered = self._reader.message(view.body["blocks"])
        self._answers.append(Arrived(ANSWER, direct_room(who), f"{view.id}.{view.hash}", rendered))

    async def press(self, line: Press) -> None:
        somebody = await self._acts(line.who)
        seen, button = self.transcript.button(identity(line.who), line.label, line.case, room(line.room), line.old)
        on = self._shown[seen.room, seen.id]
        now = on.blocks
        versions = self._versions[seen.room, seen.id]
        on.blocks = next(each for each in reversed(versions) if _offers(each, button.label, button.command))
        outcome = await somebody.press(button.label, on)
        on.blocks = now
        assert outcome.error is None, outcome
        if outcome.view is not None:
            self._sees(line.who, outcome.view)

    async def react(self, line: React) -> None:
        somebody = await self._acts(line.who)
        seen = self.transcript.card(identity(line.who), line.case, room(line.room))
        message = self._shown[seen.room, seen.id]
        assert isinstance(message, Message)
        if line.back:
            await somebody.unreact(message, _EMOJI[line.emoji])
        else:
            if somebody.id in message.reactions.get(_EMOJI[line.emoji], ()):
                await somebody.unreact(message, _EMOJI[line.emoji])
            await somebody.react(message, _EMOJI[line.emoji])

    async def fill(self, line: Fill) -> None:
        somebody = await self._acts(line.who)
        view = somebody.view
        if view is None and line.who in self._forms:
            view = self._again(somebody, self._forms[line.who])
        if view is None:
            view = (await somebody.slash(f"/{line.form}")).view
        if view is None:
            raise Refused("shell-no-form", form=line.form)
        body = deepcopy(view.body)
        chosen = {name: self._chosen(view, name, said) for name, said in line.values.items()}
        outcome = await somebody.submit(view, chosen)
        assert outcome.error is None, outcome
        self._forms[line.who] = View(view.id, somebody.id, body, state=deepcopy(view.state))
        if outcome.errors:
            self._answers.append(Arrived(ANSWER, direct_room(line.who), view.id, self._faults(view, outcome)))
            return
        if "Your application is in" not in str(view.body["blocks"]):  # of that there is a receipt, which says the same
            self._sees(line.who, view)
        await somebody.close(view)

    def _chosen(self, view: View, name: str, said: str) -> str | list[str]:
        """What somebody puts into a field: a text, or what they choose of a list, which may be nothing."""
        field = forms.find(view, name)
        if field.key == "value":
            return said
        labels = {option["text"]["text"].casefold(): option["text"]["text"] for option in field.options}
        for region in self.app.config.region:
            labels |= {other.casefold(): region.name for other in (*region.aliases, *region.countries)}
        wanted = [] if said.casefold() == "none" else [each.strip().casefold() for each in said.split(",")]
        return [labels.get(each, each) for each in wanted]

    def _again(self, somebody: Someone, before: View) -> View:
        """Another window in which the form still stands as it was."""
        town = self._slack.town
        view = View(f"V{town.number():07d}", somebody.id, deepcopy(before.body), state=deepcopy(before.state))
        town.views[view.id] = view
        return view

    def _faults(self, view: View, outcome: Outcome) -> Rendered:
        """What is wrong with a form: what a story says above it, then each field's name with what stands below it."""
        above = self.words(say("form-faults")).lines
        form = view.body["private_metadata"].split('"')[3]
        labels = self.app.catalogue
        texts = [
            words
            for field in forms.fields(view)
            if (fault := outcome.errors.get(field.block["block_id"])) is not None
            for words in (labels.text(f"field-{form}-{field.block['block_id'].replace('_', '-')}"), fault)
        ]
        return Rendered((*above, *(Line((Span(words),)) for words in texts)))

    async def edit(self, line: Edit) -> None:
        somebody = await self._acts(line.who)
        own = self.transcript.own(line.who, line.old)
        own.text = line.new
        if line.new is None:
            await somebody.delete(self._own[own.id])
        else:
            await somebody.edit(self._own[own.id], line.new)

    async def join(self, line: Join) -> None:
        await (await self._acts(line.who)).open_home()

    # What they see

    async def settled(self) -> list[Arrived]:
        await self._slack.settle()
        await self._delivered()
        await self._slack.settle()
        whispers = self._slack.town.ephemerals[self._heard :]
        self._heard += len(whispers)
        tokens = {files.token(each.message) for each in self._happened}
        queued = self.queued(token for token in tokens if token is not None)
        arrived = [*self._answers, *map(self._whispered, whispers)]
        for each in self._happened:
            token = files.token(each.message)
            order = queued[token] if token is not None else ANSWER
            rendered = files.on_slack(each.message, self._slack.api.files, self._reader.message(each.blocks))
            where = self._place(each.channel)
            self._keep(where, each.message.ts, each.message, each.blocks)
            arrived.append(Arrived(order, where, each.message.ts, rendered, edit=each.what == "changed"))
        self._answers, self._happened = [], []
        return arrived

    def _keep(self, where: Room, stamp: str, shown: Message | Ephemeral, blocks: list[dict[str, Any]]) -> None:
        self._shown[where, stamp] = shown
        self._versions.setdefault((where, stamp), []).append(blocks)

    def _whispered(self, whisper: Ephemeral) -> Arrived:
        where = self._place(self._slack.town.channels[whisper.channel])
        self._keep(where, whisper.ts, whisper, whisper.blocks)
        to = next(name for name, each in self._people.items() if each.id == whisper.user)
        return Arrived(ANSWER, where, whisper.ts, self._reader.message(whisper.blocks), to)

    def _place(self, channel: Channel) -> Room:
        if channel.im is not None:
            return direct_room(next(name for name, each in self._people.items() if each.id == channel.im))
        return Room(f"shell:{channel.name}")


def _offers(blocks: list[dict[str, Any]], label: str, command: str) -> bool:
    found = {button["value"] for _, button in forms.buttons(blocks) if button["text"]["text"] == label}
    assert len(found) < 2, f"{label} stands there twice"
    return command in found
