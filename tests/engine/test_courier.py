"""The courier: in order within a conversation, conversations apart, nothing lost, nothing sent in two versions.

Rules of this file: only the wire is a stand-in. It keeps what it was given, and refuses what a test tells it to.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot import courier as couriers
from bot.address import Room
from bot.courier import GIVE_UP, LEASE, Courier
from bot.effect import Dm, Effect, Post, Show
from bot.message import Message, Words, say
from bot.model import Person
from bot.platform import Later, Parcel, Receipt, Undeliverable
from tests.world import MENTORS, World, identity, world

EMEA = Room("shell:emea")


class Wire:
    """Where parcels end. ``fault`` may raise for a parcel what a platform would."""

    platform = "shell"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Parcel]] = []
        self.rendered = 0
        self.fault: Callable[[Parcel], None] = lambda parcel: None

    def render(self, parcel: Parcel) -> str:
        self.rendered += 1
        words = parcel.message.args.get("typed")
        return f"{words.words if isinstance(words, Words) else parcel.message.key} ({self.rendered})"

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        self.fault(parcel)
        self.sent.append((parcel.to, body.split(" (", maxsplit=1)[0], parcel))
        return Receipt(Room(parcel.to), parcel.message_id or f"m{parcel.id}")

    @property
    def words(self) -> list[tuple[str, str]]:
        """What arrived, and where."""
        return [(to.removeprefix("shell:"), body) for to, body, _ in self.sent]


class Office:
    """The programme's outbox with a courier on a wire."""

    def __init__(self, there: World) -> None:
        self.there, self.wire = there, Wire()
        self.courier = Courier(there.database, self.wire, there.clock)

    async def queue(self, *effects: Effect) -> None:
        """Queue effects as one event does."""
        now = self.there.clock.now()
        await self.there.database.write(lambda store: store.outbox.add(effects, "test/1", now))

    async def states(self) -> list[str]:
        """How every parcel stands."""
        return [state for (state,) in await self.there.rows("SELECT state FROM outbox ORDER BY id")]

    async def after(self, pause: timedelta) -> int:
        """One round, some time later."""
        self.there.clock.move(pause)
        return await self.courier.round()


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


def words(text: str) -> Message:
    """A message that reads ``text``."""
    return say("unknown", typed=Words(text))


def to(who: str, text: str) -> Dm:
    """A direct message."""
    return Dm(Person(0, who, identity(who)), words(text))


def failing(times: int, failure: Exception, only: str) -> Callable[[Parcel], None]:
    """A fault that passes after a few tries, for one conversation."""
    left = [times]

    def fault(parcel: Parcel) -> None:
        if parcel.to == only and left[0]:
            left[0] -= 1
            raise failure

    return fault


async def test_each_conversation_is_in_order_and_waits_for_no_other(office: Office) -> None:
    await office.queue(to("kim", "1"), to("lee", "1"), to("kim", "2"), Post(EMEA, words("1")), to("lee", "2"))
    assert await office.courier.round() == 3
    assert sorted(office.wire.words) == [("emea", "1"), ("kim", "1"), ("lee", "1")]
    await office.courier.drain()
    assert sorted(office.wire.words[3:]) == [("kim", "2"), ("lee", "2")]
    assert await office.states() == ["sent"] * 5


async def test_a_parcel_put_off_holds_up_its_own_conversation_only(office: Office) -> None:
    office.wire.fault = failing(1, Later("too many requests", 30.0), "shell:kim")
    await office.queue(to("kim", "1"), to("kim", "2"), to("lee", "1"), to("lee", "2"))
    await office.courier.drain()
    assert office.wire.words == [("lee", "1"), ("lee", "2")]
    assert await office.states() == ["retry", "pending", "sent", "sent"]
    assert await office.after(timedelta(seconds=29)) == 0
    assert await office.after(timedelta(seconds=1)) == 1
    await office.courier.drain()
    assert office.wire.words[2:] == [("kim", "1"), ("kim", "2")]


