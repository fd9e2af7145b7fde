"""A region's week is told once, at its time, whatever happens to the clock, the process and the region meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot import watching, weekly
from bot.address import Room
from bot.context import Ctx
from bot.event import Named, Sender, Ticked
from bot.model import Person
from bot.ports import Store
from tests.engine.weekly import Weekly, shown, utc
from tests.engine.weekly import weekly as opened
from tests.world import identity, key


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Weekly]:
    """A programme of either kind of database, on Monday, 2 March 2026, 09:00 UTC."""
    async with opened(database_url) as made:
        yield made


async def moved(there: Weekly, name: str) -> None:
    """What a command that changes a region calls."""
    clock = identity("clock")
    event = Ticked(
        source="t", id="t", at=there.there.clock.now(), sender=Sender(identity=clock), room=Room(clock), due=""
    )

    def unit(store: Store) -> None:
        ctx = Ctx(event, store, there.config, there.there.engine.registry, Person(0, "", clock))
        weekly.moved(ctx, [each for each in ctx.regions if each.name == name])

    await there.there.database.write(unit)


async def test_each_reads_it_once_on_its_own_clock(there: Weekly) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 08:59")
    assert await there.told("emea") == []
    for _ in range(2):
        await there.tick("2026-03-03 09:00")
        assert [shown(each) for each in await there.told("emea")] == [
            "This week · EMEA: one candidate waits for a mentor, for a working day now.\n"
            "- 👋 One newcomer applied\n"
            "- 2 mentors have 3 free places: !apply begins an application.\n"
            "More of it in the thread.\n[Claim]"
        ]
        assert await there.told("world") == []
    for _ in range(2):
        await there.tick("2026-03-03 10:00")
        assert len(await there.told("world")) == len(await there.told("ambassadors")) == 1
    assert await there.weeks("EMEA") == await there.weeks("World") == await there.weeks(None) == [("2026-W10", "sent")]
    assert await there.due("EMEA") == ("2026-W11", utc("2026-03-10 09:00"))


async def test_a_region_without_channels_is_told_in_those_above(there: Weekly) -> None:
    await there.there.apply("kim", region="APAC")
    await there.tick("2026-03-03 12:00")
    assert await there.weeks("APAC") == []
    assert await there.weeks("EMEA") == [("2026-W10", "silent")]
    assert "one candidate waits" in shown((await there.told("world"))[0])


async def test_facts_are_those_since_the_last_one(there: Weekly) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 09:00")
    await there.there.say("ana", "!claim 1")
    await there.tick("2026-03-10 09:00")
    (first,) = await there.told("emea")
    assert first.key == "digest-need"
    assert await there.weeks("EMEA") == [("2026-W10", "sent"), ("2026-W11", "silent")]
    await there.there.say("ana", "!thumbsup 1")
    await there.tick("2026-03-17 09:00")
    assert shown((await there.told("emea"))[-1]) == (
        "This week · EMEA: nobody waits for a mentor.\n"
        "- 👍 One candidate got a thumbs-up from their mentor\n"
        "- 2 mentors have 2 free places: !apply begins an application.\n"
        "More of it in the thread."
    )


@pytest.mark.parametrize(
    ("back", "due", "told", "coming"),
    [
        ("2026-03-04 09:00", "Tue, Mar 3, 10:00", "2026-W10", "2026-03-10 09:00"),  # off for a day
        ("2026-03-25 09:00", "Tue, Mar 3, 10:00", "2026-W13", "2026-03-31 08:00"),  # three weeks, and summer time
        ("2026-03-23 12:00", "Tue, Mar 3, 10:00", "2026-W12", "2026-03-31 08:00"),  # a day before the next one
    ],
)
async def test_what_comes_late_comes_once_says_so_and_leaves_nothing_out(
    there: Weekly, back: str, due: str, told: str, coming: str
) -> None:
    await there.there.apply("kim")
    for _ in range(3):
        await there.tick(back)
    (said,) = await there.told("emea")
    assert f"This comes late: it was due on {due}, when I wasn't there." in shown(said)
    assert "One newcomer applied" in shown(said)
    assert await there.weeks("EMEA") == [(told, "sent")]
    assert (await there.due("EMEA"))[1] == utc(coming)


async def test_of_four_empty_weeks_the_last_has_a_line(there: Weekly) -> None:
    for week in range(8):
        await there.tick(f"{utc('2026-03-03 11:00') + timedelta(weeks=week):%Y-%m-%d %H:%M}")
    outcomes = [outcome for _, outcome in await there.weeks("EMEA")]
    assert outcomes == 2 * ["silent", "silent", "silent", "line"]
    assert [each.key for each in await there.told("emea")] == ["digest-empty"] * 2
    assert await there.thread("emea") == []


@pytest.mark.parametrize(
    ("digest", "when"),
    [("Thu 10:00", "2026-03-05 09:00"), ("Mon 10:00", "2026-03-03 08:00"), ("Tue 09:30", "2026-03-03 08:30")],
)
async def test_a_region_that_moves_its_day_before_it_is_told(there: Weekly, digest: str, when: str) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 08:00")
    await there.set("EMEA", digest=digest)
    await moved(there, "EMEA")
    assert await there.due("EMEA") == ("2026-W10", utc(when))
    await there.tick(when)
    await there.tick("2026-03-08 12:00")
    assert await there.weeks("EMEA") == [("2026-W10", "sent")]
    assert (await there.due("EMEA"))[0] == "2026-W11"


@pytest.mark.parametrize(
    ("digest", "when"),
    [("Thu 10:00", "2026-03-12 09:00"), ("Mon 10:00", "2026-03-09 09:00"), ("nonsense", "2026-03-10 09:00")],
)
async def test_a_region_that_moves_its_day_behind_it(there: Weekly, digest: str, when: str) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-04 08:00")
    await there.set("EMEA", digest=digest)
    await moved(there, "EMEA")
    assert await there.due("EMEA") == ("2026-W11", utc(when))
    await there.tick("2026-03-08 12:00")
    assert await there.weeks("EMEA") == [("2026-W10", "sent")]


async def test_a_region_that_moves_its_zone(there: Weekly) -> None:
    await there.there.apply("kim")
    for zone, when in (("Pacific/Kiritimati", "2026-03-02 20:00"), ("Pacific/Pago_Pago", "2026-03-03 21:00")):
        await there.set("EMEA", time_zone=zone)
        await moved(there, "EMEA")
        assert await there.due("EMEA") == ("2026-W10", utc(when))


async def test_what_is_changed_in_chat_counts_with_the_next_tick(there: Weekly) -> None:
    await there.there.say("cora", "!region edit EMEA digest Thu 16:00")
    await there.there.say("cora", "!region edit EMEA zone Asia/Kathmandu")
    await there.there.say("cora", "!region add Nordics")
    await there.tick()
    await there.tick()
    assert await there.due("EMEA") == ("2026-W10", utc("2026-03-05 10:15"))
    assert await there.due("Nordics") == ("2026-W10", utc("2026-03-03 10:00"))


async def test_a_new_region_begins_with_its_first_slot_to_come_and_one_that_is_gone_leaves_nothing(
    there: Weekly,
) -> None:
    there.there.clock.set(utc("2026-03-04 12:00"))

    def unit(store: Store) -> None:
        store.regions.add(replace(store.regions.all()[0], name="Nordics", parent=None, aliases=(), channels=()))

    await there.there.database.write(unit)
    await moved(there, "Nordics")
    await there.tick()
    assert (await there.due("Nordics"))[0] == "2026-W11"
    assert key(await there.there.say("cora", "!region remove Nordics")) == "region-removed"
    await there.tick("2026-03-20 12:00")
    assert await there.there.rows("SELECT count(*) FROM dues WHERE kind = 'week'") == [(4,)]


async def test_a_clock_that_is_set_back_repeats_nothing(there: Weekly, monkeypatch: pytest.MonkeyPatch) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 12:00")
    monkeypatch.setattr(watching, "BELIEVED", 0.0)
    for at in ("2026-03-02 12:00", "2026-03-03 12:00", "2026-03-09 12:00"):
        await there.tick(at)
        assert await there.weeks("EMEA") == [("2026-W10", "sent")]
    await there.tick("2026-03-10 12:00")
    assert [week for week, _ in await there.weeks("EMEA")] == ["2026-W10", "2026-W11"]


async def test_a_clock_that_was_a_year_ahead_costs_no_year(there: Weekly, monkeypatch: pytest.MonkeyPatch) -> None:
    await there.there.apply("kim")
    await there.tick("2027-03-03 12:00")
    monkeypatch.setattr(watching, "BELIEVED", 0.0)
    for at in ("2026-03-05 12:00", "2026-03-20 12:00", "2026-03-24 12:00"):
        await there.tick(at)
    assert await there.weeks("EMEA") == [("2027-W09", "sent"), ("2026-W13", "sent")]


async def test_a_paused_week_isnt_told_and_the_next_tells_everything(there: Weekly) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 09:00")
    await there.there.apply("lee")
    await there.there.say("cora", "!digest pause EMEA until 2026-03-20")
    for at in ("2026-03-10 09:00", "2026-03-17 09:00"):
        await there.tick(at)
        assert len(await there.told("emea")) == 1
    await there.tick("2026-03-24 09:00")
    (_, said) = await there.told("emea")
    assert "It tells of everything since March 3, 2026." in shown(said)
    assert "One newcomer applied" in shown(said)
    assert [week for week, _ in await there.weeks("EMEA")] == ["2026-W10", "2026-W13"]


async def test_what_is_written_down_late_is_told_all_the_same_and_nothing_twice(there: Weekly) -> None:
    await there.there.apply("kim")
    await there.tick("2026-03-03 09:00")
    there.there.clock.set(utc("2026-03-03 08:59"))  # it came in a minute before, and waited for its turn
    await there.there.apply("lee")
    await there.tick("2026-03-10 09:00")
    await there.tick("2026-03-17 09:00")
    assert ["One newcomer" in shown(each) for each in await there.told("emea")] == [True, True, False]


async def test_where_weeks_arent_told_nothing_is_due(there: Weekly) -> None:
    await there.there.apply("kim")
    off = there.config.digest.model_copy(update={"send": False})
    there.config = there.config.model_copy(update={"digest": off})
    await there.tick("2026-03-03 12:00")
    assert await there.there.rows("SELECT count(*) FROM dues WHERE kind = 'week'") == [(0,)]
    assert await there.told("emea") == []


async def test_of_a_week_that_was_passed_over_nobody_hears_that_it_was_sent(there: Weekly) -> None:
    await there.tick("2026-03-03 09:00")
    assert await there.weeks("EMEA") == [("2026-W10", "silent")]
    await there.there.apply("kim")
    assert key(await there.there.say("cora", "!digest send EMEA")) == "digest-left-out"
    await there.tick("2026-03-10 09:00")
    assert "One newcomer applied" in shown((await there.told("emea"))[0])


async def test_the_week_of_a_new_region_does_not_stand_in_the_message_of_one_that_is_gone(there: Weekly) -> None:
    rooms, said = {"#x": Named(room=Room("shell:x"), there=True)}, there.there.say
    for name in ("First", "Second"):
        await said("cora", f"!region add {name} under EMEA")
        await said("cora", f"!region edit {name} channels #x", rooms=rooms)
        await said("cora", f"!digest send {name}")
        assert await there.there.rows("SELECT key FROM messages WHERE room = 'shell:x'") == []
        ((row,),) = await there.there.rows("SELECT id FROM outbox WHERE state = 'pending' AND lane = 'shell:x'")
        await there.there.database.write(partial(_arrived, row, there.there.clock.now()))
        assert len(await there.there.rows("SELECT key FROM messages WHERE room = 'shell:x'")) == 1
        assert key(await said("cora", f"!region remove {name}")) == "region-removed"


def _arrived(row: int, now: datetime, store: Store) -> None:
    store.outbox.sent(row, Room("shell:x"), f"message-{row}", now)
