"""Stories on Matrix: people in rooms of a homeserver in memory, and the bot with a real client over real HTTP.

Rules of this file: everybody only sends what a client can; what they see are the formatted bodies and edits that the
homeserver hands out. What differs stands in ``differences.py``.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from html import escape
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import Matrix
from adapters.shell.carrier import direct_room, is_direct
from adapters.shell.joining import join
from adapters.shell.line import Action, ClockMove, Edit, Fill, Join, Press, React, Say
from adapters.shell.transcript import Own
from adapters.shell.words import text as plain_text
from bot.address import Room, native
from bot.cli import wiring
from bot.cli.config import Config
from bot.cli.wiring import App
from bot.courier import Courier
from bot.errors import Refused
from bot.message import say
from bot.text import Rendered
from tests.chat import BEFORE, header
from tests.homeserver.ledger import Event
from tests.homeserver.server import Server, running
from tests.surfaces import files
from tests.surfaces.house import House, moved
from tests.surfaces.matrix_reading import read
from tests.surfaces.surface import Arrived, Surface, identity, place, room

_MENTION = re.compile(r"(?<![\w@.])@(?!bot\b)([^\W\d][\w-]*)", re.I)
_ROOM = re.compile(r"(?<![\w#])#([^\W\d:][\w-]*)(?![\w:-])")
PATIENCE = 20.0
"""Seconds until a story gives up waiting for the bot."""
PASSWORD = "the-password-of-a-bot-that-lives-for-a-test"


class MatrixSurface(Surface):
    """People in rooms. ``cora`` made the shared ones."""

    def __init__(self, server: Server, me: str, settled: Callable[[], Awaitable[None]], *more: Any) -> None:
        super().__init__(*more)
        self._server, self._me, self._delivered = server, me, settled
        self._people: dict[str, str] = {}
        self._rooms: dict[str, str] = {}
        self._directs: dict[str, str] = {}
        self._sent: list[tuple[str, Event]] = []
        self._typed_in: Room | None = None
        self._reactions: dict[tuple[str, str, str], str] = {}
        server.api.listeners.append(lambda room_id, event: self._sent.append((room_id, event)))
        server.api.invited.append(self._invited)

    # Who and what is there

    def person(self, name: str) -> str:
        """Somebody's user id; whoever is new comes into every room, as on the shell."""
        if name not in self._people:
            self._people[name] = self._server.account(name, name.capitalize())
            for room_id in self._rooms.values():
                self._server.ledger.join(self._people[name], room_id)
        return self._people[name]

    def room(self, name: str) -> str:
        """A room's id by the story's name."""
        if name not in self._rooms:
            creator = self.person("cora")
            self._rooms[name] = self._server.ledger.make(creator, name, public=True)
            for user in self._people.values():
                self._server.ledger.join(user, self._rooms[name])
        return self._rooms[name]

    def befriend(self, name: str) -> None:
        """The bot and somebody have spoken before, so that there is a direct chat."""
        user = self.person(name)
        self._directs[name] = self._server.ledger.make(self._me, invite=[user], direct=True)
        self._server.ledger.join(user, self._directs[name])

    def _invited(self, room_id: str, user: str) -> None:
        name = next(name for name, each in self._people.items() if each == user)
        self._server.ledger.join(user, room_id)
        self._directs[name] = room_id

    # What people do

    def _send(self, who: str, where: Room, kind: str, content: Event, **more: Any) -> str:
        name = native(where)
        room_id = self._directs[name[1:]] if is_direct(where) else self.room(name)
        return self._server.send(room_id, self.person(who), kind, content, **more)

    def _says(self, who: str, where: Room, text: str) -> str:
        self._typed_in = where
        return self._send(who, where, "m.room.message", self._words(text))

    def _words(self, text: str) -> Event:
        """A text as a client sends it, with pills for those who are named, and rooms by their whole address."""
        text = _ROOM.sub(lambda found: self._address(found[1].casefold(), found[0]), text)
        pills = _MENTION.sub(lambda found: self._pill(found[1].casefold(), found[0]), escape(text, quote=False))
        more = {"format": "org.matrix.custom.html", "formatted_body": pills} if "<a " in pills else {}
        return {"msgtype": "m.text", "body": text, **more}

    def _address(self, name: str, shown: str) -> str:
        return f"#{name}:{self._server.ledger.name}" if name in self._rooms else shown

    def _pill(self, name: str, shown: str) -> str:
        return f'<a href="https://matrix.to/#/{self.person(name)}">{shown}</a>'

    async def say(self, line: Say) -> None:
        where = place(line.who, line.room)
        event_id = self._says(line.who, where, line.text)
        self.transcript.keep(Own(line.who, where, event_id, line.text))

    async def press(self, line: Press) -> None:
        seen, button = self.transcript.button(identity(line.who), line.label, line.case, room(line.room), line.old)
        self._says(line.who, seen.room, f"!{button.command}")

    async def react(self, line: React) -> None:
        seen = self.transcript.card(identity(line.who), line.case, room(line.room))
        key = (line.who, seen.id, line.emoji)
        if key in self._reactions:
            redacted = self._reactions.pop(key)
            self._send(line.who, seen.room, "m.room.redaction", {"redacts": redacted}, redacts=redacted)
        if not line.back:
            relation = {"rel_type": "m.annotation", "event_id": seen.id, "key": line.emoji}
            self._reactions[key] = self._send(line.who, seen.room, "m.reaction", {"m.relates_to": relation})

    async def fill(self, line: Fill) -> None:
        where = direct_room(line.who)
        form = self.app.engine.registry.forms[line.form]
        for field in form.fields:
            self._says(line.who, where, line.values.get(field.name, "skip"))
        await self._delivered()
        self._sent.clear()
        self._says(line.who, where, "send")

    async def edit(self, line: Edit) -> None:
        own = self.transcript.own(line.who, line.old)
        own.text = line.new
        if line.new is None:
            self._send(line.who, own.room, "m.room.redaction", {"redacts": own.id}, redacts=own.id)
            return
        relation = {"rel_type": "m.replace", "event_id": own.id}
        content = {**self._words(f"* {line.new}"), "m.new_content": self._words(line.new), "m.relates_to": relation}
        self._send(line.who, own.room, "m.room.message", content)

    async def join(self, line: Join) -> None:
        if line.who in self._directs:
            raise Refused("shell-expected-join")
        user = self.person(line.who)
        self._directs[line.who] = self._server.ledger.make(user, invite=[self._me], direct=True)
        self._server.api.news()

    # What they see

    async def settled(self) -> list[Arrived]:
        await self._delivered()
        sent, self._sent = self._sent, []
        tokens = [event["unsigned"]["transaction_id"] for _, event in sent]
        queued = self.queued(tokens)
        arrived = []
        for token, (room_id, event) in zip(tokens, sent, strict=True):
            content, edited = event["content"], event["content"].get("m.new_content")
            message = content["m.relates_to"]["event_id"] if edited is not None else event["event_id"]
            rendered = self._filed(content, read((edited or content)["formatted_body"]))
            arrived.append(Arrived(queued[token], self._place(room_id), message, rendered, edit=edited is not None))
        return arrived

    def _filed(self, content: Event, rendered: Rendered) -> Rendered:
        """A message with its file, if it has one."""
        if content["msgtype"] == "m.image":
            return files.picture(rendered, files.one_line(rendered))
        if content["msgtype"] == "m.file":
            return files.table(rendered, content["filename"], self._server.api.media[content["url"]])
        return rendered

    def _place(self, room_id: str) -> Room:
        for name, each in self._directs.items():
            if each == room_id:
                return direct_room(name)
        return Room(f"shell:{next(name for name, each in self._rooms.items() if each == room_id)}")

    def shown(self, action: Action, arrived: list[Arrived]) -> list[Arrived]:
        """Without the neutral line that tells a room of an answer elsewhere: exactly one, where there is one."""
        neutral = plain_text(self.words(say("answered-privately")))
        lines = [each for each in arrived if each.room == self._typed_in and each.spoken.text == neutral]
        elsewhere = False
        if not isinstance(action, ClockMove) and self._typed_in != direct_room(action.who):
            elsewhere = self._typed_in is not None and bool(arrived) and arrived[0].room == direct_room(action.who)
        assert len(lines) == elsewhere, "the room heard nothing of the answer, or too much"
        self._typed_in = None
        return [each for each in arrived if each not in lines]


