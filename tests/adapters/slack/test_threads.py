"""Where no slash command can be typed: mentions in channels, threads and group chats, answered to the asker alone."""

from pathlib import Path

import pytest

from tests.adapters.slack.world import Place, inhabited
from tests.slack.fake import Mode

pytestmark = pytest.mark.usefixtures("quick")


def bot(place: Place) -> str:
    """The bot's mention."""
    return f"<@{place.slack.town.bot.id}>"


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_mention_is_answered_to_the_asker_alone(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        await place.kim.say(f"{bot(place)} status", place.emea)
        shown = await place.whispered(place.kim, "You have no application")
        assert (shown.channel, shown.thread_ts) == (place.emea.id, None)
        await place.quiet()
        assert len(place.emea.messages) == 1
        assert place.kim.direct.messages == []


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_in_a_thread_it_is_answered_there(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        await place.apply()
        card = await place.card()
        await place.ana.say(f"{bot(place)} claim 1", place.mentors, card)
        shown = await place.whispered(place.ana, "You now mentor Kim")
        assert (shown.channel, shown.thread_ts) == (place.mentors.id, card.ts)
        await place.ana.press("Read", shown)
        read = await place.whispered(place.ana, "I like maps")
        assert read.thread_ts == card.ts
        await place.ana.say(f"{bot(place)}: thumbsup 1", place.mentors, card)
        assert (await place.whispered(place.ana, "noted")).thread_ts == card.ts


async def test_a_whisper_that_slack_doesnt_take_becomes_a_direct_message(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        for fault in ("http", "429", "reset", "error"):
            place.slack.api.faults.next("chat.postEphemeral", fault)
            await place.kim.say(f"{bot(place)} !{fault}{fault}", place.emea)
            await place.told(place.kim, f"{fault}{fault}")
        assert place.kim.seen_privately() == []
        assert not place.slack.http.waiting


async def test_a_whisper_that_takes_too_long_becomes_a_direct_message_in_time(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        place.slack.api.faults.next("chat.postEphemeral", "delay", seconds=4)
        await place.kim.say(f"{bot(place)} status", place.emea)
        await place.told(place.kim, "You have no application")
        assert not place.slack.http.waiting  # it was acknowledged, so it doesn't come again


async def test_a_mention_where_the_bot_has_no_business_is_answered_privately(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        group = place.slack.channel("kim, ana and the bot", place.kim, place.ana, private=True)
        await place.kim.say(f"{bot(place)} status", group)
        await place.whispered(place.kim, "You have no application")
        await place.kim.slash("/apply")
        await place.kim.say(f"{bot(place)} !xyzzy", group)
        await place.whispered(place.kim, "I don't know")  # it isn't taken for an answer to the form
        await place.kim.say("apply")
        await place.told(place.kim, "Question 1 of 9")
        await place.kim.say(f"{bot(place)} kimberley", group)
        await place.whispered(place.kim, "kimberley")
        await place.quiet()
        assert [each.user for each in group.messages] == [place.kim.id] * 3
        assert len([each for each in place.kim.direct.messages if each.bot_id]) == 1


async def test_whoever_only_speaks_of_the_bot_gets_no_answer(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        group = place.slack.channel("friends", place.kim, place.ana)
        for channel in (place.emea, group):
            await place.kim.say(f"Ask {bot(place)} for help", channel)
            await place.kim.say("!status", channel)
            await place.kim.say("status", channel)
        await place.quiet()
        assert not [*place.kim.seen_privately(), *place.kim.direct.messages]
        assert len(place.emea.messages) == len(group.messages) == 3


async def test_an_edit_is_no_command(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.apply()
        await place.card()
        said = await place.ana.say(f"{bot(place)} status", place.mentors)
        await place.whispered(place.ana, "no application")
        await place.ana.edit(said, f"{bot(place)} claim 1")
        await place.quiet()
        assert await place.history() == ["apply"]
