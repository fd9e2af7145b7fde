"""Somebody may go by their mail address: whoever doesn't know them reads it masked."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.model import Role
from bot.ports import Store
from storage.tables import metadata
from tests.engine.weekly import shown
from tests.world import World, identity, world

ADDRESS = "lee.long@example.org"


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    """Lee is an ambassador of EMEA, leads it, and wrote a report; Kim is an ambassador there, too."""
    async with world(tmp_path) as opened:

        def unit(store: Store) -> None:
            emea = next(each for each in store.regions.all() if each.name == "EMEA")
            for who, name in (("lee", "Lee"), ("kim", "Kim")):
                person = store.people.ensure([identity(who)], name, opened.clock.now())
                store.people.grant(person, Role.AMBASSADOR, emea, None, opened.clock.now())
                if who == "lee":
                    store.people.grant(person, Role.LEAD, emea, None, opened.clock.now())

        await opened.database.write(unit)
        await opened.say("lee", "!report talk Maps for newcomers")
        await opened.database.write(_goes_by_it)
        yield opened


def _goes_by_it(store: Any) -> None:
    people = metadata.tables["people"]
    store._connection.execute(people.update().where(people.c.identity == identity("lee")).values(name=ADDRESS))


@pytest.mark.parametrize(("who", "typed"), [("eve", "!who EMEA"), ("eve", "!region show EMEA"), ("kim", "!reports")])
async def test_an_address_is_masked(there: World, who: str, typed: str) -> None:
    reply = await there.say(who, typed)
    assert reply is not None
    assert "lee.long" not in shown(reply.message)
    assert "l…@" in shown(reply.message)


async def test_it_is_masked_in_a_file_too(there: World) -> None:
    await there.say("kim", "!reports csv")
    ((message,),) = await there.rows("SELECT message FROM outbox WHERE message LIKE '%look-file%'")
    assert "lee.long" not in message
    assert "l…@" in message
