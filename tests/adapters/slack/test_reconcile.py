"""👍 that were given or taken off while the bot was down: heard once each, and nothing that is old news."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack import reading, receive
from adapters.slack.receive import Scene
from bot import parking
from bot.model import State
from tests.adapters.slack.missed import Away, away

TONED = "+1::skin-tone-3"
MENTORING, THUMBS_UP = State.MENTORING, State.THUMBS_UP


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Away]:
    """A programme on a workspace, with Ana mentoring Kim."""
    async with away(tmp_path) as made:
        await made.claimed()
        await made.heard()
        yield made


async def stands(there: Away) -> tuple[State, str | None]:
    """The case's state, and what its thumbs-up stands on."""
    case = await there.case()
    return case.state, case.thumbs_by


@pytest.mark.parametrize("name", ["+1", TONED, "thumbsup"])
async def test_a_mentors_thumbs_up_is_heard_once(there: Away, name: str) -> None:
    await there.reacts("ana", name, told=False)
    await there.restarted().catch_up()
    assert await stands(there) == (THUMBS_UP, there.reaction("ana", name))
    said = [there.told("ana"), there.told("kim")]
    for _ in range(3):
        there.slack.clock.move(3600)
        there.restarted()
        await there.catch_up()
    assert [there.told("ana")[: len(said[0])], there.told("kim")[: len(said[1])]] == said
    assert sum("👍" in text or "thumbs" in text.lower() for text in there.told("ana")) <= 2
    assert await stands(there) == (THUMBS_UP, there.reaction("ana", name))
    history = await there.app.database.read(lambda store: store.cases.history(1))
    assert [entry.act for entry in history].count("thumbs up") == 1


@pytest.mark.parametrize("who", ["bo", "kim", "cora"])
@pytest.mark.parametrize("name", ["+1", TONED])
async def test_nobody_elses_reaction_is_looked_at_or_answered(there: Away, who: str, name: str) -> None:
    before = {each: there.told(each) for each in there.people}
    await there.reacts(who, name, told=False)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (MENTORING, None)
    assert {each: there.told(each) for each in there.people} == before


async def test_other_reactions_say_nothing(there: Away) -> None:
    for name in ("tada", "-1", "+1000", "thumbsdown"):
        await there.reacts("ana", name, told=False)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (MENTORING, None)


async def test_a_thumbs_up_that_was_taken_off_is_taken_back(there: Away) -> None:
    await there.reacts("ana", told=True)
    assert (await there.case()).state is THUMBS_UP
    await there.reacts("bo", told=False)
    await there.unreacts("ana", told=False)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (MENTORING, None)
    await there.reacts("ana", told=False)
    there.slack.clock.move(60)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (THUMBS_UP, there.reaction("ana")), "given again"


async def test_one_that_was_put_off_and_is_gone_when_its_time_comes_is_taken_back(there: Away) -> None:
    """It came before the bot knew its own card, and was taken off while the bot was down."""
    scene, user = Scene(there.workspace, there.app.clock.now()), there.people["ana"].id
    event = receive.reaction("Ev1", there.mentors.id, there.card.ts, user, "+1", scene)
    assert event is not None
    until = there.app.clock.now() + parking.PAUSE
    await there.app.database.write(lambda store: store.inbox.park(event, 1, until))
    await there.reconciler.noted(event)
    pause = there.restarted()._sleep

    async def sleep(seconds: float) -> None:
        await pause(seconds)
        if seconds > reading.APART:
            await there.app.engine.recover()

    there.reconciler._sleep = sleep
    await there.catch_up()
    there.slack.clock.move(60)
    await there.app.engine.recover()
    assert await stands(there) == (MENTORING, None)


async def test_one_that_gave_way_to_another_tone_only_moves(there: Away) -> None:
    await there.reacts("ana", told=True)
    kim = there.told("kim")
    await there.unreacts("ana", told=False)
    await there.reacts("ana", TONED, told=False)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (THUMBS_UP, there.reaction("ana", TONED))
    assert there.told("kim") == kim


async def test_two_at_once_are_one(there: Away) -> None:
    await there.reacts("ana", told=False)
    await there.reacts("ana", TONED, told=False)
    there.restarted()
    await there.catch_up()
    state, by = await stands(there)
    assert state is THUMBS_UP
    told = there.told("ana")
    for _ in range(2):
        there.slack.clock.move(60)
        there.restarted()
        await there.catch_up()
    assert await stands(there) == (state, by)
    assert there.told("ana") == told


@pytest.mark.parametrize("told", [True, False])
async def test_one_that_was_taken_back_by_command_says_nothing_new(there: Away, told: bool) -> None:
    await there.reacts("ana", told=told)
    await there.catch_up()
    there.restarted()
    await there.catch_up()
    assert (await there.case()).state is THUMBS_UP
    await there.say("ana", "!takeback 1")
    for _ in range(2):
        there.slack.clock.move(60)
        there.restarted()
        await there.catch_up()
    assert await stands(there) == (MENTORING, None), "it stands on the card still, and was taken back"
    await there.unreacts("ana", told=True)
    await there.reacts("ana", told=False)
    there.restarted()
    await there.catch_up()
    assert (await there.case()).state is THUMBS_UP


async def test_one_that_was_refused_doesnt_count_later(there: Away) -> None:
    await there.reacts("bo", told=True)
    await there.say("ana", "!release 1")
    await there.say("bo", "!claim 1")
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (MENTORING, None)


async def test_what_was_typed_stands_whatever_is_on_the_card(there: Away) -> None:
    await there.say("ana", "!thumbsup 1")
    await there.reacts("ana", told=False)
    told = there.told("ana")
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (THUMBS_UP, "command")
    assert there.told("ana") == told


async def test_a_card_that_is_gone_takes_nothing_back(there: Away, capsys: pytest.CaptureFixture[str]) -> None:
    await there.reacts("ana", told=True)
    there.mentors.messages.remove(there.card)
    there.restarted()
    capsys.readouterr()
    await there.catch_up()
    assert (await there.case()).state is THUMBS_UP
    said = "".join(capsys.readouterr())
    assert said.count("what was missed can't be looked at") == 1
    assert "message_not_found" in said


async def test_what_slack_may_hide_isnt_gone(there: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    await there.reacts("ana", told=True)
    call = there.api.call

    async def hiding(method: str, **arguments: object) -> dict[str, object]:
        answered = await call(method, **arguments)  # type: ignore[arg-type]
        if method == "reactions.get":
            answered["message"]["reactions"] = [{"name": "+1", "users": [], "count": 1}]
        return answered

    monkeypatch.setattr(there.api, "call", hiding)
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (THUMBS_UP, there.reaction("ana"))


async def test_a_mentor_who_left_the_workspace_says_nothing(there: Away) -> None:
    await there.reacts("ana", told=False)
    there.people["ana"].user.deleted = True
    there.restarted()
    await there.catch_up()
    assert await stands(there) == (State.APPLIED, None), "their case is the pool's"
    history = await there.app.database.read(lambda store: store.cases.history(1))
    assert "thumbs up" not in [entry.act for entry in history]


async def test_cards_are_asked_for_in_full_and_only_while_there_is_a_mentor(there: Away) -> None:
    there.restarted()
    await there.catch_up()
    (asked,) = there.fake.called("reactions.get")[-1:]
    assert asked == {"channel": there.mentors.id, "timestamp": there.card.ts, "full": "1"}
    count = len(there.fake.called("reactions.get"))
    await there.say("ana", "!release 1")
    there.restarted()
    await there.catch_up()
    assert len(there.fake.called("reactions.get")) == count
