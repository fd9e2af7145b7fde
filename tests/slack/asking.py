"""The fake Slack with the SDK's own client, and somebody to talk about."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.api import FakeApi
from tests.slack.fake import Clock
from tests.slack.town import Channel, User


class Place:
    """A workspace with somebody in it, its Slack, and the SDK's client."""

    def __init__(self, api: FakeApi, clock: Clock) -> None:
        self.api, self.town, self.clock = api, api.town, clock
        self.ana: User = api.town.person("Ana", email="ana@example.org")
        self.room: Channel = api.town.channel("emea", self.ana)
        self.web = self.client(api.bot_token)

    def client(self, token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=self.api.url, retry_handlers=[])

    async def refused(self, call: Awaitable[Any]) -> str:
        """Slack's word for why not."""
        with pytest.raises(SlackApiError) as refused:
            await call
        return str(refused.value.response["error"])
