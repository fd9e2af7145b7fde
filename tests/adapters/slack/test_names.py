"""Whoever the config names by their id alone gets the name that Slack has for them."""

from pathlib import Path

from adapters.slack.names import learn
from bot.address import Identity
from bot.event import Sender
from bot.model import Role
from bot.ports import Store
from tests.adapters.slack.people import ANA, HERE, There, user
from tests.world import World, world

BO, CORA = "U0BO", "U0CORA"
ELSEWHERE = Identity("slack:T0OTHER/U0EVE")


async def known(there: World) -> dict[str, str]:
    """Everybody on Slack, by address."""
    rows = await there.rows("SELECT identity, name FROM people WHERE identity LIKE 'slack:%'")
    return {str(identity): str(name) for identity, name in rows}


async def seeded(there: World) -> None:
    """Ana and Bo are mentors, Cora coordinates, and Eve belongs to another workspace."""

    def unit(store: Store) -> None:
        now = there.clock.now()
        for address in (HERE.identity(ANA), HERE.identity(BO), ELSEWHERE):
            store.mentors.add(store.people.ensure([address], "", now), regions=("EMEA",))
        store.people.grant(store.people.ensure([HERE.identity(CORA)], "", now), Role.COORDINATOR, None, None, now)

    await there.database.write(unit)


async def test_everybody_gets_a_name(tmp_path: Path) -> None:
    slack = There()
    slack.slack.answers |= {each: user(each, profile={"display_name": each.title()}) for each in (BO, CORA)}
    async with world(tmp_path) as there:
        await seeded(there)
        await learn(there.engine, slack.directory, HERE)
        assert await known(there) == {
            HERE.identity(ANA): "Ana",
            HERE.identity(BO): "U0Bo",
            HERE.identity(CORA): "U0Cora",
            ELSEWHERE: "U0EVE",
        }
        assert sorted(slack.slack.asked) == [ANA, BO, CORA]


async def test_whoever_has_a_name_keeps_it(tmp_path: Path) -> None:
    slack = There()
    async with world(tmp_path) as there:
        now = there.clock.now()

        def unit(store: Store) -> None:
            store.mentors.add(store.people.ensure([HERE.identity(ANA)], "", now), regions=("EMEA",))
            store.people.keep(Sender(identity=HERE.identity(ANA), name="Ana of the Maps"), now)

        await there.database.write(unit)
        await learn(there.engine, slack.directory, HERE)
        assert await known(there) == {HERE.identity(ANA): "Ana of the Maps"}
        assert slack.slack.asked == []


async def test_who_is_gone_stays_an_id(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await seeded(there)
        await learn(there.engine, There().directory, HERE)
        assert (await known(there))[HERE.identity(BO)] == BO


async def test_what_slack_can_not_tell_now_is_asked_again(tmp_path: Path) -> None:
    slack = There()
    slack.down(after=30.0)
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        slack.now += seconds
        slack.slack.answers[ANA] = user()

    async with world(tmp_path) as there:
        await seeded(there)
        await learn(there.engine, slack.directory, HERE, sleep)
        assert (await known(there))[HERE.identity(ANA)] == "Ana"
    assert waits == [30.0]
