"""Files in a workspace where the bot runs as operators run it: the child draws, and nobody waits for it."""

from pathlib import Path

from bot.address import Room
from bot.effect import Effect, Post, Show
from bot.files import size
from bot.message import Words, say
from tests.adapters.slack.world import Place, inhabited
from tests.painter import chart
from tests.slack.town import Channel, Message


async def queue(place: Place, *effects: Effect) -> None:
    """The bot says something."""
    now = place.app.clock.now()
    await place.app.database.write(lambda store: store.outbox.add(effects, "test/1", now))
    place.app.wake()


async def until(place: Place, channel: Channel, says: str) -> Message:
    """A message of a channel, once it is there."""
    found = await place.slack.until(
        lambda: next((each for each in channel.messages if says in f"{each.text}{each.blocks}"), None), 20.0
    )
    assert found is not None
    return found


def room(place: Place, channel: Channel) -> Room:
    """A channel's address."""
    return Room(f"slack:{place.slack.town.team}/{channel.id}")


async def test_a_chart_is_drawn_and_stands_in_its_thread(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        there = room(place, place.emea)
        digest = Show(there, "digest:1", say("unknown", typed=Words("digest")))
        await queue(place, digest, Post(there, chart("Two wait"), under="digest:1"))
        root, said = await until(place, place.emea, "digest"), await until(place, place.emea, "Two wait")
        assert said.thread_ts == root.ts
        (file,) = said.files
        content = place.slack.api.files[file["id"]].content
        assert content is not None
        assert size(content) == (1200, 900)
        await place.quiet()


async def test_without_the_scope_the_words_come_and_somebody_hears_why(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        place.slack.api.scopes.discard("files:write")
        there = room(place, place.emea)
        await queue(place, Post(there, chart("Two wait")), Post(there, chart("Three wait")))
        for words in ("Two wait", "Three wait"):
            said = await until(place, place.emea, words)
            assert said.files == []
        await place.quiet()
        letters = await place.app.database.read(lambda store: store.letters.untold())
        assert ["add the scope files:write" in letter.cause for letter in letters] == [True], "once"
