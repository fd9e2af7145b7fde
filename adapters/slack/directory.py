"""Who somebody is: what Slack vouches for beyond an id, looked up when they act and kept for an hour.

Rules of this file: nobody acts unverified. What can't be looked up raises Unknown and is never kept; what is known may
serve a day longer while Slack can't be asked, and that somebody is outside serves without end. However many ask for
somebody at once, Slack is asked once. No mail address is kept, and no name but the one that they show.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from adapters.slack import wire
from adapters.slack.api import SlackError
from adapters.slack.wire import Payload
from adapters.slack.workspace import Workspace
from bot.address import short
from bot.event import Outside, Sender
from bot.typed import clean

FRESH = 3600.0
"""Seconds for which somebody isn't looked up again."""
STALE = 86_400.0
"""Seconds more for which they may act as they were known, while Slack can't be asked."""
MOST = 20_000
"""People who are kept: whoever acted longest ago is forgotten first."""
HELD = 5.0
"""Seconds for which nobody is looked up after Slack was asked too often and said no number."""
SLACKBOT = "USLACKBOT"
_NAME = 80
"""Characters of a name that are kept."""
_GONE = frozenset(["user_not_found", "users_not_found"])
"""What Slack says of an id that nobody has any more."""
_HIDDEN = "user_not_visible"
"""What it says of somebody whom this workspace may not look at: they are at home in another one."""


class Api(Protocol):
    """What a directory needs of Slack."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """What a method answers. Raises SlackError."""


class Unknown(Exception):
    """Nobody can tell now who somebody is. ``after``: seconds that Slack asks to wait, None where it didn't say."""

    def __init__(self, cause: str, after: float | None = None) -> None:
        super().__init__(cause)
        self.cause, self.after = cause, after


@dataclass(frozen=True, slots=True)
class _Entry:
    """Somebody as they were at ``at``, in seconds of the monotonic clock."""

    sender: Sender
    at: float


