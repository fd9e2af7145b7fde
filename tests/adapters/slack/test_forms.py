"""Forms as people fill them on Slack: opened, kept while they type, handed in, and gone on with in the direct chat."""

import asyncio
from pathlib import Path

import pytest

from adapters.slack import drafts
from tests.adapters.slack.world import FORM, Place, inhabited, present, workspace
from tests.slack.fake import Mode
from tests.slack.town import View

pytestmark = pytest.mark.usefixtures("quick")


async def opened(place: Place, command: str = "/apply") -> View:
    """Kim opens a form."""
    view = (await place.kim.slash(command, place.emea)).view
    assert view is not None
    return view


async def kept(place: Place) -> dict[str, str]:
    """What stands in Kim's draft."""
    identity = f"slack:{place.slack.town.team}/{place.kim.id}"

    def read(store):  # type: ignore[no-untyped-def]
        person = store.people.by_identity(identity)
        draft = store.dialogues.find(person, "apply") if person is not None else None
        return draft.values if draft is not None else {}

    values: dict[str, str] = await place.app.database.read(read)
    return values


async def until_kept(place: Place, name: str, value: str) -> None:
    """Wait until something stands in Kim's draft."""
    for _ in range(400):
        if (await kept(place)).get(name) == value:
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(name)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_form_opens_at_once_with_a_read_and_the_drafts_write(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        before = len(place.slack.api.calls)
        outcome = await place.kim.slash("/apply", place.emea)
        assert (outcome.error, outcome.body) == (None, {})
        assert outcome.view is not None
        asked = [
            each.method for each in place.slack.api.calls[before:] if each.method not in {"auth.test", "users.info"}
        ]
        assert asked.count("views.open") == 1
        assert set(asked) <= {"views.open", "apps.connections.open"}
        await place.quiet()
        assert place.kim.direct.messages == place.emea.messages == []


async def test_a_form_that_came_too_late_is_offered(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        place.slack.api.faults.next("views.open", "error", code="expired_trigger_id")
        outcome = await place.kim.slash("/apply", place.emea)
        assert outcome.error is None
        assert outcome.view is None
        assert outcome.shown is not None
        assert "kept" in outcome.shown.text
        await place.kim.press("Open", outcome.shown)
        view = await place.kim.opened()
        assert (await place.kim.submit(view, FORM)).errors == {}
        await place.card()


async def test_slack_that_doesnt_open_it_in_time_doesnt_cost_the_answer(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.kim.slash("/ambassador status")
        place.slack.api.faults.next("views.open", "delay", seconds=3.5)
        outcome = await place.kim.slash("/apply", place.emea)
        assert outcome.error is None
        assert outcome.shown is not None


async def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = await opened(place)
        wrong = {**FORM, "email": "kim at home", "languages": "Klingonish"}
        outcome = await place.kim.submit(view, wrong)
        assert outcome.error is None
        assert set(outcome.errors) == {"email", "languages"}
        assert "kim@example.org" in outcome.errors["email"]
        assert "Klingonish" in outcome.errors["languages"]
        assert outcome.view is view
        assert (await kept(place))["account"] == "kim"
        sent = await place.kim.submit(view, {"email": FORM["email"], "languages": FORM["languages"]})
        assert sent.errors == {}
        assert sent.view is not None
        assert "#1" in str(sent.view.body["blocks"])
        assert sent.view.body["title"]["text"] == "Your application"
        await place.card()


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_an_application_has_a_receipt_that_lasts(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        view = await opened(place)
        await place.kim.submit(view, FORM)
        assert "Your application is in" in str(view.body["blocks"])
        await place.told(place.kim, "Your application is in")
        await place.quiet()
        assert len(place.kim.direct.messages) == 1


async def test_what_is_typed_is_kept_a_moment_after_the_last_letter(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = await opened(place)
        before = place.app.engine.clock.now()
        for letters in ("k", "ki", "kim"):
            await place.kim.type_into(view, "account", letters)
        assert "account" not in await kept(place)
        await until_kept(place, "account", "kim")
        assert (place.app.engine.clock.now() - before).total_seconds() >= drafts.QUIET * 0.9
        await place.kim.choose(view, "region", ["EMEA"])
        await until_kept(place, "region", "EMEA")


async def test_what_was_typed_last_is_kept_when_the_form_is_closed(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = await opened(place)
        await place.kim.type_into(view, "why", "I like maps")
        closed = await place.kim.close(view)
        assert closed is not None
        assert closed.error is None
        assert (await kept(place))["why"] == "I like maps"
        again = await opened(place)
        assert "Welcome back" in str(again.body["blocks"])
        assert "I like maps" in str(again.body["blocks"])


async def test_what_was_typed_last_is_kept_when_the_bot_stops(tmp_path: Path) -> None:
    async with workspace(tmp_path) as place:
        async with present(place):
            view = await opened(place)
            await place.kim.type_into(view, "why", "I like maps")
        async with present(place):
            assert (await kept(place))["why"] == "I like maps"


async def test_the_direct_chat_goes_on_with_what_the_form_began_and_the_other_way_round(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        kim = place.kim
        view = await opened(place)
        await kim.type_into(view, "account", "kim")
        await kim.type_into(view, "email", "kim@example.org")
        await kim.close(view)
        await kim.say("apply")
        asked = await place.told(kim, "Question 3 of 9")
        assert "Where would you be" in asked.text
        await kim.say("EMEA")
        await place.told(kim, "Question 4 of 9")
        await kim.say("English, de")
        await place.told(kim, "Question 5 of 9")
        view = await opened(place)
        shown = str(view.body["blocks"])
        assert "English" in shown
        assert "kim@example.org" in shown
        await kim.say("help")
        await place.told(kim, "/ambassador status")  # nothing is asked there any more: the form asks
        left = {name: FORM[name] for name in ("why", "so_far", "would_do")}
        sent = await kim.submit(view, left)
        assert sent.errors == {}
        card = await place.card()
        assert "English and German" in card.text


async def test_nobody_applies_twice(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = await opened(place)
        await place.kim.submit(view, FORM)
        again = await place.kim.slash("/apply", place.emea)
        assert again.view is view  # it says that the application is in
        assert again.shown is not None
        assert "There can be only one at a time" in again.shown.text
        await place.quiet()
        assert await place.history() == ["apply"]
        assert len([each for each in place.mentors.messages if each.text.startswith("#")]) == 1


async def test_a_form_that_was_handed_in_elsewhere_is_gone(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        first = await opened(place)
        second = await opened(place)
        await place.kim.submit(second, FORM)
        await place.kim.close(second)
        outcome = await place.kim.submit(first, FORM)
        assert outcome.error is None
        assert outcome.view is not None
        assert "isn't open any more" in str(outcome.view.body["blocks"])
        await place.quiet()
        assert await place.history() == ["apply"]


async def asked(place: Place) -> None:
    """Ana mentors Kim and has asked something."""
    await place.apply()
    await place.ana.slash("/ambassador claim 1")
    await place.ana.slash("/ambassador ask 1 Which <towns> first?")
    await place.told(place.kim, "Which &lt;towns&gt; first?")


async def test_a_mentors_question_is_answered_in_a_form(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await asked(place)
        view = await opened(place, "/ambassador answer")
        assert "Which <towns> first?" in str(view.body["blocks"])
        sent = await place.kim.submit(view, {"answer": "Oslo, *then* Bergen"})
        assert sent.errors == {}
        await place.told(place.ana, "Oslo, *then* Bergen")
        assert (await place.history())[-1] == "reply"


async def test_a_question_that_was_answered_elsewhere_is_gone(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await asked(place)
        view = await opened(place, "/ambassador answer")
        await place.kim.say("Oslo first")
        await place.told(place.ana, "Oslo first")
        sent = await place.kim.submit(view, {"answer": "Bergen first"})
        assert "That question isn't open any more" in str(sent.body)
        assert "/ambassador answer" in str(sent.body)
        assert "/apply" not in str(sent.body)
        await place.quiet()
        assert not [each for each in place.ana.direct.messages if "Bergen" in each.text]


async def test_an_answer_is_to_the_question_that_stood_above_it(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await asked(place)
        view = await opened(place, "/ambassador answer")
        await place.kim.say("Oslo first")
        await place.told(place.ana, "Oslo first")
        await place.ana.slash("/ambassador ask 1 Do you travel?")
        await place.told(place.kim, "Do you travel?")
        await place.kim.type_into(view, "answer", "Bergen first")
        sent = await place.kim.submit(view, {"answer": "Bergen first"})
        assert "That question isn't open any more" in str(sent.body)
        await place.kim.say("Now and then")
        await place.told(place.ana, "Now and then")
        assert not [each for each in place.ana.direct.messages if "Bergen" in each.text]


async def test_a_mentors_question_is_answered_by_command_and_by_word(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await asked(place)
        await place.kim.slash("/ambassador answer Oslo first", place.emea)
        await place.told(place.ana, "Oslo first")
        await place.ana.slash("/ambassador ask 1 And then?")
        await place.told(place.kim, "And then?")
        await place.kim.say("Then Bergen")
        await place.told(place.ana, "Then Bergen")
        gone = (await place.kim.slash("/ambassador answer")).shown
        assert gone is not None
        assert "not asking you anything" in gone.text
        assert not [each for each in place.emea.messages if "Oslo" in each.text]


async def test_a_draft_can_be_withdrawn_while_its_form_lies_open(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = await opened(place)
        await place.kim.type_into(view, "account", "kim")
        await place.kim.slash("/ambassador withdraw yes")
        await place.kim.close(view)
        outcome = await place.kim.slash("/ambassador status")
        assert outcome.shown is not None
        assert "no application" in outcome.shown.text
