"""``mentors``: what is looked for is found however it is written, on whichever page, and told as it is."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.effect import Answer
from bot.model import Entry, Schedule, State
from bot.ports import Store
from tests.world import World, identity, world

START, ANSWERED = datetime(2026, 2, 2, 9, tzinfo=UTC), datetime(2026, 2, 4, 9, tzinfo=UTC)
"""Two working days of 8 hours apart."""


async def many(there: World, number: int) -> None:
    """So many mentors for EMEA who know the same topic."""

    def unit(store: Store) -> None:
        for each in range(number):
            person = store.people.ensure([identity(f"m{each}")], f"M{each}", there.clock.now())
            store.mentors.add(person, regions=["EMEA"], topics=["Übersetzung", "100% QA"])

    await there.database.write(unit)


def typed(reply: Answer | None, label: str) -> str | None:
    """What a button of an answer types."""
    assert reply is not None
    return next((each.command for each in reply.message.actions if each.label == label), None)


@pytest.mark.parametrize("page", ["", " 1", " 0"])
async def test_the_next_page_is_one_of_the_same(database_url: str, page: str) -> None:
    async with world(database_url) as there:
        await many(there, 17)
        first = await there.say("kim", f"!mentors EMEA übersetzung{page}")
        assert typed(first, "do-next-page") == "mentors EMEA übersetzung 2"
        second = await there.say("kim", "!mentors EMEA übersetzung 2")
        assert typed(second, "do-next-page") == "mentors EMEA übersetzung 3"
        third = await there.say("kim", "!mentors EMEA übersetzung 3")
        assert typed(third, "do-next-page") is None
        assert third is not None
        assert [part.key for part in third.message.parts] == ["mentor-line", "mentors-page"]


@pytest.mark.parametrize("word", ["Übersetzung", "übersetzung", 'EMEA "100% qa"'])
async def test_a_topic_is_found_whatever_its_case(database_url: str, word: str) -> None:
    async with world(database_url) as there:
        await many(there, 2)
        found = await there.say("kim", f"!mentors {word}")
        assert found is not None
        assert found.message.args["count"] == 2


async def test_a_holiday_makes_no_day_shorter(database_url: str) -> None:
    """Five answers, each after two working days, are two days also in a week with days off."""
    async with world(database_url) as there:
        await there.apply(mentors="ana")
        today = there.clock.now().date()

        def unit(store: Store) -> None:
            ana = store.people.by_identity(identity("ana"))
            assert ana is not None
            off = frozenset(today + timedelta(days=ahead) for ahead in range(1, 5))
            store.schedules.save(ana, Schedule(days=frozenset(range(5)), begins=time(9), ends=time(17), off=off))
            for number in range(2, 7):
                case = store.cases.start(store.people.ensure([identity(f"c{number}")], "C", there.clock.now()), START)
                for at, act, actor, whom in ((START, "apply", None, ana), (ANSWERED, "decline", ana, None)):
                    entry = Entry(case.id, at, actor, "shell", act, State.APPLIED, State.APPLIED, whom=whom)
                    store.cases.record(entry, "test/answer")

        await there.database.write(unit)
        found = await there.say("kim", "!mentors")
        assert found is not None
        line = next(part for part in found.message.parts if str(part.args["mentor"]).find("ana") > 0)
        assert (line.args["days"], line.args["hours"]) == (2, 0)
