"""Files on their way: they hold nobody up, and what they came with is said whatever becomes of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot import deadletters, deliveries
from bot.catalogue import Catalogue
from bot.courier import FILES, GIVE_UP_FILE, TEXTS, Courier
from bot.effect import Dm, Post, Show
from bot.event import Failed
from bot.message import MESSAGE, Message
from bot.model import Person
from bot.platform import Fileless, Later, Parcel, Undeliverable
from bot.text import plain
from tests.engine.test_courier import EMEA, Office, failing, to, words
from tests.painter import chart, table
from tests.world import identity, world

FIX = "the app may bring no files: add the scope"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


def files_fail(office: Office, failure: Exception) -> None:
    """No file is taken from here on."""

    def fault(parcel: Parcel) -> None:
        if parcel.message.file is not None:
            raise failure

    office.wire.fault = fault


def sheet(who: str) -> Dm:
    """A table for somebody."""
    return Dm(Person(0, who, identity(who)), table("list"))


async def messages(office: Office) -> list[Message]:
    """What is kept of each parcel's message, where anything is."""
    rows = await office.there.rows("SELECT message FROM outbox ORDER BY id")
    return [MESSAGE.validate_json(message) for (message,) in rows if message]


async def test_nobody_waits_for_a_file_and_a_file_for_what_came_before_it(office: Office) -> None:
    office.wire.fault = failing(1, Later("down", 30.0), "shell:emea")
    await office.queue(Post(EMEA, words("1")), Post(EMEA, chart("2")), Post(EMEA, words("3")))
    assert await office.courier.round() == 1, "the text goes first"
    await office.after(timedelta(seconds=30))
    files_fail(office, Later("down", 30.0))
    await office.courier.drain()
    assert office.wire.words == [("emea", "1"), ("emea", "3")]
    await office.queue(Post(EMEA, words("4")), Post(EMEA, table("5")))
    await office.courier.drain()
    assert office.wire.words[2:] == [("emea", "4")]
    office.wire.fault = lambda parcel: None
    await office.after(timedelta(seconds=30))
    await office.courier.drain()
    assert office.wire.words[3:] == [("emea", "2"), ("emea", "5")], "files keep their order"


async def test_files_have_a_courier_of_their_own(office: Office) -> None:
    there = office.there
    texts = Courier(there.database, office.wire, there.clock, brings=TEXTS)
    files = Courier(there.database, office.wire, there.clock, brings=FILES)
    await office.queue(*(Dm(Person(0, name, identity(name)), chart(name)) for name in "abcdef"), to("kim", "1"))
    await texts.drain()
    assert office.wire.words == [("kim", "1")]
    assert await files.round() == 4, "few at a time: each is drawn"
    await files.drain()
    assert await office.states() == ["sent"] * 7


@pytest.mark.parametrize("message", [chart("wait"), table("wait")])
async def test_after_an_hour_the_words_go_without_the_file(office: Office, message: Message) -> None:
    files_fail(office, Later("down", 60.0))
    where = Post(EMEA, message, under="digest:1", within=timedelta(days=1))
    await office.queue(Show(EMEA, "digest:1", words("digest")), where)
    await office.courier.drain()
    await office.after(GIVE_UP_FILE - timedelta(seconds=1))
    assert await office.states() == ["sent", "retry"]
    await office.after(timedelta(seconds=1))
    assert await office.states() == ["sent", "dropped", "pending"]
    (left,) = await messages(office)
    assert left.file is None
    assert left.parts[-1].key == ("unfiled-chart" if message.file == chart().file else "unfiled-csv")
    await office.courier.drain()
    assert office.wire.words == [("emea", "digest"), ("emea", "wait")]
    assert office.wire.sent[-1][2].thread == f"m{office.wire.sent[0][2].id}", "in the same thread"
    assert await messages(office) == [], "no words are left of it"
    assert await office.there.database.read(lambda store: store.letters.untold()) == []


