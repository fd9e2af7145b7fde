"""Messages that got lost: coordinators hear of each once, the operator sends them again or gives them up."""

from collections.abc import AsyncIterator, Callable

import pytest

from bot import chores, deadletters
from bot.address import Room
from bot.catalogue import Catalogue
from bot.chores import ANSWERS_KEPT, DONE_KEPT, FORGET_EVERY, Chores
from bot.courier import LEASE
from bot.effect import Dm, Effect, Post
from bot.errors import Unavailable
from bot.message import MESSAGE, Words, say
from bot.model import Person
from bot.platform import Parcel, Uncertain, Undeliverable
from bot.settings import Core
from bot.text import plain
from tests.engine.test_courier import EMEA, Office, to, words
from tests.engine.troubled import Troubled
from tests.world import World, identity, world

CANARY = "canary-7f3a9c@example.org"
COORDINATORS = "coordinators"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


def looking_after(office: Office, config: Core | None = None) -> Chores:
    """The chores of a process."""
    return Chores(office.there.database, config or office.there.config, office.there.clock, lambda: None)


def about(case: int | None, who: str = "kim") -> Dm:
    """A message with somebody's words, about a case."""
    return Dm(Person(0, who, identity(who)), say("unknown", typed=Words(CANARY)), case)


def lost(*names: str) -> Callable[[Parcel], None]:
    """Nothing arrives with these people; what ``lee`` gets may have."""

    def fault(parcel: Parcel) -> None:
        if parcel.to.removeprefix("shell:") in names:
            raise Uncertain(f"no word from {CANARY}") if parcel.to == "shell:lee" else Undeliverable(f"550 {CANARY}")

    return fault


async def notices(there: World) -> list[str]:
    """What was said to coordinators, in words."""
    rows = await there.rows("SELECT message FROM outbox WHERE event = ? ORDER BY id", deadletters.EVENT)
    catalogue = Catalogue.load()
    return [plain(catalogue.render(MESSAGE.validate_json(message))) for (message,) in rows if message]


async def applied(office: Office, count: int) -> None:
    """So many cases, and nothing left of what they caused."""
    for number in range(count):
        await office.there.apply(f"who{number}")
    await office.there.change("DELETE FROM outbox")


