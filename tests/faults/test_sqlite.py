"""An SQLite file that can't be used for a while: who waits is told so, nothing is half done, and it heals by itself."""

import asyncio
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.errors import Misconfigured, Unavailable
from bot.ports import Store
from storage.writer import GROUP
from tests.engine.test_group_commit import together
from tests.faults.enduring import endures, told_once
from tests.faults.outages import OUTAGES, Outage, full, locked, writing
from tests.world import world


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which nobody, too, may look for files: pytest's own is closed to others."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


@pytest.mark.usefixtures("faster")
@pytest.mark.parametrize("outage", OUTAGES, ids=lambda outage: outage.__name__)
async def test_who_waits_is_told_nothing_is_half_done_and_it_heals(
    folder: Path, outage: Outage, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world(folder) as there:
        await there.database.write(writing(there, "PRAGMA busy_timeout = 300"))
        await endures(there, partial(outage, there))
    assert told_once("".join(capsys.readouterr()))


async def test_all_who_wait_for_a_locked_file_hear_it_together(tmp_path: Path) -> None:
    async with world(tmp_path) as there, locked(there):
        ran: list[bool] = []
        units = (there.database.write(lambda _store: ran.append(True)) for _ in range(2 * GROUP))
        async with asyncio.timeout(60):  # one after the other they would need ten minutes
            heard = await asyncio.gather(*units, return_exceptions=True)
        assert {type(each) for each in heard} == {Unavailable}
        assert not ran


async def test_what_needs_no_room_is_saved_on_a_full_disk(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        now = there.clock.now()

        def small(store: Store) -> None:
            store.marks.touch("small", now)

        def large(store: Store) -> None:
            store.marks.touch("x" * 100_000, now)

        await there.database.write(small)
        async with full(there):
            heard = await together(there, [small, large, small])
        assert [type(each) for each in heard] == [type(None), Unavailable, type(None)]


async def test_a_reader_that_writes_is_our_bug_and_no_fault_of_the_databases(database_url: str) -> None:
    async with world(database_url) as there:
        now = there.clock.now()
        with pytest.raises(Exception, match=r"readonly|read-only") as raised:
            await there.database.read(lambda store: store.marks.touch("no", now))
        assert not isinstance(raised.value, Unavailable)
        assert there.database.fault is None


async def test_a_file_that_is_locked_at_the_start_is_said_to_the_operator(tmp_path: Path) -> None:
    async with world(tmp_path) as first, locked(first):
        with pytest.raises(
            Misconfigured, match=r"storage\.url: .*demo\.db can't be used just now .another process holds"
        ):
            async with world(tmp_path):
                pass
