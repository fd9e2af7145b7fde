"""Each message once: what may have been sent is looked for, and what can't be known is said to be uncertain."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack import lookup
from adapters.slack.deliver import SETTLES
from adapters.slack.pace import HELD
from bot.platform import Later, Uncertain
from tests.adapters.slack.office import HISTORY, POST, REPLIES, Office, again, opened
from tests.slack.town import Message


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace with a mentors' channel and Kim."""
    async with opened() as made:
        yield made


@pytest.mark.parametrize("kind", ["lose", "garbage", "http"])
@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("place", ["channel", "thread", "direct"])
async def test_what_arrived_without_a_word_is_found_and_not_said_twice(
    office: Office, kind: str, restarted: bool, place: str
) -> None:
    root = (await office.deliver(office.parcel())).message if place == "thread" else None
    parcel = office.parcel(office.kim if place == "direct" else None, thread=root)
    channel = office.fake.town.direct(office.kim) if place == "direct" else office.mentors
    options = {"status": 502, "after": True} if kind == "http" else {}
    office.fake.faults.next(POST, kind, **options)
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert raised.value.unsure
    assert raised.value.after is not None
    assert raised.value.after >= SETTLES, "what is on its way has to arrive before it is looked for"
    said = channel.messages[-1]
    office.clock.move(raised.value.after)
    receipt = await office.deliver(again(parcel), office.another() if restarted else None)
    assert receipt.message == said.ts
    assert channel.messages[-1] is said


async def test_what_didnt_arrive_is_posted_once_that_is_sure(office: Office) -> None:
    parcel = office.parcel()
    office.fake.faults.next(POST, "reset")
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert raised.value.unsure
    await office.deliver(again(parcel))
    assert len(office.mentors.messages) == 1
    assert office.asked() == [POST, HISTORY, POST]
    (asked,) = office.fake.called(HISTORY)
    assert float(asked["oldest"]) == pytest.approx(parcel.tried_since.timestamp() - 60, abs=0.001)


async def test_an_answer_that_may_stand_in_its_thread_or_beside_it_is_looked_for_in_both(office: Office) -> None:
    root = await office.deliver(office.parcel())
    parcel = office.parcel(thread=root.message)
    office.fake.faults.next(POST, "error", code="restricted_action_thread_locked")
    office.fake.faults.next(POST, "lose")
    with pytest.raises(Later):
        await office.deliver(parcel)
    (_, beside) = office.mentors.messages
    assert beside.thread_ts is None
    assert (await office.deliver(again(parcel))).message == beside.ts


async def test_where_there_is_no_thread_it_is_looked_for_beside_it(office: Office) -> None:
    parcel = office.parcel(thread="1799999999.000001")
    first = await office.deliver(parcel)
    assert await office.deliver(again(parcel), office.another()) == first
    assert office.asked() == [POST, POST, REPLIES, HISTORY]


async def test_what_surely_wasnt_sent_isnt_looked_for(office: Office) -> None:
    parcel = office.parcel()
    office.fake.faults.next(POST, "429", retry_after=3)
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert not raised.value.unsure
    office.clock.move(3)
    office.fake.faults.next(POST, "error", code="ratelimited")
    with pytest.raises(Later):
        await office.deliver(again(parcel, 2))
    office.clock.move(HELD)
    await office.deliver(again(parcel, 3))
    assert office.asked() == [POST] * 3


async def test_an_attempt_elsewhere_in_between_is_looked_for(office: Office) -> None:
    parcel = office.parcel()
    office.fake.faults.next(POST, "429")
    with pytest.raises(Later):
        await office.deliver(parcel)
    office.clock.move(5)
    office.fake.faults.next(POST, "lose")
    with pytest.raises(Later):
        await office.deliver(again(parcel, 2), office.another())
    await office.deliver(again(parcel, 3))
    assert len(office.mentors.messages) == 1


@pytest.mark.parametrize("as_user", ["", "U0SOMEBODY"])
async def test_another_apps_message_is_never_taken_for_our_own(office: Office, as_user: str) -> None:
    parcel = office.parcel()
    forged = Message(office.fake.town.ts(), office.kim.id, "forged", metadata=lookup.metadata(parcel.token))
    forged.bot_id = as_user or None
    office.mentors.messages.append(forged)
    receipt = await office.deliver(again(parcel), office.another())
    assert receipt.message != forged.ts
    assert len(office.mentors.messages) == 2


def noise(office: Office, count: int) -> None:
    """Others say so much in the mentors' channel."""
    town = office.fake.town
    office.mentors.messages += [Message(town.ts(), office.kim.id, f"{number}") for number in range(count)]


async def test_it_is_found_behind_many_others(office: Office) -> None:
    parcel = office.parcel()
    first = await office.deliver(parcel)
    noise(office, lookup.PER_PAGE * 3)
    assert await office.deliver(again(parcel), office.another()) == first
    assert len(office.fake.called(HISTORY)) == 4


async def test_what_was_said_before_the_first_attempt_isnt_read(office: Office) -> None:
    noise(office, lookup.PER_PAGE * 3)
    office.clock.move(61)
    await office.deliver(again(office.parcel()), office.another())
    assert len(office.fake.called(HISTORY)) == 1


async def test_behind_too_many_others_nobody_can_tell(office: Office) -> None:
    parcel = office.parcel()
    noise(office, lookup.PER_PAGE * lookup.PAGES + 1)
    with pytest.raises(Uncertain, match="#mentors"):
        await office.deliver(again(parcel), office.another())
    assert office.fake.called(POST) == []


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "access_denied", "something_new"])
async def test_where_the_past_cant_be_read_nobody_can_tell(office: Office, code: str) -> None:
    office.fake.faults.next(HISTORY, "error", code=code)
    with pytest.raises(Uncertain, match=rf"#mentors already: look there \({HISTORY}: {code}"):
        await office.deliver(again(office.parcel()), office.another())
    assert office.fake.called(POST) == []


async def test_a_missing_scope_to_read_is_named(office: Office) -> None:
    office.fake.scopes.discard("channels:history")
    with pytest.raises(Uncertain, match="needs channels:history"):
        await office.deliver(again(office.parcel()), office.another())


@pytest.mark.parametrize("kind", ["429", "garbage", "http"])
async def test_where_the_past_cant_be_read_now_it_waits_in_doubt(office: Office, kind: str) -> None:
    parcel, carrier = again(office.parcel()), office.another()
    office.fake.faults.next(HISTORY, kind)
    with pytest.raises(Later) as raised:
        await office.deliver(parcel, carrier)
    assert raised.value.unsure, "given up now, nobody could tell"
    assert office.fake.called(POST) == []
    office.clock.move(5)
    await office.deliver(again(parcel), carrier)
    assert office.asked() == [HISTORY, HISTORY, POST]
