"""The schema goes up and down on a database with rows in it, whoever else does, and whatever kills it on the way.

Rules of this file: rows come from conversations and are compared one by one; what a way down can't keep is named here.
"""

import asyncio
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.shell import START
from bot.cli.schema import bring_up
from bot.model import Schedule
from bot.ports import Store
from storage import migrate
from storage.tables import metadata
from tests.chat import BEFORE, applies, chat
from tests.engine.rows import WEEK, Rows, engine, indexes, rows
from tests.world import identity, key, world

ROOT = Path(__file__).parents[2]
VERSIONS = [script.revision for script in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()][::-1]
LOST: dict[str, Any] = {
    "0002": {
        "outbox": lambda row: {**row, "state": "dead"} if row["state"] in {"uncertain", "dropped"} else row,
        "roles": lambda row: row,
    }
}
"""What the way down from a version does to rows, where it can't leave them as they are."""


async def filled(url: str) -> Rows:
    """A database with rows in every table, and parcels of every fate; returns them."""
    async with chat(url) as there:
        await there.play(BEFORE["sponsored"] + applies("lee", "ana, bo"))
        await there.play("ana: !claim 2\nana: !ask 2 Which towns first?\n")
        await there.play("cora: !role grant lead @bo EMEA\nmax: !apply\nmax: max\n")
        await there.app.database.write(lease)
        await there.app.database.write(works)
    fates(url)
    with engine(url).begin() as connection:
        for statement in WEEK.values():
            connection.execute(text(statement))  # as no conversation makes each of them
    found = rows(url)
    assert all(found.values()), "every table has rows"
    return found


def fates(url: str) -> None:
    """Parcels that went every way, as nobody but time makes them."""
    with engine(url).begin() as connection:
        numbers = connection.execute(text("SELECT id FROM outbox ORDER BY id DESC LIMIT 5")).scalars()
        for number, state, told in zip(
            numbers, ("dead", "dead", "uncertain", "dropped", "retry"), "10000", strict=True
        ):
            values = {"number": number, "state": state, "told": told == "1", "still": '{"case": 1}'}
            changed = "state = :state, told = :told, cause = 'a cause', expires_at = due_at, still = :still"
            connection.execute(text(f"UPDATE outbox SET {changed} WHERE id = :number"), values)  # noqa: S608


def lease(store: Store) -> None:
    """A loop's lease, and how far it has read."""
    fence = store.leases.take("sync", "me", START, START + timedelta(minutes=1))
    assert fence is not None
    store.leases.move_cursor("sync", fence, None, "s1")


def works(store: Store) -> None:
    """When somebody works."""
    ana = store.people.by_identity(identity("ana"))
    assert ana is not None
    days, off = frozenset({1, 2}), frozenset({date(2026, 12, 28)})
    store.schedules.save(ana, Schedule("Asia/Kathmandu", None, days, time(9), time(17), off, ("DE",)))


