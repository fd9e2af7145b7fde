"""What both wires do alike: bring an event until it is answered, four times at most, and count what became of it.

Rules of this file: it knows no wire. The first try is awaited by whoever caused the event; a later one comes when it is
due on the town's clock and somebody calls ``retry_due``, or by itself where the wire is ``eager``. Commands and
interactions are brought once, here as in Slack.
"""

import asyncio
import contextlib
import copy
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]

RETRIES = (0.0, 60.0, 300.0)
"""Seconds from a failed try of an event to the next one."""
PAUSES = (0.0, 0.2, 1.0)
"""The same where the wire is eager, in real seconds."""
LIMIT = 3.0
"""Real seconds within which an answer counts."""


@dataclass(frozen=True)
class Reply:
    """What the app answered. ``error``: what went wrong, in Slack's words; then there is no ``body``."""

    error: str | None = None
    body: Payload = field(default_factory=dict)
    status: int = 0
    final: bool = False

    @property
    def accepted(self) -> bool:
        """Whether Slack is content with it."""
        return self.error is None


@dataclass(frozen=True)
class Delivery:
    """One try to bring an event; ``attempt`` 0 is the first."""

    event_id: str
    attempt: int
    reply: Reply


@dataclass(frozen=True)
class _Due:
    at: float
    envelope: Payload
    attempt: int
    reason: str


class Deliveries:
    """One app's deliveries. ``log`` has every try, ``lost`` the events that Slack gave up on.

    ``copies``: how often each event is brought at once; more than one is what Slack does when its own nodes disagree.
    ``watchers`` hear of everything that is to be brought, before it is. ``pauses`` are those of an eager wire.
    """

    def __init__(self, clock: Callable[[], float], *, eager: bool = False, limit: float = LIMIT) -> None:
        self._clock, self.eager, self.limit, self.copies = clock, eager, limit, 1
        self.pauses: Sequence[float] = PAUSES
        self.watchers: list[Callable[[Mapping[str, Any]], None]] = []
        self.told: dict[str, Payload] = {}
        self.log: list[Delivery] = []
        self.lost: list[Payload] = []
        self._due: list[_Due] = []
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._broken: list[BaseException] = []

    async def bring(self, envelope: Payload, attempt: int, reason: str) -> Reply:
        """One try over the wire."""
        raise NotImplementedError

    async def reachable(self) -> None:
        """Waits until there is somebody to bring anything to, where the wire can tell; for eager retries alone."""

    async def event(self, envelope: Payload) -> Reply:
        """Something happened. Returns the answer to the first try; what isn't answered comes again, as it is now."""
        envelope = copy.deepcopy(envelope)
        self.told[envelope["event_id"]] = envelope
        self.watched(envelope)
        with self.working():
            replies = await asyncio.gather(*(self._try(envelope, 0, "") for _ in range(self.copies)))
        return replies[0]

    def watched(self, what: Mapping[str, Any]) -> None:
        """Something is about to be brought."""
        for watcher in self.watchers:
            watcher(what)

    async def again(self, event_id: str) -> Reply:
        """An event that may well have been answered comes once more, as its first try did."""
        with self.working():
            reply = await self.bring(self.told[event_id], 0, "")
        self.log.append(Delivery(event_id, 0, reply))
        return reply

    @property
    def waiting(self) -> list[str]:
        """The ids of the events that are to come again."""
        return [each.envelope["event_id"] for each in self._due]

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._busy > 0

    async def retry_due(self) -> int:
        """Everything that is due by now comes again, at the same time. Returns how many came."""
        now = self._clock()
        due = [each for each in self._due if each.at <= now]
        self._due = [each for each in self._due if each.at > now]
        with self.working():
            await asyncio.gather(*(self._try(each.envelope, each.attempt, each.reason) for each in due))
        return len(due)

    async def settle(self) -> None:
        """Waits until nothing is under way; retries that wait for the clock aren't. Raises what broke meanwhile."""
        await self._idle.wait()
        if self._broken:
            raise self._broken.pop(0)

    async def _try(self, envelope: Payload, attempt: int, reason: str) -> Reply:
        reply = await self.bring(envelope, attempt, reason)
        self.log.append(Delivery(envelope["event_id"], attempt, reply))
        if reply.accepted or reply.final:
            return reply
        if attempt == len(RETRIES):
            self.lost.append(envelope)
        elif self.eager:
            self.besides(self._soon(envelope, attempt + 1, reply.error or ""))
        else:
            due = _Due(self._clock() + RETRIES[attempt], envelope, attempt + 1, reply.error or "")
            self._due.append(due)
        return reply

    async def _soon(self, envelope: Payload, attempt: int, reason: str) -> None:
        await asyncio.sleep(self.pauses[attempt - 1])
        await self.reachable()
        await self._try(envelope, attempt, reason)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Counts what is done within as under way."""
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    def besides(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something in the background that counts as under way. What breaks there, ``settle`` raises."""
        counted = contextlib.ExitStack()
        counted.enter_context(self.working())  # from this moment on, not only once the task runs
        task = asyncio.create_task(work)
        self._tasks.add(task)

        def ended(task: asyncio.Task[Any]) -> None:
            self._tasks.discard(task)
            counted.close()
            if not task.cancelled() and (broke := task.exception()) is not None:
                self._broken.append(broke)

        task.add_done_callback(ended)

    async def stop(self) -> None:
        """Drops what is under way besides."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
