"""What else was missed while the bot was down: direct messages, and letters to rooms that it can write in again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack import reading
from adapters.slack.api import SlackError
from bot.address import Room
from bot.effect import Post
from bot.errors import Unavailable
from bot.event import Said
from bot.message import say
from tests.adapters.slack.missed import Away, away

HISTORY = "conversations.history"


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Away]:
    """A programme on a workspace that the bot hears."""
    async with away(tmp_path) as made:
        await made.heard()
        yield made


async def test_what_was_written_meanwhile_is_answered_once_and_in_order(there: Away) -> None:
    there.writes("kim", "apply")
    there.writes("kim", "kim-account")
    there.writes("ana", "queue")
    there.restarted()
    await there.catch_up()
    kim = there.told("kim")
    assert len(kim) == 2
    assert "Question 1" in kim[0]
    assert "Question 2" in kim[1], "the second message answers the first question"
    assert len(there.told("ana")) == 1
    for _ in range(2):
        there.restarted()
        await there.catch_up()
    assert there.told("kim") == kim


async def test_what_came_in_after_all_is_the_same_event(there: Away) -> None:
    said = there.writes("ana", "queue")
    frame = there.frame("ana") | {"id": f"{there.people['ana'].direct.id}:{said.ts}"}
    await there.app.engine.handle(Said(**frame, text="queue", message=said.ts))
    there.restarted()
    await there.catch_up()
    assert len(there.told("ana")) == 1


async def test_only_what_people_said_since_then_is_looked_at(there: Away) -> None:
    there.writes("kim", "help").ts = "1700000000.000001"
    there.writes("kim", "help").ts = f"{there.slack.clock() - 3600:.6f}"
    there.writes("kim", "help", bot_id="B0OTHER")
    there.writes("ana", "help").ts = f"{there.slack.clock() - 660:.6f}"  # a minute before the mark
    there.restarted()
    await there.catch_up()
    assert there.told("kim") == []
    assert len(there.told("ana")) == 1


async def test_a_bot_that_wasnt_there_before_looks_at_no_messages(tmp_path: Path) -> None:
    async with away(tmp_path) as there:
        there.writes("kim", "apply")
        await there.catch_up()
        assert there.told("kim") == []
        assert there.fake.called(HISTORY) == []
        there.slack.clock.move(600)
        await there.reconciler.heard(there.app.clock.now())
        there.writes("kim", "status")
        there.reconciler.away()
        await there.catch_up()
        assert "Question" not in "".join(there.told("kim"))
        assert there.told("kim"), "from its first start on"


async def test_nothing_is_marked_as_heard_while_something_may_be_missed(there: Away) -> None:
    fresh = there.restarted()
    there.writes("kim", "help")
    there.slack.clock.move(3600)
    await fresh.heard(there.app.clock.now())
    await there.catch_up()
    assert len(there.told("kim")) == 1
    fresh.away()
    there.writes("kim", "status")
    there.slack.clock.move(3600)
    await fresh.heard(there.app.clock.now())
    await there.catch_up()
    assert len(there.told("kim")) == 2
    count = len(there.fake.calls)
    await fresh.catch_up()
    assert len(there.fake.calls) == count, "nothing was missed since"


async def test_what_another_process_marks_as_heard_hides_nothing_that_is_owed_here(there: Away) -> None:
    ours, another = there.reconciler, there.restarted()
    await another.catch_up()
    there.writes("kim", "status")  # was brought here alone, and couldn't be taken
    there.slack.clock.move(600)
    await another.heard(there.app.clock.now())
    ours.away()
    await ours.catch_up()
    await there.courier.drain()
    assert "You have no application" in "".join(there.told("kim"))


async def test_a_name_reads_as_if_it_had_been_told(there: Away) -> None:
    await there.say("cora", "!mentors")
    there.writes("cora", f"mentor add <@{there.people['kim'].id}> EMEA")
    there.restarted()
    await there.catch_up()
    mentors = await there.app.database.read(lambda store: [each.person.name for each in store.mentors.all()])
    assert "Kim" in " ".join(mentors)


async def test_of_a_long_chat_the_newest_are_read_and_the_rest_is_said(
    there: Away, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    for number in range(5):
        there.writes("ana", f"case {number + 1}")
    there.restarted()
    capsys.readouterr()
    await there.catch_up()
    said = there.told("ana")
    assert len(said) == 3
    assert "#3" in said[0]
    assert "more than 3 messages" in "".join(capsys.readouterr())


async def test_many_chats_are_paged_through(there: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    for who in there.people:
        there.writes(who, "help")
    there.restarted()
    await there.catch_up()
    assert all(len(there.told(who)) == 1 for who in there.people)
    assert len(there.fake.called("users.conversations")) >= 2


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "something_new"])
async def test_a_chat_that_cant_be_read_stops_no_other(
    there: Away, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there.writes("kim", "help")
    there.writes("ana", "help")
    there.restarted()
    there.fake.faults.next(HISTORY, "error", code=code)
    capsys.readouterr()
    await there.catch_up()
    assert len(there.told("kim")) + len(there.told("ana")) == 1
    assert "".join(capsys.readouterr()).count("what was missed can't be looked at") == 1


async def test_without_the_scope_it_is_said_once_and_the_cards_are_looked_at(
    there: Away, capsys: pytest.CaptureFixture[str]
) -> None:
    await there.claimed()
    await there.reacts("ana", told=False)
    there.fake.scopes.discard("im:read")
    there.restarted()
    capsys.readouterr()
    await there.catch_up()
    assert "".join(capsys.readouterr()).count("needs im:read") == 1
    assert (await there.case()).thumbs_by == there.reaction("ana")


@pytest.mark.parametrize("kind", ["429", "http", "garbage"])
@pytest.mark.parametrize("method", [HISTORY, "users.conversations", "reactions.get", "users.info"])
async def test_while_slack_is_away_it_waits_and_misses_nothing(there: Away, method: str, kind: str) -> None:
    await there.claimed()
    await there.heard()
    told = len(there.told("kim"))
    await there.reacts("ana", told=False)
    there.writes("kim", "help")
    there.restarted()
    options = {"retry_after": 17} if kind == "429" else {}
    there.fake.faults.next(method, kind, times=reading.TRIES + 2, **options)
    there.slept.clear()
    await there.catch_up()
    assert not there.fake.faults.left
    assert len(there.told("kim")) == told + 2, "the answer, and that Ana gave a thumbs-up"
    assert (await there.case()).thumbs_by == there.reaction("ana")
    assert kind != "429" or max(there.slept) >= 17


async def test_one_place_that_is_broken_for_good_doesnt_hold_up_the_mark(
    there: Away, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call, broken = there.api.call, there.people["kim"].direct.id

    async def failing(method: str, **arguments: object) -> dict[str, object]:
        if method == HISTORY and arguments["channel"] == broken:
            raise SlackError(method, "internal_error", sent=True)
        return await call(method, **arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(there.api, "call", failing)
    there.writes("kim", "help")
    there.writes("ana", "help")
    there.restarted()
    capsys.readouterr()
    await there.catch_up()
    assert (len(there.told("kim")), len(there.told("ana"))) == (0, 1)
    assert "".join(capsys.readouterr()).count("internal_error") == 2, "that it waits, and that it gave up"
    mark = await there.app.database.read(lambda store: store.marks.last(f"received:{there.workspace.source}"))
    assert mark is not None
    assert mark.timestamp() > there.slack.clock() - 3600


async def test_calls_are_apart(there: Away) -> None:
    there.writes("kim", "help")
    there.slept.clear()
    calls = len(there.fake.calls)
    there.restarted()
    await there.catch_up()
    own = [each for each in there.fake.calls[calls:] if each.method in {HISTORY, "users.conversations"}]
    assert there.slept.count(reading.APART) == len(own) > 1


async def test_while_the_database_is_away_it_waits_and_misses_nothing(
    there: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.writes("kim", "help")
    engine, left = there.app.engine, [2]
    handle = engine.handle

    async def away_at_first(event: object) -> object:
        if left[0]:
            left[0] -= 1
            raise Unavailable("away")
        return await handle(event)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "handle", away_at_first)
    there.restarted()
    await there.catch_up()
    assert len(there.told("kim")) == 1


async def test_where_the_bot_is_welcome_again_what_died_there_goes_out(there: Away) -> None:
    mentors = there.mentors
    mentors.members.discard(there.town.bot.id)
    mentors.private = False
    room = there.workspace.room(mentors.id)
    now = there.app.clock.now()
    post = Post(room, say("queue-empty"))
    await there.app.database.write(lambda store: store.outbox.add([post, post], "test", now))
    await there.courier.drain()
    assert mentors.messages == []
    assert await there.reconciler.welcomed(Room(f"{room}X")) == 0
    assert await there.app.database.read(lambda store: store.outbox.counts()) == {"dead": 2}
    mentors.members.add(there.town.bot.id)
    woken = there.woken
    assert await there.reconciler.welcomed(room) == 2
    assert there.woken > woken
    await there.courier.drain()
    assert len(mentors.messages) == 2
    assert await there.reconciler.welcomed(room) == 0


async def test_what_was_answered_in_a_thread_is_found_too(there: Away) -> None:
    root = there.writes("ana", "queue")
    root.ts = "1700000000.000001"
    there.writes("ana", "case 1", thread_ts=root.ts)
    there.writes("ana", "case 2")
    there.writes("ana", "case 3", thread_ts=root.ts)
    for _ in range(2):
        there.restarted()
        await there.catch_up()
    assert [number for said in there.told("ana") for number in "123" if f"#{number}" in said] == ["1", "2", "3"]


async def test_a_thread_that_is_deleted_meanwhile_hides_nothing_else(there: Away) -> None:
    root = there.writes("ana", "queue")
    root.ts = "1700000000.000001"
    there.writes("ana", "case 1", thread_ts=root.ts)
    there.writes("ana", "case 2")
    there.fake.faults.next("conversations.replies", "error", code="thread_not_found")
    there.restarted()
    await there.catch_up()
    assert len(there.told("ana")) == 1
    assert "#2" in there.told("ana")[0]
