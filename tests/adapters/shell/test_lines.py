"""Lines from a pipe: the transcript is a story, problems have a line and an exit code, nobody is kept waiting."""

import asyncio
import io
import os
from pathlib import Path

from adapters.shell import Shell, play, run_lines
from tests.adapters.shell.toy import Toyland

TYPED = """\
-- a comment
kim: !quote one
    two

ana@mentors: !card 1
bo presses Take on #1
kim: !nothing
"""


async def run(shell: Shell, typed: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = await run_lines(shell, io.StringIO(typed), out, err)
    return code, out.getvalue(), err.getvalue()


async def test_a_transcript_is_a_story(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    async with Toyland(tmp_path) as shell:
        code, told, problems = await run(shell, TYPED)
    assert (code, problems) == (0, "")
    assert (
        told
        == """\
-- a comment
kim: !quote one
    two
bot -> kim: Noted:
    > one
    > two

ana@mentors: !card 1
bot@mentors: Case #1
    - waits for a mentor
    [Take]
    Refuse: !refuse 1 REASON
bo presses Take on #1
bot -> bo: Yours: #1.
bot@mentors edits: Case #1, taken by Bo
kim: !nothing
silence
"""
    )
    async with Toyland(tmp_path / "again") as shell:
        await play(shell, told)


async def test_nothing_is_fine(shell: Shell) -> None:
    assert await run(shell, "") == (0, "", "")
    assert await run(shell, "\n\n") == (0, "\n\n", "")


async def test_problems_are_told_and_the_lines_go_on(shell: Shell) -> None:
    code, told, problems = await run(
        shell, "    lost\nhello\nkim presses Take\nkim: !echo hi\nbot -> kim: ho\nkim: !echo x"
    )
    assert code == 1
    assert told.endswith("kim: !echo hi\nbot -> kim: hi\nkim: !echo x\nbot -> kim: x\n")
    starts = [line for line in problems.split("\n") if line.startswith("stdin:")]
    assert [line.split(":")[1] for line in starts] == ["1", "2", "3", "4"]
    assert problems.endswith("  kim: !echo hi\n- bot -> kim: ho\n+ bot -> kim: hi\n")


async def test_the_last_step_is_checked_too(shell: Shell) -> None:
    code, _, problems = await run(shell, "kim: !echo hi\nsilence")
    assert code == 1
    assert problems.endswith("- silence\n+ bot -> kim: hi\n")


async def test_hostile_lines_reach_no_terminal(shell: Shell) -> None:
    code, told, problems = await run(shell, "kim: !echo \x1b[2Jx\n\x1b[2Jhello\n")
    assert code == 1
    assert "\x1b" not in told + problems


async def test_whoever_waits_for_an_answer_gets_it_before_the_next_line(shell: Shell) -> None:
    reads, writes = os.pipe()
    out = _Answered()
    with os.fdopen(reads, encoding="utf-8") as stdin, os.fdopen(writes, "w", encoding="utf-8") as typing:
        running = asyncio.create_task(run_lines(shell, stdin, out, io.StringIO()))
        print("kim: !echo hi", file=typing, flush=True)
        await asyncio.wait_for(out.answered.wait(), 30)
        assert not running.done()
        typing.close()
        assert await running == 0


class _Answered(io.StringIO):
    """Tells when the bot has said something."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = asyncio.Event()

    def write(self, text: str) -> int:
        if text.startswith("bot -> kim: hi"):
            self.answered.set()
        return super().write(text)


async def test_bytes_that_are_no_text_end_nothing(shell: Shell) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"kim: !echo \xff\nkim: !echo hi\n"), encoding="utf-8")
    written = io.BytesIO()
    out = io.TextIOWrapper(written, encoding="ascii")
    assert await asyncio.wait_for(run_lines(shell, stdin, out, io.StringIO()), 30) == 0
    assert written.getvalue() == b"kim: !echo ?\nbot -> kim: ?\nkim: !echo hi\nbot -> kim: hi\n"
