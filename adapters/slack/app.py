"""bolt's part: it checks signatures, and hands every kind of payload to the door.

Rules of this file: one middleware takes everything that bolt let through, so that nothing is answered with 404 and
comes again for ever; bolt's listeners would lose the acknowledgement of what raises. What nobody wants to know is
acknowledged. Bodies are read here: bolt takes a command for none whose text has the word payload in it, and stumbles
over odd fields. Nothing is sent through bolt's own client.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import NOT_TAKEN, Door
from adapters.slack.settings import Slack
from adapters.slack.speech import Body
from adapters.slack.workspace import Workspace
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
_PAYLOAD = "ambassador_payload"
"""What a payload is called on its way through bolt."""
_Next = Callable[[], Awaitable[BoltResponse]]
_Handler = Callable[[Mapping[str, Any]], Awaitable[Body | None]]


class App:
    """Takes requests and envelopes to the door."""

    def __init__(self, settings: Slack, workspace: Workspace, door: Door) -> None:
        quiet = logging.getLogger("ambassador.bolt")
        quiet.setLevel(logging.CRITICAL)  # what bolt logs of a request holds people's words
        secret = settings.signing_secret.get_secret_value() if settings.signing_secret is not None else ""
        self._bolt = _Bolt(
            name="ambassador",
            logger=quiet,
            process_before_response=True,
            signing_secret=secret,
            request_verification_enabled=settings.mode == "http",
            client=AsyncWebClient(base_url=settings.api_url, retry_handlers=[], logger=quiet),
            authorize=_authorize(workspace),
            ignoring_self_events_enabled=False,  # that reads events, and ``receive.py`` does so anyway
            attaching_function_token_enabled=False,
        )
        self._listen(door)

    def _listen(self, door: Door) -> None:
        kinds: dict[str, _Handler] = {
            "event_callback": door.happened,
            "block_actions": door.pressed,
            "view_submission": door.submitted,
            "view_closed": door.closed,
        }
        self._bolt.use(_Everything(door.command, kinds))

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
        return await self._through_bolt(request, payload)

    async def envelope(self, envelope: Mapping[str, Any]) -> tuple[bool, Body | None]:
        """An envelope of Socket Mode: whether to acknowledge it, and with what."""
        payload = envelope.get("payload")
        request = AsyncBoltRequest(mode="socket_mode", body={})
        response = await self._through_bolt(request, payload if isinstance(payload, dict) else {})
        if response.status != 200:
            return False, None
        said = json.loads(response.body) if response.body.startswith("{") else None
        return True, said

    async def _through_bolt(self, request: AsyncBoltRequest, payload: dict[str, Any]) -> BoltResponse:
        request.body = {name: payload[name] for name in _ANSWERED if name in payload}
        request.context[_PAYLOAD] = payload
        return await self._bolt.async_dispatch(request)


class _Bolt(AsyncApp):
    """bolt's app, but for the Web API client that it makes for each request: nothing is sent through bolt."""

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["client"], req.context["logger"] = self.client, self.logger


class _Everything(AsyncMiddleware):
    """Takes each payload to whom it is for. Bolt reads nothing out of it for a middleware of this kind."""

    def __init__(self, command: _Handler, kinds: Mapping[str, _Handler]) -> None:
        self._command, self._kinds = command, kinds

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: _Next) -> BoltResponse:
        """See ``AsyncMiddleware``. Nothing comes behind it."""
        payload: dict[str, Any] = req.context[_PAYLOAD]
        kind = payload.get("type")
        handle = self._command if kind is None and "command" in payload else self._kinds.get(str(kind))
        return await _handled(handle, payload) if handle is not None else BoltResponse(status=200, body="")


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


async def _handled(handle: _Handler, payload: dict[str, Any]) -> BoltResponse:
    try:
        answered = await handle(payload)
    except Exception as failure:  # the last line: Slack brings it again, or says so to the person
        log.error("payload failed", kind=str(payload.get("type") or "command")[:40], cause=where(failure))
        return BoltResponse(status=500, body="")
    if answered is NOT_TAKEN:
        return BoltResponse(status=503, body="")
    return BoltResponse(status=200, body=answered or "")


def _authorize(workspace: Workspace) -> Callable[..., Awaitable[AuthorizeResult]]:
    """The workspace is known since the start; whose a payload is ``calls.py`` looks at."""
    known = AuthorizeResult(
        enterprise_id=workspace.enterprise,
        team_id=workspace.team,
        bot_user_id=workspace.user,
        bot_id=workspace.bot,
        bot_token="",
    )

    async def authorize() -> AuthorizeResult:
        return known

    return authorize
