"""Slack as a load: signed requests over connections that stay open. ``python -m tests.bench.slack_load < PLAN``.

Rules of this file: a process of its own, in which everything is built and signed before the clock runs, so that it
isn't what is measured; how busy it was stands in its result. It prints that as JSON, and nothing else.
"""

import asyncio
import gc
import hashlib
import hmac
import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from statistics import quantiles

SECRET = "the-signing-secret-of-an-app-that-lives-for-a-bench"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shot:
    """One request. ``holds``: what its answer must contain."""

    kind: str
    body: str
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What each caller asks, one after the other. ``rate``: requests a second of all callers, whoever is free.

    Without a rate a caller asks as soon as they were answered.
    """

    port: int
    callers: list[list[Shot]]
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Requests a second, waits in milliseconds, and the share of a core that the load itself took."""

    rate: float
    p50: float
    p99: float
    most: float
    busy: float
    wrong: list[str] = field(default_factory=list)


def run(plan: Plan) -> Result:
    """Run a plan in a process of its own. Raises RuntimeError where an answer was wrong."""
    command = [sys.executable, "-m", "tests.bench.slack_load"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    result = Result(**json.loads(done.stdout))
    if result.wrong:
        raise RuntimeError(f"{len(result.wrong)} wrong answers, such as {result.wrong[0]}")
    return result


class _Line(asyncio.Protocol):
    """One connection; asks one thing at a time."""

    def __init__(self) -> None:
        self._came = b""
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        """Send a request. Its status and body come."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._came, 0, end)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._came) >= whole and self._answer is not None:
            came, self._came = self._came, self._came[whole:]
            self._answer.set_result((int(came[9:12]), came[end + 4 : whole]))

    def connection_lost(self, failure: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(failure or ConnectionResetError("the connection was closed"))


class _Load:
    """Everything signed, and what came of it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._signed = [[(_signed(shot), shot.holds.encode()) for shot in caller] for caller in plan.callers]
        self._waits: list[float] = []
        self._wrong: list[str] = []

    async def run(self) -> Result:
        """Ask everything."""
        loop = asyncio.get_running_loop()
        lines = [(await loop.create_connection(_Line, "127.0.0.1", self._plan.port))[1] for _ in self._signed]
        gc.collect()
        gc.freeze()
        begun, used = time.perf_counter(), _used()
        paced = self._plan.rate is not None
        asking = [self._paced(n, line, begun) if paced else self._asks(n, line) for n, line in enumerate(lines)]
        await asyncio.gather(*asking)
        seconds = time.perf_counter() - begun
        waits = sorted(self._waits)
        cuts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
        rate = len(waits) / seconds
        busy = (_used() - used) / seconds
        return Result(rate, cuts[49] * 1e3, cuts[98] * 1e3, waits[-1] * 1e3, busy, self._wrong[:10])

    async def _asks(self, caller: int, line: _Line) -> None:
        for request, holds in self._signed[caller]:
            await self._ask(line, request, holds, time.perf_counter())

    async def _paced(self, caller: int, line: _Line, begun: float) -> None:
        """Each in its turn among all; one that is late counts from when it should have been."""
        assert self._plan.rate is not None
        for number, (request, holds) in enumerate(self._signed[caller]):
            due = begun + (caller + number * len(self._signed)) / self._plan.rate
            left = due - time.perf_counter()
            if left > 0:
                await asyncio.sleep(left)
            await self._ask(line, request, holds, due)

    async def _ask(self, line: _Line, request: bytes, holds: bytes, begun: float) -> None:
        status, body = await line.ask(request)
        self._waits.append(time.perf_counter() - begun)
        if status != 200 or holds not in body:
            self._wrong.append(f"{status}: {body[:300]!r}")


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _signed(shot: Shot) -> bytes:
    """A request as it goes over the wire."""
    body, at = shot.body.encode(), int(time.time())
    digest = hmac.new(SECRET.encode(), b"v0:%d:%b" % (at, body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"Accept: application/json,*/*\r\nContent-Type: {shot.kind}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    given = json.load(sys.stdin)
    callers = [[Shot(**shot) for shot in caller] for caller in given["callers"]]
    result = asyncio.run(_Load(Plan(given["port"], callers, given["rate"])).run())
    print(json.dumps(asdict(result)))
