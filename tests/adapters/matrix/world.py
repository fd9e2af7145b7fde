"""A programme on a real homeserver: people with clients of their own, and the bot as the composition root builds it.

Rules of this file: people see what their clients sync, never the bot's insides; waiting is for a condition, never for
a time; every name is new, because the tests of a worker share one homeserver.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

from fluent.syntax import parse
from fluent.syntax.ast import Message, TextElement
from nio import AsyncClient, RoomPreset, SyncResponse

from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import Matrix
from bot.address import Identity, Room
from bot.catalogue import LOCALES
from bot.cli.config import Config
from bot.cli.wiring import App, opened
from bot.courier import Courier
from bot.settings import MentorSeed, Programme, RegionSeed
from storage.settings import Storage
from tests.synapse.server import Synapse, User

PATIENCE = 30.0
"""Seconds until a test gives up waiting."""


async def until(condition: Callable[[], Any], what: Callable[[], str] = lambda: "it never came") -> Any:
    """What ``condition`` returns as soon as it is true."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, what()
        await asyncio.sleep(0.02)
    return found


@cache
def words(key: str) -> str:
    """The longest run of words of an English text that no value and no markup interrupts."""
    for file in (LOCALES / "en").glob("*.ftl"):
        for entry in parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, Message) and entry.id.name == key and entry.value is not None:
                texts = [part.value for part in entry.value.elements if isinstance(part, TextElement)]
                return max((run for text in texts for run in re.split(r"[*`\n]+", text)), key=len).strip()
    raise KeyError(key)


def question(number: int) -> str:
    """How the bot numbers a question of the application form."""
    return f"Question {number} of 9"


class Somebody:
    """A person with a client, which accepts every invite while ``accepts``."""

    def __init__(self, url: str, user: User) -> None:
        self.user_id, self.user = user.user_id, user
        self.client = AsyncClient(url, user.user_id)
        self.client.restore_login(user.user_id, f"PHONE{user.user_id.partition(':')[0][1:]}", user.access_token)
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.accepts = True
        self.invites: list[str] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.client.sync(timeout=0)
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.client.close()

    async def _listen(self) -> None:
        while True:
            response = await self.client.sync(timeout=10_000)
            if not isinstance(response, SyncResponse):
                await asyncio.sleep(0.2)
                continue
            for room_id in response.rooms.invite:
                self.invites.append(room_id)
                if self.accepts:
                    await self.client.join(room_id)
            for room_id, info in response.rooms.join.items():
                self.events += [(room_id, event.source) for event in info.timeline.events]

    async def say(self, room_id: str, body: str, **more: Any) -> str:
        """Write a message; returns its event id."""
        return await self.send(room_id, "m.room.message", {"msgtype": "m.text", "body": body, **more})

    async def send(self, room_id: str, kind: str, content: dict[str, Any]) -> str:
        """Send any event; returns its id."""
        response = await self.client.room_send(room_id, kind, content)
        event_id: str = response.event_id
        return event_id

    async def react(self, room_id: str, event_id: str, key: str = "👍️") -> str:
        """React; returns the reaction's id."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.send(room_id, "m.reaction", {"m.relates_to": relation})

    async def edit(self, room_id: str, event_id: str, body: str) -> str:
        """Edit a message of theirs."""
        new = {"msgtype": "m.text", "body": body}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        return await self.say(room_id, f"* {body}", **{"m.new_content": new, "m.relates_to": relation})

    async def room(self, alias: str = "", invite: tuple[str, ...] = (), **more: Any) -> str:
        """Make a room that anybody may join; returns its id."""
        response = await self.client.room_create(
            alias=alias or None, invite=invite, preset=RoomPreset(more.pop("preset", "public_chat")), **more
        )
        room_id: str = response.room_id
        return room_id

    async def direct(self, other: str) -> str:
        """Open a direct chat the way clients do."""
        return await self.room(invite=(other,), is_direct=True, preset="trusted_private_chat")

    def heard(
        self, text: str, room_id: str | None = None, sender: str | None = None
    ) -> list[tuple[str, dict[str, Any]]]:
        """Messages that hold ``text`` (edits among them): room and event."""
        return [
            (room, event)
            for room, event in self.events
            if event.get("type") == "m.room.message"
            and text in str(event["content"].get("body"))
            and room_id in (None, room)
            and sender in (None, event["sender"])
        ]

    async def hears(self, text: str, room_id: str | None = None, times: int = 1) -> tuple[str, dict[str, Any]]:
        """Wait for a message; returns the newest: room and event."""
        found = await until(
            lambda: len(all_ := self.heard(text, room_id)) >= times and all_,
            lambda: f"{self.user_id} never heard {text!r}, but {self.said()[-6:]}",
        )
        last: tuple[str, dict[str, Any]] = found[-1]
        return last

    def said(self) -> list[str]:
        """All bodies, for a failing test's message."""
        if self._task is not None and self._task.done():
            self._task.result()
        return [str(event["content"].get("body")) for _, event in self.events if event.get("type") == "m.room.message"]


