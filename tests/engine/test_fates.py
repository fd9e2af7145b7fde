"""What nobody needs any more isn't sent: what expired, and what isn't true any more when its turn comes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.shell import START
from bot.answering import NOTICED_WITHIN
from bot.courier import Courier
from bot.effect import Post, Still
from bot.model import Case, Person, State
from bot.platform import Later
from tests.engine.test_courier import EMEA, Office, failing, words
from tests.engine.troubled import Troubled
from tests.world import MENTORS, World, identity, world

KIM, ANA, BO = (Person(number, name, identity(name)) for number, name in enumerate(("kim", "ana", "bo"), 1))
CASE = Case(7, State.APPLIED, 1, KIM, START)
ASKED = replace(CASE, asked=ANA)
OFFERED = replace(CASE, state=State.MENTORING, mentor=ANA, offered=BO)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


@pytest.mark.parametrize(
    ("still", "case", "holds"),
    [
        (Still(7), CASE, True),
        (Still(7), None, False),
        (Still(8), CASE, False),
        (Still(7, (State.APPLIED,)), CASE, True),
        (Still(7, (State.MENTORING, State.APPLIED)), CASE, True),
        (Still(7, (State.MENTORING,)), CASE, False),
        (Still(7, (State.APPLIED,), ANA.id), ASKED, True),
        (Still(7, (State.MENTORING,), ANA.id), ASKED, False),
        (Still(7, (State.APPLIED,), ANA.id), CASE, False),
        (Still(7, whom=BO.id), ASKED, False),
        (Still(7, whom=BO.id), OFFERED, True),
        (Still(7, whom=BO.id), replace(OFFERED, state=State.THUMBS_UP), True),
        (Still(7, whom=ANA.id), OFFERED, False),
    ],
)
def test_whether_it_is_still_true_is_read_off_the_case(still: Still, case: Case | None, holds: bool) -> None:
    assert still.holds(case) is holds


async def fates(there: World, since: int = 0) -> list[tuple[str, str, str | None]]:
    """What became of parcels: to whom, the state, and why."""
    rows = await there.rows("SELECT lane, state, cause FROM outbox WHERE id > ? ORDER BY id", since)
    return [(lane.removeprefix("shell:"), state, cause) for lane, state, cause in rows]


@pytest.mark.parametrize(("late", "fate"), [(59, "sent"), (60, "dropped"), (9999, "dropped")])
async def test_what_expired_is_dropped_and_the_next_goes(office: Office, late: int, fate: str) -> None:
    await office.queue(Post(EMEA, words("1"), within=timedelta(minutes=1)), Post(EMEA, words("2")))
    await office.after(timedelta(seconds=late))
    await office.courier.drain()
    assert await office.states() == [fate, "sent"]
    assert office.wire.words == [("emea", "1")] * (fate == "sent") + [("emea", "2")]
    assert await office.there.rows("SELECT message, body FROM outbox") == [("", None)] * 2, "no words are left of it"
    assert [cause for _, _, cause in await fates(office.there)] == ["expired" if fate == "dropped" else None, None]


async def test_what_was_tried_already_is_asked_again(office: Office) -> None:
    office.wire.fault = failing(1, Later("down", 90.0), "shell:emea")
    await office.queue(Post(EMEA, words("1"), within=timedelta(minutes=1)), Post(EMEA, words("2")))
    await office.courier.drain()
    assert await office.states() == ["retry", "pending"]
    await office.after(timedelta(seconds=90))
    await office.courier.drain()
    assert office.wire.words == [("emea", "2")]
    assert await office.there.rows("SELECT state, message, body FROM outbox WHERE cause = 'expired'") == [
        ("dropped", "", None)
    ]


BEGUN, SETTLED = 1, 2
"""The writes of a parcel that arrives."""


@pytest.mark.parametrize(("write", "fate"), [(BEGUN, "dropped"), (SETTLED, "sent")])
async def test_asking_and_freezing_are_one_transaction(office: Office, write: int, fate: str) -> None:
    """So nothing can come between them: a claim is before both, or the message was on its way."""
    await office.there.apply()
    await office.courier.drain()
    office.wire.sent.clear()
    database = Troubled(office.there.database, {write: lambda: office.there.say("ana", "!claim 1")})
    office.courier = Courier(database, office.wire, office.there.clock)
    await office.queue(Post(EMEA, words("1"), 1, still=Still(1, (State.APPLIED,))))
    await office.courier.round()
    assert ("emea", fate) in [(lane, state) for lane, state, _ in await fates(office.there)]
    assert [said for said in office.wire.words if said[0] == "emea"] == [("emea", "1")] * (fate == "sent")


async def said(there: World, *lines: str) -> None:
    """Several people write, in their direct chats."""
    for line in lines:
        who, _, text = line.partition(": ")
        await there.say(who, text, mentions={f"@{name}": identity(name) for name in ("ana", "bo", "dee", "sam")})


REQUESTS: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "asked, then declined": ("asked-mentor", "ana", (), ("ana: !decline 1 No time",)),
    "asked, then claimed": ("asked-mentor", "ana", (), ("bo: !claim 1 anyway",)),
    "asked, then withdrawn": ("asked-mentor", "ana", (), ("kim: !withdraw yes",)),
    "offered, then elsewhere": (
        "handover-asked",
        "bo",
        ("ana: !claim 1", "ana: !handover 1 @bo"),
        ("ana: !handover 1 @dee",),
    ),
    "offered, then released": (
        "handover-asked",
        "bo",
        ("ana: !claim 1", "ana: !handover 1 @bo"),
        ("ana: !release 1",),
    ),
    "questioned, then released": (
        "ask-answer-answer",
        "kim",
        ("ana: !claim 1", "ana: !ask 1 Which towns?"),
        ("ana: !release 1",),
    ),
    "in the pool, then claimed": ("pool-waits", "mentors", ("ana: !decline 1 No",), ("dee: !claim 1",)),
    "up to sponsors, then taken back": (
        "thumbs-sponsor",
        "sam",
        ("cora: !role grant sponsor @sam", "ana: !claim 1", "ana: !thumbsup 1"),
        ("ana: !takeback 1",),
    ),
}
"""What is asked of somebody, of whom, what leads there, and what makes it void."""


@pytest.mark.parametrize("void", [True, False])
@pytest.mark.parametrize("name", REQUESTS)
async def test_a_request_goes_out_only_while_it_stands(tmp_path: Path, name: str, void: bool) -> None:
    key, whom, before, after = REQUESTS[name]
    async with world(tmp_path, ["sponsors"]) as there:
        office = Office(there)
        await there.apply(mentors="ana")
        await said(there, *before, *(after if void else ()))
        asked = await there.rows(
            "SELECT id FROM outbox WHERE message LIKE ? AND lane = ?", f'%"{key}"%', f"shell:{whom}"
        )
        assert len(asked) == 1
        await office.courier.drain()
        assert await there.rows("SELECT state, cause FROM outbox WHERE id = ?", *asked[0]) == [
            ("dropped", "not true any more") if void else ("sent", None)
        ]
        assert ((whom, key) in office.wire.words) is not void


async def test_an_offer_outlasts_the_thumbs_up(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        office = Office(there)
        await there.apply()
        await said(there, "ana: !claim 1", "ana: !handover 1 @bo", "ana: !thumbsup 1")
        await office.courier.drain()
        assert ("bo", "handover-asked") in office.wire.words


@pytest.mark.parametrize("void", [True, False])
async def test_coordinators_hear_of_a_lonely_case_only_while_it_waits(tmp_path: Path, void: bool) -> None:
    async with world(tmp_path) as there:
        office = Office(there)
        for who in ("ana", "bo", "dee"):
            await there.say(who, "!away until 2026-12-01")
        await there.apply()
        await said(there, *(["bo: !claim 1 anyway"] if void else []))
        await office.courier.drain()
        assert (("coordinators", "no-mentor-there") in office.wire.words) is not void


async def test_facts_are_told_however_late(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        office = Office(there)
        await there.apply()
        await office.courier.drain()
        await said(there, "ana: !claim 1", "ana: !thumbsup 1", "ana: !sponsor 1", "cora: !undo 1 Too early")
        await office.after(timedelta(hours=20))
        await office.courier.drain()
        told = [("kim", key) for key in ("claim-candidate", "thumbs-candidate", "sponsored-candidate")]
        assert {*told, ("emea", "congratulations"), ("emea", "correction")} <= set(office.wire.words)
        assert {state for _, state, _ in await fates(there)} == {"sent"}


@pytest.mark.parametrize("late", [NOTICED_WITHIN, NOTICED_WITHIN - timedelta(seconds=1)])
async def test_the_room_hears_of_a_private_answer_soon_or_never(tmp_path: Path, late: timedelta) -> None:
    async with world(tmp_path) as there:
        office = Office(there)
        await there.engine.handle(there.said("ana", "!queue", MENTORS, window=False))
        await office.after(late)
        await office.courier.drain()
        arrived = [("ana", "queue-empty")] + [("mentors", "answered-privately")] * (late < NOTICED_WITHIN)
        assert sorted(office.wire.words) == arrived