async def test_what_people_can_mend_they_hear_once_in_a_while(office: Office) -> None:
    files_fail(office, Fileless("missing_scope", FIX))
    await office.queue(sheet("kim"))
    await office.courier.drain()
    await office.queue(Post(EMEA, chart()), sheet("lee"))
    await office.courier.drain()
    assert sorted(await office.states()) == ["dead", "dropped", "dropped", "sent", "sent", "sent"]
    assert len(office.wire.sent) == 3, "the words of each"
    (letter,) = await office.there.database.read(lambda store: store.letters.untold())
    assert letter.cause == FIX
    said = plain(Catalogue.load().render(deadletters.notice([letter])))
    assert said.startswith("I couldn't bring a file.")
    assert FIX in said, "though it was for one person: nobody is named"
    named = replace(letter, cause=f"{letter.to} can't be written to")
    assert "can't be written" not in plain(Catalogue.load().render(deadletters.notice([named])))
    await office.after(deliveries.TOLD_AGAIN - timedelta(seconds=1))
    await office.queue(sheet("kim"))
    await office.courier.drain()
    assert len(await office.there.database.read(lambda store: store.letters.untold())) == 1
    files_fail(office, Fileless("another", "another fix"))
    await office.queue(sheet("kim"))
    await office.courier.drain()
    files_fail(office, Fileless("missing_scope", FIX))
    await office.after(timedelta(seconds=1))
    await office.queue(sheet("kim"))
    await office.courier.drain()
    assert [each.cause for each in await office.there.database.read(lambda store: store.letters.untold())] == [
        FIX, "another fix", FIX,
    ]  # fmt: skip


async def test_what_nobody_can_mend_tells_nobody(office: Office) -> None:
    files_fail(office, Fileless("its chart can't be drawn"))
    await office.queue(Post(EMEA, chart()))
    await office.courier.drain()
    assert await office.states() == ["dropped", "sent"]


async def test_a_file_that_may_have_arrived_isnt_told_in_words_again(office: Office) -> None:
    files_fail(office, Later("no word", 60.0, unsure=True))
    await office.queue(Post(EMEA, chart()))
    await office.courier.drain()
    await office.after(GIVE_UP_FILE)
    assert await office.states() == ["uncertain"]


async def test_where_its_room_is_out_of_reach_so_are_its_words(office: Office) -> None:
    files_fail(office, Undeliverable("archived"))
    await office.queue(Post(EMEA, chart()))
    await office.courier.drain()
    assert await office.states() == ["dead"]


async def test_its_end_is_written_once_however_often_it_is_said(office: Office) -> None:
    files_fail(office, Later("down", 60.0))
    await office.queue(Post(EMEA, chart()))
    database, now = office.there.database, office.there.clock.now()
    (parcel,) = await database.write(lambda store: store.outbox.lease("shell", now, now, 9))
    ended = Failed(row=parcel.id, attempt=parcel.attempts, cause="no", fileless=True)
    for event in (ended.model_copy(update={"attempt": 7}), ended, ended):
        await database.write(partial(deliveries.settle, event=event, now=now))
    assert await office.states() == ["dropped", "pending"]


async def test_what_expired_leaves_no_words(office: Office) -> None:
    await office.queue(Post(EMEA, chart(), within=timedelta(minutes=1)))
    await office.after(timedelta(minutes=1))
    assert await office.states() == ["dropped"]


async def test_a_dead_file_can_be_sent_again_once_it_is_mended(office: Office) -> None:
    files_fail(office, Fileless("missing_scope", FIX))
    await office.queue(Post(EMEA, chart("wait")))
    await office.courier.drain()
    office.wire.fault = lambda parcel: None
    now = office.there.clock.now()
    assert await office.there.database.write(lambda store: store.letters.again(None, now)) == [1]
    await office.courier.drain()
    assert [parcel.message.file is not None for _, _, parcel in office.wire.sent] == [False, True]
    assert await office.states() == ["sent", "sent"]
