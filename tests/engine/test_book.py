"""Reports, feedback and thanks, on both databases: only their author changes them, by whatever route."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.shell import START
from bot import book
from bot.address import Room
from bot.book import Did, Which
from bot.message import MESSAGE, Csv
from bot.model import Role
from bot.ports import Store
from tests.world import MENTORS, World, identity, key, world

DELETES = tuple(f"{kind} delete 1 yes{why}" for kind in ("report", "feedback") for why in ("", " Because"))
CHANGES = (
    "report edit 1 Mine now",
    "report kind 1 help",
    "report region 1 EMEA",
    "feedback edit 1 Mine now",
    "feedback quote 1",
    "feedback tag 1 #mine",
)
TABLES = ("reports", "feedback", "feedback_tags", "thanks")


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[World]:
    """Kim and lee are ambassadors for EMEA; kim reported and said something."""
    async with world(database_url) as opened:
        await opened.database.write(_ambassadors)
        assert key(await opened.say("kim", "!report talk Maps")) == "report-kept"
        assert key(await opened.say("kim", "!feedback Hard to find #docs")) == "feedback-kept"
        yield opened


def _ambassadors(store: Store) -> None:
    emea = next(each for each in store.regions.all() if each.name == "EMEA")
    for name in ("kim", "lee"):
        person = store.people.ensure([identity(name)], name.capitalize(), START)
        store.people.grant(person, Role.AMBASSADOR, emea, None, START)


async def everything(there: World) -> list[list[tuple[Any, ...]]]:
    return [await there.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]  # noqa: S608


@pytest.mark.parametrize("line", [*CHANGES, *DELETES])
async def test_nobody_changes_what_somebody_else_wrote_by_any_route(there: World, line: str) -> None:
    before = await everything(there)
    for who in ("lee", "ana", "zoe", *(("cora",) if line in CHANGES else ())):
        for event in (
            there.said(who, f"!{line}"),
            there.pressed(who, line),
            there.pressed(who, line, MENTORS),
            there.said(who, line, MENTORS, addressed=True, window=False),
        ):
            await there.engine.handle(event)
            assert await everything(there) == before, f"{who}: {line}"


@pytest.mark.parametrize("line", [*CHANGES, "report delete 1 yes", "feedback delete 1 yes"])
async def test_but_whoever_wrote_it_does(there: World, line: str) -> None:
    before = await everything(there)
    await there.say("kim", "!feedback quote 1 no")
    await there.engine.handle(there.pressed("kim", line, MENTORS))
    assert await everything(there) != before


@pytest.mark.parametrize("kind", ["report", "feedback"])
async def test_a_coordinator_takes_something_away_with_a_reason_that_its_author_hears(there: World, kind: str) -> None:
    for line in (f"!{kind} delete 1", f"!{kind} delete 1 yes"):
        assert key(await there.say("cora", line)) == f"{kind}-delete-why"
    assert key(await there.say("cora", f"!{kind} delete 1 yes It names a child")) == f"{kind}-deleted-other"
    (table,) = [name for name in TABLES if name.startswith(kind) and name != "feedback_tags"]
    assert not await there.rows(f"SELECT * FROM {table}")  # noqa: S608
    told = await there.rows("SELECT message FROM outbox WHERE lane = 'shell:kim'")
    assert any(f"{kind}-deleted-author" in message and "It names a child" in message for (message,) in told)


async def test_a_number_is_never_given_again(there: World) -> None:
    for kind, line in (("report", "!report talk Another"), ("feedback", "!feedback Another")):
        await there.say("kim", f"!{kind} delete 1 yes")
        assert "kept" in str(key(await there.say("lee", line)))
        assert key(await there.say("kim", f"!{kind} delete 1 yes")) == f"{kind}-not-theirs"
        table = "reports" if kind == "report" else kind
        assert await there.rows(f"SELECT id FROM {table}") == [(2,)]  # noqa: S608


async def test_of_several_regions_the_rooms_is_meant_else_it_is_asked(there: World) -> None:
    def another(store: Store) -> None:
        kim, apac = store.people.by_identity(identity("kim")), {each.name: each for each in store.regions.all()}["APAC"]
        assert kim is not None
        store.people.grant(kim, Role.AMBASSADOR, apac, None, START)

    await there.database.write(another)
    reply = await there.say("kim", "!report talk Maps in Kathmandu")
    assert reply is not None
    assert [part.key for part in reply.message.parts] == ["report-where"]
    assert [each.name for each in reply.message.actions if each.name] == ["APAC", "EMEA"]
    assert await there.rows("SELECT region_id FROM reports WHERE id = 2") == [(None,)]
    await there.engine.handle(there.pressed("kim", reply.message.actions[0].command))
    await there.say("kim", "!report event A party", room=Room("shell:emea"), direct=False)
    named = await there.rows("SELECT r.id, g.name FROM reports r JOIN regions g ON g.id = r.region_id ORDER BY r.id")
    assert named == [(1, "EMEA"), (2, "APAC"), (3, "EMEA")]


async def test_words_belong_where_they_are_said_else_where_one_is_at_home(there: World) -> None:
    await there.say("zoe", "!feedback From nowhere")
    await there.say("zoe", "!feedback In a room", room=Room("shell:emea"), direct=False)
    await there.say("chandra", "!feedback From a mentor")
    await there.apply("sam", region="APAC")
    await there.say("sam", "!thanks @ana", mentions={"@ana": "shell:ana"})
    where = "SELECT g.name FROM {} f LEFT JOIN regions g ON g.id = f.region_id ORDER BY f.id"
    assert await there.rows(where.format("feedback")) == [("EMEA",), (None,), ("EMEA",), ("APAC",)]
    assert await there.rows(where.format("thanks")) == [("APAC",)]


async def test_nobody_writes_without_end(there: World) -> None:
    for kind, line in (("report", "!report talk {}"), ("feedback", "!feedback {}")):
        said = [key(await there.say("kim", line.format(f"Number {number}"))) for number in range(book.A_DAY)]
        assert said == [f"{kind}-kept"] * (book.A_DAY - 1) + [f"{kind}-enough"]
    for number in range(book.THANKED):
        there.clock.move(book.SOON)
        assert key(await there.say("kim", f"!thanks ana for {number}")) == "thanks-told"
    there.clock.move(book.SOON)
    assert key(await there.say("kim", "!thanks bo")) == "thanks-many"
    there.clock.move(book.DAY)
    assert key(await there.say("kim", "!report talk x")) == "report-kept"
    assert key(await there.say("kim", "!feedback x")) == "feedback-kept"
    assert key(await there.say("kim", "!thanks bo")) == "thanks-told"


@pytest.mark.parametrize(
    ("line", "most"),
    [("!report talk {}", book.REPORT), ("!feedback {}", book.FEEDBACK), ("!thanks ana for {}", book.THANKS)],
)
async def test_what_is_too_long_is_refused_and_nothing_kept(there: World, line: str, most: int) -> None:
    before = await everything(there)
    assert key(await there.say("kim", line.format("x" * (most + 1)))) == "words-too-long"
    assert await everything(there) == before
    assert key(await there.say("kim", line.format("x" * most))) != "words-too-long"
    assert await everything(there) != before


async def test_words_written_anew_ask_anew_whether_they_may_be_quoted(there: World) -> None:
    await there.say("kim", "!feedback quote 1")
    await there.say("kim", "!feedback edit 1 Other words")
    assert await there.rows("SELECT words FROM feedback WHERE quoted") == []


async def file_of(there: World, who: str, line: str) -> Csv:
    """The file that somebody gets, and nobody else."""
    rows = "SELECT lane, message FROM outbox WHERE message LIKE '%look-file%' ORDER BY id DESC"
    await there.say(who, line)
    ((lane, message), *_) = await there.rows(rows)
    assert lane == identity(who)
    found = MESSAGE.validate_json(message).file
    assert isinstance(found, Csv)
    return found


async def test_a_file_of_feedback_has_no_name_in_it(there: World) -> None:
    await there.say("lee", "!feedback =1+1")
    await there.say("lee", "!feedback quote 2")
    found = await file_of(there, "cora", "!feedback csv")
    assert len(found.heads) == len(found.rows[0])
    day = START.date().isoformat()
    assert found.rows == (
        ("2", day, "EMEA", "", "yes", "=1+1"),
        ("1", day, "EMEA", "#docs", "no", "Hard to find"),
    )
    assert "kim" not in str(found).lower()
    assert "lee" not in str(found).lower()


async def test_a_file_of_reports_names_who_did_it(there: World) -> None:
    found = await file_of(there, "lee", "!reports csv EMEA")
    assert found.rows == (("1", START.date().isoformat(), "EMEA", "talk", "Kim", "Maps"),)
    assert len(found.heads) == len(found.rows[0])


_WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(("kim", "lee")), st.sampled_from(Did), _WORDS), max_size=6))
async def test_what_was_kept_is_what_is_read(there: World, written: list[tuple[str, Did, str]]) -> None:
    """Pages of what each wrote, in the order in which they wrote it."""

    def unit(store: Store) -> None:
        people = {name: store.people.by_identity(identity(name)) for name in ("kim", "lee")}
        first = max((each.id for each in store.week.reports(Which(), 0, 1)[0]), default=0)
        for who, kind, words in written:
            person = people[who]
            assert person is not None
            store.week.report(person, None, kind, words.replace("\x00", ""), START + timedelta(days=1))
        for who, person in people.items():
            assert person is not None
            kept, many = store.week.reports(Which(person=person.id, since=START + timedelta(days=1)), 0, 1000)
            mine = [(each.kind, each.words) for each in reversed(kept) if each.id > first]
            assert mine == [(kind, words.replace("\x00", "")) for name, kind, words in written if name == who]
            assert many == len(kept)
            pages = [store.week.reports(Which(person=person.id), at, 2)[0] for at in range(0, many + 3, 2)]
            assert [each.id for page in pages for each in page] == sorted(
                {each.id for page in pages for each in page}, reverse=True
            )

    await there.database.write(unit)


async def test_whoever_has_no_region_sees_nothing(there: World) -> None:
    found, many = await there.read(lambda store: store.week.feedback(Which(regions=[]), 0, 9))
    assert (found, many) == ([], 0)


@pytest.mark.parametrize("words", ["@ana @bo for both", "@ana and @bo", "@ana, @bo: you two", "to @ana & @bo"])
async def test_of_two_who_are_thanked_at_once_none_is_forgotten(there: World, words: str) -> None:
    named = {"@ana": "shell:ana", "@bo": "shell:bo"}
    assert key(await there.say("kim", f"!thanks {words}", mentions=named)) == "thanks-one"
    assert await there.rows("SELECT whom_id FROM thanks") == []
    assert key(await there.say("kim", "!thanks @ana for the walk with @bo", mentions=named)) == "thanks-told"
