"""bolt's part: it checks signatures and answers Slack's looks at the address. Every other payload goes to the door.

Rules of this file: whatever bolt let through is answered here, so that nothing is answered with 404 and comes again for
ever. Only bolt's own checks run, not an app of bolt's: that makes a Web API client for each request, and its listeners
would lose the acknowledgement of what raises. What nobody wants to know is acknowledged. Bodies are read here: bolt
takes a command for none whose text has the word payload in it, and stumbles over odd fields.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.middleware.request_verification.async_request_verification import AsyncRequestVerification
from slack_bolt.middleware.ssl_check.async_ssl_check import AsyncSslCheck
from slack_bolt.middleware.url_verification.async_url_verification import AsyncUrlVerification
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.door import NOT_TAKEN, Door
from adapters.slack.settings import Slack
from adapters.slack.speech import Body
from bot.errors import where

log = structlog.get_logger(__name__)

_SIGNED = {
    "x-slack-signature": re.compile(r"v0=[0-9a-f]{64}"),
    "x-slack-request-timestamp": re.compile(r"[0-9]{1,12}"),
}
"""What a signature looks like: bolt stumbles over others."""
_HEADERS = ("content-type", *_SIGNED)
"""What bolt is shown of a request's headers: others steer bolt itself."""
_ANSWERED = ("type", "challenge", "ssl_check")
"""What bolt is shown of a payload: it answers by itself where Slack looks at the address."""
_PASSED = BoltResponse(status=200, body="")
"""What one of bolt's checks answers to nobody: the next one has its turn."""
_Handler = Callable[[Mapping[str, Any]], Awaitable[Body | None]]


class App:
    """Takes requests and envelopes to the door."""

    def __init__(self, settings: Slack, door: Door) -> None:
        quiet = logging.getLogger("ambassador.bolt")
        quiet.setLevel(logging.CRITICAL)  # what bolt logs of a request holds people's words
        secret = settings.signing_secret.get_secret_value() if settings.signing_secret is not None else ""
        self._checks: tuple[AsyncMiddleware, ...] = (
            AsyncSslCheck(base_logger=quiet),
            AsyncRequestVerification(secret, base_logger=quiet),
            AsyncUrlVerification(base_logger=quiet),
        )
        self._command: _Handler = door.command
        self._kinds: dict[str, _Handler] = {
            "event_callback": door.happened,
            "block_actions": door.pressed,
            "view_submission": door.submitted,
            "view_closed": door.closed,
        }

    async def request(self, body: str, headers: Mapping[str, str]) -> BoltResponse:
        """An HTTP request's body and headers. What anybody may send is answered, whatever it is."""
        odd = any(name in headers and not form.fullmatch(headers[name]) for name, form in _SIGNED.items())
        if odd:
            return BoltResponse(status=401, body="")
        shown: dict[str, Any] = {name: headers[name] for name in _HEADERS if name in headers}
        try:
            payload = _payload(body, headers.get("content-type", ""))
        except (ValueError, RecursionError) as failure:  # a body that isn't what its header says
            log.warning("request not understood", cause=where(failure))
            return BoltResponse(status=400, body="")
        request = AsyncBoltRequest(body="", headers=shown)
        request.raw_body = body
        request.body = {name: payload[name] for name in _ANSWERED if name in payload}
        return await self._by_bolt(request) or await self._handled(payload)

    async def envelope(self, envelope: Mapping[str, Any]) -> tuple[bool, Body | None]:
        """An envelope of Socket Mode, which only Slack can send: whether to acknowledge it, and with what."""
        payload = envelope.get("payload")
        response = await self._handled(payload if isinstance(payload, dict) else {})
        if response.status != 200:
            return False, None
        said = json.loads(response.body) if response.body.startswith("{") else None
        return True, said

    async def _by_bolt(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """What bolt answers to a request that is nobody's, or a look at the address; None: it is for the bot."""
        for check in self._checks:
            answered = await check.async_process(req=request, resp=_PASSED, next=_next)
            if answered is not _PASSED:
                return answered
        return None

    async def _handled(self, payload: dict[str, Any]) -> BoltResponse:
        """Take a payload to whom it is for."""
        kind = payload.get("type")
        handle = self._command if kind is None and "command" in payload else self._kinds.get(str(kind))
        if handle is None:
            return BoltResponse(status=200, body="")
        try:
            answered = await handle(payload)
        except Exception as failure:  # the last line: Slack brings it again, or says so to the person
            log.error("payload failed", kind=str(payload.get("type") or "command")[:40], cause=where(failure))
            return BoltResponse(status=500, body="")
        if answered is NOT_TAKEN:
            return BoltResponse(status=503, body="")
        return BoltResponse(status=200, body=answered or "")


async def _next() -> BoltResponse:
    return _PASSED


def _payload(body: str, content_type: str) -> dict[str, Any]:
    """What Slack sent: an event is JSON, an interaction a form with one field of it, a command a form. Or ValueError.

    No word that somebody typed may decide which of these it is.
    """
    if content_type.partition(";")[0].strip().lower() == "application/json":
        payload = json.loads(body)
    else:
        payload = dict(parse_qsl(body, keep_blank_values=True))
        payload = json.loads(payload["payload"]) if "payload" in payload else payload
    if not isinstance(payload, dict):
        raise ValueError("not an object")
    return payload
