"""Reminders that wait, and cases that are put off: what ends them, and what doesn't.

Rules of this file: what is done is typed by people on the real engine; what is due is read off the rows.
"""

from datetime import datetime
from pathlib import Path

import pytest

from bot.due import OFFER, REMINDER, SNOOZE
from tests.chat import BEFORE, Chat, applies, chat
from tests.rules.waiting import Row, at, rows, waits


async def held(there: Chat) -> None:
    """Ana, who is reminded of #1 in the morning, is to be reminded of #2 on the next one."""
    await there.play(BEFORE["asked"])
    await there.play(f"clock +1h\n{BEFORE['lee-asked']}clock 2026-03-03 12:00\n")
    reminder, coming = await rows(there, 2)
    assert reminder == Row(REMINDER, "application/mentor", "ana", at(4, 8))
    assert coming == Row("application", "next_choice", "ana", at(4, 10))


ENDING = {
    "a claim": "ana: !claim 2\n",
    "a no": "ana: !decline 2 Full\n",
    "a colleague's claim": "bo: !claim 2 anyway\n",
    "being given": "cora: !assign 2 @dee\n",
    "being withdrawn": "lee: !withdraw yes\n",
    "its mentor's leaving": "cora: !mentor remove @ana\n",
}


@pytest.mark.parametrize("name", ENDING)
async def test_who_owes_nothing_any_more_is_not_reminded(name: str, tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await held(there)
        await there.play(ENDING[name])
        assert not [each for each in await rows(there, 2) if each.kind == REMINDER]


async def test_who_lost_the_role_is_not_reminded(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["applied"])
        await there.play(f"cora: !role grant lead @lou EMEA\nclock +1h\n{BEFORE['lee-applied']}")
        await there.play("clock 2026-03-05 12:00\n")
        assert Row(REMINDER, "application/pool", "lou", at(6, 8)) in await rows(there, 2)
        await there.play("cora: !role revoke lead @lou EMEA\nclock +1d\nsilence\n")
        assert [each.kind for each in await rows(there, 2) if each.kind != OFFER] == ["application"]


async def test_who_was_passed_over_is_not_reminded(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await held(there)
        await there.play("ana: !hours Mon-Fri 12-17\nclock 2026-03-04 12:30\n")
        assert [each.kind for each in await rows(there, 2) if each.kind != OFFER] == ["application"]


async def test_a_snooze_stands_in_for_the_reminder_and_goes_with_what_it_is_about(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await held(there)
        await there.play("ana: !snooze 2 next week\n")
        assert [each for each in await rows(there, 2) if each.kind in (REMINDER, SNOOZE)] == [
            Row(SNOOZE, "application/mentor", "ana", at(9, 8))
        ]
        await there.play("clock 2026-03-04 12:00\n")
        assert [each.kind for each in await rows(there, 2) if each.kind != OFFER] == ["application"]


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        ("ana: !done 1 Met\n", ["mentoring", SNOOZE]),
        ("ana: !thumbsup 1\n", ["thumbs up", SNOOZE]),
        ("ana: !notyet 1 Later until 2026-06-01\n", []),
    ],
)
async def test_who_wanted_a_reminder_gets_it_while_the_case_is_open(
    after: str, kinds: list[str], tmp_path: Path
) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}cora: !snooze 1 until 2026-03-10\nclock +1h\n{after}")
        assert sorted(each.kind for each in await rows(there)) == sorted(kinds)
        told = await there.rewrite("clock 2026-03-11 12:00\n")
        assert ("bot -> cora: You wanted to be reminded of Kim (#1)." in told) is bool(kinds)


async def test_whose_turn_it_is_now_wanted_no_reminder(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"cora: !role grant coordinator @dee\n{BEFORE['applied']}dee: !snooze 1 next week\n")
        assert [each.kind for each in await rows(there) if each.kind != OFFER] == ["application", SNOOZE]
        await there.play("dee: !claim 1 anyway\n")
        assert [each.kind for each in await rows(there)] == ["mentoring"]