@pytest.mark.parametrize("failure", [Later("away"), ConnectionError("kim@example.org")])
async def test_pauses_grow_where_the_platform_names_none(office: Office, failure: Exception) -> None:
    office.wire.fault = failing(3, failure, "shell:kim")
    await office.queue(to("kim", "1"))
    pauses = []
    for _ in range(3):
        await office.courier.drain()
        ((cause,),) = await office.there.rows("SELECT cause FROM outbox")
        assert "kim@example.org" not in cause
        waited = 0
        while await office.after(timedelta(seconds=1)) == 0:
            waited += 1
        pauses.append(waited + 1)
    assert [low <= pause <= high for pause, low, high in zip(pauses, (1, 1, 2), (1, 2, 4), strict=True)] == [True] * 3
    assert office.wire.words == [("kim", "1")]


async def test_a_repeat_sends_the_same_body_under_the_same_token(office: Office) -> None:
    given: list[Parcel] = []

    def lost(parcel: Parcel) -> None:
        given.append(parcel)
        if len(given) < 3:
            raise Later("reply lost", 1.0)

    office.wire.fault = lost
    await office.queue(to("kim", "1"))
    await office.courier.drain()
    await office.after(timedelta(seconds=1))
    await office.after(timedelta(seconds=1))
    assert len({parcel.token for parcel in given}) == 1
    assert office.wire.rendered == 1
    assert [parcel.attempts for parcel in given] == [1, 2, 3]
    assert await office.states() == ["sent"]


async def test_a_courier_that_died_leaves_its_parcel_to_the_next(office: Office) -> None:
    await office.queue(to("kim", "1"), to("kim", "2"))
    now = office.there.clock.now()
    (taken,) = await office.there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    assert await office.there.database.write(lambda store: store.outbox.freeze(taken.id, 1, "frozen"))
    assert await office.after(LEASE - timedelta(seconds=1)) == 0
    assert await office.after(timedelta(seconds=1)) == 1
    await office.courier.drain()
    assert [(body, parcel.token == taken.token) for _, body, parcel in office.wire.sent] == [
        ("frozen", True),
        ("2", False),
    ]


@pytest.mark.parametrize("where", ["render", "begin"])
async def test_one_that_cant_be_begun_is_put_off_and_holds_nobody_up(
    office: Office, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*given: object) -> Any:
        if any(isinstance(each, Parcel) and each.to == "shell:kim" for each in given):
            raise ValueError("1 isn't a state")
        return real(*given)

    real: Callable[..., Any] = getattr(office.wire if where == "render" else couriers, where)
    monkeypatch.setattr(office.wire if where == "render" else couriers, where, broken)
    await office.queue(to("kim", "1"), to("lee", "1"), to("lee", "2"))
    await office.courier.drain()
    assert office.wire.words == [("lee", "1"), ("lee", "2")]
    assert await office.states() == ["retry", "sent", "sent"]
    assert "parcel failed" in "".join(capsys.readouterr())
    monkeypatch.undo()
    await office.after(LEASE)
    assert office.wire.words[2:] == [("kim", "1")]


async def test_what_will_never_arrive_is_dead_and_the_next_goes(office: Office) -> None:
    await office.there.apply()
    await office.courier.drain()
    office.wire.sent.clear()
    office.wire.fault = failing(1, Undeliverable("no such room"), "shell:emea")
    await office.queue(Post(EMEA, words("1"), 1), Post(EMEA, words("2"), 1))
    await office.courier.drain()
    assert office.wire.words == [("emea", "2")]
    assert (await office.states())[-2:] == ["dead", "sent"]
    ((act, before, after, why),) = await office.there.rows(
        "SELECT act, before, after, why FROM history WHERE act = 'undelivered'"
    )
    assert (act, before, after, why) == ("undelivered", "applied", "applied", "no such room")


