"""The zones that people's profiles name: how often they are asked for, and that nobody waits for them for long."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.matrix import profiles
from adapters.matrix.homeserver import HomeserverError
from adapters.matrix.profiles import AGAIN, FRESH, HASTE, Profiles
from bot.event import Said
from tests.adapters.matrix.fake import KIM
from tests.adapters.matrix.test_receive import said, text

ANA, BO = "@ana:example.org", "@bo:example.org"
KATHMANDU = {"m.tz": "Asia/Kathmandu"}


def event(user: str = ANA) -> Said:
    """Somebody writes."""
    return said(text("!status") | {"sender": user})


class Source:
    """A homeserver's profiles: what it answers is a profile or an error; closed, it answers nobody."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {ANA: KATHMANDU}
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def profile(self, user_id: str, *, give_up: float) -> Any:
        self.asked.append(user_id)
        answer = self.answers.get(user_id, HomeserverError("M_NOT_FOUND", 404))
        async with asyncio.timeout(give_up):
            await self.gate.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


class There:
    """The profiles, and the hour."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.source = Source()
        self.profiles = Profiles(self.source, lambda: self.now)

    async def zone(self, user: str = ANA) -> str | None:
        """The zone that an event of somebody's comes with."""
        (found,) = await self.profiles.zoned([event(user)])
        assert found.model_dump(exclude={"sender"}) == event(user).model_dump(exclude={"sender"})
        assert found.sender.model_copy(update={"zone": None}) == event(user).sender
        return found.sender.zone

    async def later(self) -> None:
        """What is under way gets its answer."""
        self.source.gate.set()
        while tasks := list(self.profiles._asked.values()):
            await asyncio.wait(tasks)


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[There]:
    monkeypatch.setattr(profiles, "WITHIN", 0.02)
    made = There()
    yield made
    await made.profiles.close()


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (KATHMANDU, "Asia/Kathmandu"),
        ({"us.cloke.msc4175.tz": "Europe/Berlin"}, "Europe/Berlin"),
        ({"us.cloke.msc4175.tz": "Europe/Berlin", **KATHMANDU}, "Asia/Kathmandu"),
        ({"us.cloke.msc4175.tz": "Europe/Berlin", "m.tz": "Mars/Olympus_Mons"}, "Europe/Berlin"),
        ({"displayname": "Ana", "avatar_url": "mxc://example.org/ana"}, None),
        ({"m.tz": ["Asia/Kathmandu"]}, None),
        ({"m.tz": {"zone": "Asia/Kathmandu"}}, None),
        ({"m.tz": 20_700}, None),
        ({"m.tz": None}, None),
        ({"m.tz": "half \ud83d"}, None),
        ({}, None),
    ],
)
async def test_a_zone_is_one_that_there_is(there: There, profile: Any, expected: str | None) -> None:
    there.source.answers[ANA] = profile
    assert await there.zone() == expected


async def test_each_event_has_its_senders_zone_and_nobody_is_asked_for_twice(there: There) -> None:
    there.source.answers[BO] = {"m.tz": "Europe/Berlin"}
    found = await there.profiles.zoned([event(ANA), event(BO), event(KIM), event(ANA)])
    assert [each.sender.zone for each in found] == ["Asia/Kathmandu", "Europe/Berlin", None, "Asia/Kathmandu"]
    assert there.source.asked == [ANA, BO, KIM]
    there.now += FRESH - 1
    assert (await there.zone(ANA), await there.zone(KIM)) == ("Asia/Kathmandu", None)
    assert there.source.asked == [ANA, BO, KIM]


async def test_after_an_hour_who_moved_is_elsewhere(there: There) -> None:
    await there.zone()
    there.now += FRESH
    there.source.answers[ANA] = {"m.tz": "Europe/Berlin"}
    assert await there.zone() == "Europe/Berlin"
    there.now += FRESH
    there.source.answers[ANA] = {}
    assert await there.zone() is None


PASSING = [
    HomeserverError(None, None),
    HomeserverError("M_UNKNOWN", 502),
    HomeserverError("M_UNKNOWN_TOKEN", 401),
    RecursionError(),
]


@pytest.mark.parametrize("failure", PASSING, ids=str)
async def test_a_look_up_that_fails_is_made_again_later(there: There, failure: Exception) -> None:
    there.source.answers[ANA] = failure
    with capture_logs():
        assert await there.zone() is None
    there.source.answers[ANA] = KATHMANDU
    there.now += AGAIN - 1
    assert await there.zone() is None
    assert there.source.asked == [ANA]
    there.now += 1
    assert await there.zone() == "Asia/Kathmandu"