async def test_coordinators_hear_of_lost_messages_once_and_together(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    await applied(office, 2)
    office.wire.fault = lost("kim", "lee")
    await office.queue(about(2), about(1, "lee"), about(2), about(None), to("max", "1"))
    await office.courier.drain()
    await looking_after(office).round()
    assert await notices(office.there) == [], "more may follow within a minute"
    office.there.clock.move(LEASE)
    for _ in range(3):
        await looking_after(office).round()
    (said,) = await notices(office.there)
    assert said.splitlines()[0] == "4 messages of mine didn't get through, so somebody may be waiting for them."
    assert "One may have arrived all the same" in said
    assert "About #2 and #1: !case 2 shows why." in said
    assert "ambassador outbox list" in said
    assert CANARY not in said
    assert "canary" not in said
    await office.courier.drain()
    assert [to for to, key in office.wire.words if key == "letters"] == [COORDINATORS]
    assert CANARY not in "".join(capsys.readouterr())


async def told_of(office: Office, *effects: Effect, why: Callable[[Parcel], str]) -> list[str]:
    """The lines of the notice after these died, each for its reason."""

    def fault(parcel: Parcel) -> None:
        if parcel.to != f"shell:{COORDINATORS}":
            raise Undeliverable(why(parcel))

    office.wire.fault = fault
    await office.queue(*effects)
    await office.courier.drain()
    office.there.clock.move(LEASE)
    await looking_after(office).round()
    return (await notices(office.there))[0].splitlines()


async def test_why_a_room_cant_be_written_to_is_told_to_those_who_can_mend_it(office: Office) -> None:
    why = f"the bot isn't in #emea: write /invite @ambassador there, <!here> ({CANARY})"
    said = await told_of(office, Post(EMEA, words("1")), Post(EMEA, words("2")), why=lambda parcel: why)
    assert said[1] == "\u2068the bot isn't in #emea: write /invite @ambassador there, <!here> (c…@example.org)\u2069"
    assert len(said) == 3, "the same cause is told once"


async def test_why_a_person_cant_be_written_to_is_for_operators_alone(office: Office) -> None:
    effects = (about(None), Post(EMEA, words("1")))
    said = await told_of(office, *effects, why=lambda parcel: f"{parcel.to} can't be written to")
    assert len(said) == 3
    assert "emea can't be written to" in said[1]
    assert "kim" not in "".join(said)


async def test_not_more_causes_are_told_than_one_reads(office: Office) -> None:
    rooms = [Room(f"shell:room{number}") for number in range(deadletters.CAUSES + 2)]
    said = await told_of(office, *(Post(room, words("1")) for room in rooms), why=lambda parcel: f"no {parcel.to}")
    assert len([line for line in said if "no shell:room" in line]) == deadletters.CAUSES


async def test_what_dies_later_is_told_later_and_alone(office: Office) -> None:
    await applied(office, 1)
    office.wire.fault = lost("kim")
    for _ in range(2):
        await office.queue(about(1))
        await office.courier.drain()
        office.there.clock.move(LEASE)
        await looking_after(office).round()
        (said,) = await notices(office.there)  # the one before has arrived
        assert said.startswith("A message of mine didn't get through")


async def test_every_channel_of_the_coordinators_hears_it(office: Office) -> None:
    rooms = (*office.there.config.programme.coordinators_channels, EMEA)
    programme = office.there.config.programme.model_copy(update={"coordinators_channels": rooms})
    office.wire.fault = lost("kim")
    await office.queue(about(None))
    await office.courier.drain()
    office.there.clock.move(LEASE)
    await looking_after(office, office.there.config.model_copy(update={"programme": programme})).round()
    assert await office.there.rows("SELECT lane FROM outbox WHERE event = ? ORDER BY lane", deadletters.EVENT) == [
        ("shell:coordinators",),
        ("shell:emea",),
    ]


async def test_that_a_notice_is_lost_is_no_notice(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.wire.fault = lost("kim", COORDINATORS)
    await office.queue(about(None))
    for _ in range(5):
        await office.courier.drain()
        office.there.clock.move(LEASE)
        await looking_after(office).round()
    rows = await office.there.rows("SELECT state, told FROM outbox ORDER BY id")
    assert [(state, bool(told)) for state, told in rows] == [("dead", True)] * 2
    assert "".join(capsys.readouterr()).count("nobody can be told of a lost message") == 1


async def test_a_long_list_is_cut(office: Office) -> None:
    await applied(office, deadletters.NAMED + 2)
    office.wire.fault = lost("kim")
    await office.queue(*(about(number) for number in range(1, deadletters.NAMED + 3)))
    await office.courier.drain()
    office.there.clock.move(LEASE)
    await looking_after(office).round()
    (said,) = await notices(office.there)
    assert f"#{deadletters.NAMED}" in said
    assert f"#{deadletters.NAMED + 1}" not in said
    assert "And about 2 more cases." in said


@pytest.mark.parametrize("trouble", ["another was first", "no word of the commit"])
async def test_whatever_happens_it_is_told_once(office: Office, trouble: str) -> None:
    office.wire.fault = lost("kim")
    await office.queue(about(None))
    await office.courier.drain()
    office.there.clock.move(LEASE)
    database = Troubled(office.there.database)
    loop = Chores(database, office.there.config, office.there.clock, lambda: None)
    if trouble == "another was first":
        database.before[1] = looking_after(office).round
    else:
        database.lost.add(1)
        with pytest.raises(Unavailable):
            await loop.round()
    await loop.round()
    assert len(await notices(office.there)) == 1


async def test_the_inbox_forgets_answers_after_a_day_and_events_after_a_month(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "BATCH", 3)
    there, loop = office.there, looking_after(office)
    asked = [there.said("kim", "!apply") for _ in range(10)]
    for event in asked:
        await there.engine.handle(event)
    broken = there.said("kim", "!apply", window=False)
    await there.database.write(lambda store: store.inbox.failed(broken, "broken", 6, None))

    async def kept() -> tuple[int, int]:
        ((events, answers),) = await there.rows("SELECT count(*), count(answer) FROM inbox")
        return events, answers

    assert await kept() == (11, 10)
    there.clock.move(ANSWERS_KEPT)
    await loop.round()
    assert await kept() == (11, 10), "not yet"
    there.clock.move(FORGET_EVERY)
    await loop.round()
    assert await kept() == (11, 0)
    before = await there.rows("SELECT count(*) FROM outbox")
    assert await there.engine.handle(asked[0]) is None
    assert await there.rows("SELECT count(*) FROM outbox") == before, "it is recognised all the same"
    there.clock.move(DONE_KEPT - ANSWERS_KEPT - FORGET_EVERY)
    await loop.round()
    assert (await kept())[0] == 11
    there.clock.move(FORGET_EVERY)
    await loop.round()
    assert await there.rows("SELECT state FROM inbox") == [("failed",)], "what waits for the operator stays"
