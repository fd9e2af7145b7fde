"""What must hold after every step of every conversation, read off the database file and off what was said.

Rules of this file: it trusts nothing of the project's but the tables' names. Each rule raises AssertionError with the
words or rows that break it.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from adapters.shell import Spoken

_OPEN = ("draft", "applied", "mentoring", "thumbs up")
_TELLING = 4
"""Characters from which on a text is somebody's words and not a chance ("no")."""


def check(file: Path, said: Sequence[Spoken]) -> None:
    """Raises AssertionError unless everything holds."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        rooms_tell_nothing(database, said)
        histories_chain(database)
        one_open_case_a_person(database)
        nobody_mentors_themselves(database)
        nothing_is_left_over(database)


def rooms_tell_nothing(database: sqlite3.Connection, said: Sequence[Spoken]) -> None:
    """No message in a shared room holds an address, an answer or a reason."""
    shared = [spoken for spoken in said if spoken.head.startswith("bot@")]
    if shared:
        for secret in _secrets(database):
            for spoken in shared:
                assert secret.casefold() not in spoken.text.casefold(), f"{spoken.head} tells {secret!r}"


def _secrets(database: sqlite3.Connection) -> set[str]:
    columns = ("email", "why", "so_far", "would_do")
    found: list[str] = [row[name] for row in database.execute("SELECT * FROM cases") for name in columns]
    for row in database.execute("SELECT links FROM cases"):
        found += json.loads(row["links"])
    for row in database.execute("SELECT answers FROM dialogues"):
        found += [text for name, text in json.loads(row["answers"]).items() if name in (*columns, "question", "answer")]
    found += [row["why"] for row in database.execute("SELECT why FROM history WHERE act <> 'undelivered'")]
    return {text for text in found if len(text) >= _TELLING}


def histories_chain(database: sqlite3.Connection) -> None:
    """A case's entries lead from draft to where it stands, without a gap."""
    for case in database.execute("SELECT id, state FROM cases"):
        entries = _all(database, "SELECT act, before, after FROM history WHERE case_id = ? ORDER BY id", case["id"])
        path = [("", "", "draft"), *entries, ("", case["state"], "")]
        for (_, _, after), (act, before, _) in pairwise(path):
            assert after == before, f"#{case['id']}: from {after} to {before or act} nothing is written down"


def one_open_case_a_person(database: sqlite3.Connection) -> None:
    """Nobody has two drafts or open cases."""
    twice = f"SELECT candidate_id FROM cases WHERE state IN {_OPEN} GROUP BY 1 HAVING count(*) > 1"  # noqa: S608
    assert not _all(database, twice)


def nobody_mentors_themselves(database: sqlite3.Connection) -> None:
    """No case is mentored, asked of or offered to its own candidate."""
    own = "SELECT id FROM cases WHERE candidate_id IN (mentor_id, asked_id, offered_id)"
    assert not _all(database, own)


def nothing_is_left_over(database: sqlite3.Connection) -> None:
    """No event failed and no message died or still waits; no dialogue is about a closed case."""
    assert not _all(database, "SELECT cause FROM inbox WHERE state <> 'done'")
    assert not _all(database, "SELECT state, message FROM outbox WHERE state <> 'sent' AND platform = 'shell'")
    closed = f"SELECT c.id FROM dialogues d JOIN cases c ON c.id = d.case_id WHERE c.state NOT IN {_OPEN}"  # noqa: S608
    assert not _all(database, closed)


def _all(database: sqlite3.Connection, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    rows: Iterable[sqlite3.Row] = database.execute(statement, values)
    return [tuple(row) for row in rows]
