"""A queue that nobody counts to its end: it says "or more", and its pages go on."""

from sqlalchemy import text

from bot.effect import Answer
from bot.ports import COUNTED, Store
from tests.world import key, world

_PEOPLE = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)
INSERT INTO people (id, name, identity, created_at) SELECT n + 900, 'P', 'shell:p' || n, '2026-03-02' FROM numbers
"""
_CASES = """
INSERT INTO cases (state, version, candidate_id, account, email, languages, links, since)
SELECT 'applied', 1, id, 'p', 'p@example.org', '["en"]', '[]', created_at FROM people WHERE id > 900
"""


async def test_a_crowd_isnt_counted_to_its_end(database_url: str) -> None:
    def crowd(store: Store) -> None:
        connection = getattr(store, "_connection")  # noqa: B009 - rows that no conversation makes in a test's time
        connection.execute(text(_PEOPLE), {"many": COUNTED + 9})
        connection.execute(text(_CASES))

    def pressed(reply: Answer | None) -> list[str]:
        return [action.command for action in reply.message.actions] if reply is not None else []

    async with world(database_url) as there:
        await there.database.write(crowd)
        first = await there.say("ana", "!queue")
        assert key(first) == "queue-crowd"
        assert pressed(first) == ["claim 1", "queue 2"]
        beyond_the_count = await there.say("ana", f"!queue {COUNTED // 8 + 1}")
        assert key(beyond_the_count) == "queue-crowd"
        assert key(await there.say("ana", "!queue 999")) == "queue-past-end"
