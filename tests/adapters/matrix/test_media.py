"""Files on Matrix: on a real Synapse as people's clients find them, and on one that misbehaves."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import files
from bot.address import Identity, Room
from bot.effect import Dm, Effect, Post, Show
from bot.message import Words, say
from bot.model import Person
from tests.adapters.matrix import test_faults
from tests.adapters.matrix.fake import ALIAS, KIM, Fake, answering, lost, reset, running
from tests.adapters.matrix.world import Bot, Somebody, World, identity, until
from tests.painter import Painter, chart, png, table

MENTORS = Room(f"matrix:{ALIAS}")
bot = test_faults.bot


async def queue(made: Bot, *effects: Effect) -> None:
    """The bot says something."""
    now = made.app.clock.now()
    await made.app.database.write(lambda store: store.outbox.add(effects, "test/1", now))
    made.courier.wake()


async def fetched(somebody: Somebody, there: World, address: str) -> tuple[str, bytes]:
    """A file as somebody's client gets it: its kind and its bytes."""
    url = f"{there.homeserver.url}/_matrix/client/v1/media/download/{address.removeprefix('mxc://')}"
    headers = {"Authorization": f"Bearer {somebody.user.access_token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        assert response.status == 200, await response.text()
        return response.content_type, await response.read()


@pytest.mark.xdist_group("synapse")
async def test_a_chart_stands_in_its_thread(there: World) -> None:
    room = Room(f"matrix:{there.alias('emea')}")
    async with there.bot() as made:
        await queue(made, Show(room, "digest:1", say("unknown", typed=Words("digest"))))
        _, root = await there.kim.hears("digest", there.emea)
        await queue(made, Post(room, chart("Two wait"), under="digest:1"))
        _, event = await there.kim.hears("Two wait", there.emea)
        content = event["content"]
        assert content["msgtype"] == "m.image"
        assert content["m.relates_to"]["event_id"] == root["event_id"]
        kind, picture = await fetched(there.kim, there, content["url"])
    assert kind == "image/png"
    assert files.size(picture) == (1200, 900)
    assert content["info"] == {"mimetype": "image/png", "size": len(picture), "w": 1200, "h": 900}
    assert content["filename"].startswith("chart-")
    assert "<code>!help</code>" in content["formatted_body"]


@pytest.mark.xdist_group("synapse")
async def test_a_table_comes_into_a_direct_chat(there: World) -> None:
    await there.kim.direct(there.me)
    async with there.bot() as made:
        await queue(made, Dm(Person(0, "kim", identity(there.kim)), table("Here it is")))
        _, event = await there.kim.hears("Here it is")
        content = event["content"]
        _, sheet = await fetched(there.kim, there, content["url"])
    assert (content["msgtype"], content["filename"]) == ("m.file", "reports-2026-11.csv")
    assert content["info"] == {"mimetype": "text/csv", "size": len(sheet)}
    assert list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))[1:] == [["ana", "'=1+1"], ["bo", "a map, drawn"]]


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running() as server:
        yield server


def images(fake: Fake) -> list[dict[str, Any]]:
    """What the bot showed."""
    return [content for content in fake.sent.values() if content["msgtype"] == "m.image"]


@pytest.mark.parametrize("name", ["lost", "502", "reset", "429", "empty"])
@pytest.mark.parametrize("step", ["upload", "send"])
async def test_it_is_shown_once_whatever_is_lost(fake: Fake, tmp_path: Path, step: str, name: str) -> None:
    handler = fake.upload if step == "upload" else fake.send
    fault = {
        "lost": lost(handler),
        "502": answering(502, "<html>"),
        "reset": reset,
        "429": answering(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 10}),
        "empty": answering(200, {}),
    }[name]
    async with bot(fake, tmp_path, Painter()) as made:
        await until(lambda: made.platform.ready)
        fake.faults[step] += [fault] * 2
        await queue(made, Post(MENTORS, chart()))
        await test_faults.until_sent(made)
    (shown,) = images(fake)
    assert shown["url"].startswith("mxc://fake.test/")
    assert shown["info"] == {"mimetype": "image/png", "size": len(png()), "w": 2, "h": 1}
    assert len(fake.uploads) == (3 if (step, name) == ("upload", "lost") else 1), (
        "it isn't brought again for a lost send"
    )
    assert {(kind, content) for _, kind, content in fake.uploads} == {("image/png", png())}


@pytest.mark.parametrize(
    ("status", "code", "fix"),
    [
        (413, "M_TOO_LARGE", "max_upload_size"),
        (413, None, "max_upload_size"),
        (403, "M_FORBIDDEN", "can allow it"),
        (404, "M_UNRECOGNIZED", ""),
    ],
)
async def test_what_the_homeserver_never_takes(
    fake: Fake, tmp_path: Path, status: int, code: str | None, fix: str
) -> None:
    async with bot(fake, tmp_path, Painter()) as made:
        await until(lambda: made.platform.ready)
        fake.faults["upload"] += [answering(status, {"errcode": code} if code else "<html>")]
        await queue(made, Dm(Person(0, "kim", Identity(f"matrix:{KIM}")), table("Here it is")))
        await until(fake.bodies)
        letters = await made.app.database.read(lambda store: store.letters.untold())
        fates = await made.app.database.read(lambda store: store.letters.all(9, settled=True))
    (said,) = fake.bodies()
    assert "Here it is" in said
    assert "couldn't bring the file" in said
    assert [fix in letter.cause for letter in letters] == ([True] if fix else [])
    assert fates[0].state == ("dead" if fix else "dropped")


async def test_a_file_that_cant_be_brought_holds_nobody_up(fake: Fake, tmp_path: Path) -> None:
    async with bot(fake, tmp_path, Painter()) as made:
        await until(lambda: made.platform.ready)
        fake.faults["upload"] += [answering(503, "<html>")] * 1000
        await queue(made, Post(MENTORS, chart()), Post(MENTORS, say("unknown", typed=Words("text"))))
        await until(fake.bodies)
    assert "text" in fake.bodies()[0]
    assert images(fake) == []
