"""A 👍 on a card whose message isn't known yet waits for it, and counts once; one taken back meanwhile never counts."""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

import pytest

from bot import parking
from bot.courier import LEASE, Courier
from bot.deliveries import begin
from bot.effect import Effect, Post, Show
from bot.event import Reacted, Unreacted
from bot.parking import PAUSE, PAUSES
from bot.platform import Later, Parcel, Uncertain
from tests.engine.test_courier import failing, words
from tests.engine.test_settling import Knowing, raising
from tests.engine.toys import Trouble, registry
from tests.world import MENTORS, World, world


class Crash:
    """A bot that sent the card of a mentored case, and died before it could write that down."""

    def __init__(self, url: str) -> None:
        self.url, self.wire, self._ids = url, Knowing(), itertools.count(1)
        self._stack = AsyncExitStack()
        self.there: World
        self.courier: Courier

    async def start(self) -> None:
        """A new process on the same database, later."""
        now = self.there.clock.now() if hasattr(self, "there") else None
        await self._stack.aclose()
        self.there = await self._stack.enter_async_context(world(self.url))
        if now is not None:
            self.there.clock.set(now)
        self.courier = Courier(self.there.database, self.wire, self.there.clock)

    async def die(self) -> str:
        """Send every parcel that is due, and write nothing down; returns the id of the card's message."""
        now = self.there.clock.now()
        taken = await self.there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 99))
        for parcel in taken:
            body = self.wire.render(parcel)
            if await self.there.database.write(partial(begin, parcel=parcel, body=body, now=now)) is None:
                await self.wire.deliver(parcel, body)  # what isn't true any more isn't sent: an offer that was claimed
        (card,) = [self.wire.receipts[parcel.token].message for parcel in taken if parcel.key == "card:1"]
        assert card is not None
        return card

    async def later(self, pause: timedelta) -> None:
        """Time passes, and the bot does what is due."""
        self.there.clock.move(pause)
        await self.courier.drain()
        await self.there.engine.recover()

    def liked(self, message: str, who: str = "ana") -> Reacted:
        """A 👍, as it comes from a platform where nobody waits."""
        return self.there.reacted(who, message, window=False, id=f"reaction-{next(self._ids)}")

    async def state(self) -> str:
        """How the case stands."""
        ((state,),) = await self.there.rows("SELECT state FROM cases")
        return str(state)

    async def thumbs(self) -> list[str]:
        """What the history says of the 👍."""
        rows = await self.there.rows("SELECT act FROM history WHERE act IN ('thumbs up', 'take back') ORDER BY id")
        return [act for (act,) in rows]

    async def inbox(self, *events: Reacted | Unreacted) -> list[str]:
        """How events stand in the inbox."""
        found = [await self.there.rows("SELECT state FROM inbox WHERE event_id = ?", each.id) for each in events]
        return [state for ((state,),) in found]

    async def close(self) -> None:
        """Let everything go."""
        await self._stack.aclose()


@pytest.fixture
async def crash(database_url: str) -> AsyncIterator[Crash]:
    """A mentored case whose card nobody has sent yet."""
    made = Crash(database_url)
    await made.start()
    await made.there.apply()
    await made.there.say("ana", "!claim 1")
    try:
        yield made
    finally:
        await made.close()


async def test_a_thumbs_up_in_the_crash_window_counts_exactly_once(crash: Crash) -> None:
    card = await crash.die()
    await crash.start()
    liked = crash.liked(card)
    await crash.there.engine.handle(liked)
    assert (await crash.state(), await crash.inbox(liked)) == ("mentoring", ["pending"])
    await crash.start()
    await crash.later(LEASE)
    assert (await crash.state(), await crash.inbox(liked)) == ("thumbs up", ["done"])
    for _ in range(3):
        await crash.there.engine.handle(liked)
        await crash.later(PAUSE)
    assert await crash.thumbs() == ["thumbs up"]
    tokens = [parcel.token for parcel in crash.wire.given if parcel.key == "card:1" and parcel.attempts <= 2]
    assert (tokens[0], len(set(tokens[:2]))) == (tokens[1], 1), "repeated under its token"
    shown = [(to, body) for to, body in crash.wire.words if to == "mentors"]
    assert len(shown) == 2, "the card, and its update"


async def test_a_parked_event_that_comes_again_waits_like_the_first(crash: Crash) -> None:
    card = await crash.die()
    liked = crash.liked(card)
    for pause in (0, 1, 1, 1):
        crash.there.clock.move(timedelta(seconds=pause))
        await crash.there.engine.handle(liked)
        await crash.there.database.write(lambda store: store.inbox.pend([liked]))
    assert await crash.there.rows("SELECT state, tries FROM inbox WHERE event_id = ?", liked.id) == [("pending", 1)]
    await crash.later(LEASE)
    assert await crash.thumbs() == ["thumbs up"]


async def test_one_that_is_taken_back_meanwhile_waits_behind_and_takes_it_back(crash: Crash) -> None:
    card = await crash.die()
    liked = crash.liked(card)
    back = crash.there.unreacted("ana", liked.reaction, window=False)
    again = crash.liked(card)
    await crash.there.engine.handle(liked)
    crash.there.clock.move(PAUSE - timedelta(seconds=1))
    for event in (back, again):
        await crash.there.engine.handle(event)
    assert await crash.inbox(liked, back, again) == ["pending"] * 3
    await crash.later(timedelta(seconds=1))
    assert await crash.inbox(liked, back, again) == ["pending"] * 3
    await crash.later(LEASE)
    await crash.later(PAUSE)
    assert await crash.inbox(liked, back, again) == ["done"] * 3
    assert await crash.thumbs() == ["thumbs up", "take back", "thumbs up"]
    assert await crash.state() == "thumbs up"