@pytest.mark.parametrize(
    ("when", "until", "idle", "lapse"),
    [
        ("+1d", "2026-03-20", at(1, 8, month=4), None),
        ("+1d", "2026-05-04", at(4, 7, month=5), None),
        ("+30d", "2026-04-08", None, at(22, 7, month=4)),
        ("+30d", "2026-06-01", None, at(15, 7, month=6)),
    ],
    ids=["before it's asked", "over it", "once it was asked", "far behind"],
)
async def test_nothing_lapses_while_it_is_put_off(
    when: str, until: str, idle: datetime | None, lapse: datetime | None, tmp_path: Path
) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"])
        await there.play(f"clock {when}\nana: !snooze 1 until {until}\n")
        coming = next(each for each in await rows(there) if each.kind == "mentoring")
        assert (coming.rung, coming.at) == (("idle", idle) if idle is not None else ("lapse", lapse))
        if until == "2026-05-04":
            await there.play("clock 2026-05-04 12:00\n")
            assert await rows(there) == waits("mentoring", "lapse", "ana", at(18, 7, month=5))


async def test_a_machine_that_was_off_warns_as_long_before_it_ends_anything(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"])
        there.clock.set(at(20, month=4))  # nobody ticked meanwhile
        await there.app.ticker.tick()
        assert await rows(there) == waits("mentoring", "lapse", "ana", at(4, month=5))


@pytest.mark.parametrize("before", ["", "bo: !snooze 1 next week\n"], ids=["asked", "asked, and put off"])
async def test_a_lead_whom_it_is_taken_from_is_reminded_as_the_lead(before: str, tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"cora: !role grant lead @bo EMEA\n{BEFORE['asked']}clock +2d\n{before}clock +1d\n…\n")
        told = await there.rewrite("clock +1d\nbo: !case 1\n")
        assert "the bot reminded Bo (clock)\n    > nobody has claimed it yet" in told


async def test_where_the_lead_is_the_candidate_the_next_one_above_is_reminded(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play("cora: !role grant lead @kim EMEA\ncora: !role grant lead @lou World\n")
        await there.play(f"{applies('kim')}clock 2026-03-05 08:59\n")
        told = await there.rewrite("clock +1m\n")
        assert "bot -> lou: Nobody has claimed Kim (#1) yet" in told


@pytest.mark.parametrize(
    ("absence", "lapse"),
    [
        ("clock +20d\nana: !away until 2026-05-11\nclock +10d\n", at(25, 7, month=5)),
        ("clock +20d\nana: !hours off 2026-03-25 to 2026-05-10\nclock +10d\n", at(25, 7, month=5)),
        (
            "clock +3d\nana: !note 1 Met\nclock 2026-04-05 09:00\nana: !away until 2026-05-11\nclock +15d\n",
            at(25, 7, month=5),
        ),
        ("clock +20d\nana: !away until 2028-02-28\nclock +10d\n", at(16, 8, month=7)),
        ("clock +30d\nana: !away until 2026-05-11\n", at(15, 8, month=4)),
    ],
    ids=["away", "off", "away on the weekend before it's asked", "away for ever", "asked before"],
)
async def test_nothing_lapses_before_its_mentor_was_asked(absence: str, lapse: datetime, tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"] + absence)
        assert Row("mentoring", "lapse", "ana", lapse) in await rows(there)
        told = await there.rewrite(f"clock {lapse:%Y-%m-%d %H:%M}\n")
        assert "bot -> kim: Your application #1 is closed for now" in told


async def test_a_machine_that_was_off_over_the_question_asks_it_before_it_ends_anything(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}clock +3d\nana: !note 1 Met\nclock 2026-04-05 09:00\n")
        there.clock.set(at(25, month=4))  # nobody ticked meanwhile
        await there.app.ticker.tick()
        assert Row("mentoring", "lapse", "ana", at(9, month=5)) in await rows(there)


async def test_a_reminder_tells_when_its_question_was_asked_whatever_was_answered_since(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['questions']}clock +8d\nkim: Aachen\nclock 2026-03-12 08:00\n")
        assert "bot -> kim: A question about your application #1 waits for your answer; it was asked 1 week ago." in (
            await there.rewrite("clock +1h\n")
        )
