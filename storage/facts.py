"""The facts of a region's week, by one statement each. See ``bot.facts``.

Rules of this file: a statement reads a week by its index, region by region, and never a case or report of another time.
For the whole programme what belongs to no region is an arm of its own: an OR would read everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.address import Identity
from bot.facts import CHARTED, Need, Places, Regions, Report, Span, Week
from bot.model import Person, State
from storage.core import by_index
from storage.nobody import AWAY
from storage.tables.programme import LIVE_ONES

_AT = UTCDateTime()
_BETWEEN = "h.at > :since AND h.at <= :until"
_SPAN = "{0}.at > :early AND {0}.at <= :until AND ({0}.id > :seen OR {0}.at > :since)"
_LATE = timedelta(days=3)
"""How long something may take to be written down and still be told with the next week."""
_MOVES = (
    "FROM history h @ix_history_moves {join} WHERE h.region_id IN {scope} AND "
    + _SPAN.format("h")
    + " AND h.before <> h.after"
)
_CHARTED = _MOVES.replace(_SPAN.format("h"), _BETWEEN)
_NOW_SPONSORED = (
    " AND h.after = 'sponsored' AND c.state = 'sponsored' AND EXISTS "
    "(SELECT 1 FROM roles r WHERE r.person_id = p.id AND r.role = 'ambassador')"
)
_CANDIDATES = "JOIN cases c ON c.id = h.case_id JOIN people p ON p.id = c.candidate_id"
_SPONSORED = _MOVES.format(join=_CANDIDATES, scope="{scope}") + _NOW_SPONSORED
_STAFF = (
    "(EXISTS (SELECT 1 FROM roles r WHERE r.person_id = p.id) "
    "OR EXISTS (SELECT 1 FROM mentors m WHERE m.person_id = p.id))"
)
"""Whoever may be named: a candidate isn't."""
_APPLIED = f"{LIVE_ONES} AND state = 'applied' AND region_id IN {{scope}}"
_FREE = (
    "SELECT m.capacity - (SELECT count(*) FROM cases c WHERE c.mentor_id = m.person_id "  # noqa: S608
    f"AND c.state IN ('mentoring', 'thumbs up')) AS free FROM mentors m WHERE NOT ({AWAY}) "
    "AND m.person_id IN (SELECT person_id FROM mentor_regions WHERE region_id IN {scope})"
)
_CLAIMABLE = (
    f"SELECT id FROM cases c @ix_cases_ages WHERE {_APPLIED} AND candidate_id <> :mentor AND {{asked}} "  # noqa: S608
    "AND NOT EXISTS (SELECT 1 FROM history h WHERE h.case_id = c.id AND h.actor_id = :mentor "
    "AND h.act IN ('decline', 'decline offer', 'release')) ORDER BY since, id LIMIT 1"
)
_STATEMENTS = {
    "need": f"SELECT count(*) AS cases FROM cases @ix_cases_tallies WHERE {_APPLIED}",  # noqa: S608
    "longest": f"SELECT since FROM cases @ix_cases_ages WHERE {_APPLIED} ORDER BY since LIMIT 1",  # noqa: S608
    "newcomers": "SELECT count(DISTINCT h.case_id) AS many "
    + _MOVES.format(join="", scope="{scope}")
    + " AND h.before = 'draft' AND h.after = 'applied'",
    "thumbs": "SELECT count(DISTINCT h.case_id) AS many "
    + _MOVES.format(join="JOIN cases c ON c.id = h.case_id", scope="{scope}")
    + " AND h.before = 'mentoring' AND h.after = 'thumbs up' AND c.state IN ('thumbs up', 'sponsored')",
    "sponsored": "SELECT count(DISTINCT p.id) AS many " + _SPONSORED,
    "ambassadors": f"SELECT DISTINCT p.id, p.name, p.identity {_SPONSORED} ORDER BY p.name, p.id LIMIT :most",
    "kinds": "SELECT kind, count(*) AS many FROM {reports} t GROUP BY kind ORDER BY kind",
    "beginnings": "SELECT t.kind, substr(t.words, 1, :length) AS words, p.id, p.name, p.identity FROM {reports} t "  # noqa: S608
    f"JOIN people p ON p.id = t.person_id WHERE {_STAFF} ORDER BY t.at DESC, t.id DESC LIMIT :most",
    "feedback": "SELECT count(*) AS many FROM {feedback} t",
    "tags": "SELECT g.tag, count(*) AS many FROM {feedback} t JOIN feedback_tags g ON g.feedback_id = t.id "
    "GROUP BY g.tag ORDER BY count(*) DESC, g.tag LIMIT :most",
    "quotes": "SELECT substr(t.words, 1, :length) AS words FROM {feedback} t WHERE t.quoted "
    "ORDER BY t.at DESC, t.id DESC LIMIT :most",
    "thanks": "SELECT count(*) AS many, count(DISTINCT t.whom_id) AS people FROM {thanks} t",
    "thanked": "SELECT p.id, p.name, p.identity FROM {thanks} t JOIN people p ON p.id = t.whom_id "  # noqa: S608
    f"WHERE {_STAFF} GROUP BY p.id, p.name, p.identity ORDER BY count(*) DESC, p.name, p.id LIMIT :most",
    "places": f"SELECT count(*) AS mentors, COALESCE(sum(free), 0) AS free FROM ({_FREE}) there WHERE free > 0",  # noqa: S608
    "tallies": "SELECT state, count(*) AS many FROM cases @ix_cases_tallies "  # noqa: S608
    f"WHERE {LIVE_ONES} AND region_id IN {{scope}} GROUP BY state",
    "moves": "SELECT h.before, h.after, count(*) AS many "
    + _CHARTED.format(join="", scope="{scope}")
    + " GROUP BY h.before, h.after",
    "for me": _CLAIMABLE.format(scope="{scope}", asked="(asked_id IS NULL OR asked_id = :mentor)"),
    "for others": _CLAIMABLE.format(scope="{scope}", asked="asked_id IS NOT NULL"),
}
_INSTANTS = ("early", "since", "until")
_SEEN = {table: f"SELECT COALESCE(max(id), 0) FROM {table}" for table in ("history", "reports", "feedback", "thanks")}  # noqa: S608
_EVERYWHERE = "(SELECT id FROM regions)"


