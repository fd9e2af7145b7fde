"""The bot stops while something is in hand: that is finished, acknowledged and answered, however it came."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_bolt.response import BoltResponse

from adapters.slack.posts import Posts
from tests.adapters.slack.slow import seconds, slowed
from tests.adapters.slack.world import Place, present, running, workspace
from tests.slack.fake import Mode
from tests.slack.people import Outcome

pytestmark = pytest.mark.usefixtures("quick")
MENTORING = "You now mentor Kim"


@asynccontextmanager
async def stopping(place: Place) -> AsyncIterator[None]:
    """The bot, until the block ends: unlike ``present`` it isn't left to finish anything first."""
    async with running(place.config, place.slack) as place.running:
        await place.begun()
        await place.apply()
        await place.card()
        await place.ana.slash("/ambassador queue")
        await place.quiet()
        yield


async def in_hand(place: Place, doing: Coroutine[Any, Any, Outcome]) -> "asyncio.Task[Outcome]":
    """Something that somebody does, once the bot is at it."""
    slow = slowed(place.app)
    slow.writes.append(seconds(0.5))
    task = asyncio.create_task(doing)
    await place.slack.until(lambda: not slow.writes)
    return task


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_command_in_hand_is_answered(tmp_path: Path, mode: Mode) -> None:
    async with workspace(tmp_path, mode) as place:
        async with stopping(place):
            claiming = await in_hand(place, place.ana.slash("/ambassador claim 1", place.mentors))
        outcome = await claiming
        assert outcome.error is None
        assert outcome.shown is not None
        assert MENTORING in outcome.shown.text
        async with present(place):
            assert await place.history() == ["apply", "claim"]


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_button_in_hand_is_answered_beside_it(tmp_path: Path, mode: Mode) -> None:
    async with workspace(tmp_path, mode) as place:
        async with stopping(place):
            claiming = await in_hand(place, place.ana.press("Claim", await place.card()))
        assert (await claiming).error is None
        assert [each for each in place.ana.seen_privately() if MENTORING in each.text]
        async with present(place):
            await place.quiet()
            assert await place.history() == ["apply", "claim"]
            assert place.ana.direct.messages == []


async def test_what_is_posted_to_a_bot_that_stops_isnt_taken_and_what_is_in_hand_is_waited_for() -> None:
    came, go = asyncio.Event(), asyncio.Event()

    async def handle(_body: str, _headers: Mapping[str, str]) -> BoltResponse:
        came.set()
        await go.wait()
        return BoltResponse(status=200, body="done")

    posts, app = Posts(handle), web.Application()
    app.router.add_post("/", posts.posted)
    async with TestClient(TestServer(app)) as slack:
        taking = asyncio.create_task(posts.run(lambda: None, lambda: None))
        first = asyncio.create_task(slack.post("/"))
        await came.wait()
        taking.cancel()
        assert (await slack.post("/")).status == 503
        assert not taking.done()
        go.set()
        assert await (await first).text() == "done"
        with pytest.raises(asyncio.CancelledError):
            await taking
