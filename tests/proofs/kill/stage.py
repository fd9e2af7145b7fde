"""A stream of events: a programme's people in rooms and direct chats on a homeserver that misbehaves.

Rules of this file: exactly as many events as are asked for are sent, whatever the bot does; several candidates are on
their ways side by side, and somebody always talks nonsense beside them.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.homeserver.server import Server, running
from tests.homeserver.trouble import Trouble
from tests.proofs.kill.owed import Books
from tests.proofs.kill.people import Person, Town
from tests.proofs.kill.stories import WAYS, Cast, chatters, hesitates

TROUBLE = Trouble(lost=0.05, busy=0.05, wait=0.03, older=0.05, again=(1, 3), later=2.0, limit=10)
MENTORS = ("ana", "bo", "cem", "dia")
AT_ONCE = 6
"""The most candidates that are on their way at the same time."""
BURST = 8
"""Messages that two people write together without waiting for an answer."""
BESIDE = 10
"""Percent of all events that are nonsense beside the candidates' ways."""
MOST = 18
"""Events that a candidate's way has on the average, at most; what is left becomes nonsense."""
_PASSWORD = "a password of nobody's"


class Stage:
    """The programme, before the bot comes."""

    def __init__(self, server: Server, seed: int) -> None:
        self.random = random.Random(seed)
        self.server = server
        bot = server.account("ambassador", "Ambassador", _PASSWORD)
        self.cora = server.account("cora", "Cora")
        mentors = [server.account(name, name.capitalize()) for name in MENTORS]
        ledger = server.ledger
        mentors_room = ledger.make(self.cora, "mentors", (bot, *mentors))
        emea = ledger.make(self.cora, "emea", (bot,), public=True)
        books = Books(ledger, bot)
        books.shared |= {mentors_room, emea}
        self.town = Town(server, bot, mentors_room, emea, books)
        self.mentors = [Person(self.town, user, name.capitalize()) for user, name in zip(mentors, MENTORS, strict=True)]
        for mentor in self.mentors:
            mentor.accepts(mentors_room)
        self._people = {mentor.user: mentor for mentor in self.mentors}
        server.api.listeners.append(books.hear)
        server.api.invited.append(self._invited)

    def newcomer(self, name: str) -> Person:
        """Somebody new, who is in the region's room."""
        person = Person(self.town, self.server.account(name.lower(), name), name)
        person.accepts(self.town.emea)
        self._people[person.user] = person
        return person

    def _invited(self, room_id: str, user: str) -> None:
        """Whoever the bot asks into a direct chat accepts in a moment."""
        asyncio.get_running_loop().call_later(self.random.uniform(0, 0.05), self._people[user].accepts, room_id)

    def config(self, folder: Path, url: str) -> Path:
        """The bot's config file."""
        name = self.server.ledger.name
        mentors = "".join(
            f'[[mentor]]\nperson = "matrix:{mentor.user}"\nregions = ["EMEA"]\ncapacity = 99\n'
            for mentor in self.mentors
        )
        path = folder / "config.toml"
        path.write_text(
            f"""
            [programme]
            name = "Proof"
            coordinators = ["matrix:{self.cora}"]
            mentors_channels = ["matrix:#mentors:{name}"]
            [matrix]
            homeserver = "{self.server.url}"
            user_id = "{self.town.bot}"
            password = {json.dumps(_PASSWORD)}
            store_path = {json.dumps(str(folder / "matrix"))}
            [storage]
            url = {json.dumps(url)}
            [http]
            port = 0
            [[region]]
            name = "EMEA"
            channels = ["matrix:#emea:{name}"]
            {mentors}"""
        )
        return path

    async def play(self, events: int) -> None:
        """Send so many events, and wait until everybody has read what they were owed for them."""
        talkers = [self.newcomer(name) for name in ("Ned", "Nia")]
        newcomers = [person.opens_chat() for person in talkers]
        await asyncio.gather(*newcomers, *(mentor.opens_chat("welcome-mentor") for mentor in self.mentors))
        beside = events * BESIDE // 100
        async with asyncio.TaskGroup() as group:
            group.create_task(self._candidates((events - beside) // MOST))
            for begin in range(0, beside, BURST):
                await self._nonsense(talkers, range(begin, min(begin + BURST, beside)))
        left = events - len(self.town.sent)
        assert left >= 0, f"{len(self.town.sent)} events were sent before the last nonsense"
        await self._nonsense(talkers, range(beside, beside + left))

    async def _nonsense(self, talkers: Sequence[Person], numbers: range) -> None:
        half = numbers.start + len(numbers) // 2
        first, second = range(numbers.start, half), range(half, numbers.stop)
        await asyncio.gather(chatters(talkers[0], first), chatters(talkers[1], second))

    async def _candidates(self, number: int) -> None:
        """So many candidates go their ways; the ways take turns, the people are drawn."""
        free = asyncio.Semaphore(AT_ONCE)

        async def goes(n: int, drawn: random.Random) -> None:
            async with free:
                mentor, rival = drawn.sample(self.mentors, 2)
                kim = self.newcomer(f"Kim{n}")
                hesitant = n % 7 == 0
                if hesitant or n % 2:
                    await kim.opens_chat()
                way = hesitates if hesitant else WAYS[n % len(WAYS)]
                await way(Cast(self.town, kim, mentor, rival, drawn))

        async with asyncio.TaskGroup() as group:
            for n in range(1, number + 1):
                group.create_task(goes(n, random.Random(self.random.random())))


@asynccontextmanager
async def staged(seed: int) -> AsyncIterator[Stage]:
    """A stage on a homeserver that answers."""
    async with running(Server("memory.test", TROUBLE, seed)) as server:
        yield Stage(server, seed)
