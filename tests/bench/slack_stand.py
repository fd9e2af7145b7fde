"""What stands in for Slack's Web API: ``python -m tests.bench.slack_stand PORT``, a process of its own.

Rules of this file: as little as the bot needs, because it shares the machine with what is measured; whether a call is
as Slack wants it the tests of the adapter see to. ``GET /counts`` tells what came.
"""

import asyncio
import itertools
import json
import re
import sys
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

TEAM, BOT, BOT_ID = "T0BENCH", "U0BOT", "B0BOT"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_JSON = re.compile(rb"\r\ncontent-type: *application/json", re.IGNORECASE)


class Slack:
    """Everybody is a member, every message arrives."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.calls: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()

    def answer(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        """What a method answers."""
        self.calls[method] += 1
        match method:
            case "auth.test":
                return {"team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID, "user": "ambassador"}
            case "users.info":
                user = given["user"]
                name = f"Person {user[1:]}"  # as the database knows them
                profile = {"display_name": name, "real_name": name}
                return {"user": {"id": user, "team_id": TEAM, "name": user, "profile": profile}}
            case "conversations.open":
                return {"channel": {"id": f"D{given['users'][1:]}"}}
            case "chat.postMessage":
                self.tokens[given["metadata"]["event_payload"]["token"]] += 1
                return {"channel": given["channel"], "ts": f"1800000000.{next(self._numbers):06d}"}
            case "users.conversations":
                return {"channels": []}
            case _:
                return {}

    def counts(self) -> dict[str, Any]:
        """Calls by method, and the messages that were posted more than once."""
        return {"calls": self.calls, "twice": sum(many > 1 for many in self.tokens.values())}


class _Connection(asyncio.Protocol):
    def __init__(self, slack: Slack) -> None:
        self._slack, self._came = slack, b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._came) < whole:
                return
            body, self._came = self._came[end + 4 : whole], self._came[whole:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        path = urlsplit(head.split(b" ", 2)[1].decode())
        given = {name: values[0] for name, values in parse_qs(path.query).items()}
        if _JSON.search(head):
            given |= json.loads(body)
        else:
            given |= {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if path.path == "/counts":
            said = self._slack.counts()
        else:
            said = {"ok": True, **self._slack.answer(path.path.rpartition("/")[2], given)}
        text = json.dumps(said).encode()
        assert self._transport is not None
        begin = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
        self._transport.write(b"%b%d\r\n\r\n%b" % (begin, len(text), text))


async def main(port: int) -> None:
    """Answer until killed."""
    slack = Slack()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(slack), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
