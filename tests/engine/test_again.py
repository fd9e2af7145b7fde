"""The operator sends messages again or gives them up: the same message, in its place, and no old card over a newer."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chores import FORGET_EVERY, PARCELS_KEPT
from bot.courier import LEASE
from bot.effect import Post, Show
from bot.platform import Parcel, Uncertain, Undeliverable
from tests.engine.test_courier import Office, to, words
from tests.engine.test_letters import about, looking_after, lost
from tests.engine.test_settling import raising
from tests.world import MENTORS, world


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


CARD = "card:1"


async def card(office: Office, text: str, fault: Callable[[Parcel], None]) -> None:
    """Show a card, over a wire with a fault."""
    office.wire.fault = fault
    await office.queue(Show(MENTORS, CARD, words(text)))
    await office.courier.drain()
    office.wire.fault = lambda parcel: None


async def again(office: Office, *rows: int) -> list[int]:
    """The operator sends parcels again, counted from 1; which of them will be."""
    ids = [row for (row,) in await office.there.rows("SELECT id FROM outbox ORDER BY id")]
    now = office.there.clock.now()
    wanted = [ids[row - 1] for row in rows] or None
    done = await office.there.database.write(lambda store: store.letters.again(wanted, now))
    return [ids.index(row) + 1 for row in done]


@pytest.mark.parametrize("failure", [Undeliverable("no right"), Uncertain("no reply")])
async def test_what_is_sent_again_is_the_same_under_the_same_token(office: Office, failure: Exception) -> None:
    given: list[Parcel] = []

    def fault(parcel: Parcel) -> None:
        given.append(parcel)
        if len(given) == 1:
            raise failure

    office.wire.fault = fault
    await office.queue(to("kim", "1"), to("kim", "2"))
    await office.courier.round()
    office.there.clock.move(timedelta(days=40))
    assert await again(office, 1) == [1]
    await office.courier.drain()
    assert office.wire.words == [("kim", "1"), ("kim", "2")], "in its place again"
    first, second, _ = given
    assert (first.token, 1, 2) == (second.token, first.attempts, second.attempts)
    assert second.body == "1 (1)"
    assert await office.states() == ["sent", "sent"]
    assert await again(office, 1, 2) == []


async def test_what_is_sent_again_is_tried_as_long_as_a_new_one(office: Office) -> None:
    office.wire.fault = raising(Undeliverable("no right"))
    await office.queue(to("kim", "1"))
    await office.courier.drain()
    office.there.clock.move(timedelta(days=40))
    office.wire.fault = raising(ConnectionError())
    assert await again(office) == [1]
    await office.courier.drain()
    assert await office.states() == ["retry"]


async def test_an_old_card_is_never_put_over_a_newer(office: Office) -> None:
    await card(office, "1", raising(Undeliverable("no right")))
    await card(office, "2", lambda parcel: None)
    assert await again(office, 1) == []
    assert await again(office) == []
    await office.courier.drain()
    assert office.wire.words == [("mentors", "2")]


async def test_of_a_card_that_died_twice_the_newest_is_sent(office: Office) -> None:
    for text in ("1", "2"):
        await card(office, text, raising(Undeliverable("no right")))
    assert await again(office) == [2]
    await office.courier.drain()
    assert office.wire.words == [("mentors", "2")]


async def test_an_old_card_yields_to_one_that_waits(office: Office) -> None:
    await card(office, "1", raising(Undeliverable("no right")))
    await office.queue(Show(MENTORS, CARD, words("2")))
    assert await again(office, 1) == []
    assert await office.states() == ["dead", "pending"]


async def test_a_newer_card_follows_one_that_is_sent_again(office: Office) -> None:
    await card(office, "1", raising(Undeliverable("no right")))
    assert await again(office, 1) == [1]
    await office.queue(Show(MENTORS, CARD, words("2")))
    await office.courier.drain()
    assert office.wire.words == [("mentors", "1"), ("mentors", "2")]
    first, second = [parcel for _, _, parcel in office.wire.sent]
    assert second.message_id == f"m{first.id}"


async def tell(office: Office, text: str, case: int | None, fault: Callable[[Parcel], None] | None = None) -> None:
    """Tell kim something about a case, over a wire that may have a fault."""
    office.wire.fault = fault or (lambda parcel: None)
    await office.queue(replace(to("kim", text), case=case))
    await office.courier.drain()
    office.wire.fault = lambda parcel: None


DEAD, UNSURE = raising(Undeliverable("no right")), raising(Uncertain("no reply"))


async def applied(office: Office) -> None:
    """Two cases, and nothing that was said of them."""
    for who in ("kim", "lee"):
        await office.there.apply(who)
    await office.there.change("DELETE FROM outbox")


@pytest.mark.parametrize("fault", [DEAD, UNSURE])
async def test_what_a_later_message_of_the_case_overtook_isnt_sent(
    office: Office, fault: Callable[[Parcel], None]
) -> None:
    """Congratulations, say, that were taken back since."""
    await applied(office)
    await tell(office, "congratulations", 1, fault)
    await tell(office, "not yet", 1)
    assert await again(office, 1) == await again(office) == await again(office, 1, 2) == []
    await office.courier.drain()
    assert office.wire.words == [("kim", "not yet")]


async def test_what_overtook_is_remembered_for_as_long(office: Office) -> None:
    await applied(office)
    await tell(office, "congratulations", 1, DEAD)
    await tell(office, "not yet", 1)
    await tell(office, "something else", 2)
    office.there.clock.move(PARCELS_KEPT + FORGET_EVERY)
    await looking_after(office).round()
    assert await again(office) == []
    assert await office.there.rows("SELECT state FROM outbox WHERE event = 'test/1' ORDER BY id") == [
        ("dead",),
        ("sent",),
    ], "nobody needs the other"


async def test_only_the_same_case_overtakes_in_the_same_conversation(office: Office) -> None:
    await applied(office)
    for case in (1, None):
        await tell(office, "1", case, DEAD)
    await tell(office, "2", 2)
    await tell(office, "3", None)
    await office.queue(replace(to("lee", "4"), case=1), Show(MENTORS, CARD, words("5"), 1))
    await office.courier.drain()
    assert await again(office) == [1, 2]


async def test_a_card_is_overtaken_by_cards_alone(office: Office) -> None:
    await applied(office)
    await card(office, "1", DEAD)
    await office.there.change("UPDATE outbox SET case_id = 1")
    await office.queue(Post(MENTORS, words("2"), 1))
    await office.courier.drain()
    assert await again(office) == [1]


async def test_what_died_together_is_sent_again_in_its_order(office: Office) -> None:
    await applied(office)
    await tell(office, "1", 1, DEAD)
    await tell(office, "2", 1, UNSURE)
    await tell(office, "3", 1, DEAD)
    assert await again(office) == [1, 2, 3]
    await office.courier.drain()
    assert office.wire.words == [("kim", "1"), ("kim", "2"), ("kim", "3")]


async def test_what_may_have_arrived_overtakes_unless_it_is_sent_again_too(office: Office) -> None:
    await applied(office)
    await tell(office, "1", 1, DEAD)
    await tell(office, "2", 1, UNSURE)
    assert await again(office, 1) == []
    assert await again(office, 1, 2) == [1, 2]


async def test_what_waits_is_said_after_what_is_sent_again(office: Office) -> None:
    await applied(office)
    await tell(office, "1", 1, DEAD)
    await office.queue(replace(to("kim", "2"), case=1))
    assert await again(office) == [1]
    await office.courier.drain()
    assert office.wire.words == [("kim", "1"), ("kim", "2")]


async def test_what_is_dropped_is_never_sent_and_forgotten(office: Office) -> None:
    office.wire.fault = lost("kim", "lee")
    await office.queue(about(None), about(None, "lee"), to("max", "1"), to("max", "2"))
    await office.courier.round()
    rows = [row for (row,) in await office.there.rows("SELECT id FROM outbox ORDER BY id")]
    dropped = await office.there.database.write(lambda store: store.letters.drop([*rows, 99_999], "why not"))
    assert dropped == [rows[0], rows[1], rows[3]]
    await office.courier.drain()
    assert office.wire.words == [("max", "1")]
    assert await office.there.rows("SELECT DISTINCT state, message, body, cause FROM outbox ORDER BY state") == [
        ("dropped", "", None, "why not"),
        ("sent", "", None, None),
    ]
    assert await again(office) == []
    assert await office.there.read(lambda store: store.outbox.counts()) == {}


async def test_what_is_being_sent_cant_be_dropped(office: Office) -> None:
    await office.queue(to("kim", "1"))
    now = office.there.clock.now()
    (taken,) = await office.there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    assert await office.there.database.write(lambda store: store.letters.drop([taken.id], "")) == []
    assert await office.states() == ["sending"]
