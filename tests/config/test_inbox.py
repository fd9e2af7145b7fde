"""``ambassador inbox``, beside a running bot: what an operator sees of events that failed, and what they can do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot.cli import inbox
from bot.cli.app import app
from bot.engine import TRIES
from tests.config.desk import GOOD, Desk
from tests.engine.toys import Trouble, registry
from tests.world import World, world

SECRET = "canary-7f3a9c"
pytestmark = pytest.mark.usefixtures("same_log")


@dataclass
class Counter:
    """An operator at the command line, and the bot that runs. ``trouble`` is what broke it."""

    there: World
    trouble: Trouble

    async def run(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        """Run a command of ``inbox``: its exit status, what it said, and what it complained of."""
        done = await asyncio.to_thread(CliRunner().invoke, app, ["inbox", *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert SECRET not in done.output
        return done.exit_code, done.stdout.splitlines(), done.stderr.splitlines()

    async def states(self) -> dict[int, str]:
        """How each row stands."""
        return dict(await self.there.rows("SELECT id, state FROM inbox ORDER BY id"))


@pytest.fixture
async def counter(desk: Desk, database_url: str) -> AsyncIterator[Counter]:
    """A bot that broke. Rows 1 to 5: given up, unreadable, answered at once, to be tried again, and handled well."""
    desk.write(f'{GOOD}[storage]\nurl = "{database_url}"\n')
    trouble = Trouble(99)
    async with world(database_url, registry=registry(trouble)) as there:
        events = [
            there.said(SECRET, f"!stumble {SECRET}", window=number == 3, id=f"e{number}") for number in range(1, 5)
        ]
        for number, event in enumerate(events, 1):
            await there.engine.handle(event)
            await there.change("UPDATE inbox SET id = ? WHERE event_id = ?", number, event.id)
            if number == 3:
                await there.change("UPDATE inbox SET payload = ?, retry_at = NULL WHERE id = 2", f'{{"{SECRET}"')
                for _ in range(TRIES):
                    there.clock.move(timedelta(days=1))
                    await there.engine.recover()
        await there.say("kim", "!apply", id="e5")
        await there.change("UPDATE inbox SET id = 5 WHERE event_id = 'e5'")
        yield Counter(there, trouble)


async def test_the_list_shows_what_failed_and_nobodys_words(counter: Counter) -> None:
    status, lines, complaints = await counter.run("list")
    assert (status, complaints) == (0, [])
    starts = [lines[0].index(name) for name in inbox.HEAD]
    cells = [[line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)] for line in lines[1:-1]]
    assert [row[:5] for row in cells] == [
        ["1", "test", "e1", "said", str(TRIES)],
        ["2", "test", "e2", "?", "1"],
        ["3", "test", "e3", "(forgotten)", "1"],
        ["4", "test", "e4", "said", "1"],
    ]
    due = counter.there.clock.now() + timedelta(seconds=5)
    assert [row[6].partition(" at ")[0] for row in cells] == [
        *["LookupError"] * 3,
        f"{due:%Y-%m-%d %H:%M}: LookupError",
    ]
    assert lines[-1] == (
        "2 need you: `ambassador inbox retry ROW` has one handled again, `ambassador inbox drop ROW` gives it up."
    )


async def test_what_was_mended_is_handled_again(counter: Counter) -> None:
    counter.trouble.left = 0
    assert await counter.run("retry", "1", "3", "5", "99") == (
        1,
        ["Row 1 is handled again within seconds, where the bot runs."],
        [
            "Row 3 can't be handled again: who waited for it was told so, and nothing of it was kept.",
            "Row 5 was handled, or dropped.",
            "Row 99 isn't there; `ambassador inbox list` shows those that are.",
        ],
    )
    await recovered(counter)
    assert (await counter.states())[1] == "done"


async def test_what_fails_again_is_given_up_again_and_tells_nobody_twice(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    told = await counter.there.rows("SELECT count(*) FROM outbox")
    capsys.readouterr()
    assert (await counter.run("retry", "1"))[0] == 0
    await recovered(counter)
    rows = await counter.there.rows("SELECT state, tries, retry_at FROM inbox WHERE id = 1")
    assert rows == [("failed", TRIES + 1, None)]
    assert await counter.there.rows("SELECT count(*) FROM outbox") == told
    assert "".join(capsys.readouterr()).count("event failed") == 1


async def test_everything_that_was_given_up_is_handled_again_at_once(counter: Counter) -> None:
    status, said, complaints = await counter.run("retry", "--failed")
    assert (status, complaints) == (0, [])
    assert [line.split()[1] for line in said] == ["1", "2"]
    await recovered(counter)
    assert (await counter.states())[2] == "failed", "it still can't be read"
    await counter.run("drop", "1", "2")
    assert await counter.run("retry", "--failed") == (0, ["Nothing was given up that could be handled again."], [])


async def test_what_is_dropped_is_never_handled_and_forgotten(counter: Counter) -> None:
    ran = len(counter.trouble.ran)
    assert await counter.run("drop", "1", "2", "3", "5") == (
        1,
        ["Row 1 is dropped.", "Row 2 is dropped.", "Row 3 is dropped."],
        ["Row 5 was handled, or dropped."],
    )
    await counter.there.engine.handle(counter.there.said(SECRET, f"!stumble {SECRET}", window=False, id="e1"))
    assert len(counter.trouble.ran) == ran
    assert (await counter.states())[1] == "done"
    assert await counter.there.rows("SELECT payload, cause, retry_at FROM inbox WHERE id < 4") == [(None,) * 3] * 3


async def test_what_waits_hasnt_failed(counter: Counter) -> None:
    await counter.there.change("UPDATE inbox SET state = 'pending' WHERE id = 4")
    for verb in ("retry", "drop"):
        assert await counter.run(verb, "4") == (1, [], ["Row 4 hasn't failed: it waits to be handled."])


@pytest.mark.parametrize("arguments", [["retry"], ["retry", "1", "--failed"], ["drop"], ["retry", "0"]])
async def test_what_isnt_clear_is_asked(counter: Counter, arguments: list[str]) -> None:
    before = await counter.there.rows("SELECT * FROM inbox ORDER BY id")
    assert (await counter.run(*arguments))[0] == 2
    assert await counter.there.rows("SELECT * FROM inbox ORDER BY id") == before


async def test_nothing_failed(counter: Counter) -> None:
    await counter.there.change("UPDATE inbox SET state = 'done'")
    assert await counter.run("list") == (0, ["Nothing failed, and nothing needs you."], [])


async def recovered(counter: Counter) -> None:
    """The running bot looks into its inbox, some time after the command, which goes by the machine's clock."""
    counter.there.clock.move(timedelta(days=3650))
    await counter.there.engine.recover()
