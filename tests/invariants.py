"""What must hold after every step of every conversation, read off the database and off what was said.

Rules of this file: it trusts nothing of the project's but the tables' names, and looks through a connection of its own.
Each rule raises AssertionError with the words or rows that break it.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url

from adapters.shell import Spoken
from storage.check import findings

_OPEN = ("draft", "applied", "mentoring", "thumbs up")
_TELLING = 4
"""Characters from which on a text is somebody's words and not a chance ("no")."""


class Invariants:
    """The rules, on one database."""

    def __init__(self, url: str, platform: str = "shell") -> None:
        """``url``: as the bot has it; ``platform``: where it delivers."""
        self._platform = platform
        there = make_url(url)
        if there.get_backend_name() == "sqlite":
            self._engine = create_engine(f"sqlite:///file:{there.database}?mode=ro&uri=true", poolclass=NullPool)
        else:
            there = there.set(drivername="postgresql+psycopg")
            self._engine = create_engine(there, pool_size=1)

    def check(self, said: Sequence[Spoken]) -> None:
        """Raises AssertionError unless everything holds."""
        with self._engine.connect() as database:
            rooms_tell_nothing(database, said)
            histories_chain(database)
            one_open_case_a_person(database)
            nobody_mentors_themselves(database)
            nothing_is_left_over(database, self._platform)
            every_open_case_waits(database)

    def close(self, *, look: bool) -> None:
        """Let the connection go; ``look``: once more at everything, of which a step sees only a part."""
        if look:
            with self._engine.connect() as database:
                nothing_impossible_stands(database)
        self._engine.dispose()


def rooms_tell_nothing(database: Connection, said: Sequence[Spoken]) -> None:
    """No message in a shared room holds an address, an answer or a reason."""
    shared = [spoken for spoken in said if spoken.head.startswith("bot@")]
    if shared:
        for secret in _secrets(database):
            for spoken in shared:
                assert secret.casefold() not in spoken.text.casefold(), f"{spoken.head} tells {secret!r}"


def _secrets(database: Connection) -> set[str]:
    columns = ("email", "why", "so_far", "would_do")
    found: list[str] = [words for row in _all(database, f"SELECT {', '.join(columns)} FROM cases") for words in row]  # noqa: S608
    for (links,) in _all(database, "SELECT CAST(links AS TEXT) FROM cases"):
        found += json.loads(links)
    for (answers,) in _all(database, "SELECT CAST(answers AS TEXT) FROM dialogues"):
        told = (*columns, "question", "answer")
        found += [words for name, words in json.loads(answers).items() if name in told]
    found += [why for (why,) in _all(database, "SELECT why FROM history WHERE act NOT IN ('undelivered', 'uncertain')")]
    return {words for words in found if len(words) >= _TELLING}


def histories_chain(database: Connection) -> None:
    """A case's entries lead from draft to where it stands, without a gap."""
    entries: dict[int, list[tuple[str, str, str]]] = {}
    for number, act, before, after in _all(database, "SELECT case_id, act, before, after FROM history ORDER BY id"):
        entries.setdefault(number, []).append((act, before, after))
    for number, state in _all(database, "SELECT id, state FROM cases"):
        path = [("", "", "draft"), *entries.get(number, []), ("", state, "")]
        for (_, _, after), (act, before, _) in pairwise(path):
            assert after == before, f"#{number}: from {after} to {before or act} nothing is written down"


def one_open_case_a_person(database: Connection) -> None:
    """Nobody has two drafts or open cases."""
    twice = f"SELECT candidate_id FROM cases WHERE state IN {_OPEN} GROUP BY 1 HAVING count(*) > 1"  # noqa: S608
    assert not _all(database, twice)


def nobody_mentors_themselves(database: Connection) -> None:
    """No case is mentored, asked of or offered to its own candidate."""
    own = "SELECT id FROM cases WHERE candidate_id IN (mentor_id, asked_id, offered_id)"
    assert not _all(database, own)


def nothing_is_left_over(database: Connection, platform: str) -> None:
    """No event failed and no message died or still waits; no dialogue is about a closed case."""
    assert not _all(database, "SELECT cause FROM inbox WHERE state <> 'done'")
    unsent = f"SELECT state, message FROM outbox WHERE state <> 'sent' AND platform = '{platform}'"  # noqa: S608
    assert not _all(database, unsent)
    closed = f"SELECT c.id FROM dialogues d JOIN cases c ON c.id = d.case_id WHERE c.state NOT IN {_OPEN}"  # noqa: S608
    assert not _all(database, closed)


_BESIDE = ("reminder", "snooze", "handover", "rematch")
"""What may be due of an open case beside its ladder."""


def every_open_case_waits(database: Connection) -> None:
    """An open case has one row of its own ladder, a closed one none at all; whoever is reminded is somebody.

    Only a case that waits for a mentor is offered to some.
    """
    kinds = {"draft": "draft", "applied": "application", "thumbs up": "thumbs up"}
    asked = {case for (case,) in _all(database, "SELECT case_id FROM dialogues WHERE form = 'answer'")}
    found: dict[int, list[str]] = {}
    for case, kind in _all(database, "SELECT case_id, kind FROM dues WHERE case_id IS NOT NULL"):
        found.setdefault(case, []).append(kind)
    for number, state in _all(database, "SELECT id, state FROM cases"):
        beside = (*_BESIDE, *(("offer",) if state == "applied" else ()))
        waits = [kind for kind in found.pop(number, []) if state not in _OPEN or kind not in beside]
        ladder = kinds.get(state, "question" if number in asked else "mentoring")
        assert waits == ([ladder] if state in _OPEN else []), f"#{number} is {state}, and on the ladders {waits}"
    assert not found, "due about no case"
    known = "SELECT id FROM people"
    assert not _all(database, f"SELECT key FROM dues WHERE kind = 'reminder' AND person_id NOT IN ({known})")  # noqa: S608


def nothing_impossible_stands(database: Connection) -> None:
    """``ambassador db check`` finds nothing, either."""
    found = [str(finding) for finding in findings(database)]
    assert not found, found


def _all(database: Connection, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in database.execute(text(statement))]
