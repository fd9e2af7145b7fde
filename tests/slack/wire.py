"""Slack over HTTP: signed requests to the app's own address, within three seconds, and again where Slack comes again.

Rules of this file: what is sent is what Slack sends, byte for byte the same when replayed; ``spoil`` makes what only
somebody else would send. Signatures carry the real time, because the app compares it with its own clock; retries follow
the town's.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, Self
from urllib.parse import urlencode

import aiohttp

from tests.slack import payloads
from tests.slack.deliveries import LIMIT, Deliveries, Delivery, Payload, Reply
from tests.slack.town import Town

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
STALE = 6 * 60
"""Seconds by which a stale request's timestamp lies in the past."""


class Wire(Protocol):
    """How what people do reaches the app. Errors are those that Slack's client shows."""

    log: list[Delivery]
    lost: list[Payload]

    async def command(self, body: Mapping[str, str]) -> Reply:
        """A slash command, brought once."""

    async def interaction(self, payload: Payload) -> Reply:
        """A button, a view: brought once."""

    async def event(self, envelope: Payload) -> Reply:
        """Something happened: brought until it is answered."""

    async def retry_due(self) -> int:
        """What is due by now comes again."""

    def besides(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something in the background that counts as under way."""

    async def settle(self) -> None:
        """Waits until nothing is under way."""


class Spoilt(StrEnum):
    """What can be wrong with a request's signature."""

    BAD = "bad"
    MISSING = "missing"
    STALE = "stale"
    ALTERED = "altered"


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire."""

    body: bytes
    headers: Mapping[str, str]


class HttpWire(Deliveries):
    """Deliveries by HTTP to ``target_url``; ``posted`` has every request, newest last."""

    def __init__(
        self,
        town: Town,
        signing_secret: str,
        target_url: str = "",
        *,
        eager: bool = False,
        limit: float = LIMIT,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(town.clock, eager=eager, limit=limit)
        self.target_url, self._secret, self._now = target_url, signing_secret, now
        self.posted: list[Request] = []
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(trust_env=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        if self._session is not None:
            await self._session.close()

    # What happens, in Slack's own words

    async def command(self, body: Mapping[str, str]) -> Reply:
        """A slash command: a form."""
        self.watched(body)
        return await self._person(self.signed(urlencode(body), FORM))

    async def interaction(self, payload: Payload) -> Reply:
        """A button, a view: a form with one field, which is JSON."""
        self.watched(payload)
        return await self._person(self.signed(urlencode({"payload": json.dumps(payload)}), FORM))

    async def bring(self, envelope: Payload, attempt: int, reason: str) -> Reply:
        """One try of an event."""
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        return await self.post(self.signed(json.dumps(envelope), JSON, retry))

    async def url_verification(self, challenge: str) -> Reply:
        """The address is being written into the app's settings."""
        return await self.post(self.signed(json.dumps(payloads.url_verification(challenge)), JSON))

    async def ssl_check(self) -> Reply:
        """Slack looks at the certificate. Not signed."""
        return await self.post(Request(urlencode(payloads.ssl_check()).encode(), {"Content-Type": FORM}))

    async def _person(self, request: Request) -> Reply:
        with self.working():
            reply = await self.post(request)
        if reply.error is None:
            return reply
        shown = "operation_timeout" if reply.error == "http_timeout" else "http_service_error"
        return Reply(shown, status=reply.status)

    # Requests

    def signed(self, body: str, content_type: str, more: Mapping[str, str] | None = None) -> Request:
        """A request with Slack's signature."""
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        return self._stamped(body.encode(), {**headers, **(more or {})}, int(self._now()))

    def _stamped(self, body: bytes, headers: Mapping[str, str], at: int) -> Request:
        digest = hmac.new(self._secret.encode(), b"v0:%d:%b" % (at, body), hashlib.sha256).hexdigest()
        stamp = {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}
        return Request(body, {**headers, **stamp})

    def spoil(self, request: Request, how: Spoilt) -> Request:
        """The same request as somebody would send it who isn't Slack, or too late."""
        headers = dict(request.headers)
        if how is Spoilt.STALE:
            return self._stamped(request.body, headers, int(self._now()) - STALE)
        if how is Spoilt.ALTERED:
            return Request(request.body.replace(b"U0", b"U9"), headers)
        signature = headers.pop("X-Slack-Signature")
        if how is Spoilt.BAD:
            headers["X-Slack-Signature"] = f"{signature[:-1]}{'1' if signature[-1] == '0' else '0'}"
        return Request(request.body, headers)

    async def post(self, request: Request) -> Reply:
        """Sends a request as it is: a replay, where it was sent before. An error is a reason as retries give it."""
        assert self._session is not None, "enter the wire first"
        self.posted.append(request)
        timeout = aiohttp.ClientTimeout(total=self.limit)
        try:
            async with self._session.post(
                self.target_url, data=request.body, headers=request.headers, timeout=timeout, allow_redirects=False
            ) as response:
                raw = await response.text()
        except TimeoutError:
            return Reply("http_timeout")
        except aiohttp.ClientConnectorError:
            return Reply("connection_failed")
        except aiohttp.ClientError:
            return Reply("http_error")
        final = response.headers.get("X-Slack-No-Retry") == "1"
        if not response.ok or response.status >= 300:
            return Reply("http_error", status=response.status, final=final)
        return _read(raw, response.content_type, response.status)


def _read(raw: str, content_type: str, status: int) -> Reply:
    """A body that Slack can't make anything of is an error to the person."""
    if not raw:
        return Reply(status=status)
    if content_type != JSON:
        return Reply(body={"text": raw}, status=status)
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    return Reply(body=body, status=status) if isinstance(body, dict) else Reply("http_error", status=status)
