"""What stands in a request's body: Slack's own is read whole, whatever words are in it, and nobody else's is."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack.manifest import PATH
from tests.adapters.slack.slow import slowed
from tests.adapters.slack.world import Place, inhabited
from tests.slack import happenings, payloads
from tests.slack.wire import FORM, JSON, Request

pytestmark = pytest.mark.usefixtures("quick")
ODD: tuple[Any, ...] = (None, 7, "x", [], ["x"], {}, {"a": 1}, True)


@pytest.mark.parametrize("word", ["payload", "payload={}", "&payload={}", '{"type": "event_callback"}', "ssl_check=1"])
async def test_no_word_of_somebodys_changes_how_their_command_is_read(tmp_path: Path, word: str) -> None:
    async with inhabited(tmp_path) as place:
        outcome = await place.ana.slash(f"/ambassador who {word}")
        assert outcome.shown is not None
        assert word in outcome.shown.text.replace("&amp;", "&")


@pytest.mark.parametrize("charset", ["undefined", "punycode", "idna", "utf-16", "rot13", "nothing"])
async def test_a_request_doesnt_choose_how_its_body_is_decoded(tmp_path: Path, charset: str) -> None:
    """Some codecs take minutes for a body that anybody may send."""
    async with inhabited(tmp_path) as place:
        slow = slowed(place.app)
        body = urlencode({"command": "/ambassador", "text": "é" * 100}).encode() + b"\xff"
        for sent in (body, body[:-1]):
            reply = await place.slack.http.post(Request(sent, {"Content-Type": f"{FORM}; charset={charset}"}))
            assert reply.status in {400, 401}
        assert slow.written == 0


@pytest.mark.parametrize("headers", ["Content-Length: 100", "Content-Encoding: gzip\r\nContent-Length: 5"])
async def test_a_body_that_breaks_off_or_cant_be_unpacked_is_refused_quietly(
    tmp_path: Path, headers: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with inhabited(tmp_path) as place:
        address = place.config.http
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(f"POST {PATH} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n{headers}\r\n\r\nabcde".encode())
        writer.write_eof()
        said = await reader.read()
        writer.close()
        assert said[:12] in {b"HTTP/1.1 400", b""}
        assert (await place.health())[0] == 200
    assert not [each.getMessage() for each in caplog.records if "Error handling request" in each.getMessage()]


def signed_by_slack(place: Place, key: str, odd: Any) -> list[Request]:
    """What Slack sends, with something odd in one place."""
    town, wire, api, user = place.slack.town, place.slack.http, place.slack.api, place.ana.user
    told = {"type": "something", "event_ts": town.ts()}
    event = happenings.event(town, told)
    action = {"type": "block_actions", "team": {"id": town.team}, "trigger_id": api.trigger(user)}
    submission = payloads.view_body(town, town.views[next(iter(town.views))], {}) if town.views else {}
    view = {**action, "type": "view_submission", "user": {"id": user.id}, "view": submission, key: odd}
    bodies = [{**event, key: odd}, {**event, "event": {**told, key: odd}}]
    forms = [{**action, "user": {"id": user.id}, key: odd}, view]
    return [wire.signed(json.dumps(each), JSON) for each in bodies] + [
        wire.signed(urlencode({"payload": json.dumps(each)}), FORM) for each in forms
    ]


@pytest.mark.parametrize(
    "key",
    ["event", "type", "authorizations", "enterprise", "team", "user", "view", "message", "channel", "response_urls"],
)
async def test_an_odd_field_is_refused_quietly_and_doesnt_come_again(tmp_path: Path, key: str) -> None:
    async with inhabited(tmp_path) as place:
        for odd in ODD:
            for request in signed_by_slack(place, key, odd):
                assert (await place.slack.http.post(request)).status == 200, (odd, request.body)
        assert not [each for each in place.logs if each["log_level"] in {"warning", "error"}]


async def test_an_odd_field_is_acknowledged_over_a_connection_too(tmp_path: Path) -> None:
    async with inhabited(tmp_path, "socket") as place:
        for odd in ODD:
            told = happenings.event(place.slack.town, {"type": "something"})
            assert (await place.slack.sockets.event({**told, "event": odd})).error is None, odd
            assert (await place.slack.sockets.event({**told, "authorizations": odd})).error is None, odd
        assert not [each for each in place.logs if each["log_level"] in {"warning", "error"}]
