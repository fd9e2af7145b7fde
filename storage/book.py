"""Reports, feedback and thanks.

Rule of this file: what is newest has the greatest number, so lists are read from the end of the table.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, delete, exists, func, insert, select, update

from bot.address import Identity
from bot.book import Did, Feedback, Report, Thank, Which
from bot.model import Person, Role
from storage.core import table
from storage.tables import Feedback as FeedbackRows
from storage.tables import FeedbackTags, People, Regions, Reports, Roles, Thanks

reports, said, tags, thanks = table(Reports), table(FeedbackRows), table(FeedbackTags), table(Thanks)
people, regions, roles = table(People), table(Regions), table(Roles)

_AMBASSADOR_IN = (
    select(roles.c.region_id)
    .join(regions, regions.c.id == roles.c.region_id)
    .where(roles.c.person_id == bindparam("person"), roles.c.role == Role.AMBASSADOR.value)
    .order_by(regions.c.name)
)
_KNOWN_TAGS = select(tags.c.tag).group_by(tags.c.tag).order_by(func.count().desc(), tags.c.tag).limit(bindparam("most"))
_THANKED = (
    select(thanks.c.whom_id, thanks.c.words, thanks.c.at)
    .where(thanks.c.person_id == bindparam("person"), thanks.c.at > bindparam("since", type_=thanks.c.at.type))
    .order_by(thanks.c.id.desc())
)


def _with_author(rows: Table) -> Select[Any]:
    return select(rows, people.c.name, people.c.identity).join(people, people.c.id == rows.c.person_id)


_REPORT, _FEEDBACK = _with_author(reports), _with_author(said)


def _where(rows: Table, which: Which) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if which.regions is not None:
        found.append(rows.c.region_id.in_(sorted(which.regions)))
    if which.since is not None:
        found.append(rows.c.at >= which.since)
    if which.person is not None:
        found.append(rows.c.person_id == which.person)
    if which.kind is not None:
        found.append(rows.c.kind == which.kind.value)
    if which.tag is not None:
        found.append(exists().where(tags.c.feedback_id == rows.c.id, tags.c.tag == which.tag))
    return found


class SqlBook:
    """See ``bot.book.Book``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def ambassador_in(self, person: Person) -> tuple[int, ...]:
        return tuple(self._db.execute(_AMBASSADOR_IN, {"person": person.id}).scalars())

    # Reports

    def report(self, person: Person, region: int | None, kind: Did, words: str, now: datetime) -> Report:
        values = {"person_id": person.id, "region_id": region, "kind": kind.value, "words": words, "at": now}
        number = self._db.execute(insert(reports).values(values).returning(reports.c.id)).scalar_one()
        return Report(number, person, region, kind, words, now)

    def the_report(self, number: int) -> Report | None:
        row = self._db.execute(_REPORT.where(reports.c.id == number)).first()
        return _report(row) if row is not None else None

    def save_report(self, report: Report) -> None:
        values = {"region_id": report.region, "kind": report.kind.value, "words": report.words}
        changed = update(reports).where(reports.c.id == report.id)
        self._db.execute(changed.values(edited_at=report.edited_at, **values))

    def drop_report(self, number: int) -> None:
        self._db.execute(delete(reports).where(reports.c.id == number))

    def reports(self, which: Which, offset: int, limit: int) -> tuple[list[Report], int]:
        rows, many = self._page(reports, _REPORT, which, offset, limit)
        return [_report(row) for row in rows], many

    # Feedback

    def say(self, person: Person, region: int | None, words: str, tags: Sequence[str], now: datetime) -> Feedback:
        values = {"person_id": person.id, "region_id": region, "words": words, "quoted": False, "at": now}
        number = self._db.execute(insert(said).values(values).returning(said.c.id)).scalar_one()
        self._tag(number, tags)
        return Feedback(number, person, region, words, tuple(tags), quoted=False, at=now)

    def the_feedback(self, number: int) -> Feedback | None:
        row = self._db.execute(_FEEDBACK.where(said.c.id == number)).first()
        return self._tagged([row])[0] if row is not None else None

    def save_feedback(self, feedback: Feedback) -> None:
        values = {"words": feedback.words, "quoted": feedback.quoted}
        self._db.execute(update(said).where(said.c.id == feedback.id).values(values))
        self._db.execute(delete(tags).where(tags.c.feedback_id == feedback.id))
        self._tag(feedback.id, feedback.tags)

    def drop_feedback(self, number: int) -> None:
        self._db.execute(delete(tags).where(tags.c.feedback_id == number))
        self._db.execute(delete(said).where(said.c.id == number))

    def feedback(self, which: Which, offset: int, limit: int) -> tuple[list[Feedback], int]:
        rows, many = self._page(said, _FEEDBACK, which, offset, limit)
        return self._tagged(rows), many

    def known_tags(self, limit: int) -> list[str]:
        return list(self._db.execute(_KNOWN_TAGS, {"most": limit}).scalars())

    def _tag(self, number: int, words: Sequence[str]) -> None:
        if words:
            self._db.execute(insert(tags), [{"feedback_id": number, "tag": each} for each in words])

    def _tagged(self, rows: Sequence[Any]) -> list[Feedback]:
        found: dict[int, list[str]] = {row.id: [] for row in rows}
        wanted = select(tags).where(tags.c.feedback_id.in_(sorted(found))).order_by(tags.c.tag)
        for row in self._db.execute(wanted):
            found[row.feedback_id].append(row.tag)
        return [
            Feedback(row.id, _author(row), row.region_id, row.words, tuple(found[row.id]), row.quoted, row.at)
            for row in rows
        ]

    # Thanks

    def thank(self, person: Person, whom: Person, region: int | None, words: str, now: datetime) -> None:
        values = {"person_id": person.id, "whom_id": whom.id, "region_id": region, "words": words, "at": now}
        self._db.execute(insert(thanks).values(values))

    def thanked(self, person: Person, since: datetime) -> list[Thank]:
        rows = self._db.execute(_THANKED, {"person": person.id, "since": since})
        return [Thank(row.whom_id, row.words, row.at) for row in rows]

    def _page(
        self, rows: Table, statement: Select[Any], which: Which, offset: int, limit: int
    ) -> tuple[Sequence[Any], int]:
        where = _where(rows, which)
        many = self._db.execute(select(func.count()).select_from(rows).where(*where)).scalar_one()
        page = statement.where(*where).order_by(rows.c.id.desc()).offset(offset).limit(limit)
        return self._db.execute(page).all(), many


def _author(row: Any) -> Person:
    return Person(row.person_id, row.name, Identity(row.identity))


def _report(row: Any) -> Report:
    return Report(row.id, _author(row), row.region_id, Did(row.kind), row.words, row.at, row.edited_at)
