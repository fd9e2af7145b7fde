"""Slack's Web API over real HTTP, for one app in one workspace: strict, and as unreliable as a test asks for.

Rules of this file: whatever isn't as Slack wants it, or as we want it, is kept in ``violations``; a test ends with
``assert_clean``. Where Slack would refuse it, it is refused with Slack's word, too. Times are the workspace's clock's.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.slack import methods_channels, methods_chat, methods_files, methods_people
from tests.slack.faults import Fault, Faults, Kind, Rates
from tests.slack.methods import METHODS, Body, Method, Refusal, read
from tests.slack.methods_chat import ResponseUrl, Trigger
from tests.slack.strict_text import Problem
from tests.slack.town import Channel, Message, Town, User

__all__ = ["SCOPES", "Call", "FakeApi", "methods_channels", "methods_chat", "methods_files", "methods_people"]
_GRANTED = """
    app_mentions:read channels:history channels:join channels:read chat:write commands files:write
    groups:history groups:read im:history im:read im:write reactions:read reactions:write
    team:read users:read users:read.email
"""
SCOPES = frozenset(_GRANTED.split())
"""What the bot is granted unless a test says otherwise."""
UNREADABLE = '{"ok":tru'


@dataclass
class Call:
    """A call that came in. ``answer``: "ok", Slack's error, or what went wrong with it."""

    method: str
    arguments: Body
    at: float
    answer: str = ""


