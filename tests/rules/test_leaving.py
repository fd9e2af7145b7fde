"""Where a mentor's cases go when they leave: to who covers for them, if that one can; else to the pool."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.message import MESSAGE, Message
from bot.model import Absence, Case, Mentor, State
from bot.ports import Store
from tests.world import World, identity, world

ROUTES = {"cora": "!mentor remove @ana", "ana": "!mentor leave yes"}
"""Who says it, and how."""


@dataclass(frozen=True)
class Left:
    """Ana, who mentored kim (#1) and lee (#2), left: their cases, what people were told, and whom nobody covers."""

    cases: dict[str, Case]
    told: dict[str, list[Message]]
    others: dict[str, Mentor]

    def keys(self, who: str) -> list[str]:
        """What somebody heard."""
        return [message.key for message in self.told.get(who, [])]


async def covered(there: World, cover: str, *, accepted: bool = True) -> None:
    """Ana mentors both, is away, and somebody covers for them."""
    await there.apply("kim")
    await there.apply("lee")
    for number in (1, 2):
        await there.say("ana", f"!claim {number} anyway")
    person = identity(cover)

    def unit(store: Store) -> None:
        ana, other = store.people.by_identity(identity("ana")), store.people.by_identity(person)
        assert ana is not None
        assert other is not None
        store.mentors.leave(ana, Absence.UNAVAILABLE, None, there.clock.now())
        store.mentors.set_cover(ana, other if accepted else None, None if accepted else other)

    await there.database.write(unit)


async def leaves(there: World, who: str = "cora", line: str = "!mentor remove @ana") -> Left:
    """Ana leaves."""
    last = (await there.rows("SELECT COALESCE(max(id), 0) FROM outbox"))[0][0]
    reply = await there.say(who, line, mentions={f"@{name}": identity(name) for name in ("ana", "bo")})
    assert reply is not None
    assert reply.message.key in {"mentor-removed", "left"}, reply.message.key
    sent = await there.rows("SELECT lane, message FROM outbox WHERE id > ? AND direct ORDER BY id", last)
    told: dict[str, list[Message]] = {}
    for lane, message in sent:
        told.setdefault(lane.removeprefix("shell:"), []).append(MESSAGE.validate_json(message))
    return await there.read(lambda store: Left(_cases(store), told, _mentors(store)))


def _cases(store: Store) -> dict[str, Case]:
    found = [store.cases.get(number) for number in (1, 2)]
    return {case.candidate.name: case for case in found if case is not None}


def _mentors(store: Store) -> dict[str, Mentor]:
    return {mentor.person.name: mentor for mentor in store.mentors.all()}


@pytest.mark.parametrize("who", ROUTES)
async def test_who_covers_has_the_cases_at_once(tmp_path: Path, who: str) -> None:
    async with world(tmp_path) as there:
        await covered(there, "bo")
        after = await leaves(there, who, ROUTES[who])
        history = await there.rows("SELECT act, whom_id FROM history WHERE case_id = 1 ORDER BY id")
    assert [case.mentor.identity for case in after.cases.values() if case.mentor] == [identity("bo")] * 2
    assert {case.state for case in after.cases.values()} == {State.MENTORING}
    assert after.keys("kim") == after.keys("lee") == ["handover-candidate"]
    assert after.keys("bo") == ["left-yours"], "one word about all of them"
    assert after.told["bo"][0].args["count"] == 2
    assert history[-1] == ("pass to cover", after.others["bo"].person.id)


@pytest.mark.parametrize("why", ["no mentor", "away", "only asked", "the candidate"])
async def test_who_cannot_cover_leaves_it_to_the_pool(tmp_path: Path, why: str) -> None:
    async with world(tmp_path) as there:
        await there.say("cora", "!mentor add @kim EMEA", mentions={"@kim": identity("kim")})
        await covered(there, "kim" if why == "the candidate" else "bo", accepted=why != "only asked")
        if why == "no mentor":
            await there.say("bo", "!mentor leave yes")
            await there.change("UPDATE mentors SET cover_id = (SELECT id FROM people WHERE name = 'Bo')")
        elif why == "away":
            await there.say("bo", "!away until 2026-04-01")
        after = await leaves(there)
    pooled = {"Kim"} if why == "the candidate" else {"Kim", "Lee"}
    assert {name for name, case in after.cases.items() if case.state is State.APPLIED} == pooled
    assert {name for name, case in after.cases.items() if case.mentor is None} == pooled
    assert after.keys("kim")[:1] == ["left-candidate"]
    assert [part.key for part in after.told["kim"][0].parts] == ["heard-again"], "by when they hear"
    if why == "only asked":
        assert "cover-withdrawn" in after.keys("bo"), "nothing is left to answer"


async def test_for_whom_they_covered_somebody_else_is_looked_for(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await covered(there, "bo")
        await there.say("cora", "!role grant lead @max EMEA", mentions={"@max": identity("max")})
        after = await leaves(there, "bo", "!mentor leave yes")
        searched = await there.rows("SELECT key FROM dues WHERE kind = 'cover'")
    assert (after.others["Ana"].cover, after.others["Ana"].cover_asked) == (None, None)
    assert searched == [(str(after.others["Ana"].person.id),)], "the clock asks somebody else"
    assert [case.mentor.name for case in after.cases.values() if case.mentor] == ["Ana", "Ana"]


async def test_who_was_asked_beside_them_has_their_time(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await covered(there, "bo")
        await there.say("ana", "!cover by @dee", mentions={"@dee": identity("dee")})
        ends = await there.rows("SELECT due_at FROM dues WHERE kind = 'cover'")
        after = await leaves(there, "bo", "!mentor leave yes")
        assert await there.rows("SELECT due_at FROM dues WHERE kind = 'cover'") == ends
    asked = after.others["Ana"].cover_asked
    assert asked is not None
    assert asked.identity == identity("dee")


async def test_who_was_only_asked_to_cover_is_not_waited_for(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await covered(there, "bo", accepted=False)
        after = await leaves(there, "bo", "!mentor leave yes")
    assert after.others["Ana"].cover_asked is None
    assert after.told == {}
