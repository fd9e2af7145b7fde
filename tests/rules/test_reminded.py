"""Reminders on their way: until when somebody needs one, what must still be true when it arrives, and who waits for it.

Rules of this file: a platform that is down is one whose courier isn't asked; what became of a reminder is read off the
outbox.
"""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.due import REMINDER, SNOOZE
from bot.effect import STILL, Still
from bot.model import State
from bot.ports import Store
from storage.outbox import outbox
from storage.store import SqlStore
from tests.chat import BEFORE, Chat, chat
from tests.engine.duties import DAY, bench
from tests.engine.test_courier import Office
from tests.rules.waiting import Row, at, rows

SENT = f"clock/{REMINDER}:%"
"""What caused a reminder, as the outbox has it."""


async def reminders(there: Chat, who: str, by: str = SENT) -> list[tuple[str, Still | None, datetime | None]]:
    """Each reminder of somebody's: its fate, what must be true, and until when."""
    found = select(outbox.c.state, outbox.c.still, outbox.c.expires_at).where(
        outbox.c.lane == f"shell:{who}", outbox.c.event.like(by)
    )

    def unit(store: Store) -> list[tuple[str, Still | None, datetime | None]]:
        assert isinstance(store, SqlStore)
        told = store._connection.execute(found.order_by(outbox.c.id)).all()
        return [(state, STILL.validate_python(still) if still else None, until) for state, still, until in told]

    return await there.app.database.read(unit)


async def person(there: Chat, name: str) -> int:
    """Somebody's id."""
    return await there.app.database.read(lambda store: store.people.named(name)[0].id)


async def test_what_must_be_true_of_a_mentor_who_was_asked(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['asked']}clock +1d\n")
        still = Still(1, (State.APPLIED,), whom=await person(there, "Ana"))
        assert await reminders(there, "ana") == [("sent", still, at(3, 16))], "the evening in Madrid"


async def test_what_must_be_true_of_those_who_go_on_together(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}clock +30d\n")
        ana, still = await person(there, "Ana"), Still(1, (State.MENTORING,), since=at(2))
        assert await reminders(there, "kim") == [("sent", still, at(1, 15, month=4))]
        assert await reminders(there, "ana") == [
            ("sent", Still(1, (State.MENTORING,), mentor=ana, since=at(2)), at(1, 15, month=4))
        ]


async def test_what_must_be_true_of_what_others_hear_at_a_rung(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['asked']}clock +2d\n")
        for who, count in (("kim", 2), ("ana", 1)):
            told = await reminders(there, who, "clock/application:%")
            assert told == [("sent", Still(1, (State.APPLIED,)), None)] * count


async def test_several_at_once_are_needed_until_the_evening(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['asked']}{BEFORE['lee-asked']}clock +1d\n")
        assert await reminders(there, "ana") == [("sent", None, at(3, 16))]


ANSWERS = {
    "the mentor's step": (("ana: !claim 1",), "ana", "!done 1 Met"),
    "the mentor's note": (("ana: !claim 1",), "kim", "!note 1 Met"),
    "an answer": (("ana: !claim 1", "ana: !ask 1 Where?"), "kim", "!answer Berlin"),
}
"""What leads to a reminder, whose it is, and what the other says, or they themselves, while it is on its way."""


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("name", ANSWERS)
async def test_what_was_answered_while_it_was_on_its_way_is_not_said(name: str, answered: bool, tmp_path: Path) -> None:
    before, whom, answer = ANSWERS[name]
    async with bench(tmp_path) as there:
        office = Office(there.there)
        await there.there.apply()
        for who, _, words in (line.partition(": ") for line in before):
            await there.there.say(who, words)
        await office.courier.drain()
        await there.tick(30 * DAY)
        if answered:
            await there.there.say("kim" if answer.startswith("!answer") else "ana", answer)
        await office.courier.drain()
        fates = await there.there.rows(f"SELECT state FROM outbox WHERE lane = 'shell:{whom}' AND event LIKE ?", SENT)  # noqa: S608
        assert fates == [("dropped" if answered else "sent",)]


async def test_who_is_away_is_reminded_when_they_are_back(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}clock +29d\nana: !away until 2026-04-08\nclock 2026-04-07 12:00\n")
        assert await reminders(there, "ana") == []
        assert Row(REMINDER, "mentoring/idle", "ana", at(8, 7, month=4)) in await rows(there)
        await there.play("clock 2026-04-08 12:00\n")
        assert [fate for fate, *_ in await reminders(there, "ana")] == ["sent"]


async def test_who_put_it_off_is_left_alone_until_then_by_every_rung(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['thumbs-up']}ana: !snooze 1 until 2026-03-13\nclock 2026-03-12 12:00\n")
        assert await reminders(there, "ana") == []
        await there.play("clock 2026-03-13 12:00\n")
        assert [fate for fate, *_ in await reminders(there, "ana")] == ["sent"]


async def test_what_the_clock_ends_nobody_is_reminded_of(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}clock 2026-04-10 12:00\ncora: !snooze 1 until 2026-05-10\n")
        assert [each.kind for each in await rows(there)] == ["mentoring", SNOOZE]
        await there.play("clock 2026-04-16 12:00\n")
        assert await rows(there) == []