def identity(somebody: Somebody) -> Identity:
    """Somebody's address."""
    return Identity(f"matrix:{somebody.user_id}")


@dataclass
class Bot:
    """A running bot."""

    app: App
    platform: MatrixPlatform
    courier: Courier
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def go(self) -> None:
        """Receive and deliver."""
        self.tasks += [asyncio.create_task(self.platform.receive()), asyncio.create_task(self.courier.run())]

    async def stop(self) -> None:
        """Stop as the composition root does on SIGTERM."""
        *receiving, sending = self.tasks
        for task in receiving:
            task.cancel()
        await asyncio.gather(*receiving, return_exceptions=True)
        self.courier.stop()
        await asyncio.wait([sending], timeout=4)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await self.platform.stop()


@dataclass
class World:
    """A homeserver with a coordinator, two mentors, a candidate, and the bot's account."""

    homeserver: Synapse
    folder: Path
    account: User
    cora: Somebody
    ana: Somebody
    bo: Somebody
    kim: Somebody
    mentors: str
    emea: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def me(self) -> str:
        """The bot's user id."""
        return self.account.user_id

    def alias(self, name: str) -> str:
        """The alias of a bound room."""
        return f"#{name}-{self.me[1:].partition(':')[0]}:{self.me.partition(':')[2]}"

    def config(self, **matrix: Any) -> Config:
        """A config as an operator would write it."""
        plain: dict[str, Any] = {
            "homeserver": self.homeserver.url,
            "user_id": self.me,
            "password": self.account.password,
            "store_path": self.folder / "matrix",
        }
        return Config(
            programme=Programme(
                name="Test",
                coordinators=((identity(self.cora),),),
                mentors_channels=(Room(f"matrix:{self.alias('mentors')}"),),
            ),
            storage=Storage(url=f"sqlite:///{self.folder / 'bot.db'}"),
            matrix=Matrix(**(plain | matrix)),
            region=(RegionSeed(name="EMEA", channels=(Room(f"matrix:{self.alias('emea')}"),)),),
            mentor=tuple(MentorSeed(person=(identity(each),), regions=("EMEA",)) for each in (self.ana, self.bo)),
        )

    @asynccontextmanager
    async def bot(self, **matrix: Any) -> AsyncIterator[Bot]:
        """The bot, receiving and delivering, when its first sync is done."""
        async with opened(self.config(**matrix)) as app:
            assert app.config.matrix is not None
            platform = MatrixPlatform(app.config.matrix, app.engine, app.catalogue, app.clock, app.artist)
            courier = Courier(app.database, platform.carrier, app.clock)
            app.wakers.append(courier.wake)
            await platform.start()
            bot = Bot(app, platform, courier)
            bot.go()
            try:
                await until(lambda: platform.ready or any(task.done() for task in bot.tasks))
                yield bot
            finally:
                ended = [task for task in bot.tasks if task.done() and not task.cancelled()]
                await bot.stop()
                for task in ended:
                    task.result()


@asynccontextmanager
async def world(homeserver: Synapse, folder: Path) -> AsyncIterator[World]:
    """A world with both bound rooms in place."""
    async with AsyncExitStack() as stack:
        users = [homeserver.user(name) for name in ("cora", "ana", "bo", "kim")]
        people = [await stack.enter_async_context(Somebody(homeserver.url, user)) for user in users]
        cora, ana, bo, kim = people
        made = World(homeserver, folder, homeserver.user("ambassador"), cora, ana, bo, kim, "", "")
        made.mentors = await cora.room(made.alias("mentors").partition(":")[0][1:], (ana.user_id, bo.user_id))
        made.emea = await cora.room(made.alias("emea").partition(":")[0][1:], (kim.user_id,))
        for somebody, room_id in ((ana, made.mentors), (bo, made.mentors), (kim, made.emea)):
            await somebody.client.join(room_id)
        yield made


ANSWERS = (
    (question(1), "kim"),
    (question(2), "kim@example.org"),
    (question(3), "EMEA"),
    (question(4), "English, de"),
    (question(5), "I like people."),
    (question(6), "I answered\n!claim 1\non the list."),
    (question(7), "A meetup."),
    (question(8), "skip"),
    (question(9), "none"),
)


async def apply(there: World, candidate: Somebody) -> str:
    """Apply in a direct chat that the candidate opens; returns the room."""
    room = await candidate.direct(there.me)
    await candidate.say(room, "apply")
    for question, answer in ANSWERS:
        await candidate.hears(question, room)
        await candidate.say(room, answer)
    await candidate.hears(words("form-summary"), room)
    await candidate.say(room, "send")
    await candidate.hears(words("applied"), room)
    return room
