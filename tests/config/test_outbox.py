"""``ambassador outbox``, beside a running bot: what an operator sees of messages, and what they can do about them."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import outbox, rows
from bot.cli.app import app
from bot.clock import SystemClock
from bot.effect import Mail, Show
from bot.message import Words, say
from bot.platform import Later, Parcel, Uncertain, Undeliverable
from tests.config.desk import GOOD, Desk
from tests.engine.test_courier import Office, to, words
from tests.world import MENTORS, world

FATES: dict[str, tuple[Any, ...]] = {
    "kim": (Undeliverable, "no right\nat all"),
    "lee": (Uncertain, "no reply"),
    "max": (Later, "server is away", 300.0),
}
STATES = {"pending", "sending", "retry", "sent", "dead", "uncertain", "dropped"}
SECRET = "canary-7f3a9c"
pytestmark = pytest.mark.usefixtures("same_log")


@dataclass
class Counter:
    """An operator at the command line, and the bot that runs."""

    office: Office
    desk: Desk

    async def run(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        """Run a command of ``outbox``: its exit status, what it said, and what it complained of."""
        done = await asyncio.to_thread(CliRunner().invoke, app, ["outbox", *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout.splitlines(), done.stderr.splitlines()

    async def table(self, *arguments: str) -> list[list[str]]:
        """What ``list`` shows, as cells."""
        status, lines, complaints = await self.run("list", *arguments)
        assert (status, complaints) == (0, [])
        starts = [lines[0].index(name) for name in outbox.HEAD]
        rows = [line for line in lines[1:] if line.split()[1] in STATES]
        return [[row[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)] for row in rows]

    async def states(self) -> dict[int, str]:
        """How each row stands."""
        return dict(await self.office.there.rows("SELECT id, state FROM outbox ORDER BY id"))


@pytest.fixture
async def counter(desk: Desk, database_url: str) -> AsyncIterator[Counter]:
    """A bot with messages of every fate: rows 1 to 6 are dead, uncertain, put off, waiting, sent and for mail."""
    desk.write(f'{GOOD}[storage]\nurl = "{database_url}"\n')
    async with world(database_url) as there:
        office = Office(there)
        await there.apply()
        await there.change("DELETE FROM outbox")

        def fault(parcel: Parcel) -> None:
            kind, *said = FATES.get(parcel.to.removeprefix("shell:"), (None,))
            if kind is not None:
                raise kind(*said)

        office.wire.fault = fault
        secret = say("unknown", typed=Words(SECRET))
        mail = Mail("kim@example.org", secret, 1)
        await office.queue(to("kim", SECRET), to("lee", SECRET), to("max", SECRET), to("max", SECRET))
        await office.queue(to("sam", SECRET), mail)
        await office.courier.drain()
        ids = [row for (row,) in await there.rows("SELECT id FROM outbox ORDER BY id DESC")]
        for number, row in enumerate(ids):
            await there.change("UPDATE outbox SET id = ? WHERE id = ?", 106 - number, row)
        for number in range(1, 7):
            await there.change("UPDATE outbox SET id = ? WHERE id = ?", number, 100 + number)
        yield Counter(office, desk)


async def test_the_list_shows_what_waits_and_what_needs_somebody(counter: Counter) -> None:
    rows = await counter.table()
    assert [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows] == [
        ("1", "dead", "shell", "kim", "", "unknown", "1"),
        ("2", "uncertain", "shell", "lee", "", "unknown", "1"),
        ("3", "retry", "shell", "max", "", "unknown", "1"),
        ("4", "pending", "shell", "max", "", "unknown", "0"),
        ("6", "pending", "mail", "k…@example.org", "#1", "unknown", "0"),
    ]
    since, due = counter.office.there.clock.now(), counter.office.there.clock.now() + timedelta(minutes=5)
    assert {row[7] for row in rows} == {f"{since:%Y-%m-%d %H:%M}"}
    assert [row[8] for row in rows] == [
        "no right at all",
        "no reply",
        f"{due:%Y-%m-%d %H:%M}: server is away",
        "as soon as it is its turn",
        "as soon as it is its turn",
    ]
    _, lines, _ = await counter.run("list")
    assert lines[-1].startswith("2 need you: `ambassador outbox retry ROW`")
    assert SECRET not in "\n".join(lines)
    assert "kim@" not in "\n".join(lines)


async def test_all_shows_what_is_settled_too(counter: Counter) -> None:
    await counter.run("drop", "1")
    rows = await counter.table("--all")
    assert [(row[0], row[1], row[5], row[8]) for row in rows if row[0] in "15"] == [
        ("1", "dropped", "(forgotten)", "dropped by the operator"),
        ("5", "sent", "(forgotten)", ""),
    ]
    assert len(rows) == 6
    assert [row[0] for row in await counter.table()] == ["2", "3", "4", "6"]


async def test_a_long_list_says_that_it_is_cut(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SHOWN", 2)
    assert [row[0] for row in await counter.table()] == ["4", "6"]
    _, lines, _ = await counter.run("list")
    assert "There are more than these 2, the newest." in lines


async def test_an_empty_list_says_so(counter: Counter) -> None:
    await counter.office.there.change("UPDATE outbox SET state = 'sent', message = ''")
    assert await counter.run("list") == (0, ["Nothing is on its way, and nothing needs you."], [])


async def test_what_is_retried_arrives(counter: Counter) -> None:
    assert await counter.run("retry", "2", "1") == (0, ["Row 1 is sent again.", "Row 2 is sent again."], [])
    counter.office.wire.fault = lambda parcel: None
    counter.office.there.clock.set(SystemClock().now())  # it is the operator's clock that made them due
    await counter.office.courier.drain()
    assert {"kim", "lee"} <= {to for to, _ in counter.office.wire.words}
    assert (await counter.states())[1] == (await counter.states())[2] == "sent"


async def test_retry_dead_means_all_that_are_lost(counter: Counter) -> None:
    assert await counter.run("retry", "--dead") == (0, ["Row 1 is sent again.", "Row 2 is sent again."], [])
    assert await counter.run("retry", "--dead") == (
        0,
        ["Nothing is dead or uncertain that could be sent again."],
        [],
    )


async def test_what_cant_be_retried_is_said_row_by_row(counter: Counter) -> None:
    await counter.run("drop", "2")
    await counter.office.queue(Show(MENTORS, "card:1", words("1")))
    await counter.office.there.change("UPDATE outbox SET state = 'dead' WHERE lane = ?", MENTORS)
    await counter.office.queue(Show(MENTORS, "card:1", words("2")))
    ((old,),) = await counter.office.there.rows("SELECT id FROM outbox WHERE state = 'dead' AND lane = ?", MENTORS)
    status, said, complaints = await counter.run("retry", "1", "2", "3", "4", "5", "99", str(old))
    assert (status, said) == (1, ["Row 1 is sent again."])
    assert complaints == [
        "Row 2 was dropped (dropped by the operator), and its words are gone.",
        "Row 3 is on its way already; `ambassador outbox list` shows when it is tried next.",
        "Row 4 is on its way already; `ambassador outbox list` shows when it is tried next.",
        "Row 5 arrived already.",
        "Row 99 isn't there; `ambassador outbox list` shows those that are.",
        f"Row {old} isn't sent again, because a newer version of it took its place: drop it.",
    ]


async def test_what_is_dropped_is_said_row_by_row(counter: Counter) -> None:
    now = counter.office.there.clock.now()
    await counter.office.queue(to("ana", "1"))
    (taken,) = await counter.office.there.database.write(
        lambda store: store.outbox.lease("shell", now, now + timedelta(minutes=1), 9)
    )
    status, said, complaints = await counter.run("drop", "1", "3", "5", "99", str(taken.id))
    assert (status, said) == (1, ["Row 1 is dropped.", "Row 3 is dropped."])
    assert complaints == [
        "Row 5 arrived already.",
        "Row 99 isn't there; `ambassador outbox list` shows those that are.",
        f"Row {taken.id} is being sent right now; look again in a minute.",
    ]
    assert (await counter.run("drop", "1"))[2] == ["Row 1 was dropped already (dropped by the operator)."]
    await counter.office.there.change("DELETE FROM outbox WHERE state = 'sending'")
    await counter.office.courier.drain()
    assert await counter.states() == {
        1: "dropped", 2: "uncertain", 3: "dropped", 4: "retry", 5: "sent", 6: "pending",
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [("retry",), ("retry", "1", "--dead"), ("drop",), ("drop", "0"), ("drop", "kim")])
async def test_what_isnt_clear_changes_nothing(counter: Counter, arguments: tuple[str, ...]) -> None:
    before = await counter.states()
    status, said, complaints = await counter.run(*arguments)
    assert (status, said) == (2, [])
    assert complaints
    assert await counter.states() == before


@pytest.mark.parametrize("arguments", [("list",), ("retry", "--dead"), ("drop", "1")])
def test_without_a_database_nothing_is_made(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(GOOD)
    done = CliRunner().invoke(app, ["outbox", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "There is no database yet: `ambassador run` makes ambassador.db.\n"
    assert [path.name for path in desk.folder.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("arguments", [("list",), ("retry", "--dead"), ("drop", "1")])
async def test_a_database_of_another_version_is_left_alone(desk: Desk, arguments: tuple[str, ...]) -> None:
    desk.write(GOOD)
    for version, says in (("0001", "isn't at this version yet"), ("9999", "newer version of the bot (9999)")):
        async with world(f"sqlite:///{desk.folder / 'ambassador.db'}"):
            pass
        with sqlite3.connect(desk.folder / "ambassador.db") as database:
            database.execute("UPDATE alembic_version SET version_num = ?", (version,))
        database.close()
        done = await asyncio.to_thread(CliRunner().invoke, app, ["outbox", *arguments])
        assert (done.exit_code, done.stdout) == (2, "")
        assert says in done.stderr
        desk.folder.joinpath("ambassador.db").unlink()


def test_as_an_operator_starts_it(desk: Desk) -> None:
    desk.write(GOOD)
    assert desk.run("migrate").returncode == 0
    done = desk.run("outbox", "list", "-c", "config.toml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is on its way, and nothing needs you.\n", "")
    assert "ROW" in desk.run("outbox", "retry", "--help").stdout


async def test_beside_a_bot_nothing_is_freed(desk: Desk) -> None:
    """Though the bot's lock can't be seen: it may be another user's, or on a file system without any."""
    desk.write(GOOD)
    file = desk.folder / "ambassador.db"
    async with world(f"sqlite:///{file}") as there:
        office, now = Office(there), there.clock.now()
        await office.queue(to("kim", "1"))
        await there.database.write(lambda store: store.outbox.lease("shell", now, now + timedelta(days=9), 9))
        await there.database.write(lambda store: store.leases.take("sync", "bot", now, now + timedelta(days=9)))
        before = await there.rows("SELECT due_at, owner FROM outbox, leases")
        os.unlink(f"{file}.lock")
        assert (await asyncio.to_thread(CliRunner().invoke, app, ["outbox", "drop", "99"])).exit_code == 1
        assert await there.rows("SELECT due_at, owner FROM outbox, leases") == before


@pytest.mark.parametrize("row", [2**31 - 1, 2**31, 2**63])
async def test_a_row_that_cant_be_is_said_to_be_none(counter: Counter, row: int) -> None:
    for command in ("retry", "drop"):
        status, said, complaints = await counter.run(command, str(row))
        assert (status, said) == (1 if row < 2**31 else 2, [])
        assert complaints


async def test_what_was_overtaken_is_said(counter: Counter) -> None:
    there = counter.office.there
    await there.change("UPDATE outbox SET case_id = 1 WHERE id IN (1, 5)")
    await there.change("UPDATE outbox SET lane = 'shell:kim' WHERE id = 5")
    says = "Row 1 isn't sent again, because a later message about its case overtook it: drop it."
    assert await counter.run("retry", "1") == (1, [], [says])
    assert await counter.run("retry", "--dead") == (1, ["Row 2 is sent again."], [says])
