"""Cases, their ranked choices and their history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from bot.address import Identity
from bot.errors import Stale
from bot.model import CLAIMED, LIVE, Application, Case, CaseChanges, Choice, Entry, Person, State
from bot.ports import COUNTED
from storage import turns
from storage.core import constant, constants, person, table
from storage.prepared import Change, Query
from storage.regions import SqlRegions
from storage.tables import Cases, Choices, History, People

cases, choices, history, people = table(Cases), table(Choices), table(History), table(People)
_PARTS = {name: people.alias(name) for name in ("candidate", "mentor", "asked", "offered")}


def _select() -> Any:
    columns: list[Any] = [cases]
    joined: Any = cases
    for name, alias in _PARTS.items():
        columns += [alias.c.name.label(f"{name}_name"), alias.c.identity.label(f"{name}_identity")]
        joined = joined.outerjoin(alias, alias.c.id == cases.c[f"{name}_id"])
    return select(*columns).select_from(joined)


_CASES = _select()
_GET = Query(_CASES.where(cases.c.id == bindparam("number")))
_OPEN_OF = Query(_CASES.where(cases.c.candidate_id == bindparam("person"), cases.c.state.in_(constants(LIVE))))
_LAST_OF = Query(
    _CASES.where(cases.c.candidate_id == bindparam("person"), cases.c.state.not_in(constants((*LIVE, State.DISCARDED))))
    .order_by(cases.c.id.desc())
    .limit(1)
)
_MENTORED = Query(
    _CASES.where(cases.c.mentor_id == bindparam("person"), cases.c.state.in_(constants(CLAIMED))).order_by(
        cases.c.since, cases.c.id
    )
)
_WAITING = Query(
    _CASES.where(
        or_(cases.c.asked_id == bindparam("person"), cases.c.offered_id == bindparam("person")),
        cases.c.state.in_(constants(LIVE)),
    ).order_by(cases.c.since, cases.c.id)
)
_QUEUE = Query(
    _CASES.where(cases.c.state == constant("applied"))
    .order_by(cases.c.since, cases.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_QUEUED = select(func.count()).select_from(  # no further: who has that many needn't know how many
    select(cases.c.id).where(cases.c.state == constant("applied")).limit(COUNTED).subquery()
)
_STANDING = Query(_CASES.where(cases.c.thumbs_by == bindparam("reaction")))
_whom = people.alias("whom")
_HISTORY = Query(
    select(
        history,
        people.c.name,
        people.c.identity,
        _whom.c.name.label("whom_name"),
        _whom.c.identity.label("whom_identity"),
    )
    .outerjoin(people, people.c.id == history.c.actor_id)
    .outerjoin(_whom, _whom.c.id == history.c.whom_id)
    .where(history.c.case_id == bindparam("number"))
    .order_by(history.c.id)
)
_CHOICES = Query(
    select(choices, people.c.name, people.c.identity)
    .join(people, people.c.id == choices.c.mentor_id)
    .where(choices.c.case_id == bindparam("number"))
    .order_by(choices.c.rank)
)
_CHOOSE = insert(choices)
_UNCHOOSE = delete(choices).where(choices.c.case_id == bindparam("number"))
_START = insert(cases).returning(cases.c.id)
_RECORD = Change(
    insert(history).values(region_id=select(cases.c.region_id).where(cases.c.id == bindparam("of")).scalar_subquery())
)
_UPDATE = Change(update(cases).where(cases.c.id == bindparam("number"), cases.c.version == bindparam("known")))
"""Sets the columns that its parameters name."""


def _columns(changes: CaseChanges) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        match value:
            case Application():
                columns |= {field: getattr(value, field) for field in ("account", "email", "why", "so_far", "would_do")}
                columns |= {"languages": list(value.languages), "links": list(value.links)}
            case State():
                columns["state"] = value.value
            case _ if name in {"region", "mentor", "asked", "offered"}:
                columns[f"{name}_id"] = getattr(value, "id", None)
            case _:
                columns[name] = value
    return columns


class SqlCases:
    """See ``bot.ports.Cases``."""

    def __init__(self, connection: Connection, regions: SqlRegions) -> None:
        self._db, self._regions = connection, regions

    def get(self, number: int) -> Case | None:
        return self._first(_GET, number=number)

    def open_of(self, person: Person) -> Case | None:
        return self._first(_OPEN_OF, person=person.id)

    def last_of(self, person: Person) -> Case | None:
        return self._first(_LAST_OF, person=person.id)

    def standing_on(self, reaction: str) -> Case | None:
        return self._first(_STANDING, reaction=reaction)

    def start(self, person: Person, now: datetime) -> Case:
        values = {"state": State.DRAFT.value, "candidate_id": person.id, "since": now}
        number = self._db.execute(_START, values).scalar_one()
        return Case(number, State.DRAFT, 0, person, now)

    def update(self, case: Case, changes: CaseChanges, now: datetime) -> Case:
        since = now if changes.get("state", case.state) is not case.state else case.since
        columns = {**_columns(changes), "version": case.version + 1, "since": since}
        if _UPDATE.run(self._db, {"number": case.id, "known": case.version, **columns}) != 1:
            raise Stale(case.number)
        changed = replace(case, version=case.version + 1, since=since, **changes)
        turns.moved(self._db, case, changed)
        return changed

    def record(self, entry: Entry, event: str) -> None:
        values = {
            "of": entry.case,
            "case_id": entry.case,
            "at": entry.at,
            "actor_id": entry.actor.id if entry.actor else None,
            "platform": entry.platform,
            "act": entry.act,
            "whom_id": entry.whom.id if entry.whom else None,
            "before": entry.before.value,
            "after": entry.after.value,
            "why": entry.why,
            "event": event,
        }
        _RECORD.run(self._db, values)

    def history(self, number: int) -> list[Entry]:
        return [
            Entry(
                row.case_id,
                row.at,
                person(row.actor_id, row.name, row.identity),
                row.platform,
                row.act,
                State(row.before),
                State(row.after),
                row.why,
                person(row.whom_id, row.whom_name, row.whom_identity),
            )
            for row in _HISTORY.all(self._db, number=number)
        ]

    def choose(self, case: Case, mentors: Sequence[Person]) -> None:
        self._db.execute(_UNCHOOSE, {"number": case.id})
        for rank, mentor in enumerate(mentors, 1):
            values = {"case_id": case.id, "rank": rank, "mentor_id": mentor.id, "declined": False}
            self._db.execute(_CHOOSE, values)

    def choices(self, number: int) -> list[Choice]:
        return [
            Choice(Person(row.mentor_id, row.name, Identity(row.identity)), row.rank, row.declined)
            for row in _CHOICES.all(self._db, number=number)
        ]

    def decline(self, case: Case, mentor: Person) -> None:
        where = (choices.c.case_id == case.id, choices.c.mentor_id == mentor.id)
        self._db.execute(update(choices).where(*where).values(declined=True))

    def queue(self, offset: int, limit: int) -> tuple[list[Case], int]:
        rows = _QUEUE.all(self._db, skip=offset, most=limit)
        return [self._case(row) for row in rows], self._db.execute(_QUEUED).scalar_one()

    def mentored_by(self, person: Person) -> list[Case]:
        return [self._case(row) for row in _MENTORED.all(self._db, person=person.id)]

    def waiting_for(self, person: Person) -> list[Case]:
        return [self._case(row) for row in _WAITING.all(self._db, person=person.id)]

    def _first(self, query: Query, **values: Any) -> Case | None:
        row = query.first(self._db, **values)
        return self._case(row) if row is not None else None

    def _case(self, row: Any) -> Case:
        candidate = person(row.candidate_id, row.candidate_name, row.candidate_identity)
        assert candidate is not None  # noqa: S101 - a foreign key that isn't null
        return Case(
            row.id,
            State(row.state),
            row.version,
            candidate,
            row.since,
            self._regions.get(row.region_id) if row.region_id is not None else None,
            Application(
                row.account, row.email, tuple(row.languages), row.why, row.so_far, row.would_do, tuple(row.links)
            ),
            person(row.mentor_id, row.mentor_name, row.mentor_identity),
            person(row.asked_id, row.asked_name, row.asked_identity),
            person(row.offered_id, row.offered_name, row.offered_identity),
            row.thumbs_by,
            row.retry_on,
        )
