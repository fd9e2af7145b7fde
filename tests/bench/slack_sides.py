"""What is measured on Slack: the bot as operators run it, and beside it a bolt app that only acknowledges.

Rules of this file: both are processes of their own with the same HTTP server, up at the same time and asked in turns.
The database is a file on disk, its people are of a workspace, and what Slack sends has the shapes of the tests' Slack.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import NullPool, create_engine, text

from storage.database import engine_for
from tests.bench import ground
from tests.bench.slack_load import FORM, JSON, SECRET, Shot
from tests.bench.slack_stand import BOT, BOT_ID, TEAM
from tests.slack import happenings, payloads
from tests.slack.town import Channel, Ephemeral, Message, Town, User
from tests.synapse.server import free_port

STARTS_WITHIN = 60.0
"""Seconds."""
_CONFIG = """
[programme]
name = "Bench"
coordinators = ["slack:{team}/U0CORA"]
mentors_channels = ["slack:{team}/C0MENTORS"]

[slack]
mode = "http"
bot_token = "xoxb-nobody's"
signing_secret = "{secret}"
api_url = "http://127.0.0.1:{api}/api/"

[storage]
url = "{url}"

[http]
port = {port}
"""
_CARDS = """
INSERT INTO messages (room, key, message_id) SELECT :room, 'card:' || id, (1700000000 + id) || '.000100' FROM cases
"""
_MENTORED = "UPDATE cases SET state = 'mentoring', mentor_id = (id - 1) % :mentors + 1"


class Workspace:
    """The people of a prepared database, by their number counted from 0, and what Slack sends of them."""

    def __init__(self, prepared: ground.Ground) -> None:
        self.prepared = prepared
        self._town = Town(time.time, TEAM)
        self._town.bot = User(BOT, "ambassador", TEAM, is_bot=True)
        self._town.bot_id = BOT_ID
        self._town.users[BOT] = self._town.bot
        self.mentors, self.elsewhere = Channel("C0MENTORS", "mentors"), Channel("C0OTHER", "random")

    def candidate(self, case: int) -> int:
        """Whose case it is."""
        return self.prepared.mentors + case - 1

    def slash(self, who: int, said: str, holds: str = "") -> Shot:
        """``/ambassador status``, in somebody's direct chat."""
        trigger = f"{self._town.number()}.{who}"
        body = payloads.slash(
            self._town, self._user(who), self._direct(who), "/ambassador", said, trigger, self._url("commands")
        )
        return Shot(FORM, urlencode(body), holds)

    def press(self, who: int, command: str) -> Shot:
        """A button in their direct chat: conversations go side by side, what happens in one channel in order."""
        action = {"type": "button", "action_id": "do:0", "block_id": "b", "value": command, "action_ts": "1800000000.1"}
        action["text"] = {"type": "plain_text", "text": "Do", "emoji": True}  # type: ignore[assignment]
        channel = self._direct(who)
        on = Ephemeral(self._user(who).id, channel.id, "", ts=self._town.ts())
        trigger, url = f"{self._town.number()}.{who}", self._url("actions")
        body = payloads.block_actions(self._town, self._user(who), channel, on, [action], trigger, url)
        return Shot(FORM, urlencode({"payload": json.dumps(body)}))

    def tells(self, who: int, said: str) -> Shot:
        """A direct message."""
        user, channel = self._user(who), self._direct(who)
        return self._event(happenings.message(self._town, channel, Message(self._town.ts(), user.id, said)))

    def chats(self, who: int) -> Shot:
        """A message in a channel, to nobody."""
        said = Message(self._town.ts(), self._user(who).id, "Who else is at the meetup tonight?")
        return self._event(happenings.message(self._town, self.mentors, said))

    def agrees(self, who: int) -> Shot:
        """A 👍 in a channel that the programme isn't bound to."""
        return self._reaction(who, self.elsewhere, "+1")

    def cheers(self, who: int) -> Shot:
        """A 🎉 in the mentors' channel."""
        return self._reaction(who, self.mentors, "tada")

    def _reaction(self, who: int, channel: Channel, name: str) -> Shot:
        on = Message(self._town.ts(), BOT, "")
        return self._event(happenings.reaction(self._town, self._user(who), channel, on, name, added=True))

    def _event(self, happened: dict[str, Any]) -> Shot:
        return Shot(JSON, json.dumps(happenings.event(self._town, happened)))

    def _user(self, who: int) -> User:
        user_id = f"U{who + 1}"
        return self._town.users.setdefault(user_id, User(user_id, f"person{who + 1}", TEAM))

    def _direct(self, who: int) -> Channel:
        return Channel(f"D{who + 1}", "directmessage", im=f"U{who + 1}")

    def _url(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.api}/{kind}/1"

    api = 0
    """The port of what stands in for Slack."""


