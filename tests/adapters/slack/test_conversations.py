"""The programme from end to end on Slack, over both ways that Slack brings events."""

import re
from pathlib import Path

import pytest

from bot import features
from tests.adapters.slack.world import inhabited
from tests.slack.fake import Mode

pytestmark = pytest.mark.usefixtures("quick")
MODES: tuple[Mode, ...] = ("http", "socket")


@pytest.mark.parametrize("mode", MODES)
async def test_the_whole_way(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        kim, ana = place.kim, place.ana
        await place.apply()
        card = await place.card(1, "who takes it?")
        assert "k…@example.org" in card.text
        assert (await ana.press("Claim", card)).error is None
        assert "kim@example.org" in (await place.whispered(ana, "You now mentor Kim")).text
        await place.told(kim, "Ana is your mentor now")
        card = await place.card(1, "Ana mentors")
        asked = await ana.slash("/ambassador ask 1 Which towns first?", place.mentors)
        assert asked.shown is not None
        await place.told(kim, "Which towns first?")
        await kim.say("Oslo & Bergen <3")
        await place.told(ana, "Oslo & Bergen <3".replace("&", "&amp;").replace("<", "&lt;"))
        await ana.react(card, "+1")
        await place.told(ana, "noted")
        await ana.press("Sponsor", await place.card(1, "👍 from Ana"))
        await place.told(kim, "Congratulations")
        welcome = await place.slack.until(lambda: place.emea.messages)
        assert "Please welcome" in welcome[0].text
        assert {"type": "user", "user_id": kim.id} in welcome[0].blocks[0]["elements"][0]["elements"]
        card = await place.card(1)
        assert [each for each in card.blocks if each["type"] == "actions"] == []
        await place.quiet()
        assert await place.history() == ["apply", "claim", "ask", "reply", "thumbs up", "sponsor"]
        shared = [each.text for channel in (place.mentors, place.emea, place.desk) for each in channel.messages]
        for secret in ("kim@example.org", "I like maps", "two of them", "Map parties", "Oslo"):
            assert not [text for text in shared if secret in text]


@pytest.mark.parametrize("mode", MODES)
async def test_everything_stands_behind_one_command(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        for name, command in features.load().commands.items():
            for example in command.examples:
                outcome = await place.cora.slash(f"/ambassador {example}", place.emea)
                assert outcome.error is None, example
                if outcome.view is not None:
                    place.cora.reload()
                    continue
                assert outcome.shown is not None, example
                assert outcome.shown.text, example
                unknown = re.search("I don't know “\u2068?" + name.split()[0], outcome.shown.text)
                assert unknown is None, example
        await place.quiet()
        assert not [each for each in place.emea.messages if "Hello" in each.text]


async def test_what_is_typed_behind_the_command_may_be_anything(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:

        async def said(text: str) -> str:
            shown = (await place.kim.slash(f"/ambassador {text}".rstrip(), place.emea)).shown
            assert shown is not None
            return shown.text

        assert "/ambassador help" in await said("")
        assert "/apply" in await said("help")
        assert "claim" not in await said("help")
        assert "Did you mean /ambassador status?" in await said("statsu")
        assert "I don't know" in await said("xyzzy plugh")
        assert "#1" not in await said("!status")
        assert "for mentors" in (await said("claim 1")).replace("a mentor", "for mentors")
        await place.quiet()
        assert place.emea.messages == []


async def test_in_a_channel_where_the_programme_isnt_at_home_nothing_is_posted(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        random = place.slack.channel("random", place.kim, place.ana)
        elsewhere = place.slack.channel("elsewhere", place.kim, place.ana, invited=False)
        for channel in (random, elsewhere):
            shown = (await place.ana.slash("/ambassador mentors", channel)).shown
            assert shown is not None
            assert "One mentor can be chosen" in shown.text
        assert (await place.kim.slash("/apply", elsewhere)).view is not None
        await place.quiet()
        assert random.messages == elsewhere.messages == []


async def test_a_public_answer_is_for_everybody_only_where_the_programme_is_at_home(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        random = place.slack.channel("random", place.kim)
        here = (await place.kim.slash("/ambassador mentors", place.emea)).body
        there = (await place.kim.slash("/ambassador mentors", random)).body
        alone = (await place.kim.slash("/ambassador mentors")).body
        assert there["response_type"] == alone["response_type"] == "ephemeral"
        assert here["response_type"] in {"ephemeral", "in_channel"}


async def test_words_in_the_direct_chat_need_no_sign(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.kim.say("status")
        await place.told(place.kim, "You have no application")
        await place.kim.say("aplly")
        await place.told(place.kim, "Did you mean /apply?")
        await place.kim.say("/apply")
        await place.told(place.kim, "Question 1 of 9")


async def test_who_opens_the_direct_chat_is_greeted_once(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.kim.open_home("home")
        await place.kim.open_home()
        await place.told(place.kim, "Hello Kim")
        await place.kim.open_home()
        await place.quiet()
        assert len([each for each in place.kim.direct.messages if "Hello" in each.text]) == 1


async def test_a_long_answer_is_shown_page_by_page(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        said = ("kim", "kim@example.org", "EMEA", "English", *(f"{n} " + "long " * 790 for n in "abc"), "skip", "skip")
        await place.kim.say("apply")
        for n, text in enumerate(said, 1):
            await place.told(place.kim, f"Question {n} of 9")
            await place.kim.say(text)
        await place.told(place.kim, "That's everything")
        await place.kim.say("send")
        await place.card()
        shown = (await place.ana.slash("/ambassador read 1", place.mentors)).shown
        assert shown is not None
        assert "a long" in str(shown.blocks)
        assert "c long" not in str(shown.blocks)
        assert (await place.ana.press("Show more", shown)).error is None
        rest = await place.slack.until(lambda: [each for each in place.ana.seen_privately() if each is not shown])
        assert "c long" in str(rest[0].blocks)
        assert "a long" not in str(rest[0].blocks)


async def test_a_question_isnt_asked_where_others_would_read_the_answer(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        kim, ana = place.kim, place.ana
        await place.apply()
        await ana.press("Claim", await place.card())
        await ana.slash("/ambassador ask 1 Which towns first?", place.mentors)
        await ana.slash("/ambassador ask 1 With whom?", place.mentors)
        await place.told(kim, "Just type your answer here")
        shown = (await kim.slash("/ambassador status", place.emea)).shown
        assert shown is not None
        assert "type your answer here" not in shown.text
        assert "Which towns first?" in shown.text
        assert "It's your turn: /ambassador answer takes your answer." in shown.text
        await kim.press("Answer", shown)
        sent = await kim.submit(await kim.opened(), {"answer": "Oslo"})
        assert sent.view is not None
        assert "With whom?" in str(sent.view.body)
        assert "type your answer here" not in str(sent.view.body)
        kim.reload()
        await kim.say(f"<@{place.slack.town.bot.id}> status", place.emea)
        shown = await place.whispered(kim, "With whom?")
        assert "type your answer here" not in shown.text
        await kim.press("Answer", shown)
        await kim.submit(await kim.opened(), {"answer": "Lee"})
        await place.told(ana, "Lee")
