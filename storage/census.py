"""What the pipeline counts, each by one statement.

Rules of this file: a statement names the condition of its partial index word by word, and what is compared with every
case is collected once.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, Integer, String, bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.address import Identity
from bot.census import ENOUGH, FIRST, LAST, Found, Handed, Load, Loads, Regions, Stuck, Tally, Why
from bot.model import Absence, Person, State
from bot.ports import COUNTED
from bot.rungs import ASIDE, Aside
from storage import nobody
from storage.core import by_index
from storage.nobody import AWAY
from storage.prepared import Query
from storage.tables.programme import LADDERS, LIVE_ONES, PAST

_LATE = timedelta(hours=1)
"""How long a rung may wait to be done before its case counts as stuck."""
_AT = UTCDateTime()
_TALLIES = (
    "SELECT region_id, state, count(*) AS many FROM cases @ix_cases_tallies "  # noqa: S608
    f"WHERE {LIVE_ONES} GROUP BY region_id, state"
)
_SINCE = (
    f"SELECT since FROM cases c @ix_cases_ages WHERE {LIVE_ONES} AND c.state = :state AND {{within}} "  # noqa: S608
    "ORDER BY c.since LIMIT 1 OFFSET :skip"
)
_OLDEST = f"SELECT id FROM cases @ix_cases_ages WHERE {LIVE_ONES} AND state = :state ORDER BY since LIMIT :most"  # noqa: S608

# The last applications of a region and those below it; where they are few, those of each region above, too.

_NEAR = """
WITH RECURSIVE
up(id, step) AS (
    SELECT id, 0 FROM regions WHERE id = :region UNION ALL
    SELECT r.parent_id, up.step + 1 FROM up JOIN regions r ON r.id = up.id WHERE r.parent_id IS NOT NULL AND step < 20
),
own(id, depth) AS (
    SELECT id, 0 FROM up WHERE step = 0 UNION ALL
    SELECT r.id, own.depth + 1 FROM own JOIN regions r ON r.parent_id = own.id WHERE depth < 20
),
few(cases) AS (SELECT count(*) FROM (SELECT c.id FROM own JOIN cases c ON c.region_id = own.id LIMIT :enough) found),
tree(step, id, depth) AS (
    SELECT up.step, up.id, 0 FROM up WHERE up.step = 0 OR (SELECT cases FROM few) < :enough UNION ALL
    SELECT tree.step, r.id, tree.depth + 1 FROM tree JOIN regions r ON r.parent_id = tree.id WHERE depth < 20
),
"""
_EVERYWHERE = "WITH tree(step, id) AS (SELECT 0, id FROM regions),"
_EACH = {
    "sqlite": "cases c ON c.id IN (SELECT id FROM cases x WHERE x.region_id = tree.id ORDER BY id DESC LIMIT :last)",
    "postgresql": "LATERAL (SELECT * FROM cases x WHERE x.region_id = tree.id ORDER BY id DESC LIMIT :last) c ON true",
}
"""The last cases of each region: SQLite knows no LATERAL."""
_LAST = """
ranked(step, id, state, since, place) AS (
    SELECT tree.step, c.id, c.state, c.since, row_number() OVER (PARTITION BY tree.step ORDER BY c.id DESC)
    FROM tree JOIN {each}
)
SELECT step, state, since, (SELECT min(at) FROM history h WHERE h.case_id = ranked.id AND h.act = 'apply') AS handed,
    (SELECT min(at) FROM history h WHERE h.case_id = ranked.id AND h.act IN ('claim', 'assign')) AS claimed
FROM ranked WHERE place <= :last ORDER BY step, id DESC
"""

# Mentors, with what they have

_LOAD = """
WITH taken(mentor_id, mentees) AS (
    SELECT mentor_id, count(*) FROM cases @ix_cases_mentored
    WHERE state IN ('mentoring', 'thumbs up') GROUP BY mentor_id
)
SELECT {columns} FROM mentors m LEFT JOIN taken t ON t.mentor_id = m.person_id {more}
"""
_TOGETHER = _LOAD.format(
    columns=f"count(*) AS mentors, COALESCE(sum(CASE WHEN {AWAY} THEN 0 ELSE 1 END), 0) AS there, "
    f"COALESCE(sum(t.mentees), 0) AS mentees, COALESCE(sum(CASE WHEN {AWAY} THEN 0 ELSE m.capacity END), 0) AS places",
    more="WHERE {within}",
)
_ONE_BY_ONE = _LOAD.format(
    columns="m.person_id, p.name, p.identity, m.capacity, COALESCE(t.mentees, 0) AS mentees, "
    f"CASE WHEN {AWAY} THEN m.absence END AS absence, m.away_until AS back",
    more="JOIN people p ON p.id = m.person_id WHERE {within} ORDER BY m.capacity - COALESCE(t.mentees, 0), "
    "COALESCE(t.mentees, 0) DESC, m.person_id LIMIT :most OFFSET :skip",
)

# What doesn't get on

_WISHES = ", ".join(f"'{Aside.REMATCH}/{rung}'" for rung in ASIDE[Aside.REMATCH])
"""Who puts off a candidate's wish for another mentor: that mentor may look here, too."""
_ARMS = {
    Why.UNDELIVERED: "d.created_at AS since FROM outbox d @ix_outbox_unsent {cases} "
    "AND d.state NOT IN ('sent', 'dropped') AND d.state IN ('dead', 'uncertain')",
    Why.FAILED: "d.since FROM dues d @ix_dues_failed {cases} AND tries > 0",
    Why.OVERDUE: f"d.since FROM dues d @ix_dues_due_at {{cases}} AND d.due_at < :late AND {LADDERS} AND tries = 0",
    Why.RISEN: f"d.since FROM dues d @ix_dues_past {{cases}} AND ({PAST}) AND rung = ''",
    Why.REMINDED: f"d.since FROM dues d @ix_dues_past {{cases}} AND ({PAST}) AND rung <> ''",
    Why.PUT_OFF: f"d.since FROM dues d {{cases}} AND d.kind = 'snooze' AND d.rung NOT IN ({_WISHES})",
}
_CASES = (
    "CROSS JOIN cases c @ix_cases_live WHERE c.id = d.case_id "
    f"AND {LIVE_ONES.replace('state', 'c.state')} AND c.state <> 'draft' AND {{within}}"
)
"""Of few rows their cases, and never the other way round: SQLite keeps the order of a CROSS JOIN."""
_STUCK = (
    "SELECT case_id, min(why) AS why, min(since) AS since, count(*) OVER () AS many FROM ({arms}) stuck "
    "GROUP BY case_id ORDER BY min(why), min(since), case_id LIMIT :most OFFSET :skip"
)


