"""A mentor's absence in rows: when they are back and what moves that, what their going ends, when silence is one."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.address import Room
from bot.due import BACK, COVER, OFFER, REMINDER, SILENT
from bot.event import Said, Sender
from bot.model import Entry, State
from bot.ports import Store
from bot.rungs import Ladder
from tests.chat import BEFORE, Chat, chat
from tests.rules.waiting import at
from tests.world import identity

MADRID, TOKYO = at(19, 23), at(19, 15)
"""When the 20th of March begins for ana, and in Tokyo."""


async def due(there: Chat, kind: str, who: str = "ana") -> datetime | None:
    """When something of a kind is due that is about somebody."""

    def unit(store: Store) -> datetime | None:
        person = store.people.by_identity(identity(who))
        row = store.dues.get(kind, str(person.id)) if person is not None else None
        return row.due_at if row is not None else None

    return await there.app.database.read(unit)


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("ana: !away until 2026-03-20\n", MADRID),
        ("ana: !away until friday yes\nana: !away until 2026-03-20\n", MADRID),
        ("ana: !away until 2026-03-20\nana: !timezone Tokyo\n", TOKYO),
        ("ana: !timezone Tokyo\nana: !away until 2026-03-20\n", TOKYO),
        ("ana: !away until 2026-03-20\nana: !back\n", None),
        ("ana: !away until 2026-03-20\nana: !unavailable yes\n", None),
        ("ana: !unavailable yes\nana: !away until 2026-03-20\n", MADRID),
        ("ana: !away until next friday\n", None),
        ("cora: !mentor add @kim EMEA\nana: !away until 2026-03-20\ncora: !mentor remove @ana\n", None),
    ],
)
async def test_the_return(lines: str, when: datetime | None, tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(lines)
        assert await due(there, BACK) == when


async def test_what_was_offered_is_not_any_more(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["applied"])

        def offer(store: Store) -> None:
            person = store.people.by_identity(identity("bo"))  # it is ana's alone already
            assert person is not None
            store.dues.put(OFFER, f"1:{person.id}", at(4), since=at(2), rung="stands", case=1, person=person.id)
            made = Entry(1, at(2), None, "clock", "offer", State.APPLIED, State.APPLIED, "", person)
            store.cases.record(made, "test/offer")

        def offered(store: Store) -> set[int | None]:
            return {row.person for row in store.dues.of_case(1) if row.kind == OFFER}

        await there.app.database.write(offer)
        before = await there.app.database.read(offered)
        sender = Sender(identity=identity("ana"), name="Ana")
        frame: dict[str, Any] = {
            "source": "test",
            "id": "event-1",
            "at": there.clock.now(),
            "window": True,
            "direct": True,
        }
        await there.app.engine.handle(
            Said(**frame, sender=sender, room=Room("shell:@ana"), message="m1", text="!away until 2026-03-20")
        )
        after = await there.app.database.read(offered)
        ana = await there.app.database.read(lambda store: store.people.by_identity(identity("ana")))
        assert ana is not None
        assert before - after == {ana.id}


async def test_capacity_and_cases_stay(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(f"{BEFORE['mentored']}ana: !capacity 7\nana: !away until 2026-03-20 cover @bo\n")
        await there.play("clock +1h\nana: !mentees\nbot -> ana: You mentor one case:…")
        assert await due(there, COVER) == at(3)
        mentor = await there.app.database.read(lambda store: next(m for m in store.mentors.all() if m.cover_asked))
        assert (mentor.capacity, mentor.mentees, mentor.left) == (7, 1, (1,))


@pytest.mark.parametrize(
    ("reminders", "act", "silent"),
    [(2, "", False), (3, "", True), (5, "", True), (3, "ana: !note 1 Met\n", False), (3, "ana: !nonsense\n", False)],
)
async def test_silence(reminders: int, act: str, silent: bool, tmp_path: Path) -> None:
    """Also a refused word is a sign of life."""
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"])

        def remind(store: Store) -> None:
            ana = store.people.by_identity(identity("ana"))
            assert ana is not None
            for _ in range(reminders - 1):
                store.mentors.reminded(ana)

        await there.app.database.write(remind)
        await there.play("clock 2026-04-01 12:00\n")  # one more, in earnest
        assert (await due(there, SILENT) is not None) is (reminders >= 3)
        if act:
            await there.rewrite(act)
        await there.play("clock 2026-04-02 12:00\n")
        mentor = await there.app.database.read(lambda store: next(m for m in store.mentors.all() if m.mentees))
        assert mentor.absent is silent
        assert await due(there, SILENT) is None


async def test_one_more_reminder_gives_no_more_time(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(BEFORE["mentored"])
        await there.app.database.write(_reminded_often)
        await there.play("clock 2026-04-01 12:00\n")
        before = await due(there, SILENT)
        assert before is not None

        def again(store: Store) -> None:
            ana = store.people.by_identity(identity("ana"))
            assert ana is not None
            since = next(row.since for row in store.dues.of_case(1) if row.kind == Ladder.MENTORING)
            at_once = there.clock.now()
            store.dues.put(REMINDER, f"1:{ana.id}", at_once, since=since, rung="mentoring/idle", case=1, person=ana.id)
            store.marks.touch(f"reminded:{ana.id}", at(1))

        await there.app.database.write(again)
        assert "How does it go on" in await there.rewrite("clock +2h\n")
        assert await due(there, SILENT) == before


def _reminded_often(store: Store) -> None:
    """One reminder before the last one that is waited for."""
    ana = store.people.by_identity(identity("ana"))
    assert ana is not None
    for _ in range(2):
        store.mentors.reminded(ana)
