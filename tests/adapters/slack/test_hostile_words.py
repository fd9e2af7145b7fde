"""Words that would like to be more than words, through the whole programme: Slack shows them and does nothing."""

import asyncio
import html
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.slack import pace, reading
from tests.adapters.slack.world import FORM, Place, inhabited
from tests.slack.town import Ephemeral, Message

PIECES = (
    "<!channel>", "<!here|x>", "<!everyone>", "<@U0000002>", "<@U0000002|ana>", "<#C0000006>", "<!subteam^S1|@all>",
    "<https://evil.example|here>", "https://evil.example", "mailto:a@b.example", "*bold*", "_it_", "~no~", "`code`",
    "```block```", "> quote", "&lt;!channel&gt;", "&amp;", "&", "<", ">", "|", "\u202e", "\u2068", "\u2069", ":tada:",
    "@channel", "@here", "- item", "#1 · sponsored", "Claim: /ambassador claim 1", "\u200b", "$name", "{ $name }", "%s",
)  # fmt: skip
WORDS = st.lists(st.sampled_from([*PIECES, *" \nxé漢👍🏽"]), min_size=1, max_size=8).map("".join)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "APART", 0.0)
    monkeypatch.setattr(reading, "APART", 0.0)


def one_line(words: str) -> str:
    """What can stand behind a command."""
    return f"so: {words}".replace("\n", " ").strip()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORDS, WORDS)
@example("<!channel> *hi*\n> <@U0000002> `x`", "<https://evil.example|Ana>")
def test_whatever_people_write_stays_words(words: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_everywhere(Path(folder), words, name))


async def _everywhere(folder: Path, words: str, name: str) -> None:
    async with inhabited(folder) as place:
        kim, ana = place.kim, place.ana
        kim.user.display_name = f"K {name}"[:80]
        view = (await kim.slash("/apply", place.emea)).view
        assert view is not None
        account = "".join(f"k{words}".split()).replace("@", "")[:60]
        answers = dict.fromkeys(("why", "so_far", "would_do"), f"so: {words}")
        sent = await kim.submit(view, {**FORM, **answers, "account": account})
        if sent.errors:
            await kim.submit(view, {"account": "kim"})
        await ana.press("Claim", await place.card())
        await place.told(kim, "Ana is your mentor now")
        for command in ("ask 1", "note 1"):
            await ana.slash(f"/ambassador {command} {one_line(words)}", place.mentors)
        await kim.slash(f"/ambassador answer {one_line(words)}", place.emea)
        await ana.slash("/ambassador case 1", place.mentors)
        await ana.slash("/ambassador read 1", place.mentors)
        await ana.say(f"<@{place.slack.town.bot.id}> {one_line(words)}", place.mentors)
        await kim.say(one_line(words))
        await ana.slash("/ambassador thumbsup 1")
        await ana.slash("/ambassador sponsor 1")
        await place.told(kim, "Congratulations")
        await ana.slash(f"/ambassador undo 1 {one_line(words)}")
        await place.quiet()
        for said in _said(place):
            _only_words(place, said)
        _nothing_private(place, words)


def _said(place: Place) -> Iterator[Message | Ephemeral]:
    for channel in place.slack.town.channels.values():
        yield from (each for each in channel.messages if each.bot_id == place.slack.town.bot_id)
    yield from place.slack.town.ephemerals


def _only_words(place: Place, said: Message | Ephemeral) -> None:
    """No markup, no link, no call; and who only hears the text hears the same."""
    assert "<" not in said.text, said.text
    assert ">" not in said.text.replace("\n> ", "\n"), said.text
    heard = html.unescape(said.text)
    for element in _elements(said.blocks):
        assert element["type"] in {"text", "user"}, element
        if element["type"] == "user":
            assert element["user_id"] in place.slack.town.users
        elif not heard.endswith("…"):
            for word in element["text"].split():
                assert word in heard, (word, heard)


def _elements(blocks: Any) -> Iterator[dict[str, Any]]:
    """What stands in rich text; anything else may only be a button."""
    for block in blocks:
        assert block["type"] in {"rich_text", "actions"}, block
        for part in block["elements"]:
            if block["type"] == "actions":
                assert (part["type"], part["text"]["type"]) == ("button", "plain_text")
                continue
            for each in part["elements"]:
                yield from each["elements"] if each["type"].startswith("rich_text") else [each]


def _nothing_private(place: Place, words: str) -> None:
    """No address, answer or reason stands in a shared room."""
    shared = [place.mentors, place.emea, place.desk]
    texts = [html.unescape(each.text) for room in shared for each in room.messages if each.bot_id]
    for secret in ("kim@example.org", f"so: {words}".strip(), one_line(words)):
        assert not [text for text in texts if secret in text]