async def test_a_parcel_holds_up_its_conversation_for_a_day_at_most(office: Office) -> None:
    office.wire.fault = failing(99, Later("down", 3600.0), "shell:kim")
    await office.queue(to("kim", "1"), to("kim", "2"))
    for _ in range(int(GIVE_UP / timedelta(hours=1)) + 2):
        await office.after(timedelta(hours=1))
    assert (await office.states())[0] == "dead"


async def bodies(office: Office, effects: Sequence[Effect]) -> list[tuple[str, str, str | None]]:
    """What arrives of effects, and which message each replaces."""
    office.wire.sent.clear()
    await office.queue(*effects)
    await office.courier.drain()
    return [(to.removeprefix("shell:"), body, parcel.message_id) for to, body, parcel in office.wire.sent]


async def test_a_card_is_posted_once_and_then_updated_in_each_room(office: Office) -> None:
    card = "card:1"
    assert await bodies(office, [Show(MENTORS, card, words("1")), Show(EMEA, card, words("1"))]) == [
        ("mentors", "1", None),
        ("emea", "1", None),
    ]
    assert await bodies(office, [Show(MENTORS, card, words("2"))]) == [("mentors", "2", "m1")]
    assert await bodies(office, [Show(EMEA, card, words("2"))]) == [("emea", "2", "m2")]
    assert await office.there.read(lambda store: store.outbox.key_of(MENTORS, "m1")) == card
    assert await office.there.read(lambda store: store.outbox.key_of(EMEA, "m1")) is None


async def test_updates_that_wait_collapse_to_the_newest(office: Office) -> None:
    shows = [Show(MENTORS, "card:1", words(str(number))) for number in range(5)]
    others = [Show(MENTORS, "card:2", words("other")), Show(EMEA, "card:1", words("elsewhere"))]
    assert sorted(await bodies(office, [*shows, *others])) == [
        ("emea", "elsewhere", None),
        ("mentors", "4", None),
        ("mentors", "other", None),
    ]


async def test_what_was_tried_once_isnt_changed_any_more(office: Office) -> None:
    office.wire.fault = failing(1, Later("reply lost", 1.0), "shell:mentors")
    await office.queue(Show(MENTORS, "card:1", words("1")))
    await office.courier.drain()
    await office.queue(Show(MENTORS, "card:1", words("2")))
    await office.after(timedelta(seconds=1))
    await office.courier.drain()
    assert [(body, parcel.message_id) for _, body, parcel in office.wire.sent] == [("1", None), ("2", "m1")]


async def test_an_update_of_a_post_that_died_is_a_post(office: Office) -> None:
    office.wire.fault = failing(1, Undeliverable("no right"), "shell:mentors")
    assert await bodies(office, [Show(MENTORS, "card:1", words("1"))]) == []
    assert await bodies(office, [Show(MENTORS, "card:1", words("2"))]) == [("mentors", "2", None)]


async def test_what_belongs_under_a_card_goes_into_its_thread(office: Office) -> None:
    under = Post(MENTORS, words("below"), 1, under="card:1")
    await office.there.apply()
    office.wire.sent.clear()
    await office.courier.drain()
    (card,) = [parcel for _, _, parcel in office.wire.sent if parcel.key == "card:1"]
    await office.queue(under, Post(EMEA, words("loose"), 1, under="card:1"))
    await office.courier.drain()
    threads = {body: parcel.thread for _, body, parcel in office.wire.sent if body in ("below", "loose")}
    assert threads == {"below": f"m{card.id}", "loose": None}


async def test_a_courier_carries_only_for_its_platform(office: Office) -> None:
    await office.queue(Post(Room("matrix:!room:example.org"), words("1")), to("kim", "1"))
    await office.courier.drain()
    assert office.wire.words == [("kim", "1")]
    assert await office.states() == ["pending", "sent"]