class Directory:
    """The people of one workspace. ``monotonic``: seconds."""

    def __init__(self, api: Api, workspace: Workspace, monotonic: Callable[[], float]) -> None:
        self._api, self._workspace, self._now = api, workspace, monotonic
        self._known: OrderedDict[str, _Entry] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Sender]] = {}
        self._held = 0.0

    async def sender(self, user: str, *, within: float | None = None) -> Sender:
        """Who somebody is. Raises Unknown.

        ``within``: seconds after which Slack counts as not there; the look-up goes on, for whoever asks next.
        """
        entry = self._known.get(user)
        if entry is not None:
            self._known.move_to_end(user)
            if self._now() - entry.at < FRESH:
                return entry.sender
        try:
            async with asyncio.timeout(within):
                found = await asyncio.shield(self._look_up(user))
        except TimeoutError:
            return self._as_known(user, Unknown("users.info takes too long"))
        except Unknown as unknown:
            return self._as_known(user, unknown)
        kept = self._known.get(user)
        return kept.sender if kept is not None else found  # what was learned meanwhile is newer

    def name(self, user: str) -> str:
        """What somebody is called, as far as that is known; Slack isn't asked."""
        entry = self._known.get(user)
        return entry.sender.name if entry is not None and entry.sender.name != user else ""

    def learned(self, raw: Payload) -> None:
        """Slack tells of a change to somebody. It is kept of those who were ever asked for.

        It may come minutes late: so nobody may do more because of it, but is asked for anew.
        """
        user = wire.own_id(raw, "id")
        if user is None or (user not in self._known and user not in self._asked):
            return
        told, known = self._read(user, raw), self._known.get(user)
        may = not told.bot and told.outside is None
        if may and (known is None or known.sender.bot or known.sender.outside is not None):
            self.forget(user)
            return
        self._asked.pop(user, None)  # what is under way may be older
        if told.locale is None and known is not None:  # Slack needn't tell it with a change
            told = told.model_copy(update={"locale": known.sender.locale})
        self._keep(user, told)

    def forget(self, user: str) -> None:
        """Keep nothing of somebody; who they are is asked anew."""
        self._known.pop(user, None)
        self._asked.pop(user, None)

    def _look_up(self, user: str) -> "asyncio.Task[Sender]":
        """The look-up that is under way for somebody, or a new one. It survives those who wait for it."""
        task = self._asked.get(user)
        if task is None:
            task = asyncio.create_task(self._ask(user), name=f"users.info {user}")
            self._asked[user] = task
            task.add_done_callback(partial(self._answered, user))
        return task

    def _answered(self, user: str, task: "asyncio.Task[Sender]") -> None:
        """Keep what was found, unless something newer was learned, or everything forgotten, meanwhile."""
        failed = task.cancelled() or task.exception() is not None
        if self._asked.get(user) is not task:
            return
        del self._asked[user]
        if not failed:
            self._keep(user, task.result())

    async def _ask(self, user: str) -> Sender:
        if user == SLACKBOT:
            return Sender(identity=self._workspace.identity(user), name="Slackbot", bot=True)
        left = self._held - self._now()
        if left > 0:
            raise Unknown("users.info: Slack wants a pause", left)
        try:
            answer = await self._api.call("users.info", user=user, include_locale=True)
        except SlackError as failure:
            return self._failed(user, failure)
        found = wire.mapping(answer, "user")
        if wire.own_id(found, "id") != user:
            raise Unknown("users.info: Slack told of somebody else, or of nobody")
        return self._read(user, found)

    def _failed(self, user: str, failure: SlackError) -> Sender:
        """What a failed look-up says of somebody all the same. Raises Unknown where that is nothing."""
        identity = self._workspace.identity(user)
        if failure.code in _GONE:
            return Sender(identity=identity, name=short(identity), outside=Outside.GONE)
        if failure.code == _HIDDEN:
            return Sender(identity=identity, name=short(identity), outside=Outside.ELSEWHERE)
        if failure.limited:
            self._held = self._now() + (HELD if failure.after is None else failure.after)
        raise Unknown(str(failure), failure.after) from failure

    def _as_known(self, user: str, unknown: Unknown) -> Sender:
        """Somebody as they were known, while Slack can't be asked. Raises ``unknown`` where that is too long ago."""
        entry = self._known.get(user)
        if entry is None:
            raise unknown
        if entry.sender.outside is not None or self._now() - entry.at < FRESH + STALE:
            return entry.sender
        raise unknown

    def _keep(self, user: str, sender: Sender) -> None:
        self._known[user] = _Entry(sender, self._now())
        self._known.move_to_end(user)
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def _read(self, user: str, raw: Payload) -> Sender:
        identity = self._workspace.identity(user)
        profile = wire.mapping(raw, "profile")
        shown = (profile.get("display_name"), profile.get("real_name"), raw.get("real_name"))
        names = (_name(each) for each in shown if isinstance(each, str))
        return Sender(
            identity=identity,
            name=next(filter(None, names), short(identity)),
            bot=any(wire.flag(raw, kind) for kind in ("is_bot", "is_workflow_bot", "is_connector_bot")),
            outside=self._outside(raw),
            zone=raw.get("tz"),  # whatever stands there: Sender takes a zone that there is, and a language
            locale=raw.get("locale"),
        )

    def _outside(self, raw: Payload) -> Outside | None:
        """Whoever can't be told to be at home here is taken to be elsewhere."""
        if wire.flag(raw, "deleted"):
            return Outside.GONE
        if not self._at_home(raw):
            return Outside.ELSEWHERE
        guest = wire.flag(raw, "is_restricted") or wire.flag(raw, "is_ultra_restricted")
        return Outside.GUEST if guest else None

    def _at_home(self, raw: Payload) -> bool:
        if wire.flag(raw, "is_stranger"):
            return False
        teams = wire.mapping(raw, "enterprise_user").get("teams")
        there = isinstance(teams, list) and self._workspace.team in teams
        return there or wire.own_id(raw, "team_id") == self._workspace.team


def _name(raw: str) -> str:
    """A name of one line, without what would change the text around it."""
    whole = raw.encode("utf-8", "replace").decode()
    return " ".join(clean(whole).split())[:_NAME].strip()