def kept(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """Both, of the tables and columns that both have."""

    def common(of: Rows, other: Rows) -> Rows:
        return {
            name: [{key: value for key, value in row.items() if key in other[name][0]} for row in of[name]]
            for name in of
            if name in other and name != "alembic_version"
        }

    return common(before, after), common(after, before)


NEW = {"history": ("act", {"offer"}), "dues": ("kind", {"offer", "offered", "digest", "handover", "week"})}
"""Rows that a version below has no words for: they go with the way down, or come with the way up."""


def lasting(all_rows: Rows) -> Rows:
    """Those that every version knows."""
    known = dict(all_rows)
    for name, (column, words) in NEW.items():
        known[name] = [row for row in all_rows.get(name, []) if row[column] not in words]
    return {name: found for name, found in known.items() if name in all_rows}


async def test_a_database_in_use_is_what_the_tables_say(database_url: str) -> None:
    before = await filled(database_url)
    migrate.upgrade(database_url)
    migrate.drift(database_url)
    assert rows(database_url) == before
    assert migrate.versions(database_url) == (migrate.head(), migrate.head())


async def test_every_step_down_and_up_again_keeps_every_row(database_url: str) -> None:
    before = lasting(await filled(database_url))
    for version in VERSIONS[:0:-1]:
        below = VERSIONS[VERSIONS.index(version) - 1]
        migrate.downgrade(database_url, below)
        assert migrate.versions(database_url)[0] == below
        changes = LOST.get(version, {})
        expected = {name: [changes.get(name, dict)(row) for row in found] for name, found in before.items()}
        lower = lasting(rows(database_url))
        wanted, found = kept(expected, lower)
        assert found == wanted
        migrate.upgrade(database_url, version)
        wanted, found = kept(lower, lasting(rows(database_url)))
        assert found == wanted
        migrate.downgrade(database_url, below)
    migrate.upgrade(database_url)
    migrate.drift(database_url)
    async with world(database_url) as there:
        assert key(await there.say("bo", "!claim 2 anyway")) == "claim-taken"
        assert key(await there.say("ana", "!release 2")) == "released"


async def test_it_goes_down_to_nothing_and_up_again(database_url: str) -> None:
    async with chat(database_url) as there:
        await there.play(BEFORE["questions"])
    migrate.downgrade(database_url, "base")
    assert set(rows(database_url)) <= {"alembic_version"}
    assert migrate.versions(database_url)[0] is None
    migrate.upgrade(database_url)
    migrate.drift(database_url)
    async with chat(database_url) as there:
        await there.play(BEFORE["sponsored"])


async def test_a_second_start_changes_nothing(database_url: str) -> None:
    async with chat(database_url) as there:
        await there.play(BEFORE["mentored"])
        before = rows(database_url)
        await there.restart()
        assert rows(database_url) == before
        await there.play("ana: !mentees\nbot -> ana: …#1…being mentored…")


async def test_indexes_keep_their_conditions_when_tables_are_built_anew(database_url: str) -> None:
    migrate.upgrade(database_url)
    migrate.downgrade(database_url, VERSIONS[0])
    migrate.upgrade(database_url)
    migrated = indexes(database_url)
    migrate.downgrade(database_url, "base")
    with engine(database_url).begin() as connection:
        metadata.create_all(connection)
    assert migrated == indexes(database_url)
    assert migrated["ix_outbox_untold"][3], "conditions are compared"


async def test_whoever_was_away_before_comes_back_by_themselves(database_url: str) -> None:
    """Whose day has passed is back, and hears nothing of it; the others are on theirs, where they are."""
    now = datetime.now(UTC)
    day = now.date() + timedelta(days=10)
    async with chat(database_url):
        pass
    migrate.downgrade(database_url, "0003")
    left = "UPDATE mentors SET away_until = :day WHERE person_id IN (SELECT id FROM people WHERE identity = :who)"
    with engine(database_url).begin() as connection:
        for who, until in (("shell:ana", day), ("shell:bo", now.date() - timedelta(days=3))):
            connection.execute(text(left), {"day": until.isoformat(), "who": who})
    migrate.upgrade(database_url)
    async with chat(database_url) as there:
        await there.play(f"clock {now + timedelta(minutes=5):%Y-%m-%d %H:%M}\nsilence\n")
        due = {row["person_id"] for row in rows(database_url)["dues"] if row["kind"] == "back"}
        stands = {row["person_id"]: row["absence"] for row in rows(database_url)["mentors"]}
        ids = {row["identity"]: row["id"] for row in rows(database_url)["people"]}
        ana, bo = ids["shell:ana"], ids["shell:bo"]
        assert (stands[ana], stands[bo]) == ("away", None)
        assert due == {ana}
        madrid = datetime.combine(day, time(0), ZoneInfo("Europe/Madrid")).astimezone(UTC)
        row = await there.app.database.read(lambda store: store.dues.get("back", str(ana)))
        assert row is not None
        assert row.due_at == madrid
        shown = "kim: !mentors EMEA\nbot -> kim: 3 mentors can be chosen:\n    - Ana · …"
        await there.play(f"clock {madrid:%Y-%m-%d %H:%M}\nsilence\n{shown}")


async def test_a_role_that_was_given_twice_is_held_once(database_url: str) -> None:
    await filled(database_url)
    migrate.downgrade(database_url, "0001")
    again = "INSERT INTO roles (person_id, role, region_id, granted_by, granted_at) SELECT person_id, role, region_id, "
    with engine(database_url).begin() as connection:
        connection.execute(text(f"{again} granted_by, granted_at FROM roles"))
    before = rows(database_url)["roles"]
    migrate.upgrade(database_url)
    after = rows(database_url)["roles"]
    assert after == before[: len(before) // 2]
    assert {row["region_id"] is None for row in after} == {True, False}
    for where in ("region_id IS NULL", "region_id IS NOT NULL"):
        with pytest.raises(IntegrityError), engine(database_url).begin() as connection:
            connection.execute(text(f"{again} granted_by, granted_at FROM roles WHERE {where}"))


@pytest.mark.parametrize("at", ["base", "0001"])
async def test_of_two_who_migrate_at_once_one_does(database_url: str, at: str) -> None:
    before = lasting(await filled(database_url))
    migrate.downgrade(database_url, at)
    script = "import sys; from bot.cli.schema import bring_up; print(flush=True); bring_up(sys.argv[1])"
    arguments = (sys.executable, "-c", script, database_url)
    with nobody_migrates(database_url) as waiting:
        both = [await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, stdout=PIPE, stderr=PIPE) for _ in range(2)]
        for each in both:
            assert each.stdout is not None
            await each.stdout.readline()
        while waiting() < 2:  # noqa: ASYNC110 - what others wait for, only the server knows
            await asyncio.sleep(0.01)
    said = await asyncio.gather(*(each.communicate() for each in both))
    assert [(each.returncode, err) for each, (_, err) in zip(both, said, strict=True)] == [(0, b"")] * 2
    migrate.drift(database_url)
    if at != "base":
        expected = {name: len(found) for name, found in before.items()}
        found_now = lasting(rows(database_url))
        newer = dict.fromkeys(("schedules", *WEEK), 0)
        assert {name: len(found) for name, found in found_now.items()} == expected | newer


@contextmanager
def nobody_migrates(url: str) -> Iterator[Callable[[], int]]:
    """Holds what a migration needs, as a third process would; yields how many wait for it, where that can be seen."""
    with engine(url).connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield lambda: 2
        else:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1634558561)")
            waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            yield lambda: int(connection.exec_driver_sql(waits).scalar_one())


@pytest.mark.parametrize("stride", [19, pytest.param(1, marks=pytest.mark.soak)])
async def test_killed_half_way_nothing_has_happened_and_the_next_start_goes_on(database_url: str, stride: int) -> None:
    await filled(database_url)
    versions = [VERSIONS[0], VERSIONS[-1], "base", VERSIONS[0]]
    command = [sys.executable, "-m", "tests.engine.killed", database_url, str(stride), *versions]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    killed = [int(line) for line in done.stdout.split()]
    assert len(killed) == len(versions)
    assert min(killed) >= 2
    bring_up(database_url)
    migrate.drift(database_url)
