"""The fake Slack's files, by the real SDK: what it takes, and what it doesn't."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.slack.asking import Place

PNG = b"\x89PNG\r\n\x1a\n"


async def test_the_sdk_brings_a_file(place: Place) -> None:
    done = await place.web.files_upload_v2(
        filename="a.png", content=PNG, title="A", alt_txt="words", channel=place.room.id, initial_comment="Look"
    )
    (said,) = place.room.messages
    assert (said.text, [file["name"] for file in said.files]) == ("Look", ["a.png"])
    assert "ts" not in done["files"][0]
    shown = await place.web.conversations_history(channel=place.room.id)
    assert shown["messages"][0]["files"][0]["alt_txt"] == "words"
    place.api.assert_clean()


async def asked(place: Place, name: str = "a.png", alt: str | None = "words") -> dict[str, str]:
    """Where a file of three bytes may go."""
    given = await place.web.files_getUploadURLExternal(filename=name, length=3, alt_txt=alt)
    return {"url": given["upload_url"], "id": given["file_id"]}


async def bring(place: Place, url: str, content: bytes = b"abc", **headers: str) -> int:
    """Post bytes; returns the status."""
    async with aiohttp.ClientSession() as session, session.post(url, data=content, headers=headers) as response:
        return response.status


async def test_an_address_serves_once_for_what_was_announced(place: Place) -> None:
    first, second, third = [await asked(place) for _ in range(3)]
    assert await bring(place, first["url"]) == 200
    assert await bring(place, first["url"]) == 404
    assert await bring(place, second["url"], b"abcd") == 400
    assert await bring(place, third["url"], Authorization="Bearer x") == 200
    assert len(place.api.violations) == 3


async def test_what_is_shared_was_brought_and_is_shared_once(place: Place) -> None:
    given = await asked(place)
    share: dict[str, Any] = {"files": [{"id": given["id"], "title": "A"}], "channel_id": place.room.id}
    assert await place.refused(place.web.files_completeUploadExternal(**share)) == "file_not_found"
    await bring(place, given["url"])
    await place.web.files_completeUploadExternal(**share)
    assert await place.refused(place.web.files_completeUploadExternal(**share)) == "file_not_found"
    place.api.assert_clean()


async def test_what_slack_or_we_dont_want(place: Place) -> None:
    await asked(place, alt=None)
    assert len(place.api.violations) == 1, "a picture without words"
    assert await place.refused(asked(place, alt="x" * 1001)) == "alt_txt_too_large"
    given = await asked(place, "a.csv", None)
    await bring(place, given["url"])
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]
    share: dict[str, Any] = {"files": [{"id": given["id"]}], "channel_id": place.room.id}
    wrong = place.web.api_call("files.completeUploadExternal", json={**share, "blocks": blocks})
    assert await place.refused(wrong) == "invalid_blocks"
    place.api.scopes.discard("files:write")
    for call in (asked(place), place.web.files_completeUploadExternal(**share)):
        with pytest.raises(SlackApiError) as refused:
            await call
        assert refused.value.response["needed"] == "files:write"