class MatrixHouse(House):
    """A programme on a homeserver."""

    platform = "matrix"
    surface: MatrixSurface

    def __init__(self, folder: Path, story: str) -> None:
        super().__init__(folder, story)
        self._folder, self._server = folder, Server()

    async def build(self, stack: AsyncExitStack) -> Config:
        await stack.enter_async_context(running(self._server))
        me = self._server.account("bot", "Bot", PASSWORD)
        self.surface = MatrixSurface(self._server, me, self._settled, self.clock)

        def address(kind: str, name: str) -> str:
            if kind == "person":
                return f"matrix:{self.surface.person(name)}"
            self.surface.room(name)
            return f"matrix:#{name}:{self._server.ledger.name}"

        settings = Matrix(
            homeserver=self._server.url, user_id=me, password=SecretStr(PASSWORD), store_path=self._folder / "matrix"
        )
        config = moved(self.base, address, matrix=settings)
        for name in self._actors():
            self.surface.befriend(name)
        return config

    def _actors(self) -> list[str]:
        """Those who do something, but for those who open their direct chat in the story."""
        told = "\n".join([*(BEFORE[before] for before in header(self.story, "before")), self.story])
        lines = [line for logical in join(told.split("\n")) if isinstance(line := logical.read(), Action)]
        doing = [line for line in lines if not isinstance(line, ClockMove)]
        new = {line.who for line in doing if isinstance(line, Join)}
        return sorted({line.who for line in doing} - new)

    async def run(self, app: App, life: AsyncExitStack) -> None:
        (platform,) = wiring.platforms(app)
        assert isinstance(platform, MatrixPlatform)
        self._platform, self._courier = platform, Courier(app.database, platform.carrier, app.clock)
        life.push_async_callback(platform.stop)
        await platform.start()
        receiving = asyncio.create_task(platform.receive())
        life.push_async_callback(_ended, receiving)
        await self._until(lambda: platform.ready)

    async def _settled(self) -> None:
        """Everything was heard and handled, and everything that was queued has arrived and was heard, too."""
        await self._until(lambda: not self._server.unrest and not self._busy())
        await self._courier.drain()

    def _busy(self) -> bool:
        assert self._platform._loop is not None
        return bool(self._platform._loop._chores._tasks.keys() - {"bound rooms"})

    async def _until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "the bot does nothing any more, or never stops"
            await asyncio.sleep(0.004)

    def clean(self) -> None:
        assert not self._server.api.unknown


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