def _stuck(within: str) -> str:
    joined = _CASES.format(within=within)
    arms = (
        f"SELECT * FROM (SELECT d.case_id, {why.value} AS why, {words.format(cases=joined)} "  # noqa: S608
        f"ORDER BY 3 LIMIT {COUNTED}) arm{why.value}"
        for why, words in _ARMS.items()
    )
    return _STUCK.format(arms=" UNION ALL ".join(arms))


_OF_MENTORS = "m.person_id IN (SELECT person_id FROM mentor_regions WHERE region_id IN :regions)"


@cache
def _made(name: str, dialect: str, *, scoped: bool) -> Any:
    """A statement, for some regions only where it is ``scoped``."""
    some, theirs = ("c.region_id IN :regions", _OF_MENTORS) if scoped else ("1 = 1", "1 = 1")
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "tallies": (_TALLIES, {}),
        "since": (_SINCE.format(within=some), {"since": _AT}),
        "oldest": (_OLDEST, {}),
        "loads": (_TOGETHER.format(within=theirs), {}),
        "load": (_ONE_BY_ONE.format(within=theirs), {"back": Date()}),
        "stuck": (_stuck(some), {"since": _AT}),
    }
    words, columns = made[name]
    kinds: dict[str, Any] = {"late": _AT}
    binds = [bindparam(each, type_=kind) for each, kind in kinds.items() if f":{each}" in words]
    binds += [bindparam("regions", expanding=True)] if scoped else []
    return text(by_index(words, dialect)).bindparams(*binds).columns(**columns)


@cache
def _handed(dialect: str, *, near: bool) -> Query:
    words = (_NEAR if near else _EVERYWHERE) + _LAST.format(each=_EACH[dialect])
    columns: dict[str, Any] = {"step": Integer(), "state": String(), "since": _AT, "handed": _AT, "claimed": _AT}
    return Query(text(words).columns(**columns))


class SqlCensus:
    """See ``bot.census.Census``."""

    def __init__(self, connection: Connection, *, still: bool = False) -> None:
        self._db = connection
        self._known: dict[int | None, list[Handed]] | None = {} if still else None

    def tallies(self) -> list[Tally]:
        return [Tally(row.region_id, State(row.state), row.many) for row in self._run("tallies", None)]

    def since(self, state: State, regions: Regions, skip: int) -> datetime | None:
        found: datetime | None = self._run("since", regions, state=state.value, skip=skip).scalar()
        return found

    def handed_in(self, region: int | None) -> list[Handed]:
        if self._known is None:
            return self._handed_in(region)
        if region not in self._known:  # everybody who waits there asks, and together: it is counted once
            self._known[region] = self._handed_in(region)
        return self._known[region]

    def _handed_in(self, region: int | None) -> list[Handed]:
        near = {"region": region, "enough": ENOUGH} if region is not None else {}
        rows = _handed(self._db.dialect.name, near=bool(near)).all(self._db, **near, last=LAST)
        by_step: dict[int, list[Handed]] = {}
        for row in rows:
            if row.handed is not None:
                until = row.since if row.claimed is None and row.state != State.APPLIED else None
                by_step.setdefault(row.step, []).append(Handed(row.handed, row.claimed, until))
        return next((found for found in by_step.values() if len(found) >= ENOUGH), by_step.get(0, []))

    def oldest(self, state: State, limit: int) -> list[int]:
        return list(self._run("oldest", None, state=state.value, most=limit).scalars())

    def loads(self, regions: Regions) -> Loads:
        row = self._run("loads", regions).one()
        return Loads(row.mentors, row.there, int(row.mentees), int(row.places))  # a server sums to decimals

    def load(self, regions: Regions, offset: int, limit: int) -> list[Load]:
        return [
            Load(
                Person(row.person_id, row.name, Identity(row.identity)),
                row.mentees,
                row.capacity,
                Absence(row.absence) if row.absence is not None else None,
                row.back,
            )
            for row in self._run("load", regions, skip=offset, most=limit)
        ]

    def stuck(self, regions: Regions, now: datetime, offset: int, limit: int) -> tuple[list[Stuck], int]:
        rows = self._run("stuck", regions, late=now - _LATE, skip=offset, most=limit).all()
        return [Stuck(row.case_id, Why(row.why), row.since) for row in rows], rows[0].many if rows else 0

    def nobody(self, policy: str, regions: Regions = None) -> Found:
        numbers = nobody.numbers(self._db, policy, regions)
        return Found(len(numbers), tuple(numbers[:FIRST]))

    def _run(self, name: str, regions: Regions, **values: Any) -> Any:
        scope = {"regions": sorted(regions)} if regions is not None else {}
        return self._db.execute(_made(name, self._db.dialect.name, scoped=bool(scope)), {**values, **scope})
