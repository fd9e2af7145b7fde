"""A changed region counts at once: in the rooms that are listened to, in every process, and in what is due."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import features
from bot.address import Room
from bot.engine import Engine
from bot.event import Named
from bot.model import Region
from bot.ports import Store
from bot.ticking import Ticker
from tests.world import APPLICATION, World, key, world

NEW = Room("shell:alps")
ROOMS = {"#alps": Named(room=NEW, there=True)}


async def test_a_new_channel_is_listened_to_at_once_and_an_old_one_no_longer(database_url: str) -> None:
    async with world(database_url) as there:
        assert not there.engine.wants(there.said("kim", "!status", NEW))
        await there.say("cora", "!region edit APAC channels #alps", rooms=ROOMS)
        assert there.engine.wants(there.said("kim", "!status", NEW))
        await there.say("cora", "!region edit APAC channels none")
        assert not there.engine.wants(there.said("kim", "!status", NEW))


async def test_another_process_listens_when_it_looks(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        other = Engine(there.database, features.load(), there.config, there.clock, lambda: None)
        await other.start()
        await there.say("cora", "!region edit APAC channels #alps", rooms=ROOMS)
        assert NEW not in other.rooms
        await other.start()
        assert NEW in other.rooms


async def test_who_changed_what_is_in_the_log_without_anybodys_words(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.say("cora", "!region add Secretland")
        with capture_logs() as logs:
            await there.say("cora", "!region edit Secretland zone Vienna")
            await there.say("cora", "!region edit Secretland zone Nowhereville")
            await there.say("kim", "!region edit Secretland zone Berlin")
        ((cora,),) = await there.rows("SELECT id FROM people WHERE identity = 'shell:cora'")
        told = [each for each in logs if each["event"] == "region changed"]
        assert [(each["what"], each["by"]) for each in told] == [("zone", cora)]
        assert "Secretland" not in str(logs)
        assert "Vienna" not in str(logs)


async def test_what_is_read_is_never_older_than_the_last_change(database_url: str) -> None:
    async with world(database_url) as there:
        await there.say("cora", "!region edit EMEA zone Vienna")
        first = await there.read(lambda store: store.regions.all())
        assert await there.read(lambda store: store.regions.all()) is first
        with pytest.raises(RuntimeError, match="undone"):
            await there.database.write(_undone)
        assert {each.name for each in await there.read(lambda store: store.regions.all())} == {"World", "EMEA", "APAC"}
        await there.say("cora", "!region edit EMEA zone Berlin")
        assert _zone(await there.read(lambda store: store.regions.all())) == "Europe/Berlin"


def _undone(store: Store) -> None:
    store.regions.add(Region(0, "Nowhere"))
    assert "Nowhere" in {each.name for each in store.regions.all()}
    raise RuntimeError("undone")


def _zone(regions: Sequence[Region]) -> str | None:
    return next(each.time_zone for each in regions if each.name == "EMEA")


async def ticked(there: World) -> None:
    await Ticker(there.database, there.engine.registry, there.config, there.clock, lambda: None).tick()


async def pool_at(there: World) -> list[object]:
    """When the rungs come that are counted in the region's hours."""
    rows = await there.rows("SELECT due_at FROM dues WHERE kind = 'application' ORDER BY id")
    return [at for (at,) in rows]


async def test_what_waits_in_a_region_moves_with_its_clocks_and_its_holidays(database_url: str) -> None:
    async with world(database_url) as there:
        for name in ("kim", "lee"):
            await there.apply(name)
        before = await pool_at(there)
        await there.say("cora", "!region edit EMEA zone Honolulu")
        assert await pool_at(there) == before, "it is the clock's work"
        await ticked(there)
        moved = await pool_at(there)
        assert all(new != old for new, old in zip(moved, before, strict=True))
        await there.say("cora", "!region edit World holidays 03-03 03-04 03-05 03-06")
        await ticked(there)
        assert await pool_at(there) > moved, "it has no holidays of its own"
        await there.say("cora", "!region edit EMEA zone Berlin")
        await there.say("cora", "!region edit World holidays none")
        await ticked(there)
        assert await pool_at(there) == before
        assert await there.rows("SELECT * FROM dues WHERE kind = 'region'") == []


async def test_a_large_region_is_planned_anew_batch_by_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.features import replanning

    monkeypatch.setattr(replanning, "BATCH", 2)
    async with world(tmp_path) as there:
        for at in range(5):
            await there.say(f"kim{at}", "!apply")
            values = {**APPLICATION, "account": f"kim{at}", "email": f"kim{at}@example.org"}
            await there.engine.handle(there.submitted(f"kim{at}", "apply", values))
        before = await pool_at(there)
        await there.say("cora", "!region edit EMEA zone Honolulu")
        await ticked(there)
        after = await pool_at(there)
        assert len(after) == 5
        assert not set(after) & set(before)
        there.clock.move(timedelta(seconds=1))


async def test_a_lead_who_is_named_may_act_at_once_and_one_who_is_not_any_more_may_not(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        lee = {"@lee": "shell:lee"}
        assert key(await there.say("lee", "!region edit EMEA zone Vienna")) == "not-allowed"
        await there.say("cora", "!region edit EMEA lead @lee", mentions=lee)
        assert key(await there.say("lee", "!region edit EMEA zone Vienna")) == "region-edited"
        assert key(await there.say("lee", "!region edit APAC zone Vienna")) == "region-not-yours"
        forged = there.pressed("lee", "region edit World zone Vienna")
        assert key(await there.engine.handle(forged)) == "region-not-yours"
        assert key(await there.say("lee", "!region edit EMEA lead @lee", mentions=lee)) == "region-from-above"
        await there.say("cora", "!region edit EMEA lead none")
        assert key(await there.say("lee", "!region edit EMEA zone Berlin")) == "not-allowed"


async def test_a_week_that_is_to_come_moves_with_its_region_and_goes_with_it(tmp_path: Path) -> None:
    due = (
        "SELECT due_at FROM dues WHERE kind = 'week' AND key = (SELECT CAST(id AS VARCHAR) FROM regions WHERE name = ?)"
    )
    async with world(tmp_path, ["digests"]) as there:
        await there.say("cora", "!region add DACH under EMEA")
        await ticked(there)
        (begun,) = await there.rows(due, "DACH")
        await there.say("cora", "!region edit EMEA zone Honolulu")
        await ticked(there)
        (moved,) = await there.rows(due, "DACH")
        assert moved > begun, "its clocks are those of the region above"
        await there.say("cora", "!region edit DACH digest Fri 16:00")
        await ticked(there)
        assert (await there.rows(due, "DACH"))[0] > moved
        rows = "SELECT count(*) FROM dues WHERE kind IN ('week', 'region')"
        (before,) = (await there.rows(rows))[0]
        await there.say("cora", "!region remove DACH")
        assert await there.rows(rows) == [(before - 1,)]
