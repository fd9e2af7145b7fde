"""What takes too long, or can't be kept: acknowledged only once it is safe, and answered by another way."""

import asyncio
import gc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import engine, waiting
from bot.cli import wiring
from tests.adapters.slack.slow import for_ever, seconds, slowed
from tests.adapters.slack.world import FORM, Place, inhabited, present, workspace
from tests.slack.fake import Mode
from tests.slack.town import Ephemeral


@pytest.fixture(autouse=True)
def _unhurried(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but what a test does comes to the database meanwhile."""
    monkeypatch.setattr(wiring, "RECOVER_EVERY", 60.0)


CLAIM, MENTORING = "/ambassador claim 1", "You now mentor Kim"


async def applied(place: Place) -> None:
    """Kim has applied, and Ana is known."""
    await place.apply()
    await place.card()
    await place.ana.slash("/ambassador queue")
    await place.quiet()


def whispers(place: Place, says: str) -> list[Ephemeral]:
    """What Ana alone was told."""
    return [each for each in place.ana.seen_privately() if says in each.text]


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_what_takes_too_long_is_kept_acknowledged_and_answered_behind_that(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        await applied(place)
        slowed(place.app).writes.append(seconds(2.6))
        outcome = await place.ana.slash(CLAIM, place.mentors)
        assert outcome.error is None
        assert outcome.shown is not None
        assert "takes longer than usual" in outcome.shown.text
        assert dict(await place.app.database.read(lambda store: store.inbox.counts())) == {"pending": 1}
        await place.whispered(place.ana, MENTORING)
        await place.quiet()
        assert await place.history() == ["apply", "claim"]
        assert place.ana.direct.messages == []
        assert len(whispers(place, MENTORING)) == 1


async def test_a_button_that_takes_too_long_is_answered_behind_it(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slowed(place.app).writes.append(seconds(2.6))
        assert (await place.ana.press("Claim", await place.card())).error is None
        await place.whispered(place.ana, MENTORING)
        await place.quiet()
        assert await place.history() == ["apply", "claim"]


async def test_where_the_way_back_is_dead_it_comes_as_a_message(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slowed(place.app).writes.append(seconds(2.6))
        place.slack.api.faults.next("response_url", "error", code="expired_url")
        await place.ana.slash(CLAIM, place.mentors)
        await place.told(place.ana, MENTORING)
        assert whispers(place, MENTORING) == []


@pytest.mark.parametrize("fault", ["http", "lose", "error", "429"])
async def test_a_button_whose_way_back_is_dead_is_answered_by_a_message(tmp_path: Path, fault: str) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        place.slack.api.faults.next("response_url", fault)
        await place.ana.press("Claim", await place.card())
        await place.told(place.ana, MENTORING)
        assert await place.history() == ["apply", "claim"]


async def test_a_look_up_that_takes_too_long_is_answered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "RECOVER_EVERY", 0.05)
    async with inhabited(tmp_path) as place:
        await applied(place)
        before = len(whispers(place, "#1"))
        slowed(place.app).reads.append(seconds(3.2))
        outcome = await place.ana.slash("/ambassador queue", place.mentors)
        assert outcome.error is None
        await place.slack.until(lambda: len(whispers(place, "#1")) > before)
        await asyncio.sleep(0.3)
        await place.quiet()
        assert len(whispers(place, "#1")) == before + 1
        assert place.ana.direct.messages == []
        assert dict(await place.app.database.read(lambda store: store.inbox.counts())) == {}


async def test_a_form_that_takes_too_long_says_so_and_the_answer_comes_by_message(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        slowed(place.app).writes.append(seconds(2.6))
        outcome = await place.kim.submit(view, FORM)
        assert outcome.error is None
        assert "takes longer than usual" in str(view.body["blocks"])
        await place.told(place.kim, "Your application is in")
        await place.quiet()
        assert await place.history() == ["apply"]


@pytest.mark.parametrize("what", ["command", "button", "form", "mention", "look-up"])
async def test_what_was_kept_by_a_bot_that_died_is_answered_by_the_next_one(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "FINISH_WITHIN", 0.3)
    monkeypatch.setattr(wiring, "AT_LEAST", 0.1)
    monkeypatch.setattr(waiting, "LOOKED_UP_WITHIN", timedelta(seconds=1))
    async with workspace(tmp_path) as place:
        async with present(place):
            await died_with(place, what)
        monkeypatch.setattr(wiring, "RECOVER_EVERY", 0.2)
        async with present(place):
            who = place.kim if what == "form" else place.ana
            says = {"form": "Your application is in", "look-up": "#1"}.get(what, MENTORING)
            await place.told(who, says)
            await place.quiet()
            assert len([each for each in who.direct.messages if says in each.text]) == 1
            assert await place.history() == (["apply"] if what in {"form", "look-up"} else ["apply", "claim"])


async def died_with(place: Place, what: str) -> None:
    """Something is acknowledged, and the bot never gets through with it."""
    view = (await place.kim.slash("/apply")).view
    assert view is not None
    if what != "form":
        await place.kim.close(view)
        await applied(place)
    slow = slowed(place.app)
    (slow.reads if what == "look-up" else slow.writes).append(for_ever)
    outcome: Any = None
    if what == "command":
        outcome = await place.ana.slash(CLAIM, place.mentors)
    elif what == "button":
        outcome = await place.ana.press("Claim", await place.card())
    elif what == "form":
        outcome = await place.kim.submit(view, FORM)
    elif what == "look-up":
        outcome = await place.ana.slash("/ambassador queue", place.mentors)
    else:
        await place.ana.say(f"<@{place.slack.town.bot.id}> claim 1", place.mentors)
        assert not place.slack.http.waiting
    assert outcome is None or outcome.error is None


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_what_is_neither_handled_nor_kept_in_time_isnt_acknowledged(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        await applied(place)
        slowed(place.app).writes += [seconds(3.4), seconds(3.4)]
        outcome = await place.ana.slash(CLAIM, place.mentors)
        assert outcome.error in {"http_service_error", "operation_timeout"}
        await place.whispered(place.ana, MENTORING)  # it was handled in the end
        await place.quiet()
        assert await place.history() == ["apply", "claim"]


async def test_a_form_that_cant_be_saved_stays_open_and_says_so(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        slow = slowed(place.app)
        slow.away = True
        outcome = await place.kim.submit(view, FORM)
        assert outcome.view is view
        assert outcome.error is not None or "isn't saved" in str(outcome.errors)
        assert "submit" in view.body
        slow.away = False
        assert (await place.kim.submit(view)).errors == {}
        await place.card()
        await place.quiet()
        assert await place.history() == ["apply"]


async def test_a_form_that_the_bot_stumbles_over_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        with monkeypatch.context() as broken:
            broken.setattr("bot.filling.submitted", lambda *_: 1 / 0)
            outcome = await place.kim.submit(view, FORM)
        assert outcome.view is view
        assert "Something broke on our side" in str(outcome.errors)
        assert (await place.kim.submit(view)).errors == {}
        await place.card()


async def test_while_the_database_is_away_a_command_says_so(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slow = slowed(place.app)
        slow.away = True
        claimed = await place.ana.slash(CLAIM)
        assert claimed.error is not None or "isn't saved" in str(claimed.shown)
        looked = (await place.ana.slash("/ambassador queue")).shown
        assert looked is not None
        assert "can't look that up" in looked.text
        slow.away = False
        await place.ana.slash(CLAIM)
        assert await place.history() == ["apply", "claim"]


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_an_event_that_cant_be_committed_comes_again_and_has_one_effect(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        await applied(place)
        await place.ana.slash(CLAIM)
        card = await place.card(1, "Ana mentors")
        await place.quiet()
        slow = slowed(place.app)
        slow.away = True
        await place.ana.react(card, "+1")
        assert len(place.slack.wire.lost) == 0
        assert [each.reply.error is None for each in place.slack.wire.log[-1:]] == [False]
        slow.away = False
        place.slack.clock.move(1)
        assert await place.slack.wire.retry_due() == 1
        await place.told(place.ana, "noted")
        event_id = place.slack.wire.log[-1].event_id
        await place.slack.wire.again(event_id)  # type: ignore[attr-defined]
        await place.quiet()
        assert await place.history() == ["apply", "claim", "thumbs up"]
        assert len([each for each in place.ana.direct.messages if "noted" in each.text]) == 1


async def test_a_commit_whose_word_got_lost_has_one_effect(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slowed(place.app).lost = 1
        outcome = await place.ana.slash(CLAIM)
        assert outcome.shown is not None
        assert MENTORING in outcome.shown.text
        await place.quiet()
        assert await place.history() == ["apply", "claim"]


async def test_an_event_that_comes_twice_at_once_has_one_effect(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        place.slack.http.copies = 3
        await place.kim.say("withdraw yes")
        await place.told(place.kim, "is withdrawn")
        await place.quiet()
        assert await place.history() == ["apply", "withdraw"]
        assert len([each for each in place.kim.direct.messages if "is withdrawn" in each.text]) == 1


async def test_what_fails_behind_its_time_shouts_at_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    monkeypatch.setattr(waiting, "KEEP_WITHIN", 0.1)
    monkeypatch.setattr(engine, "PATIENCE", 0.0)
    shouted: list[dict[str, Any]] = []
    async with inhabited(tmp_path) as place:
        asyncio.get_running_loop().set_exception_handler(lambda _, said: shouted.append(said))
        slow = slowed(place.app)
        slow.away = True
        slow.writes += [seconds(0.3), for_ever]
        await place.kim.say("status")
        handling = [each for each in asyncio.all_tasks() if each.get_name().startswith("late ")]
        assert len(handling) == 1
        await asyncio.wait(handling)
        handling.clear()
        gc.collect()
        assert shouted == []
        slow.away = False
        place.slack.clock.move(1)
        assert await place.slack.wire.retry_due() == 1
        await place.told(place.kim, "You have no application")
