"""Machines that share a database go by its server's clock, whatever their own say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.wiring import App, opened
from bot.clock import SystemClock
from bot.courier import LEASE
from bot.effect import Post
from bot.message import say
from bot.ports import Clock
from storage import clock
from storage.clock import SharedClock
from tests.chat import configured
from tests.world import MENTORS

SAID = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@contextmanager
def apart(patch: pytest.MonkeyPatch, by: timedelta) -> Iterator[None]:
    """On a machine whose clock is wrong."""
    with patch.context() as wrong:
        wrong.setattr(SystemClock, "now", lambda _: datetime.now(UTC) + by)
        yield


def off(there: Clock) -> timedelta:
    """How far a clock is from the server's, which is this machine's."""
    return abs(there.now() - datetime.now(UTC))


async def leased(there: App) -> list[int]:
    """The parcels that a process can have just now."""
    now = there.clock.now()
    parcels = await there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    return [parcel.id for parcel in parcels]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("by", [timedelta(seconds=61), timedelta(seconds=-61), timedelta(days=365)])
async def test_a_parcel_is_anothers_though_clocks_are_apart(
    pg_url: str, by: timedelta, first: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "the database server's clock counts"
    async with opened(configured(pg_url)) as right:
        assert said not in capsys.readouterr().out
        with apart(monkeypatch, by):
            async with opened(configured(pg_url)) as wrong:
                assert said in capsys.readouterr().out
                assert off(wrong.clock) < SECOND
                both = [right, wrong] if first == 0 else [wrong, right]
                queued = wrong.clock.now()
                await wrong.database.write(
                    lambda store: store.outbox.add([Post(MENTORS, say("queue-empty"))], "test", queued)
                )
                assert [len(await leased(there)) for there in both] == [1, 0]


async def test_a_clock_that_is_set_while_the_bot_runs_changes_nothing(
    pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(configured(pg_url)) as there:
        with apart(monkeypatch, timedelta(days=1)):
            assert off(there.clock) < SECOND


class Counted:
    """A count of seconds that tests move, in place of the machine's."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 1000.0
        patch.setattr(clock, "steady", lambda: self.count)


def test_between_the_servers_words_time_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, shared = Counted(monkeypatch), SharedClock()
    assert shared.stale
    assert off(shared) < SECOND, "the machine's own, until the server says something"
    shared.hear(SAID, 999.0, 1000.0)
    assert shared.now() == SAID + SECOND / 2
    assert not shared.stale
    counted.count += clock.FRESH
    assert shared.now() == SAID + SECOND * 1.5
    assert shared.stale


@pytest.mark.parametrize(
    ("says", "took", "then"),
    [
        (10.0, 0.0, 10.0),
        (9.5, 1.0, 10.0),  # it agrees, so nothing jumps
        (10.2, 0.1, 10.25),
        (9.0, 0.5, 9.25),
        (3600.0, 0.0, 3600.0),  # the server's clock was set, or the machine stood still
        (5.0, 8.0, 10.0),  # a word that took so long tells nothing new
    ],
)
def test_the_servers_word_counts_as_exactly_as_it_is_known(
    monkeypatch: pytest.MonkeyPatch, says: float, took: float, then: float
) -> None:
    counted, shared = Counted(monkeypatch), SharedClock()
    shared.hear(SAID, 1000.0, 1000.0)
    counted.count += 10
    shared.hear(SAID + says * SECOND, counted.count - took, counted.count)
    assert shared.now() == SAID + then * SECOND
