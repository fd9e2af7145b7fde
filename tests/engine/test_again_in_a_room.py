"""What an adapter asks a store for when it was away: where cards stand, what died in a room, when it last received."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.address import Room
from bot.courier import LEASE
from bot.deliveries import begin
from bot.effect import Post, Show
from bot.message import say
from bot.model import State
from bot.platform import Later, Uncertain, Undeliverable
from bot.ports import Store
from tests.engine.test_courier import EMEA, Office, failing, to, words
from tests.engine.test_settling import raising
from tests.world import MENTORS, World, world

OTHERS = Room("slack:T1/C1")


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


async def cards(there: World, platform: str = "shell") -> list[tuple[str, str, int]]:
    """Where the cards of cases with a mentor stand."""
    return [
        (room, message, number)
        for room, message, number in await there.read(lambda store: store.outbox.cards(platform))
    ]


async def test_only_cards_of_cases_with_a_mentor_are_told(office: Office) -> None:
    there = office.there
    for who in ("kim", "lee", "max"):
        await there.apply(who)
    await office.courier.drain()
    assert await cards(there) == [], "nobody claimed them"
    await there.say("ana", "!claim 3")
    await there.say("bo", "!claim 1")
    shown = {number: message for _, message, number in await cards(there)}
    ((known,),) = await there.rows("SELECT message_id FROM messages WHERE key = 'card:3'")
    assert shown[3] == known
    assert [(room, number) for room, _, number in await cards(there)] == [(MENTORS, 1), (MENTORS, 3)]
    await there.say("ana", "!thumbsup 3")
    assert [number for _, _, number in await cards(there)] == [1, 3]
    await there.say("bo", "!release 1")
    assert [number for _, _, number in await cards(there)] == [3]


@pytest.mark.parametrize("state", [state for state in State if state not in {State.MENTORING, State.THUMBS_UP}])
async def test_cards_of_other_cases_are_nobodys_business(office: Office, state: State) -> None:
    there = office.there
    await there.apply()
    await there.say("ana", "!claim 1")
    await office.courier.drain()
    assert len(await cards(there)) == 1
    await there.change("UPDATE cases SET state = ?", state.value)
    assert await cards(there) == []


async def test_cards_are_told_of_one_platform_and_of_every_room(office: Office) -> None:
    there = office.there
    await there.apply()
    await there.say("ana", "!claim 1")
    await office.courier.drain()
    await there.change("INSERT INTO messages (room, key, message_id) VALUES (?, 'card:1', '7.1')", OTHERS)
    await there.change("INSERT INTO messages (room, key, message_id) VALUES (?, 'card:12', '7.2')", OTHERS)
    await there.change("INSERT INTO messages (room, key, message_id) VALUES (?, 'thread:1', '7.3')", OTHERS)
    assert await cards(there, "slack") == [(OTHERS, "7.1", 1)]
    assert [room for room, _, _ in await cards(there)] == [MENTORS]
    assert await cards(there, "sla") == []


async def revived(office: Office, room: Room) -> list[int]:
    """What is sent again in a room."""
    now = office.there.clock.now()
    return await office.there.database.write(lambda store: store.letters.revive(room, now))


async def test_what_died_in_a_room_goes_again_in_order_and_nothing_else_does(office: Office) -> None:
    office.wire.fault = raising(Undeliverable("the bot isn't in #emea"))
    await office.queue(Post(EMEA, words("1")), Post(EMEA, words("2")), Post(MENTORS, words("3")), to("kim", "4"))
    await office.courier.drain()
    assert await office.states() == ["dead"] * 4
    office.wire.fault = lambda parcel: None
    assert await revived(office, EMEA) == [1, 2]
    await office.courier.drain()
    assert office.wire.words == [("emea", "1"), ("emea", "2")]
    assert await office.states() == ["sent", "sent", "dead", "dead"]
    assert await revived(office, EMEA) == []


async def test_what_may_have_arrived_doesnt_go_again_by_itself(office: Office) -> None:
    office.wire.fault = raising(Uncertain("no word"))
    await office.queue(Post(EMEA, words("1")))
    await office.courier.drain()
    assert await revived(office, EMEA) == []
    assert await office.states() == ["uncertain"]


async def test_what_a_newer_one_took_the_place_of_stays_dead(office: Office) -> None:
    office.wire.fault = raising(Undeliverable("archived"))
    await office.queue(Show(EMEA, "card:1", words("old")))
    await office.courier.drain()
    await office.queue(Show(EMEA, "card:1", words("new")))
    assert await revived(office, EMEA) == []
    await office.courier.drain()
    assert await revived(office, EMEA) == [2]


async def test_what_goes_again_has_a_day_more_and_is_told_anew(office: Office) -> None:
    office.wire.fault = raising(Undeliverable("archived"))
    await office.queue(Post(EMEA, words("1")), Post(EMEA, words("2"), within=timedelta(days=3)))
    await office.courier.drain()
    await office.there.database.write(lambda store: store.letters.told([1, 2]))
    office.there.clock.move(timedelta(days=5))
    office.wire.fault = failing(1, Later("away", 60.0), EMEA)
    assert await revived(office, EMEA) == [1, 2]
    await office.courier.drain()
    assert await office.states() == ["retry", "retry"], "a day from now on, not from then on"
    office.wire.fault = raising(Undeliverable("archived"))
    await office.after(LEASE)
    await office.courier.drain()
    assert await office.states() == ["dead", "dropped"], "nobody needs the second any more"
    untold = await office.there.read(lambda store: store.letters.untold())
    assert [letter.row for letter in untold] == [1]


async def test_a_parcel_that_is_being_sent_isnt_touched(office: Office) -> None:
    await office.queue(Post(EMEA, words("1")))
    now = office.there.clock.now()

    def leased(store: Store) -> bool:
        (parcel,) = store.outbox.lease("shell", now, now + LEASE, 1)
        return begin(store, parcel, "body", now) is None

    assert await office.there.database.write(leased)
    assert await revived(office, EMEA) == []
    assert await office.states() == ["sending"]


async def test_what_may_have_arrived_at_the_last_try_is_uncertain_and_not_dead(office: Office) -> None:
    office.wire.fault = raising(Later("no word", 60.0, unsure=True))
    await office.queue(Post(EMEA, say("queue-empty")))
    await office.courier.drain()
    assert await office.states() == ["retry"]
    await office.after(timedelta(days=1))
    assert await office.states() == ["uncertain"]


async def test_a_mark_says_when_it_was_touched_last(office: Office) -> None:
    there = office.there

    async def last(name: str) -> object:
        return await there.read(lambda store: store.marks.last(name))

    assert await last("heard") is None
    first = there.clock.now()
    await there.database.write(lambda store: store.marks.touch("heard", first))
    assert await last("heard") == first
    there.clock.move(timedelta(hours=1))
    now = there.clock.now()
    await there.database.write(lambda store: store.marks.touch("heard", now))
    assert await last("heard") == now
    assert await last("hear") is None
    found = await there.read(lambda store: store.marks.last("heard"))
    assert found is not None
    assert found.tzinfo is not None
