"""What becomes of what somebody was whom the platform says is gone: at once, once, unless they live on elsewhere.

Rules of this file: the word that somebody is gone is an adapter's event; what people type never is one.
"""

from pathlib import Path
from typing import Any

from bot.address import Identity, Room
from bot.effect import Answer
from bot.event import Gone, Outside, Returned, Sender
from bot.message import MESSAGE, Message
from bot.model import State
from bot.ports import Store
from tests.world import World, identity, world

COORDINATORS = "shell:coordinators"


async def happens(there: World, kind: type[Gone | Returned], who: str, id: Identity | None = None) -> list[Message]:
    """The platform says something of somebody. Returns what was said, to whomever, with who it was to."""
    last = (await there.rows("SELECT COALESCE(max(id), 0) FROM outbox"))[0][0]
    frame = there.frame(who, window=False)
    outside = Outside.GONE if kind is Gone else None
    frame["sender"] = Sender(identity=id or identity(who), name=who.capitalize(), outside=outside)
    said: Answer | None = await there.engine.handle(kind(**frame))
    assert said is None
    rows = await there.rows("SELECT message FROM outbox WHERE id > ? AND (direct OR lane = ?)", last, COORDINATORS)
    return [MESSAGE.validate_json(message) for (message,) in rows]


def keys(said: list[Message]) -> list[str]:
    return [message.key for message in said]


async def state(there: World) -> tuple[State, str | None]:
    """Of case 1, and who mentors it."""

    def unit(store: Store) -> tuple[State, str | None]:
        case = store.cases.get(1)
        assert case is not None
        return case.state, case.mentor.name if case.mentor is not None else None

    return await there.read(unit)


async def mentored(there: World) -> None:
    await there.apply("kim")
    await there.say("ana", "!claim 1")


async def test_a_mentor_who_is_gone_leaves_nobody_behind(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await mentored(there)
        for line in ("lead @ana EMEA", "sponsor @ana"):
            await there.say("cora", f"!role grant {line}", mentions={"@ana": identity("ana")})
        said = await happens(there, Gone, "ana")
        assert await state(there) == (State.APPLIED, None)
        assert sorted(keys(said)) == ["gone-held", "left-candidate", "offer"]
        held = next(message for message in said if message.key == "gone-held")
        assert keys(list(held.parts)) == ["gone-mentor", "gone-to-pool", "gone-sponsor", "gone-lead"]
        history = await there.rows("SELECT act, actor_id FROM history WHERE case_id = 1 AND act <> 'offer' ORDER BY id")
        assert history[-1][0] == "mentor left"
        assert await happens(there, Gone, "ana") == [], "once"
        assert keys(await happens(there, Returned, "ana")) == ["returned-mentor"]
        assert await there.rows("SELECT 1 FROM mentors WHERE person_id = ?", history[-1][1]) == []


async def test_who_lives_on_elsewhere_is_not_gone(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await mentored(there)
        other = Identity("matrix:@ana:example.org")

        def both(store: Store) -> None:
            store.people.ensure([identity("ana"), other], "Ana", there.clock.now())

        await there.database.write(both)
        assert await happens(there, Gone, "ana") == []
        assert await state(there) == (State.MENTORING, "Ana")
        reached = await there.rows("SELECT identity FROM people WHERE name = 'Ana'")
        assert reached == [(other,)], "where they can be reached"
        assert sorted(keys(await happens(there, Gone, "ana", other))) == ["gone-held", "left-candidate", "offer"]


async def test_a_candidate_who_is_gone_keeps_their_case(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await mentored(there)
        assert keys(await happens(there, Gone, "kim")) == ["candidate-gone"]
        assert await state(there) == (State.MENTORING, "Ana")
        assert keys(await happens(there, Returned, "kim")) == ["candidate-returned"]
        acts = [act for (act,) in await there.rows("SELECT act FROM history WHERE case_id = 1 ORDER BY id")]
        assert acts[-2:] == ["gone", "returned"]


async def test_nobody_says_of_a_stranger_or_by_typing_that_they_are_gone(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await mentored(there)
        assert await happens(there, Gone, "zoe") == []
        assert await happens(there, Returned, "ana") == []
        typed: dict[str, Any] = {"room": Room("shell:mentors")}
        await there.say("cora", "!gone @ana", **typed)
        assert await state(there) == (State.MENTORING, "Ana")
