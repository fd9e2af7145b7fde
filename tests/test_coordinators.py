"""Where the coordinators have no channel, each of them hears directly what they must know."""

from collections.abc import AsyncIterator

import pytest

from bot.courier import LEASE
from bot.effect import Post
from bot.platform import Undeliverable
from bot.settings import Core
from tests.engine.test_courier import EMEA, Office, words
from tests.engine.test_letters import about, looking_after, lost
from tests.engine.test_settling import raising
from tests.world import MENTORS, world


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


def without_a_room(office: Office) -> Core:
    """The programme, but for the coordinators' channel."""
    programme = office.there.config.programme.model_copy(update={"coordinators_channels": ()})
    return office.there.config.model_copy(update={"programme": programme})


async def test_each_coordinator_hears_of_a_lost_message_once(office: Office) -> None:
    office.wire.fault = lost("kim")
    await office.queue(about(None))
    await office.courier.drain()
    office.there.clock.move(LEASE)
    for _ in range(2):
        await looking_after(office, without_a_room(office)).round()
    await office.courier.drain()
    assert [to for to, key in office.wire.words if key == "letters"] == ["cora", "omar"]


async def test_what_reaches_no_coordinator_is_in_the_log(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.wire.fault = raising(Undeliverable("no right"))
    await office.queue(Post(EMEA, words("1")), Post(MENTORS, words("2")))
    for _ in range(4):
        await office.courier.drain()
        office.there.clock.move(LEASE)
        await looking_after(office, without_a_room(office)).round()
    assert len(await office.states()) == 4
    assert "".join(capsys.readouterr()).count("nobody can be told of a lost message") == 2
