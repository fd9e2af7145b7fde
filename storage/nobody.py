"""Open cases with nobody responsible for the next step: ``bot.responsible`` asked of all of them at once.

Rules of this file: who changes ``bot.responsible`` changes this, and the other way round; a test compares the two. Who
can't be alone isn't looked at: with two coordinators nobody's case is, with one only that one's own.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bot.ports import COUNTED
from storage.core import by_index
from storage.tables.programme import LADDERS, LIVE_ONES

AWAY = "m.absence IS NOT NULL"
"""A mentor who isn't there."""
_THERE = f"SELECT m.person_id FROM mentors m WHERE NOT {AWAY}"  # noqa: S608
_COORDINATORS = text("SELECT DISTINCT person_id FROM roles WHERE role = 'coordinator' ORDER BY person_id LIMIT 2")

# What waits for nobody, or for somebody who isn't there

_LOST = (
    f"SELECT id FROM cases @ix_cases_live WHERE {LIVE_ONES} "  # noqa: S608
    f"EXCEPT SELECT case_id FROM dues @ix_dues_ladder WHERE {LADDERS} ORDER BY 1",
    "SELECT id FROM cases WHERE asked_id IS NOT NULL AND state = 'applied' AND asked_id IN "  # noqa: S608
    f"(SELECT asked_id FROM cases WHERE asked_id IS NOT NULL EXCEPT {_THERE}) ORDER BY id",
    "SELECT id FROM cases WHERE state IN ('mentoring', 'thumbs up') AND mentor_id IN (SELECT mentor_id FROM cases "
    "@ix_cases_mentored WHERE state IN ('mentoring', 'thumbs up') EXCEPT SELECT person_id FROM mentors) ORDER BY id",
)

# The next step of a case, as bot.responsible finds who has it

_NEXT = f"""
WITH RECURSIVE
above(region, id, depth) AS (
    SELECT id, id, 0 FROM regions UNION ALL
    SELECT above.region, r.parent_id, above.depth + 1 FROM above JOIN regions r ON r.id = above.id
    WHERE r.parent_id IS NOT NULL AND above.depth < 20
),
there(person_id) AS ({_THERE}),
gone(person_id) AS (SELECT m.person_id FROM mentors m WHERE {AWAY}),
free(person_id) AS (
    SELECT m.person_id FROM mentors m WHERE NOT {AWAY} AND m.capacity > (
        SELECT count(*) FROM cases x WHERE x.mentor_id = m.person_id AND x.state IN ('mentoring', 'thumbs up'))
),
covered(person_id, cover_id) AS (
    SELECT m.person_id, m.cover_id FROM mentors m WHERE m.cover_id IN (SELECT person_id FROM there)
)
SELECT c.id FROM cases c WHERE c.state IN ('applied', 'mentoring', 'thumbs up') AND {LIVE_ONES} AND {{whose}}
AND NOT (c.state = 'mentoring' AND EXISTS (
    SELECT 1 FROM dialogues d WHERE d.case_id = c.id AND d.form = 'answer' AND d.person_id = c.candidate_id))
AND NOT (c.state = 'applied' AND c.asked_id IS NOT NULL AND c.asked_id <> c.candidate_id
    AND c.asked_id IN (SELECT person_id FROM there))
AND NOT (c.state = 'applied' AND c.asked_id IS NULL AND EXISTS (
    SELECT 1 FROM above a JOIN mentor_regions o ON o.region_id = a.id JOIN free f ON f.person_id = o.person_id
    WHERE a.region = c.region_id AND f.person_id <> c.candidate_id AND f.person_id NOT IN (
        SELECT w.mentor_id FROM choices w WHERE w.case_id = c.id AND w.declined)))
AND NOT ((c.state = 'mentoring' OR (c.state = 'thumbs up' AND :policy = 'mentor')) AND c.mentor_id IS NOT NULL
    AND c.mentor_id <> c.candidate_id AND c.mentor_id IN (SELECT person_id FROM there))
AND NOT (c.state = 'mentoring' AND EXISTS (
    SELECT 1 FROM covered k WHERE k.person_id = c.mentor_id AND k.cover_id <> c.candidate_id))
AND NOT (c.state = 'thumbs up' AND :policy <> 'mentor' AND EXISTS (
    SELECT 1 FROM roles r WHERE r.role = 'sponsor' AND r.person_id <> c.candidate_id
    AND r.person_id NOT IN (SELECT person_id FROM gone)))
AND NOT EXISTS (
    SELECT 1 FROM above a JOIN roles r ON r.region_id = a.id AND r.role = 'lead'
    WHERE a.region = c.region_id AND r.person_id <> c.candidate_id AND r.person_id NOT IN (SELECT person_id FROM gone))
ORDER BY c.id
"""  # noqa: S608


@cache
def _some(words: str, dialect: str) -> Any:
    whole = by_index(f"SELECT id FROM ({words}) found LIMIT {COUNTED}", dialect)  # noqa: S608
    return text(whole)


_ANYBODY, _ONE = _NEXT.format(whose="1 = 1"), _NEXT.format(whose="c.candidate_id = :alone")

_INSIDE = text("SELECT id FROM cases WHERE id IN :numbers AND region_id IN :regions").bindparams(
    bindparam("numbers", expanding=True), bindparam("regions", expanding=True)
)


def numbers(connection: Connection, policy: str, regions: Collection[int] | None = None) -> list[int]:
    """Their numbers, each once, the lowest first; of each kind so many at the most as are counted."""
    found = set[int]()
    for words in _LOST:
        found.update(connection.execute(_some(words, connection.dialect.name)).scalars())
    found.update(without(connection, policy))
    if regions is not None and found:
        found = set(connection.execute(_INSIDE, {"numbers": sorted(found), "regions": sorted(regions)}).scalars())
    return sorted(found)


def without(connection: Connection, policy: str) -> list[int]:
    """Those for which ``bot.responsible`` finds nobody."""
    coordinators = list(connection.execute(_COORDINATORS).scalars())
    if len(coordinators) > 1:
        return []
    values: dict[str, Any] = {"policy": policy}
    if coordinators:
        values["alone"] = coordinators[0]
    statement = _some(_ONE if coordinators else _ANYBODY, connection.dialect.name)
    return list(connection.execute(statement, values).scalars())