@dataclass(frozen=True)
class Sides:
    """All of them, and what stands in for Slack; by their ports. ``fastest`` is the bare app at its fastest."""

    bot: int
    bare: int
    fastest: int
    workspace: Workspace

    def counts(self) -> dict[str, Any]:
        """What came to Slack."""
        return json.loads(_get(self.workspace.api, "/counts") or b"{}")  # type: ignore[no-any-return]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement finds in the bot's database."""
        engine = create_engine(self.workspace.prepared.url, poolclass=NullPool)
        with engine.connect() as database:
            return [tuple(row) for row in database.execute(text(statement))]

    def at_rest(self, within: float) -> float:
        """Wait until nothing waits in the outbox. Returns the seconds; raises RuntimeError where that takes longer."""
        begun = time.monotonic()
        waiting = "SELECT 1 FROM outbox WHERE platform = 'slack' AND state NOT IN ('sent', 'dropped') LIMIT 1"
        while self.rows(waiting):
            if time.monotonic() - begun > within:
                raise RuntimeError(f"after {within:.0f} s messages still wait")
            time.sleep(0.1)
        return time.monotonic() - begun


def moved(prepared: ground.Ground, *, everybody: bool = True, mentored: bool = False) -> ground.Ground:
    """The same database with its people in the workspace, and each case's card in the mentors' channel.

    ``everybody``: not only the mentors; candidates who aren't there are told nothing. ``mentored``: each
    case has a mentor.
    """
    engine = engine_for(prepared.url, writes=True)
    with engine.begin() as connection:
        last = prepared.mentors + (prepared.cases if everybody else 0)
        for table, column, number in (("people", "identity", "id"), ("identities", "address", "person_id")):
            there = f"replace({column}, 'shell:person-', 'slack:{TEAM}/U')"
            connection.execute(text(f"UPDATE {table} SET {column} = {there} WHERE {number} <= {last}"))  # noqa: S608
        if mentored:
            connection.execute(text(_MENTORED), {"mentors": prepared.mentors})
        connection.execute(text(_CARDS), {"room": f"slack:{TEAM}/C0MENTORS"})
    engine.dispose()
    return prepared


@contextmanager
def sides(prepared: ground.Ground) -> Iterator[Sides]:
    """All sides, up; ended afterwards."""
    workspace = Workspace(prepared)
    workspace.api, bot, bare, fastest = free_port(), free_port(), free_port(), free_port()
    folder = Path(prepared.url.removeprefix("sqlite:///")).parent
    config = folder / f"slack-{bot}.toml"
    config.write_text(
        _CONFIG.format(team=TEAM, secret=SECRET, api=workspace.api, url=prepared.url, port=bot), encoding="utf-8"
    )
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.append(_started("tests.bench.slack_stand", str(workspace.api)))
        _until_up(workspace.api, "/counts", processes)
        processes.append(_started("tests.bench.slack_bare", str(bare)))
        processes.append(_started("tests.bench.slack_bare", str(fastest), "fastest"))
        processes.append(_started("bot", "run", "--config", str(config)))
        _until_up(bare, "/healthz", processes)
        _until_up(fastest, "/healthz", processes)
        _until_up(bot, "/healthz", processes)
        yield Sides(bot, bare, fastest, workspace)
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _started(module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.DEVNULL, env=environment)


def _until_up(port: int, path: str, processes: "list[subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while _get(port, path) is None:
        ended = [process.args for process in processes if process.poll() is not None]
        if ended or time.monotonic() > deadline:
            raise RuntimeError(f"it didn't come up: {ended}")
        time.sleep(0.05)


def _get(port: int, path: str) -> bytes | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read()  # type: ignore[no-any-return]
    except (urllib.error.URLError, OSError):
        return None
