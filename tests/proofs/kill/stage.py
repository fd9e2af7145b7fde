"""A stream of events: a programme's people in rooms and direct chats of a platform that misbehaves.

Rules of this file: at least as many events as are asked for are sent, and where nobody has to ask again exactly as
many; several candidates are on their ways side by side, and somebody always talks nonsense beside them.
"""

import asyncio
import json
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.proofs.kill.judge import Judge
from tests.proofs.kill.people import Person, Town
from tests.proofs.kill.stories import WAYS, Cast, chatters, hesitates

MENTORS = ("ana", "bo", "cem", "dia")
AT_ONCE = 6
"""The most candidates that are on their way at the same time."""
BURST = 8
"""Messages that two people write together without waiting for an answer."""
BESIDE = 10
"""Percent of all events that are nonsense beside the candidates' ways."""
MOST = 18
"""Events that a candidate's way has on the average, at most; what is left becomes nonsense."""


class Stage(ABC):
    """The programme, before the bot comes."""

    def __init__(self, town: Town, mentors: Sequence[Person], seed: int) -> None:
        self.town, self.mentors, self.random = town, mentors, random.Random(seed)

    @abstractmethod
    def newcomer(self, name: str) -> Person:
        """Somebody new, who is in the region's room."""

    @property
    @abstractmethod
    def carried_out(self) -> list[Callable[[str], None]]:
        """Who hears of a request of the bot's that took effect, before it is answered."""

    @property
    @abstractmethod
    def unrest(self) -> str:
        """What is still to come to the bot. Empty: nothing."""

    @abstractmethod
    def judge(self, url: str) -> Judge:
        """Whoever looks at everything in the end."""

    @abstractmethod
    def platform(self, folder: Path) -> str:
        """The platform's section of the config."""

    @abstractmethod
    def identity(self, user: str) -> str:
        """Somebody's address."""

    @property
    @abstractmethod
    def coordinator(self) -> str:
        """The coordinator's."""

    @property
    @abstractmethod
    def rooms(self) -> tuple[str, str]:
        """Those of the mentors' room and of the region's."""

    @property
    def port(self) -> int:
        """Where the bot serves its health page."""
        return 0

    def config(self, folder: Path, url: str) -> Path:
        """The bot's config file."""
        mentors_room, emea = self.rooms
        mentors = "".join(
            f'[[mentor]]\nperson = "{self.identity(mentor.user)}"\nregions = ["EMEA"]\ncapacity = 99\n'
            for mentor in self.mentors
        )
        path = folder / "config.toml"
        path.write_text(
            f"""
            [programme]
            name = "Proof"
            coordinators = ["{self.coordinator}"]
            mentors_channels = ["{mentors_room}"]
            {self.platform(folder)}
            [storage]
            url = {json.dumps(url)}
            [http]
            port = {self.port}
            [[region]]
            name = "EMEA"
            channels = ["{emea}"]
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
        await self._nonsense(talkers, range(beside, beside + max(events - len(self.town.sent), 0)))

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
