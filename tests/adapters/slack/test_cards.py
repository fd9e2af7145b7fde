"""A case's card in the mentors' channel: its buttons, its 👍, and who may use them."""

from pathlib import Path

import pytest

from tests.adapters.slack.world import Place, inhabited
from tests.slack import forms
from tests.slack.town import Message

pytestmark = pytest.mark.usefixtures("quick")
TONES = ("+1", "thumbsup", *(f"+1::skin-tone-{tone}" for tone in range(2, 7)))


def buttons(card: Message) -> list[str]:
    """What stands on a card's buttons."""
    return [button["text"]["text"] for _, button in forms.buttons(card.blocks)]


async def mentored(place: Place) -> Message:
    """Ana mentors Kim."""
    await place.apply()
    await place.ana.press("Claim", await place.card())
    return await place.card(1, "Ana mentors")


async def updates(place: Place) -> int:
    """How often a message was changed so far."""
    await place.quiet()
    return len(place.slack.api.called("chat.update"))


async def test_its_buttons_are_words_that_fit_its_state(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.apply()
        assert buttons(await place.card()) == ["Claim", "Read"]
        await place.ana.press("Claim", await place.card())
        assert buttons(await place.card(1, "Ana mentors")) == ["Thumbs up", "Read"]
        await place.ana.press("Thumbs up", await place.card())
        assert buttons(await place.card(1, "Take 👍 back")) == ["Sponsor", "Take 👍 back", "Read"]
        await place.ana.press("Sponsor", await place.card())
        await place.told(place.kim, "Congratulations")
        await place.quiet()
        assert buttons(await place.card()) == []


async def test_who_may_is_asked_when_they_click(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.kim.join(place.mentors)
        await place.apply()
        card = await place.card()
        before = await updates(place)
        await place.kim.press("Claim", card)
        await place.whispered(place.kim, "is for")
        await place.kim.press("Read", card)
        await place.quiet()
        assert "I like maps" not in str([each.blocks for each in place.kim.seen_privately()])
        await place.cora.press("Read", card)
        await place.whispered(place.cora, "I like maps")
        assert await place.history() == ["apply", "read"]
        assert await updates(place) == before
        await place.cora.slash("/ambassador mentor remove @Bo".replace("@Bo", place.bo.mention))
        await place.bo.press("Claim", card)
        await place.whispered(place.bo, "is for")
        assert await place.history() == ["apply", "read"]


async def test_a_stale_cards_button_is_answered_and_the_card_is_mended(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.apply()
        card = await place.card()
        stale = [dict(block) for block in card.blocks]
        await place.ana.press("Claim", card)
        card = await place.card(1, "Ana mentors")
        await place.quiet()
        fresh, card.blocks, card.text = card.blocks, stale, "#1 as it was"
        assert (await place.bo.press("Claim", card)).error is None
        await place.whispered(place.bo, "Ana claimed #1")
        await place.card(1, "Ana mentors")
        await place.quiet()
        assert buttons(card) == [button["text"]["text"] for _, button in forms.buttons(fresh)]
        assert await place.history() == ["apply", "claim"]


async def test_a_button_that_the_card_still_has_changes_nothing_on_it(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        before = await updates(place)
        await place.bo.press("Thumbs up", card)
        await place.whispered(place.bo, "#1")
        assert await updates(place) == before
        assert await place.history() == ["apply", "claim"]


@pytest.mark.parametrize("tone", TONES)
async def test_a_thumbs_up_counts_in_every_tone_and_is_taken_back(tmp_path: Path, tone: str) -> None:
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        await place.ana.react(card, tone)
        await place.told(place.ana, "noted")
        await place.ana.unreact(card, tone)
        await place.told(place.ana, "is taken back")
        assert await place.history() == ["apply", "claim", "thumbs up", "take back"]


async def test_only_that_very_thumbs_up_takes_it_back(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        await place.ana.react(card, "+1::skin-tone-2")
        await place.told(place.ana, "noted")
        await place.bo.react(card, "+1")
        await place.bo.unreact(card, "+1")
        await place.ana.react(card, "tada")
        await place.ana.unreact(card, "tada")
        await place.quiet()
        assert await place.history() == ["apply", "claim", "thumbs up"]
        await place.ana.react(card, "+1::skin-tone-5")
        await place.ana.unreact(card, "+1::skin-tone-2")
        await place.quiet()
        assert await place.history() == ["apply", "claim", "thumbs up", "thumbs up"]  # the last one stands
        await place.ana.unreact(card, "+1::skin-tone-5")
        await place.told(place.ana, "is taken back")


async def test_a_thumbs_up_is_the_mentors_and_the_cards(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await mentored(place)
        other = await place.cora.say("What do you think of #1?", place.mentors)
        await place.ana.react(other, "+1")
        await place.ana.react(card, "+1::skin-tone-9")
        await place.ana.react(card, "heart")
        await place.bo.react(card, "+1")
        await place.cora.react(card, "+1", item_user=False)
        await place.quiet()
        assert "thumbs up" not in (await place.history())[:2]
        told = [each.text for each in place.bo.direct.messages]
        assert len(told) == 1
        assert "#1" in told[0]


async def test_two_cards_are_two_cases(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        first = await mentored(place)
        lee = place.slack.person("Lee")
        view = (await lee.slash("/apply")).view
        assert view is not None
        await lee.submit(
            view,
            {"account": "lee", "email": "lee@example.org", "region": ["EMEA"], "languages": "de"}
            | dict.fromkeys(("why", "so_far", "would_do"), "Because of maps"),
        )
        await place.bo.press("Claim", await place.card(2))
        second = await place.card(2, "Bo mentors")
        await place.bo.react(second, "+1")
        await place.told(place.bo, "noted")
        assert await place.history(1) == ["apply", "claim"]
        assert await place.history(2) == ["apply", "claim", "thumbs up"]
        await place.ana.react(first, "+1")
        await place.told(place.ana, "noted")
        await place.bo.unreact(second, "+1")
        await place.told(place.bo, "is taken back")
        assert await place.history(1) == ["apply", "claim", "thumbs up"]


async def test_a_thumbs_up_before_anybody_claimed_says_what_comes_first(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.apply()
        await place.ana.react(await place.card(), "+1")
        said = await place.told(place.ana, "Nobody mentors #1 yet")
        await place.ana.press("Claim", said)
        await place.whispered(place.ana, "You now mentor Kim")
