"""Who is responsible for a case's next step: asked of one case, and of a whole database at once, it is the same.

The databases are drawn: anybody is anything, there or away, and cases stand as they never could by what people do.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot import features, responsible
from bot.address import Identity, Room
from bot.context import Ctx
from bot.event import Sender, Ticked
from bot.model import Person
from bot.ports import Store
from bot.responsible import By
from storage import nobody
from storage.core import table
from storage.tables import (
    Cases,
    Choices,
    Cursors,
    Dialogues,
    Dues,
    Identities,
    MentorRegions,
    Mentors,
    People,
    Regions,
    Roles,
)
from storage.turns import settle_all
from tests.world import World, world

EVERYBODY = range(101, 109)
REGIONS = range(201, 205)
"""A tree of four: 202 and 203 lie in 201, 204 in 203."""
PARENTS = {202: 201, 203: 201, 204: 203}
DATABASES = 50


class _Undo(Exception):
    """So that the next database is drawn on empty tables."""


def _context(there: World, store: Store, policy: str) -> Ctx:
    clock = Identity("clock:")
    event = Ticked(
        source="clock", id="1", at=there.clock.now(), sender=Sender(identity=clock), room=Room(clock), due=""
    )
    sponsoring = there.config.sponsoring.model_copy(update={"policy": policy})
    config = there.config.model_copy(update={"sponsoring": sponsoring})
    return Ctx(event, store, config, features.load(), Person(0, "", clock))


def _fill(connection: Connection, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        connection.execute(insert(table(model)).values(**row))


def _draw(connection: Connection, drawn: Random, now: Any) -> None:
    for model in (Choices, Dues, Dialogues, Roles, MentorRegions, Mentors, Cursors):  # with the stamp of the old tree
        connection.execute(table(model).delete())
    _fill(connection, People, [{"id": n, "name": f"P{n}", "identity": f"x:{n}", "created_at": now} for n in EVERYBODY])
    _fill(connection, Identities, [{"address": f"x:{n}", "person_id": n} for n in EVERYBODY])
    empty: dict[str, Any] = {"aliases": [], "countries": [], "channels": []}
    _fill(connection, Regions, [{"id": n, "name": f"R{n}", "parent_id": PARENTS.get(n), **empty} for n in REGIONS])
    mentors = drawn.sample(EVERYBODY, drawn.randint(1, 5))
    _fill(connection, Mentors, [_mentor(drawn, each, now) for each in mentors])
    at = {(who, where) for who in mentors for where in REGIONS if drawn.random() < 0.3}
    _fill(connection, MentorRegions, [{"person_id": who, "region_id": where} for who, where in sorted(at)])
    for role, chance in (("coordinator", 0.1), ("sponsor", 0.2), ("lead", 0.1)):
        for who in EVERYBODY:
            where = drawn.choice(REGIONS) if role == "lead" else None
            if drawn.random() < chance:
                _fill(connection, Roles, [{"person_id": who, "role": role, "region_id": where, "granted_at": now}])
    for number, who in enumerate(EVERYBODY, 301):
        _fill(connection, Cases, [_case(drawn, number, who, mentors, now)])
        if drawn.random() < 0.3:
            row = {"person_id": who, "form": "answer", "case_id": number, "answers": {}, "asked": {}, "at": now}
            _fill(connection, Dialogues, [row])
        if drawn.random() < 0.4:
            row = {"case_id": number, "rank": 1, "mentor_id": drawn.choice(mentors), "declined": drawn.random() < 0.7}
            _fill(connection, Choices, [row])


def _mentor(drawn: Random, who: int, now: Any) -> dict[str, Any]:
    absence = drawn.choice((None, None, "away", "away", "unavailable", "silent"))
    until = now.date() + timedelta(days=drawn.choice((-1, 0, 1, 9))) if absence == "away" else None
    cover = drawn.choice((None, drawn.choice(EVERYBODY)))
    lists: dict[str, Any] = {"languages": [], "topics": []}
    return {
        "person_id": who, "capacity": drawn.randint(0, 3), "absence": absence, "away_until": until, "cover_id": cover,
        **lists,
    }  # fmt: skip


def _case(drawn: Random, number: int, who: int, mentors: Sequence[int], now: Any) -> dict[str, Any]:
    state = drawn.choice(("draft", "applied", "applied", "mentoring", "mentoring", "thumbs up", "sponsored"))
    somebody = drawn.choice((None, *mentors, drawn.choice(EVERYBODY)))
    column = "asked_id" if state == "applied" else "mentor_id"
    return {
        "id": number, "state": state, "candidate_id": who, "region_id": drawn.choice(REGIONS), "since": now,
        "languages": [], "links": [], column: somebody if state != "draft" else None,
    }  # fmt: skip


@pytest.mark.parametrize("policy", ["mentor", "sponsor"])
async def test_one_case_and_all_at_once_are_judged_alike(database_url: str, policy: str) -> None:
    seen = Counter[By | None]()
    async with world(database_url) as there:
        for seed in range(DATABASES):

            def unit(store: Store, seed: int = seed) -> None:
                connection: Connection = getattr(store, "_connection")  # noqa: B009 - rows that nobody's acts make
                _draw(connection, Random(seed), there.clock.now())
                settle_all(connection)
                ctx = _context(there, store, policy)
                found = {number: store.cases.get(number) for number in range(301, 309)}
                open_ones = [case for case in found.values() if case is not None and case.state != "sponsored"]
                by = {case.id: responsible.of(ctx, case) for case in open_ones}
                seen.update(each.by if each is not None else None for each in by.values())
                alone = [number for number, each in by.items() if each is None]
                assert nobody.without(connection, policy) == alone, f"seed {seed}: {by}"
                for number, each in by.items():
                    theirs = found[number]
                    assert each is None or each.people, f"seed {seed}: #{number} is nobody's, as {each}"
                    own = each is not None and theirs is not None and theirs.candidate in each.people
                    assert not own or (each is not None and each.by is By.CANDIDATE), f"seed {seed}: #{number}"
                raise _Undo

            with pytest.raises(_Undo):
                await there.database.write(unit)
    assert seen.keys() >= {*By, None} - ({By.SPONSOR} if policy == "mentor" else set()), seen


LOST = [
    ("DELETE FROM dues WHERE case_id = 1", True),
    ("DELETE FROM mentor_regions WHERE person_id = (SELECT asked_id FROM cases)", False),
    ("UPDATE mentors SET absence = 'unavailable'", True),
    ("UPDATE mentors SET absence = 'away', away_until = '2026-03-09'", True),
    ("UPDATE mentors SET capacity = 0", False),
    ("DELETE FROM roles WHERE role = 'coordinator'", False),
    ("UPDATE cases SET asked_id = (SELECT person_id FROM roles WHERE role = 'coordinator' LIMIT 1)", True),
    ("UPDATE cases SET state = 'mentoring', mentor_id = candidate_id, asked_id = NULL", True),
]


@pytest.mark.parametrize(("fault", "lost"), LOST)
async def test_what_waits_for_nobody_is_found(database_url: str, fault: str, *, lost: bool) -> None:
    async with world(database_url) as there:
        await there.apply(mentors="ana")
        assert (await there.read(lambda store: store.census.nobody("mentor"))).cases == 0
        await there.change(fault)
        found = await there.read(lambda store: store.census.nobody("mentor"))
        assert found.first == ((1,) if lost else ())
        assert found.cases == lost
