"""What the config seeds, where regions have been changed in chat since."""

from pathlib import Path

from bot import seed
from bot.address import Identity
from bot.ports import Store
from bot.settings import Core, MentorSeed, RegionSeed
from tests.world import World, world

BO = (Identity("shell:bo"),)


def with_regions(config: Core, *more: RegionSeed, mentors: tuple[MentorSeed, ...] = ()) -> Core:
    return config.model_copy(update={"regions": (*config.regions, *more), "mentors": (*config.mentors, *mentors)})


async def sown(there: World, config: Core) -> list[str]:
    """Start with a config; returns where it differs."""

    def unit(store: Store) -> list[str]:
        seed.sow(store, config, there.clock.now())
        return seed.differences(store, config)

    return await there.database.write(unit)


async def names(there: World) -> dict[str, int | None]:
    return {each.name: each.parent for each in await there.read(lambda store: store.regions.all())}


async def test_what_was_removed_or_renamed_does_not_come_back(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        for mentor in ("chandra",):
            await there.say("cora", f"!mentor remove {mentor}", mentions={mentor: f"shell:{mentor}"})
        await there.say("cora", "!region remove APAC")
        await there.say("cora", "!region edit EMEA name Europe")
        told = await sown(there, there.config)
        assert set(await names(there)) == {"World", "Europe"}
        assert "[[region]] APAC: not in the database" in told
        assert "[[region]] EMEA: not in the database" in told


async def test_what_hangs_on_something_that_is_gone_is_taken_in_all_the_same(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.say("cora", "!mentor remove chandra", mentions={"chandra": "shell:chandra"})
        await there.say("cora", "!region remove APAC")
        await there.say("cora", "!region edit EMEA name Europe")
        zoe = (Identity("shell:zoe"),)
        more = with_regions(
            there.config,
            RegionSeed(name="Nepal", parent="APAC", aliases=("Europe", "Himalaya")),
            RegionSeed(name="DACH", parent="EMEA"),
            mentors=(MentorSeed(person=zoe, regions=("APAC", "EMEA")),),
        )
        await sown(there, more)
        found = await names(there)
        assert found["Nepal"] is None
        regions = {each.name: each for each in await there.read(lambda store: store.regions.all())}
        assert found["DACH"] == regions["Europe"].id
        assert regions["Nepal"].aliases == ("Himalaya",)
        rows = await there.rows(
            "SELECT r.name FROM mentor_regions m JOIN regions r ON r.id = m.region_id "
            "JOIN people p ON p.id = m.person_id WHERE p.identity = 'shell:zoe'"
        )
        assert rows == [("Europe",)]


async def test_a_lead_and_a_day_for_the_digest(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        config = with_regions(there.config, RegionSeed(name="DACH", parent="EMEA", lead=BO, digest="fri 16:00"))
        assert await sown(there, config) == []
        region = next(each for each in await there.read(lambda store: store.regions.all()) if each.name == "DACH")
        assert region.digest == "Fri 16:00"
        leads = await there.read(lambda store: store.people.leads([region.id]))
        assert [each.identity for each in leads] == ["shell:bo"]
        await there.say("cora", "!region edit DACH lead none")
        await there.say("cora", "!region edit DACH digest none")
        assert await sown(there, config) == [
            "[[region]] DACH: digest is none in the database, Fri 16:00 here",
            "[[region]] DACH: its lead here doesn't lead it in the database",
        ]