@cache
def _made(name: str, dialect: str, *, scoped: bool) -> Any:
    """A statement, for some regions only where it is ``scoped``."""
    scope = ":regions" if scoped else _EVERYWHERE
    tables = {each: _of(each, scoped=scoped) for each in ("reports", "feedback", "thanks")}
    words = _STATEMENTS[name].format(scope=scope, **tables)
    binds = [bindparam(each, type_=_AT) for each in _INSTANTS if f":{each}" in words]
    binds += [bindparam("regions", expanding=True)] if scoped else []
    columns = {"since": _AT} if name == "longest" else {}
    return text(by_index(words, dialect)).bindparams(*binds).columns(**columns)


def _of(table: str, *, scoped: bool) -> str:
    """A table's rows of a week."""
    rows = f"SELECT * FROM {table} x WHERE x.region_id {{where}} AND {_SPAN.format('x')}"  # noqa: S608
    if scoped:
        return f"({rows.format(where='IN :regions')})"
    return f"({rows.format(where=f'IN {_EVERYWHERE}')} UNION ALL {rows.format(where='IS NULL')})"


class SqlFacts:
    """See ``bot.facts.Facts``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def need(self, regions: Regions) -> Need:
        cases = self._run("need", regions).scalar_one()
        return Need(cases, self._run("longest", regions).scalar() if cases else None)

    def seen(self) -> Mapping[str, int]:
        return {table: self._db.execute(text(words)).scalar_one() for table, words in _SEEN.items()}

    def week(self, regions: Regions, span: Span, most: int, length: int) -> Week:
        early = span.since - _LATE if span.seen else span.since
        window = {"early": early, "since": span.since, "until": span.until}

        def run(name: str, table: str, **values: Any) -> Any:
            return self._run(name, regions, **window, seen=span.seen.get(table, 0), **values)

        cut = {"most": most, "length": length}
        sponsored = run("sponsored", "history").scalar_one()
        kinds = {row.kind: row.many for row in run("kinds", "reports")}
        feedback = run("feedback", "feedback").scalar_one()
        thanks = run("thanks", "thanks").one()
        thanked = tuple(_people(run("thanked", "thanks", most=most))) if thanks.many else ()
        return Week(
            newcomers=run("newcomers", "history").scalar_one(),
            thumbs_up=run("thumbs", "history").scalar_one(),
            ambassadors=tuple(_people(run("ambassadors", "history", most=most))) if sponsored else (),
            sponsored=sponsored,
            reports=kinds,
            beginnings=tuple(
                Report(Person(row.id, row.name, Identity(row.identity)), row.kind, row.words)
                for row in (run("beginnings", "reports", **cut) if kinds else ())
            ),
            feedback=feedback,
            tags=tuple((row.tag, row.many) for row in (run("tags", "feedback", most=most) if feedback else ())),
            quotes=tuple(run("quotes", "feedback", **cut).scalars()) if feedback else (),
            thanks=thanks.many,
            thanked=thanked,
            others=thanks.people - len(thanked),
        )

    def places(self, regions: Regions) -> Places:
        row = self._run("places", regions).one()
        return Places(row.mentors, int(row.free))  # a server sums to decimals

    def weeks(self, regions: Regions, ends: Sequence[datetime]) -> list[Mapping[State, int]]:
        counted = {row.state: row.many for row in self._run("tallies", regions)}
        now = {state: counted.get(state.value, 0) for state in CHARTED}
        found = [{**now, State.SPONSORED: 0}]
        for since, until in reversed(list(pairwise(ends))):  # a case that changed its region may count below none
            moves = self._run("moves", regions, since=since, until=until).all()
            found.append({state: count - _gained(moves, state) for state, count in found[-1].items()})
        first = found[-1][State.SPONSORED]
        return [
            {state: max(count - (first if state is State.SPONSORED else 0), 0) for state, count in each.items()}
            for each in reversed(found)
        ]

    def longest_waiting(self, regions: Regions, mentor: Person) -> int | None:
        for name in ("for me", "for others"):
            found: int | None = self._run(name, regions, mentor=mentor.id).scalar()
            if found is not None:
                return found
        return None

    def _run(self, name: str, regions: Regions, **values: Any) -> Any:
        scope = {"regions": sorted(regions)} if regions is not None else {}
        return self._db.execute(_made(name, self._db.dialect.name, scoped=regions is not None), {**values, **scope})


def _people(rows: Any) -> Iterator[Person]:
    return (Person(row.id, row.name, Identity(row.identity)) for row in rows)


def _gained(moves: Sequence[Any], state: State) -> int:
    """How many more cases were in a state behind moves than before them."""
    return sum(row.many * ((row.after == state) - (row.before == state)) for row in moves)
