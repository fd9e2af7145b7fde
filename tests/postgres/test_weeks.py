"""Two processes and the weeks of every region, on PostgreSQL: each is told by one of them."""

import asyncio

from tests.engine.weekly import utc, weekly
from tests.postgres.replicas import meeting, replicas


async def test_two_that_tick_at_once_tell_each_week_once(pg_url: str) -> None:
    async with weekly(pg_url) as there, replicas(there.there.database.url) as both:
        await there.there.apply("kim")
        for at in ("2026-03-03 09:00", "2026-03-03 10:00", "2026-03-10 12:00"):
            there.there.clock.set(utc(at))
            await asyncio.gather(*(there.ticker(each).tick() for each in meeting(both)))
        await there.tick()
        assert [week for week, _ in await there.weeks("EMEA")] == ["2026-W10", "2026-W11"]
        for room in ("emea", "world", "ambassadors"):
            assert len(await there.told(room)) == 2


async def test_one_sends_what_another_tells_at_the_same_moment(pg_url: str) -> None:
    async with weekly(pg_url) as there, replicas(there.there.database.url) as both:
        await there.there.apply("kim")
        there.there.clock.set(utc("2026-03-03 09:00"))
        sent = there.there.say("cora", "!digest send EMEA")
        await asyncio.gather(*(there.ticker(each).tick() for each in meeting(both)), sent)
        await there.tick()
        assert await there.weeks("EMEA") == [("2026-W10", "sent")]
        assert len(await there.told("emea")) == 1
