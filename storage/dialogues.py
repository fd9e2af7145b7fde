"""Forms being filled and questions waiting for words."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.model import Dialogue, Person
from storage.core import table
from storage.prepared import Query
from storage.tables import Dialogues

dialogues = table(Dialogues)
_ACTIVE = Query(
    select(dialogues)
    .where(dialogues.c.person_id == bindparam("person"), dialogues.c.step.is_not(None))
    .order_by(dialogues.c.id)
    .limit(1)
)
_by_form = (
    select(dialogues)
    .where(dialogues.c.person_id == bindparam("person"), dialogues.c.form == bindparam("name"))
    .order_by(dialogues.c.step.is_(None), dialogues.c.id)
    .limit(1)
)
_FIND = Query(_by_form)
_FIND_ABOUT = Query(_by_form.where(dialogues.c.case_id == bindparam("number")))
_START = insert(dialogues).returning(dialogues.c.id)
_ROW = dialogues.c.id == bindparam("row")
_SAVE = update(dialogues).where(_ROW)
_CLOSE = delete(dialogues).where(_ROW)
_CLOSE_CASE = delete(dialogues).where(dialogues.c.case_id == bindparam("number"))
_GET = select(dialogues).where(dialogues.c.id == bindparam("row"), dialogues.c.person_id == bindparam("person"))


def _dialogue(row: Any) -> Dialogue:
    return Dialogue(row.id, row.person_id, row.form, row.case_id, row.answers, row.step, row.asked, row.at)


class SqlDialogues:
    """See ``bot.ports.Dialogues``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def active(self, person: Person) -> Dialogue | None:
        row = _ACTIVE.first(self._db, person=person.id)
        return _dialogue(row) if row is not None else None

    def find(self, person: Person, form: str, case: int | None = None) -> Dialogue | None:
        query = _FIND if case is None else _FIND_ABOUT
        row = query.first(self._db, person=person.id, name=form, number=case)
        return _dialogue(row) if row is not None else None

    def get(self, person: Person, id: int) -> Dialogue | None:
        row = self._db.execute(_GET, {"row": id, "person": person.id}).first()
        return _dialogue(row) if row is not None else None

    def start(
        self,
        person: Person,
        form: str,
        case: int | None,
        values: dict[str, str],
        step: str | None,
        now: datetime,
    ) -> Dialogue:
        columns = {"person_id": person.id, "form": form, "case_id": case, "answers": values, "step": step}
        returned = self._db.execute(_START, {**columns, "asked": {}, "at": now})
        return Dialogue(returned.scalar_one(), person.id, form, case, values, step, {}, now)

    def save(self, dialogue: Dialogue) -> None:
        columns = {"answers": dialogue.values, "step": dialogue.step, "asked": dialogue.asked}
        self._db.execute(_SAVE, {"row": dialogue.id, **columns})

    def close(self, dialogue: Dialogue) -> None:
        self._db.execute(_CLOSE, {"row": dialogue.id})

    def close_case(self, number: int) -> None:
        self._db.execute(_CLOSE_CASE, {"number": number})