class FakeApi:
    """The Web API. ``listeners`` hear what the bot said: "posted", "changed" or "deleted", where, and the message.

    ``carried_out`` hears of every call that took effect, before its answer goes.

    ``rates``: a channel takes one message a second. ``revoked``: the token is worth nothing any more.
    ``open_connection`` gives an address for a websocket.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        self.bot_token, self.app_token = "xoxb-1-the-bot", "xapp-1-the-app"
        self.scopes = set(SCOPES)
        self.revoked = self.rates = False
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults, self.pace = Faults(), Rates(town.clock)
        self.listeners: list[Callable[[str, Channel, Message], None]] = []
        self.carried_out: list[Callable[[str], None]] = []
        self.open_connection: Callable[[], str] | None = None
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.uploads: dict[str, methods_files.Stored] = {}
        self.files: dict[str, methods_files.Stored] = {}
        self.url = self.root = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**25)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/response/{token}", self._response)
        app.router.add_post("/upload/{address}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.root = f"http://{host}:{port}"
        self.url = f"{self.root}/api/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def trigger(self, user: User) -> str:
        """A trigger_id: one view may be opened with it, within three seconds."""
        made = f"{self.town.number()}.{self.town.team}.{user.id}"
        self.triggers[made] = Trigger(user.id, self.town.clock())
        return made

    def response_url(self, user: User, channel: Channel, message_ts: str | None = None) -> str:
        """An address to answer at. ``message_ts``: the message or ephemeral on which somebody did something."""
        token = f"{self.town.number()}"
        self.responses[token] = ResponseUrl(user.id, channel.id, message_ts, self.town.clock())
        return f"{self.root}/response/{token}"

    def called(self, method: str) -> list[Body]:
        """The arguments of all calls of a method, those that failed, too."""
        return [each.arguments for each in self.calls if each.method == method]

    def assert_clean(self) -> None:
        """Nothing came that Slack, or we, wouldn't want."""
        assert not self.violations, "\n".join(self.violations)

    # What methods need

    def need(self, scope: str) -> None:
        """A scope that this call takes. Raises Refusal."""
        if scope not in self.scopes:
            raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def violation(self, where: str, said: str) -> None:
        """Something that nobody should send."""
        self.violations.append(f"{where}: {said}")

    def look(self, where: str, problems: list[Problem], *, status: int = 200) -> None:
        """Keep what is wrong with a payload. Raises Refusal with Slack's word for the first that Slack refuses."""
        for problem in problems:
            self.violation(where, str(problem))
        refused = [each for each in problems if each.code is not None]
        if refused:
            messages = [f"[ERROR] {each.said} [{each.where}]" for each in refused]
            raise Refusal(str(refused[0].code), status=status, response_metadata={"messages": messages})

    def tell(self, what: str, channel: Channel, message: Message) -> None:
        """The bot said something."""
        for listener in self.listeners:
            listener(what, channel, message)

    # The wire

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        declared = METHODS.get(name)
        given, warning = await self._given(request, name, declared)
        posted = str(given.pop("token", ""))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or posted
        call = Call(name, given, self.town.clock())
        self.calls.append(call)

        def perform() -> Body:
            if declared is None:
                self.violation(name, "no such method")
                raise Refusal("unknown_method", req_method=name)
            self._admit(declared, token)
            arguments, wrong = read(declared, given)
            if wrong:
                for each in wrong:
                    self.violation(name, each)
                messages = [f"[ERROR] {each}" for each in wrong]
                raise Refusal("invalid_arguments", response_metadata={"messages": messages})
            return {**warning, **declared.handle(self, arguments)}

        fault = self.faults.draw(name, writes=declared is not None and declared.writes)
        response = await self._answered(request, call, fault, perform)
        if token == self.bot_token and declared is not None and not self.revoked:
            response.headers["x-oauth-scopes"] = ",".join(sorted(self.scopes))
            response.headers["x-accepted-oauth-scopes"] = declared.scope or ""
        return response

    async def _response(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = None
        call = Call("response_url", body if isinstance(body, dict) else {}, self.town.clock())
        self.calls.append(call)

        def perform() -> Body:
            methods_chat.respond(self, self.responses.get(request.match_info["token"]), body)
            return {}

        return await self._answered(request, call, self.faults.draw("response_url", writes=True), perform)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content, address = await request.read(), request.match_info["address"]
        call = Call("upload", {"length": len(content)}, self.town.clock())
        self.calls.append(call)

        def perform() -> Body:
            methods_files.take(self, address, content, request.headers.get("Authorization", ""))
            return {}

        return await self._answered(request, call, self.faults.draw("upload", writes=True), perform)

    async def _given(self, request: web.Request, name: str, declared: Method | None) -> tuple[Body, Body]:
        """A call's arguments as they came, and a warning in Slack's words where there is one."""
        given: Body = dict(request.query)
        if request.method == "GET":
            if declared is not None and declared.writes:
                self.violation(name, "GET: what writes is posted, and stands in no address")
            return given, {}
        if request.content_type != "application/json":
            return {**given, **dict(await request.post())}, {}
        if declared is not None and not declared.writes:
            self.violation(name, "it takes no JSON: its arguments are lost")
            return given, {}
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            self.violation(name, "its body isn't a JSON object")
            return given, {}
        if request.charset:
            return {**given, **body}, {}
        return {**given, **body}, {"warning": "missing_charset", "response_metadata": {"warnings": ["missing_charset"]}}

    def _admit(self, declared: Method, token: str) -> None:
        """Whether a token may call a method at all. Raises Refusal."""
        if not token:
            raise Refusal("not_authed")
        if token not in {self.bot_token, self.app_token}:
            raise Refusal("invalid_auth")
        if (token == self.app_token) != declared.app:
            raise Refusal("not_allowed_token_type")
        if declared.app:
            return
        if self.revoked:
            raise Refusal("token_revoked")
        if self.town.bot.deleted:
            raise Refusal("account_inactive")
        if declared.scope is not None:
            self.need(declared.scope)

    async def _answered(
        self, request: web.Request, call: Call, fault: Fault | None, perform: Callable[[], Body]
    ) -> web.StreamResponse:
        """A call's answer, or what becomes of it instead."""
        kind, options = (fault.kind, fault.options) if fault is not None else (None, {})
        if kind is Kind.DELAY:
            await asyncio.sleep(options["seconds"])
        if kind in {Kind.RESET, Kind.LIMITED, Kind.ERROR} or (kind is Kind.HTTP and not options["after"]):
            call.answer = kind
        else:
            status, body, headers = _performed(perform)
            call.answer = "ok" if body["ok"] else body["error"]
            for follow in self.carried_out:
                follow(call.method)
        if kind in {Kind.RESET, Kind.LOSE} and request.transport is not None:
            request.transport.abort()
        if kind is Kind.LIMITED:
            limited = {"Retry-After": str(options["retry_after"])}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=limited)
        if kind is Kind.ERROR:
            return web.json_response({"ok": False, "error": options["code"]})
        if kind is Kind.HTTP:
            return web.Response(status=options["status"], text="<html>Something broke</html>", content_type="text/html")
        if kind in {Kind.GARBAGE, Kind.RESET}:
            return web.Response(text=UNREADABLE, content_type=options.get("content_type"))
        return web.json_response(body, status=status, headers=headers)


def _performed(perform: Callable[[], Body]) -> tuple[int, dict[str, Any], dict[str, str]]:
    try:
        return 200, {"ok": True, **perform()}, {}
    except Refusal as refused:
        wait = {"Retry-After": str(refused.retry_after)} if refused.retry_after is not None else {}
        return refused.status, refused.body, wait
