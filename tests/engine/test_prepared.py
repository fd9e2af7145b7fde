"""What is sent to SQLite's driver as it is: what comes of it is what Core makes of the same statements."""

from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, column, event, insert, select, table, update
from sqlalchemy.exc import OperationalError

from bot.ports import Store
from storage.core import table as core
from storage.prepared import Change, Query, listed, one_of, padded
from storage.store import SqlStore
from storage.tables import Dues, History, Outbox
from tests.world import MENTORS, World, identity, world

SQLITE = "sqlite:///{}/prepared.db"


def listened(there: World) -> Any:
    """Whoever hears a database's statements has them sent through Core."""
    heard: list[str] = []
    for engine in (there.database._reading, there.database._writing):
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, words, *_: heard.append(words))
    return heard


def everything(store: Store) -> list[Any]:
    """What the queries of hot paths find: persons with and without roles, cases, what is due, forms, hours."""
    kim, ana = store.people.by_identity(identity("kim")), store.people.by_identity(identity("ana"))
    assert kim is not None
    assert ana is not None
    return [
        kim,
        ana,
        store.people.get(ana.id),
        store.people.by_identity(identity("nobody")),
        *(store.cases.get(number) for number in (1, 2, 3)),
        store.cases.open_of(kim),
        store.cases.last_of(kim),
        *(store.dues.of_case(number) for number in (1, 2, 3)),
        store.dialogues.active(kim),
        store.dialogues.find(kim, "answer", 1),
        store.dialogues.find(ana, "apply"),
        store.schedules.get(ana),
        store.schedules.get(kim),
        store.mentors.get(ana),
        store.mentors.get(kim),
        store.regions.all(),
    ]


async def lived(there: World) -> None:
    """A programme in which a bit of everything happened."""
    for who in ("kim", "lou"):
        await there.apply(who)
    await there.say("ana", "!claim 1")
    await there.say("ana", "!ask 1 Which meetups did you go to?")
    await there.say("ana", "!hours mon-thu 10-16")
    await there.engine.handle(there.pressed("bo", "claim 2", MENTORS))
    await there.say("lou", "!withdraw")
    await there.say("lou", "!withdraw anyway")


async def test_rows_are_those_that_core_reads(tmp_path: Any) -> None:
    async with world(SQLITE.format(tmp_path)) as there:
        await lived(there)
        directly = await there.database.read(everything)
        heard = listened(there)
        assert await there.database.read(everything) == directly
        assert len(heard) >= len(directly)
        assert sum(map(bool, directly)) > len(directly) / 2


async def test_what_is_written_is_what_core_writes(tmp_path: Any) -> None:
    tables = ("history", "dues", "outbox", "cases", "inbox")
    found = []
    for way in ("directly", "core"):
        async with world(f"sqlite:///{tmp_path}/{way}.db") as there:
            heard = listened(there) if way == "core" else []
            await lived(there)
            assert any(words.startswith("INSERT INTO history") for words in heard) is (way == "core")
            rows = {name: await there.rows(f"SELECT * FROM {name} ORDER BY id") for name in tables}  # noqa: S608
            rows["outbox"] = [
                tuple(each for each in row if each != row[1]) for row in rows["outbox"]
            ]  # but their tokens
            found.append(rows)
    assert found[0] == found[1]
    assert all(found[0].values())


async def test_an_error_is_cores_without_what_people_said(tmp_path: Any) -> None:
    gone = Query(select(column("id")).select_from(table("gone")).where(column("words") == bindparam("words")))

    def unit(store: SqlStore) -> None:
        gone.all(store._connection, words="a secret")

    async with world(SQLITE.format(tmp_path)) as there:
        with pytest.raises(OperationalError, match="no such table: gone") as raised:
            await there.read(unit)
        assert "a secret" not in str(raised.value)
        assert raised.value.orig is not None


@pytest.mark.parametrize(
    "statement",
    [
        Change(insert(core(Outbox))),  # has columns that only Core fills in
        Change(update(core(Dues)).where(core(Dues).c.id.in_(bindparam("rows", expanding=True)))),
    ],
)
async def test_what_core_does_each_time_is_left_to_core(tmp_path: Any, statement: Change) -> None:
    def unit(store: SqlStore) -> None:
        statement.run(store._connection, {"rows": [1], "key": "x"})

    async with world(SQLITE.format(tmp_path)) as there:
        with pytest.raises(TypeError, match="Core does something each time"):
            await there.read(unit)


async def test_a_parameter_that_is_missing_is_no_null(tmp_path: Any) -> None:
    entry = Query(select(core(History).c.id).where(core(History).c.act == bindparam("act")))

    def unit(store: SqlStore) -> None:
        entry.all(store._connection)

    async with world(SQLITE.format(tmp_path)) as there:
        with pytest.raises(KeyError, match="act"):
            await there.read(unit)


@pytest.mark.parametrize(("many", "made"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (8, 8), (33, 64)])
def test_of_lists_a_handful_of_lengths_is_kept(many: int, made: int) -> None:
    values = list(range(many))
    assert padded(values) == made
    assert [*listed("at", values).values()] == values + values[-1:] * (made - many)
    assert len(one_of("at", padded(values), Integer)) == made
