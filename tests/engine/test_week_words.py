"""What a week's digest says: the right figures, in ten lines, and nothing that a shared room may not read."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Chart
from bot.model import State
from bot.settings import Weekly as Settings
from tests.engine.weekly import Weekly, shown, utc, weekly

ADDRESS = re.compile(r"[\w.+-]{2,}@[\w-]+\.\w+")


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Weekly]:
    """A programme of either kind of database, on Monday, 2 March 2026, 09:00 UTC."""
    async with weekly(database_url) as made:
        yield made


async def ambassador(there: Weekly, name: str) -> None:
    """Somebody applies, is mentored, and sponsored."""
    number = (await there.there.rows("SELECT COALESCE(max(id), 0) + 1 FROM cases"))[0][0]
    await there.there.apply(name)
    for step in (f"claim {number} anyway", f"thumbsup {number}", f"sponsor {number}"):
        await there.there.say("ana", f"!{step}")


async def full(there: Weekly, people: int = 7) -> None:
    """A week in which everything happens."""
    ana, bo, kim = [await there.person(name) for name in ("ana", "bo", "kim")]
    await there.there.say("ana", "!capacity 20")
    for number in range(people):
        await ambassador(there, f"new{number}")
    await there.there.apply("kim")
    await there.there.apply("lee")
    for kind in ("event", "event", "talk", "help"):
        await there.happened("reports", "EMEA", person_id=ana, kind=kind, words=f"About a {kind}\nin Oslo")
    for number, quoted in enumerate((True, False, True)):
        words = f"More of theme {number}"
        await there.happened("feedback", "EMEA", person_id=kim, words=words, quoted=quoted)
        await there.happened("feedback_tags", None, feedback_id=number + 1, tag="docs") if number else None
    for whom in (ana, ana, bo, kim):
        await there.happened("thanks", "EMEA", person_id=kim, whom_id=whom, words="the long evening")


async def test_everything_has_its_line_and_the_rest_its_place_in_the_thread(there: Weekly) -> None:
    await full(there)
    await there.tick("2026-03-03 09:00")
    (said,), (thread, chart) = await there.told("emea"), await there.thread("emea")
    assert shown(said).split("\n") == [
        "This week · EMEA: 2 candidates wait for a mentor, the longest for a working day.",
        "- 🎉 7 new ambassadors: New0, New1, New2, New3, and New4, and 2 more",
        "- 👍 7 candidates got a thumbs-up from their mentors",
        "- 👋 9 newcomers applied",
        "- 📣 4 reports of what ambassadors did · 2 events · one talk · helped once",
        "- 💬 3 pieces of feedback · #docs (2)",
        "- 🙏 Thanks to Ana and bo, and 1 more",
        "- 2 mentors have 21 free places: !apply begins an application.",
        "More of it in the thread.",
        "[Claim]",
    ]
    assert shown(thread).split("\n") == [
        "More of this week · EMEA",
        "New ambassadors, too: New5 and New6",
        "What ambassadors did:",
        "- Ana · help · “About a help in Oslo”",
        "- Ana · talk · “About a talk in Oslo”",
        "- Ana · event · “About a event in Oslo”",
        "- Ana · event · “About a event in Oslo”",
        "In the words of those who'd like to be quoted:",
        "- “More of theme 2”",
        "- “More of theme 0”",
    ]
    assert shown(chart) == (
        "EMEA: more cases are open than on December 16, 2025, 2 instead of 0. "
        "Waiting for a mentor: 2; with one: 0; with the 👍: 0. New ambassadors since then: 7."
    )


@pytest.mark.parametrize("late", [False, True])
async def test_ten_lines_at_the_most_whatever_happened(there: Weekly, late: bool) -> None:
    await full(there)
    await there.tick("2026-03-04 09:00" if late else "2026-03-03 09:00")
    for room in ("emea", "world", "ambassadors"):
        for said in await there.told(room):
            assert len(shown(said).split("\n")) <= 10
    assert sum("free places" in shown(each) for each in await there.thread("emea")) == int(late)


async def test_operators_choose_what_is_told_in_which_order_and_under_which_title(there: Weekly) -> None:
    await full(there)
    chosen = Settings(sections=("reports", "newcomers"), title="Dear all", chart=False)
    there.config = there.config.model_copy(update={"digest": chosen})
    await there.tick("2026-03-03 09:00")
    (said,) = await there.told("emea")
    lines = shown(said).split("\n")
    assert lines[0].startswith("Dear all · EMEA: 2 candidates wait")
    assert [line[:3] for line in lines[1:3]] == ["- 📣", "- 👋"]
    (thread,) = await there.thread("emea")
    assert "quoted" not in shown(thread)
    assert thread.file is None


async def test_who_is_no_ambassador_any_more_or_undone_is_not_named(there: Weekly) -> None:
    await there.there.say("ana", "!capacity 20")
    for name in ("kim", "lee", "max"):
        await ambassador(there, name)
    await there.there.say("ana", "!undo 1 I meant another case")
    await there.there.change(
        "DELETE FROM roles WHERE role = 'ambassador' AND person_id = (SELECT candidate_id FROM cases WHERE id = 2)"
    )
    await there.tick("2026-03-03 09:00")
    (said,) = await there.told("emea")
    assert "A new ambassador: Max" in shown(said)
    assert "Kim" not in shown(said)
    assert "Lee" not in shown(said)


async def test_the_chart_is_what_every_move_says(there: Weekly) -> None:
    await there.there.say("ana", "!capacity 20")
    expected: list[dict[State, int]] = []
    steps = (
        ["apply a"],
        ["claim 1", "apply b"],
        ["thumbsup 1", "apply c"],
        ["sponsor 1", "claim 2", "claim 3"],
        ["notyet 3 No until 2027-01-01"],
        ["apply d"],
    )
    for number in range(12):
        there.there.clock.set(utc("2026-03-03 08:00") + timedelta(weeks=number))
        for step in steps[number] if number < len(steps) else ():
            if step.startswith("apply"):
                await there.there.apply(step[-1])
            else:
                await there.there.say("ana", f"!{step}" + (" anyway" if step.startswith("claim") else ""))
        counts = dict(await there.there.rows("SELECT state, count(*) FROM cases GROUP BY state"))
        expected.append(
            {
                state: counts.get(state.value, 0)
                for state in (State.APPLIED, State.MENTORING, State.THUMBS_UP, State.SPONSORED)
            }
        )
    await there.tick(f"{utc('2026-03-03 08:30') + timedelta(weeks=11):%Y-%m-%d %H:%M}")
    chart = (await there.thread("emea"))[-1]
    assert isinstance(chart.file, Chart)
    drawn = {series.label.rpartition("-")[2]: series.counts for series in chart.file.series}
    for label, state in (
        ("waiting", State.APPLIED),
        ("mentoring", State.MENTORING),
        ("thumbs", State.THUMBS_UP),
        ("sponsored", State.SPONSORED),
    ):
        assert drawn[label] == tuple(each[state] for each in expected)


hostile = st.one_of(
    st.sampled_from(
        [
            "kim.secret@mail.example.org",
            "Write to kim.secret@mail.example.org!",
            "@channel <!here> @room",
            "*b* [x](http://e)",
            " ",
        ]
    ),
    st.text(max_size=40),
    st.builds(
        "{}{}".format,
        st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=700),
        st.just(" kim.secret@mail.example.org"),
    ),
)


@given(st.data())
@settings(max_examples=40)
def test_nothing_that_a_shared_room_may_not_read_is_in_it(tmp_path_factory: Any, data: Any) -> None:
    import asyncio

    asyncio.run(_nothing_leaks(tmp_path_factory.mktemp("week"), data))


async def _nothing_leaks(folder: Path, data: Any) -> None:
    async with weekly(folder) as there:
        draw = data.draw
        await there.there.say("ana", "!capacity 20")
        ids = {name: await there.person(name) for name in ("ana", "bo", "kim", "lee")}
        for number, name in enumerate(("kim", "lee", "max"), 1):
            await there.there.apply(name, why="secret-why", so_far="secret-so-far", would_do="secret-would-do")
            await there.there.say("ana", f"!claim {number} anyway")
        await there.there.say("ana", "!notyet 1 secret-reason until 2027-01-01")
        for step in ("thumbsup 2", "sponsor 2"):
            await there.there.say("ana", f"!{step}")
        for who in ("ana", "lee"):
            await there.there.change("UPDATE people SET name = ? WHERE id = ?", draw(hostile), ids[who])
        for _ in range(draw(st.integers(0, 3))):
            words = draw(hostile)
            author = ids[draw(st.sampled_from(["ana", "lee"]))]
            await there.happened(
                "reports", "EMEA", person_id=author, kind=draw(st.sampled_from(["event", "odd"])), words=words
            )
            await there.happened(
                "feedback", "EMEA", person_id=ids["kim"], words=draw(hostile), quoted=draw(st.booleans())
            )
            await there.happened(
                "thanks",
                "EMEA",
                person_id=ids["kim"],
                whom_id=ids[draw(st.sampled_from(sorted(ids)))],
                words="secret-thanks",
            )
        await there.tick("2026-03-03 12:00")
        said = [
            *await there.told("emea"),
            *await there.thread("emea"),
            *await there.told("world"),
            *await there.thread("world"),
        ]
        assert said
        for message in said:
            words = shown(message)
            assert not ADDRESS.search(words), words
            assert "secret-" not in words
            assert "Kim" not in words
            assert "not yet" not in words
            assert "Max" not in words
