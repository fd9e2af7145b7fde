"""Slack's Web API, one call at a time: what it answers, or an error that says what may be done about it.

Rules of this file: nothing that writes is retried here, because the SDK's own retries post twice when a reply is lost.
No token and nobody's words ever stand in an error. One session serves every call until ``close``, and none after it.
"""

import json
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.settings import Slack

TIMEOUT = 30
"""Seconds that a call may take."""
LIMITED = frozenset(["ratelimited", "rate_limited", "message_limit_exceeded"])
"""What Slack says when it is asked too often."""
UNSURE = frozenset(["internal_error", "fatal_error", "request_timeout", "service_unavailable", "update_failed"])
"""What it says when it broke on the way: the call may have been carried out, or not."""
PASSING = LIMITED | UNSURE | {"team_added_to_org", "org_login_required", "external_channel_migrating", "accesslimited"}
"""What it says of itself when it is to be asked again later."""
REVOKED = frozenset(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"])
"""What it says when the token is no good any more: the operator's turn, and then everything can be sent."""
_AS_JSON = frozenset(
    [
        "chat.postMessage",
        "chat.postEphemeral",
        "chat.update",
        "files.completeUploadExternal",
        "views.open",
        "views.update",
        "views.publish",
        "conversations.open",
        "conversations.join",
        "apps.connections.open",
        "reactions.add",
    ]
)
"""Methods that write: blocks, views and metadata travel as JSON."""
_AS_FORM = frozenset(["files.getUploadURLExternal"])
"""Methods that write, and take a form."""
_CODE = re.compile(r"[a-z0-9_-]{1,60}")


class SlackError(Exception):
    """A call that failed. ``code`` is Slack's word for why; ``sent``: it may have been carried out all the same.

    ``after``: seconds that Slack asks to wait. ``needed``: the scope that is missing. ``unreached``: the call never got
    to Slack.
    """

    def __init__(
        self,
        method: str,
        code: str,
        *,
        after: float | None = None,
        needed: str | None = None,
        sent: bool = False,
        unreached: bool = False,
    ) -> None:
        super().__init__(f"{method}: {code}" + (f" (needs {needed})" if needed else ""))
        self.method, self.code, self.after, self.needed = method, code, after, needed
        self.sent, self.unreached = sent, unreached

    @property
    def limited(self) -> bool:
        """Whether Slack was asked too often."""
        return self.code in LIMITED

    @property
    def revoked(self) -> bool:
        """Whether the token is no good any more."""
        return self.code in REVOKED

    @property
    def passing(self) -> bool:
        """Whether the same call may work later."""
        return self.sent or self.unreached or self.code in PASSING or self.revoked


class SlackApi:
    """Calls for one token."""

    def __init__(self, settings: Slack) -> None:
        token = settings.bot_token.get_secret_value()
        quiet = logging.getLogger("ambassador.slack_sdk")
        quiet.setLevel(logging.CRITICAL)  # what it logs of a failing call holds people's words
        self.client = AsyncWebClient(
            token=token, base_url=settings.api_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet
        )
        self._closed = False
        self.on_revoked: Callable[[], None] | None = None
        """Called whenever Slack doesn't take the bot's token any more."""

    @property
    def proxy(self) -> str | None:
        """What everything that goes to Slack goes through: the SDK takes it from ``HTTPS_PROXY``."""
        return self.client.proxy

    async def call(self, method: str, *, token: str | None = None, **arguments: Any) -> dict[str, Any]:
        """What a method answers. Raises SlackError. ``token``: another one than the bot's."""
        response = await self._answered(method, token, arguments)
        return dict(response.data) if isinstance(response.data, dict) else {}

    async def introduce(self) -> tuple[dict[str, Any], frozenset[str]]:
        """Who the token is for, and its scopes; none where that isn't said. Raises SlackError."""
        response = await self._answered("auth.test", None, {})
        headers = {str(name).lower(): str(value) for name, value in dict(response.headers).items()}
        scopes = frozenset(filter(None, (each.strip() for each in headers.get("x-oauth-scopes", "").split(","))))
        return (dict(response.data) if isinstance(response.data, dict) else {}), scopes

    async def _answered(self, method: str, token: str | None, arguments: dict[str, Any]) -> AsyncSlackResponse:
        self._opened(method)
        given = {name: value for name, value in arguments.items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            if method in _AS_JSON:
                response = await self.client.api_call(method, json=given, headers=headers)
            elif method in _AS_FORM:
                response = await self.client.api_call(method, data=given, headers=headers)
            else:  # what only reads takes no JSON
                response = await self.client.api_call(method, http_verb="GET", params=given, headers=headers)
        except SlackApiError as refused:
            failure = _refused(method, refused.response)
            if failure.revoked and token is None and self.on_revoked is not None:
                self.on_revoked()
            raise failure from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as broken:
            raise _broken(method, broken) from None
        except AttributeError:  # the SDK's word for an answer that isn't JSON, though it came with a 200
            raise SlackError(method, "HTTP 200, but not from Slack", sent=True) from None
        return response

    async def post(self, url: str, body: dict[str, Any]) -> None:
        """Post to a ``response_url``. Raises SlackError where it is dead or doesn't answer."""
        method = "response_url"
        try:
            async with self._opened(method).post(url, json=body, proxy=self.proxy) as response:
                said = await response.text()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as broken:
            raise _broken(method, broken) from None
        data = _json(said)
        if response.status != HTTPStatus.OK or data.get("ok") is False:
            raise _failed(method, response.status, data, response.headers.get("Retry-After"))

    async def upload(self, url: str, content: bytes) -> None:
        """Post a file's bytes to where Slack wants them; without the token. Raises SlackError: nobody sees them yet."""
        method, kind = "upload", {"Content-Type": "application/octet-stream"}
        try:
            async with self._opened(method).post(url, data=content, headers=kind, proxy=self.proxy) as response:
                await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as broken:
            raise SlackError(method, type(broken).__name__, unreached=True) from None
        if response.status != HTTPStatus.OK:
            limited = response.status == HTTPStatus.TOO_MANY_REQUESTS
            after = response.headers.get("Retry-After") if limited else None
            raise _failed(method, response.status, {}, after)

    def _opened(self, method: str) -> aiohttp.ClientSession:
        """One session for everything: each call would open a connection of its own otherwise."""
        if self._closed:
            raise SlackError(method, "the bot is stopping", unreached=True)
        if self.client.session is None or self.client.session.closed:
            self.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        return self.client.session

    async def close(self) -> None:
        """Let the connections go. Calls after that fail as if Slack weren't there."""
        self._closed = True
        if self.client.session is not None:
            await self.client.session.close()


def _broken(method: str, broken: Exception) -> SlackError:
    """A call without an answer. Where there was no connection, nothing can have come of it."""
    unreached = isinstance(broken, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL)
    return SlackError(method, type(broken).__name__, sent=not unreached, unreached=unreached)


def _refused(method: str, response: Any) -> SlackError:
    """What the SDK made an error of: an answer of Slack's, or aiohttp's own where that couldn't be read."""
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    headers = {str(name).lower(): str(value) for name, value in dict(getattr(response, "headers", {}) or {}).items()}
    return _failed(method, status, data if isinstance(data, dict) else {}, headers.get("retry-after"))


def _failed(method: str, status: int, data: dict[str, Any], pause: str | None) -> SlackError:
    """What Slack said, in its own word where it had one."""
    after = float(pause) if pause is not None and pause.isascii() and pause.isdecimal() else None
    code = str(data.get("error") or "")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SlackError(method, "ratelimited", after=after)
    if not _CODE.fullmatch(code):
        refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR  # by a proxy: Slack says why
        return SlackError(method, f"HTTP {status}", after=after, sent=not refused, unreached=refused)
    sent = status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in UNSURE
    needed = data.get("needed")
    return SlackError(method, code, after=after, needed=str(needed) if needed else None, sent=sent)


def _json(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
