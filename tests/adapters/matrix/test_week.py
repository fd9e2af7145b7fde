"""A region's week as Matrix shows it, held by golden files."""

from pathlib import Path

from adapters.matrix.render import content
from tests.adapters.matrix.test_render import golden
from tests.engine.test_week_words import full
from tests.engine.weekly import CATALOGUE, weekly


async def test_matrix_shows_a_full_week_in_ten_lines(tmp_path: Path) -> None:
    async with weekly(tmp_path) as there:
        await full(there, people=30)
        await there.tick("2026-03-03 09:00")
        (first,), (thread, _) = await there.told("emea"), await there.thread("emea")
        shown = content(CATALOGUE.render(first))
        golden("week", shown)
        golden("week-thread", content(CATALOGUE.render(thread)))
        assert len(shown["body"].split("\n")) <= 10
