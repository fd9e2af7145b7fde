"""What is due is done once, whatever goes wrong in the middle; nothing that fails holds up anything else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.ports import Store
from bot.ticking import BATCH, FIRST, MOST
from tests.engine.duties import MINUTE, SECOND, Bench, bench
from tests.world import identity


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Bench]:
    """A ticker on an empty database, of either kind."""
    async with bench(database_url) as opened:
        yield opened


async def test_what_is_due_is_done_once_and_what_isnt_waits(there: Bench) -> None:
    await there.put("now")
    await there.put("soon", after=MINUTE)
    for _ in range(2):
        await there.tick()
        assert await there.said() == ["now half", "now"]
    assert [key for key, _, _ in await there.due()] == ["soon"]
    assert there.woken == [True]
    await there.tick(MINUTE)
    assert (await there.said())[2:] == ["soon half", "soon"]


async def test_what_waits_longest_is_done_first(there: Bench) -> None:
    for key, after in (("c", 3), ("a", 1), ("b", 2)):
        await there.put(key, after=after * SECOND)
    await there.tick(MINUTE)
    assert there.trouble.tried == ["a", "b", "c"]


async def test_what_was_missed_while_nobody_ticked_is_done_at_once_one_after_the_other(there: Bench) -> None:
    await there.put("x", kind="climb", rung="1")
    await there.tick(timedelta(days=3))
    assert await there.said() == ["x 1", "x 2", "x 3"]
    assert await there.due() == []


async def test_what_fails_leaves_no_trace_and_is_tried_again_ever_later(
    there: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    there.trouble.left["x"] = 9
    await there.put("x")
    begun, waits = there.there.clock.now(), []
    await there.tick()
    for tries in range(1, 10):
        ((_, at, tried),) = await there.due()
        waits.append(at - there.there.clock.now())
        assert (await there.said(), tried) == ([], tries)
        there.there.clock.set(at - SECOND)
        await there.tick()
        await there.tick(SECOND)
    assert waits == [min(FIRST * 2**tries, MOST) for tries in range(9)]
    assert waits[-1] == MOST
    assert there.there.clock.now() > begun
    assert await there.said() == ["x half", "x"]
    assert capsys.readouterr().out.count("due work failed") == 1


async def test_those_that_fail_starve_nobody(there: Bench) -> None:
    bad = [f"bad {number}" for number in range(BATCH + 1)]
    there.trouble.left = dict.fromkeys(bad, 99)
    await there.put(*bad)
    await there.put("good", after=SECOND)
    await there.tick(MINUTE)
    assert await there.said() == ["good half", "good"]
    assert len(await there.due()) == len(bad)


async def test_more_than_a_batch_is_done_in_one_tick(there: Bench) -> None:
    keys = [f"{number:03}" for number in range(2 * BATCH + 7)]
    await there.put(*keys)
    await there.tick()
    assert (await there.said())[1::2] == keys
    assert there.ticker.read == len(keys)


async def test_work_of_a_newer_version_is_left_alone_and_said_once(
    there: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [f"{number:03}" for number in range(BATCH + 1)]
    await there.put(*keys, kind="newer")
    await there.put("x")
    before = await there.there.rows("SELECT * FROM dues WHERE kind = 'newer' ORDER BY id")
    for _ in range(2):
        await there.tick(MINUTE)
    assert await there.said() == ["x half", "x"]
    assert await there.there.rows("SELECT * FROM dues WHERE kind = 'newer' ORDER BY id") == before
    assert capsys.readouterr().out.count("left alone") == 1
    assert there.ticker.read == 1


@pytest.mark.parametrize("kind", ["sit", "answer"])
async def test_a_handler_that_leaves_its_row_or_answers_nobody_is_put_off(there: Bench, kind: str) -> None:
    await there.put("x", kind=kind)
    await there.tick()
    assert await there.there.rows("SELECT count(*) FROM outbox") == [(0,)]
    assert [tries for _, _, tries in await there.due()] == [1]


@pytest.mark.parametrize(("late", "said"), [(3, ["x"]), (99, [])])
async def test_whoever_comes_too_late_tries_again_but_not_for_ever(there: Bench, late: int, said: list[str]) -> None:
    there.trouble.left["x"] = late
    await there.put("x", kind="late")
    await there.tick()
    assert await there.said() == said
    assert [tries for _, _, tries in await there.due()] == ([] if said else [1])


async def test_a_tick_reads_what_is_due_and_not_what_is_open(there: Bench) -> None:
    now = there.there.clock.now()

    def open_many(store: Store) -> None:
        for number in range(1000):
            case = store.cases.start(store.people.ensure([identity(f"p{number}")], "", now), now)
            at = now + (1 + number) * MINUTE
            store.dues.put(
                "draft", case.number, at, since=now, rung="candidate", case=case.id, person=case.candidate.id
            )

    await there.there.database.write(open_many)
    await there.put("a", "b", "c")
    await there.tick()
    assert there.ticker.read == 3
    await there.tick(SECOND)
    assert there.ticker.read == 3


async def test_what_is_seen_of_it_is_how_much_is_due_since_when_and_how_much_fails(there: Bench) -> None:
    now = there.there.clock.now()

    async def seen() -> Any:
        waiting = await there.there.read(lambda store: store.dues.waiting(there.there.clock.now()))
        return waiting.due, waiting.oldest, waiting.failing

    assert await seen() == (0, None, 0)
    await there.put("a", "b")
    await there.put("later", after=MINUTE)
    there.there.clock.move(SECOND)
    assert await seen() == (2, now, 0)
    there.trouble.left["a"] = 1
    await there.tick()
    assert await seen() == (0, None, 1)
    assert await there.there.read(lambda store: store.dues.following()) == now + SECOND + FIRST
