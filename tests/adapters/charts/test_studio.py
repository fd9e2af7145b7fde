"""The child that draws: whatever it does, the bot goes on, and its memory comes back."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.charts import __main__ as child
from adapters.charts.studio import LARGEST, Studio
from bot.files import Line, Picture, Undrawn, size

PICTURE = Picture("Cases", ("1 Sep", "8 Sep", "15 Sep"), (Line("waiting", (3, 1, 2)), Line("mentored", (0, 4, 5))), "")
BROKEN = replace(PICTURE, days=())
ANSWERS = "import os,sys,time\ntold=sys.stdout.buffer; line=sys.stdin.buffer.readline\n"


@asynccontextmanager
async def studio(*command: str, within: float = 60.0, idle: float = 60.0) -> AsyncIterator[Studio]:
    """Somebody who draws; by another command than the real child's where one is given."""
    made = Studio(command, within, idle) if command else Studio(within=within, idle=idle)
    try:
        yield made
    finally:
        await made.close()


def python(program: str) -> tuple[str, ...]:
    """A child that does this."""
    return (sys.executable, "-c", ANSWERS + program)


def pid(made: Studio) -> int:
    """The child that there is."""
    assert made._child is not None
    return made._child.pid


def alive(number: int) -> bool:
    """Whether there is a process."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def held(number: int) -> int:
    """The memory of a process, in MB."""
    status = Path(f"/proc/{number}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) // 1024


def limits(number: int) -> str:
    """What the system lets a process have."""
    return " ".join(Path(f"/proc/{number}/limits").read_text(encoding="ascii").split())


async def gone(number: int) -> None:
    """Wait until there is no such process. Raises TimeoutError."""
    deadline = time.monotonic() + 20
    while alive(number):
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)


async def test_one_child_draws_all_and_goes_with_its_memory() -> None:
    async with studio(idle=0.5) as made:
        pictures = await asyncio.gather(*(made.draw(PICTURE) for _ in range(5)))
        first = pid(made)
        assert held(first) < 400, "MB"
        assert f"Max data size {child.MEMORY} " in limits(first), "the system holds it to that"
        assert len(set(pictures)) == 1, "the same chart is the same picture"
        assert size(pictures[0]) == (1200, 900)
        assert len(pictures[0]) < 100_000
        await gone(first)
        await made.draw(PICTURE)
        assert pid(made) != first


async def test_what_cant_be_drawn_harms_nobody() -> None:
    async with studio() as made:
        with pytest.raises(Undrawn, match="ValueError"):
            await made.draw(BROKEN)
        assert size(await made.draw(PICTURE)) == (1200, 900)


async def begun(made: Studio) -> None:
    """Wait until there is a child."""
    while made._child is None:  # noqa: ASYNC110
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PICTURE, days=("d",) * 1000, series=(Line("x", (1,) * 1000),)),
        replace(PICTURE, series=PICTURE.series * 9),
        replace(PICTURE, title="x" * 1000),
        replace(PICTURE, series=(Line("x", (1, 2)),)),
        replace(PICTURE, series=(Line("x", (1, 2, -3)),)),
        replace(PICTURE, series=(Line("x", (1, 2, 10**30)),)),
    ],
)
async def test_what_would_take_too_much_isnt_begun(wrong: Picture) -> None:
    async with studio() as made:
        with pytest.raises(Undrawn, match="ValueError"):
            await made.draw(wrong)


async def test_a_child_that_hangs_is_killed_and_another_tries(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    program = f"open({str(pids)!r}, 'a').write(str(os.getpid()) + '\\n'); time.sleep(600)"
    async with studio(*python(program), within=0.5) as made:
        with pytest.raises(Undrawn, match="no picture after"):
            await made.draw(PICTURE)
    numbers = [int(each) for each in pids.read_text(encoding="ascii").split()]
    assert len(numbers) == 2
    assert not any(map(alive, numbers))


async def test_where_the_second_child_can_it_is_drawn(tmp_path: Path) -> None:
    there = tmp_path / "there"
    program = (
        f"first = not os.path.exists({str(there)!r}); open({str(there)!r}, 'w').close(); "
        "line(); first and os._exit(9); told.write(b'+\\0\\0\\0\\2ok'); told.flush(); time.sleep(600)"
    )
    async with studio(*python(program)) as made:
        assert await made.draw(PICTURE) == b"ok"


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("os._exit(3)", "ended"),
        ("os.kill(os.getpid(), 11)", "ended"),
        ("line(); told.write(b'+\\0\\0\\0\\x09half'); told.flush(); os._exit(0)", "ended"),
        (f"line(); told.write(b'+' + ({LARGEST} + 1).to_bytes(4, 'big')); told.flush(); time.sleep(600)", "too much"),
        ("line(); told.write(b'?\\0\\0\\0\\0'); told.flush(); time.sleep(600)", "too much"),
        ("while line(): told.write(b'-\\0\\0\\0\\3\\xff\\xfe!'); told.flush()", "can't be drawn"),
    ],
)
async def test_a_child_that_dies_or_talks_nonsense(program: str, says: str) -> None:
    async with studio(*python(program)) as made:
        with pytest.raises(Undrawn, match=says):
            await made.draw(PICTURE)


async def test_where_there_is_no_child_at_all() -> None:
    async with studio("/nowhere/python") as made:
        with pytest.raises(Undrawn):
            await made.draw(PICTURE)


async def test_a_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMBASSADOR_SLACK__BOT_TOKEN", "canary-7f3a9c")
    program = "line(); names = ','.join(os.environ).encode(); told.write(b'+' + len(names).to_bytes(4, 'big') + names)"
    async with studio(*python(program + "; told.flush(); time.sleep(600)")) as made:
        names = (await made.draw(PICTURE)).decode().split(",")
    assert not [name for name in names if name.startswith("AMBASSADOR")]


async def test_who_stops_waiting_leaves_nothing_for_the_next() -> None:
    async with studio() as made:
        drawing = asyncio.create_task(made.draw(PICTURE))
        await begun(made)
        first = pid(made)
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing
        await gone(first)
        assert size(await made.draw(PICTURE)) == (1200, 900)


async def test_memory_beyond_its_bound_ends_the_child_alone() -> None:
    program = (
        f"sys.path.insert(0, {str(Path.cwd())!r}); from adapters.charts.__main__ import _bounded; _bounded(); line(); "
    )
    async with studio(*python(f"{program} held = bytearray({child.MEMORY} + 1)")) as made:
        with pytest.raises(Undrawn, match="ended"):
            await made.draw(PICTURE)


async def test_it_ends_when_the_bot_does() -> None:
    """Its input ends with the bot, however that ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.charts", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        cwd=Path(child.__file__).parents[2],
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 30) == 0
