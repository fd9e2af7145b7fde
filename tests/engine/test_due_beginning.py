"""The day of the upgrade: every case that is open takes its place on a ladder, and nobody is told of the past."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.due import BEGIN, Due
from bot.ticking import Ticker
from storage import migrate
from storage.check import findings
from tests.chat import applies, chat
from tests.engine.rows import engine
from tests.world import World, key, world

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEFORE = (
    applies("a1")  # waits for the pool
    + applies("a2", "bo")  # waits for a mentor
    + applies("a3")
    + "ana: !claim 3\n"  # mentored
    + applies("a4")
    + "bo: !claim 4\nbo: !ask 4 Which towns?\n"  # a question waits
    + applies("a5")
    + "ana: !claim 5\nana: !thumbsup 5\n"
    + "a6: !apply\na6: a6\n"  # a draft
    + applies("a7")
    + "a7: !withdraw yes\n"
)
FRESH = {
    1: ("application", "pool"),
    2: ("application", "mentor"),
    3: ("mentoring", "idle"),
    4: ("question", "candidate"),
    5: ("thumbs up", "sponsor"),
    6: ("draft", "candidate"),
}
"""Where each stands that has just begun to wait."""
OLD = {
    1: ("application", "coordinators"),
    2: ("application", "coordinators"),
    3: ("mentoring", "idle"),
    4: ("question", "idle"),
    5: ("thumbs up", "coordinators"),
    6: ("draft", "candidate"),
}
"""Where each stands that has waited for longer than any ladder is: nothing ends that nobody was asked about."""


async def upgraded(url: str, ago: timedelta) -> datetime:
    """Bring up to date what is of before the clock, and happened so long ago. Returns when that was done."""
    async with chat(url) as there:
        await there.play(BEFORE)
    migrate.downgrade(url, "0002")
    now = datetime.now(UTC)
    with engine(url).begin() as connection:
        for statement in ("UPDATE cases SET since = :at", "UPDATE history SET at = :at"):
            typed = text(statement).bindparams(bindparam("at", type_=UTCDateTime()))
            connection.execute(typed, {"at": now - ago})
    migrate.upgrade(url)
    return now


def ticker_of(there: World, at: datetime) -> Ticker:
    """A ticker, at an instant."""
    there.clock.set(at)
    return Ticker(there.database, there.engine.registry, there.config, there.clock, lambda: None)


async def places(there: World) -> dict[int, Due]:
    """The one row of each case."""
    rows = await there.read(lambda store: [row for number in range(1, 9) for row in store.dues.of_case(number)])
    found = {row.case or 0: row for row in rows}
    assert len(found) == len(rows)
    return found


def shown(rows: dict[int, Due]) -> dict[int, tuple[str, str]]:
    """Their ladders and rungs."""
    return {case: (row.kind, row.rung) for case, row in rows.items()}


async def queued(there: World) -> int:
    """How many messages there are, whatever became of them."""
    return int((await there.rows("SELECT count(*) FROM outbox"))[0][0])


async def test_every_open_case_has_its_row_from_the_first_moment(database_url: str) -> None:
    now = await upgraded(database_url, 400 * DAY)
    with engine(database_url).connect() as connection:
        assert findings(connection) == []
    async with world(database_url) as there:
        rows = await places(there)
        assert {row.kind for row in rows.values()} == {BEGIN}
        assert set(rows) == set(OLD)
        assert all(now <= row.due_at < now + MINUTE for row in rows.values())
        assert {row.since for row in rows.values()} == {now - 400 * DAY}


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=1), FRESH),
        (29 * DAY, {**OLD, 6: ("draft", "candidate")}),
        (40 * DAY, OLD),
        (400 * DAY, OLD),
    ],
    ids=["just now", "a month", "six weeks", "long"],
)
async def test_each_takes_its_place_and_nobody_is_told_of_the_past(
    database_url: str, ago: timedelta, expected: dict[int, tuple[str, str]]
) -> None:
    now = await upgraded(database_url, ago)
    async with world(database_url) as there:
        ticker, before = ticker_of(there, now + MINUTE), await queued(there)
        await ticker.tick()
        rows = await places(there)
        assert shown(rows) == expected
        assert {row.since for row in rows.values()} == {now - ago}
        assert all(row.due_at > there.clock.now() for row in rows.values())
        assert (ticker.read, await queued(there)) == (len(expected), before)
    with engine(database_url).connect() as connection:
        assert findings(connection) == []


async def test_who_waited_for_long_is_asked_once_on_different_days_and_never_on_the_first(database_url: str) -> None:
    now = await upgraded(database_url, 400 * DAY)
    async with world(database_url) as there:
        ticker, before = ticker_of(there, now + MINUTE), await queued(there)
        await ticker.tick()
        rows = await places(there)
        days = {row.due_at.date() for row in rows.values()}
        assert len(days) >= 4
        there.clock.set(now + DAY)
        await ticker.tick()
        assert await queued(there) == before
        idle = rows[3].due_at
        there.clock.set(idle)
        await ticker.tick()
        following = (await places_of_ladders(there))[3]
        assert following.rung == "lapse"
        assert abs(following.due_at - idle - 14 * DAY) <= HOUR, "the mentor has a fortnight, whatever clocks do"


async def places_of_ladders(there: World) -> dict[int, Due]:
    """The rows of ladders, where there are reminders beside them."""
    rows = await there.read(lambda store: [row for number in range(1, 9) for row in store.dues.of_case(number)])
    return {row.case or 0: row for row in rows if row.kind not in {"reminder", "snooze"}}


async def test_a_case_that_changes_before_its_turn_comes_finds_its_place_by_what_it_is_then(database_url: str) -> None:
    now = await upgraded(database_url, 400 * DAY)
    async with world(database_url) as there:
        ticker = ticker_of(there, now - MINUTE)
        assert key(await there.say("ana", "!claim 1 anyway")) == "claim-done"
        assert key(await there.say("a2", "!withdraw yes")) == "withdrawn"
        assert set(await places(there)) == set(OLD) - {2}
        there.clock.set(now + MINUTE)
        await ticker.tick()
        rows = await places_of_ladders(there)
        assert shown({1: rows[1]}) == {1: ("mentoring", "idle")}
        assert rows[1].since == now - MINUTE
        assert 2 not in rows


async def test_a_claimed_case_waits_since_the_last_step_in_it(database_url: str) -> None:
    now = await upgraded(database_url, 400 * DAY)
    async with world(database_url) as there:
        noted = "UPDATE history SET at = ? WHERE id = (SELECT max(id) FROM history WHERE case_id = 3)"
        await there.change(noted, now - 5 * DAY)
        await ticker_of(there, now + MINUTE).tick()
        assert (await places(there))[3].since == now - 5 * DAY


async def test_a_way_down_and_up_again_finds_the_same_places(database_url: str) -> None:
    """The version below has no words for reminders: it must be able to show every history."""
    now = await upgraded(database_url, 400 * DAY)
    async with world(database_url) as there:
        ticker = ticker_of(there, now + MINUTE)
        await ticker.tick()
        there.clock.move(31 * DAY)
        for _ in range(24):  # whatever the time is now, somebody's working hours come
            there.clock.move(DAY / 24)
            await ticker.tick()
        asked = "SELECT p.identity FROM dues d JOIN cases c ON c.id = d.case_id JOIN people p ON p.id = c.candidate_id"
        (candidate,) = (await there.rows(f"{asked} WHERE d.rung = 'lapse' ORDER BY c.id DESC"))[0]
        await there.say(candidate.removeprefix("shell:"), "!continue")
        assert await there.rows("SELECT count(*) FROM history WHERE act = 'go on'") == [(1,)]
        there.clock.move(15 * DAY)
        await ticker.tick()
        assert await there.rows("SELECT count(*) > 0 FROM history WHERE act = 'remind'") == [(1,)]
        assert await there.rows("SELECT count(*) > 0 FROM history WHERE act = 'lapse'") == [(1,)]
        await there.apply("pat", mentors="shell:bo")
        (number,) = (await there.rows("SELECT max(id) FROM cases"))[0]
        await there.say("bo", f"!decline {number}")
        assert await there.rows("SELECT count(*) FROM dialogues WHERE form = 'decline'") == [(1,)]
    migrate.downgrade(database_url, "0002")
    with engine(database_url).connect() as connection:
        for unknown in (
            "history WHERE act IN ('remind', 'go on')",
            "history WHERE platform = 'clock'",
            "dialogues WHERE form = 'decline'",
        ):
            assert connection.execute(text(f"SELECT count(*) FROM {unknown}")).scalar() == 0, unknown  # noqa: S608
    migrate.upgrade(database_url)
    with engine(database_url).connect() as connection:
        assert findings(connection) == []