@pytest.mark.parametrize("failure", PASSING, ids=str)
async def test_while_it_fails_who_was_known_lives_where_they_lived(there: There, failure: Exception) -> None:
    await there.zone()
    there.source.answers[ANA] = failure
    there.now += FRESH
    with capture_logs():
        assert await there.zone() == "Asia/Kathmandu"
    assert there.source.asked == [ANA, ANA]


@pytest.mark.parametrize("failure", [HomeserverError("M_NOT_FOUND", 404), HomeserverError("M_FORBIDDEN", 403)], ids=str)
async def test_a_profile_that_is_refused_is_an_answer(there: There, failure: Exception) -> None:
    there.source.answers[ANA] = failure
    assert await there.zone() is None
    there.now += FRESH - 1
    await there.zone()
    assert there.source.asked == [ANA]


async def test_after_too_many_requests_the_homeserver_is_left_alone(there: There) -> None:
    there.source.answers[ANA] = HomeserverError("M_LIMIT_EXCEEDED", 429, 40.0)
    await there.zone()
    there.source.answers[BO] = KATHMANDU
    there.now += 39
    assert await there.zone(BO) is None
    assert there.source.asked == [ANA]
    there.now += 1
    assert await there.zone(BO) == "Asia/Kathmandu"


async def test_a_slow_look_up_goes_on_for_a_later_event(there: There) -> None:
    there.source.gate.clear()
    assert await there.zone() is None
    assert await there.zone() is None
    await there.later()
    assert await there.zone() == "Asia/Kathmandu"
    assert there.source.asked == [ANA]


async def test_after_one_that_was_slow_nobody_waits_for_a_while(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = list[int]()

    async def wait(asked: Any, **how: Any) -> Any:
        waits.append(len(asked))
        return await asyncio.wait(asked, **how)

    monkeypatch.setattr(profiles, "asyncio", Waiting(wait))
    there.source.gate.clear()
    assert await there.zone() is None
    there.now += HASTE - 1
    for number in range(10):  # each from a server of its own that never answers
        assert await there.zone(f"@eve:evil-{number}.example") is None
    assert waits == [1]
    await there.later()
    there.source.answers[BO] = KATHMANDU
    there.now += 1
    assert await there.zone(BO) == "Asia/Kathmandu"
    assert waits == [1, 1]


class Waiting:
    """asyncio with a ``wait`` of the test's."""

    def __init__(self, wait: Any) -> None:
        self.wait = wait

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


async def test_only_so_many_look_ups_are_under_way(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "AT_ONCE", 3)
    there.source.gate.clear()
    await there.profiles.zoned([event(f"@eve-{number}:example.org") for number in range(9)])
    assert len(there.source.asked) == 3
    await there.later()
    there.now += HASTE
    assert await there.zone() == "Asia/Kathmandu"


async def test_only_so_many_are_kept(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "MOST", 2)
    for user in (ANA, BO, ANA, KIM):
        await there.zone(user)
    assert list(there.profiles._known) == [ANA, KIM]


async def test_nothing_but_the_zone_is_kept(there: There) -> None:
    there.source.answers[ANA] = {**KATHMANDU, "displayname": "Ana Lopez", "org.example.phone": "555-0100"}
    await there.zone()
    assert "Lopez" not in repr(vars(there.profiles))
    assert "555" not in repr(vars(there.profiles))


async def test_at_the_end_nothing_is_under_way(there: There) -> None:
    there.source.gate.clear()
    await there.zone()
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == f"profile {ANA}"]
    await there.profiles.close()
    assert task.cancelled()
    assert await there.profiles.zoned([]) == []


TEXT = st.text("aZ/_é\0\ud83d", max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT | st.just("Asia/Kathmandu"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(profile=st.dictionaries(st.sampled_from([*profiles.FIELDS, "displayname"]), JSON))
def test_no_profile_breaks_it(profile: dict[str, Any]) -> None:
    async def ask() -> None:
        there = There()
        there.source.answers[ANA] = profile
        named = [each for name in profiles.FIELDS if (each := profile.get(name)) == "Asia/Kathmandu"]
        assert (await there.zone() == "Asia/Kathmandu") or not named

    asyncio.run(ask())
