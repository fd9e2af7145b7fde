"""A Slack that tells of people, and whoever asks it."""

import asyncio
from typing import Any

from adapters.slack.api import SlackError
from adapters.slack.directory import Directory
from adapters.slack.workspace import Workspace
from bot.event import Sender

HERE = Workspace("T0TEAM", "U0BOT", "B0BOT")
ANA = "U0ANA"
NOW = 1000.0


def user(user_id: Any = ANA, **more: Any) -> dict[str, Any]:
    """Somebody as users.info shows them."""
    profile = {"display_name": "Ana", "real_name": "Ana Lopez", "email": "ana@example.org"}
    return {"id": user_id, "team_id": HERE.team, "name": "ana", "profile": profile, **more}


def called(*, display: Any = "", real: Any = "", **more: Any) -> dict[str, Any]:
    return user(profile={"display_name": display, "real_name": real, "email": "ana@example.org"}, **more)


class Fake:
    """Slack's users.info: what it answers is a user or an error; ``gate`` holds answers back while it is closed."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {ANA: user()}
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        assert method == "users.info"
        asked = arguments["user"]
        self.asked.append(asked)
        answer = self.answers.get(asked, SlackError(method, "user_not_found"))
        await self.gate.wait()
        if isinstance(answer, Exception):
            raise answer
        return {"ok": True, "user": answer}


class There:
    """A directory, and the hour."""

    def __init__(self, workspace: Workspace = HERE) -> None:
        self.now = NOW
        self.slack = Fake()
        self.directory = Directory(self.slack, workspace, lambda: self.now)

    async def who(self, user_id: str = ANA, **more: Any) -> Sender:
        return await self.directory.sender(user_id, **more)

    def down(self, code: str = "internal_error", **more: Any) -> None:
        """From now on looking Ana up fails."""
        self.slack.answers[ANA] = SlackError("users.info", code, **more)