async def test_taking_back_waits_behind_one_that_failed_too(database_url: str) -> None:
    trouble = Trouble(1)
    async with world(database_url, registry=registry(trouble)) as there:
        await there.apply()
        await there.say("ana", "!claim 1")
        liked = there.reacted("ana", "m1", window=False)
        await there.database.write(lambda store: store.inbox.failed(liked, "broken", 1, there.clock.now() + PAUSE))
        back = there.unreacted("ana", liked.reaction, window=False)
        await there.engine.handle(back)
        assert await there.rows("SELECT state FROM inbox WHERE event_id = ?", back.id) == [("pending",)]
        there.clock.move(PAUSE)
        assert await there.engine.recover() == 2
        assert await there.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_others_arent_held_up(crash: Crash) -> None:
    card = await crash.die()
    await crash.there.engine.handle(crash.liked(card))
    told = crash.there.said("ana", "!thumbsup 1", MENTORS, window=False)
    other = crash.there.unreacted("ana", "a reaction from before", window=False)
    for event in (told, other):
        await crash.there.engine.handle(event)
    assert await crash.state() == "thumbs up"
    assert await crash.inbox(other) == ["done"]
    await crash.later(LEASE)
    assert await crash.thumbs() == ["thumbs up"], "what was typed stands above the reaction"


@pytest.mark.parametrize("window", [True, False])
async def test_what_stays_unknown_is_handled_as_things_stand(
    crash: Crash, capsys: pytest.CaptureFixture[str], window: bool
) -> None:
    crash.wire.fault = raising(Uncertain("no reply"))
    await crash.courier.drain()
    assert "uncertain" in str(await crash.there.rows("SELECT state FROM outbox"))
    liked = crash.there.reacted("ana", "m1", window=window)
    assert await crash.there.engine.handle(liked) is None
    for number in range(PAUSES):
        assert await crash.there.rows("SELECT state, tries FROM inbox WHERE event_id = ?", liked.id) == [
            ("pending", number + 1)
        ]
        await crash.later(PAUSE)
    assert await crash.inbox(liked) == ["done"]
    assert await crash.state() == "mentoring"
    assert "".join(capsys.readouterr()).count("reaction handled as things stand") == 1


async def test_one_that_fails_after_waiting_has_all_its_tries(crash: Crash, monkeypatch: pytest.MonkeyPatch) -> None:
    card = await crash.die()
    liked = crash.liked(card)
    await crash.there.engine.handle(liked)
    for _ in range(9):
        crash.there.clock.move(PAUSE)
        await crash.there.engine.recover()
    monkeypatch.setattr(parking, "_too_early", broken)
    crash.there.clock.move(PAUSE)
    await crash.there.engine.recover()
    ((state, tries),) = await crash.there.rows("SELECT state, tries FROM inbox WHERE event_id = ?", liked.id)
    assert (state, tries) == ("failed", 1)


def broken(*_: object) -> bool:
    raise LookupError("broken")


def known(parcel: Parcel) -> None:
    """A wire that is fine."""


@pytest.mark.parametrize(
    ("fault", "waits"),
    [(failing(9, Later("down", 60.0), "shell:mentors"), True), (raising(Uncertain("?")), True), (known, False)],
    ids=["tried", "uncertain", "sent"],
)
async def test_only_an_open_card_makes_a_reaction_wait(crash: Crash, fault: object, waits: bool) -> None:
    other = crash.liked("not ours")
    await crash.there.engine.handle(other)
    assert await crash.inbox(other) == ["done"], "nothing was tried yet"
    crash.wire.fault = fault  # type: ignore[assignment]
    await crash.courier.drain()
    liked = crash.liked("not known")
    await crash.there.engine.handle(liked)
    assert await crash.inbox(liked) == ["pending" if waits else "done"]
    elsewhere = replace_room(crash.liked("not known"))
    await crash.there.engine.handle(elsewhere)
    assert await crash.inbox(elsewhere) == ["done"]


def replace_room(event: Reacted) -> Reacted:
    """The same in another of the programme's rooms."""
    return event.model_copy(update={"room": "shell:emea"})


async def test_nobody_waits_for_a_card_that_stands(crash: Crash) -> None:
    """One that stands keeps its id, and a post can't be a card: neither may hold up reactions for long."""
    await crash.courier.drain()
    crash.wire.fault = raising(Uncertain("?"))
    now = crash.there.clock.now()
    effects: list[Effect] = [Show(MENTORS, "card:1", words("1")), Post(MENTORS, words("2"))]
    await crash.there.database.write(lambda store: store.outbox.add(effects, "test", now))
    await crash.courier.drain()
    assert await crash.there.read(lambda store: store.outbox.counts()) == {"uncertain": 2}
    liked = crash.liked("somebody else's")
    await crash.there.engine.handle(liked)
    assert await crash.inbox(liked) == ["done"]


async def test_who_waited_for_an_answer_gets_it_later(crash: Crash) -> None:
    card = await crash.die()
    assert await crash.there.engine.handle(crash.there.reacted("ana", card)) is None
    await crash.later(LEASE)
    await crash.courier.drain()
    assert ("ana", "thumbs-done") in crash.wire.words
