"""An entry of the table of what can't be, and the words that statements share."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from bot.model import CLAIMED, LIVE, OPEN, State
from bot.states import ACTS, Act, Relation


@dataclass(frozen=True, slots=True)
class Check:
    """``says``: words for the operator; ``of``: what the numbers that ``sql`` returns count."""

    name: str
    of: str
    says: str
    sql: str

    @property
    def statement(self) -> str:
        """The statement with its words filled in."""
        return Template(self.sql).substitute(WORDS)


TOLD = ("undelivered", "uncertain")
"""What the courier writes into a case's history."""
QUIET = ("ask", "reply", "note", "read", *TOLD)
"""Entries of a history that come without a change of the case."""
ROLES = ("sponsor", "ambassador", "lead", "coordinator")
"""Roles that are kept as such; mentors have a table of their own."""


def _list(words: Iterable[str]) -> str:
    return "({})".format(", ".join(f"'{word}'" for word in words))


def _step(act: Act) -> str:
    """The condition that an entry's step is as the table of acts has it."""
    after = f"'{act.target}'" if act.target is not None else "before"
    return f"(act = '{act.name}' AND before IN {_list(act.sources)} AND after = {after})"


WORDS = {
    "states": _list(State),
    "live": _list(LIVE),
    "open": _list(OPEN),
    "claimed": _list(CLAIMED),
    "drafts": _list((State.DRAFT, State.DISCARDED)),
    "approved": _list((State.THUMBS_UP, State.SPONSORED)),
    "mentored": _list((*CLAIMED, State.SPONSORED)),
    "acts": _list((*(act.name for act in ACTS), *TOLD)),
    "told": _list(TOLD),
    "quiet": _list(QUIET),
    "steps": " OR ".join((*map(_step, ACTS), f"(act IN {_list(TOLD)} AND after = before)")),
    "by_candidate": _list(act.name for act in ACTS if Relation.CANDIDATE in act.by),
    "by_candidate_alone": _list(act.name for act in ACTS if act.by == {Relation.CANDIDATE}),
    "takes": _list(("claim", "take over")),
    "leaves": _list(("apply", "release", "mentor left", "reopen")),
    "keeps_offer": _list((*QUIET, "apply", "claim", "decline", "ask next", "thumbs up", "take back", "undo")),
    "roles": _list(ROLES),
    "regional": _list(("lead", "ambassador")),
    "inbox": _list(("pending", "done", "failed")),
    "outbox": _list(("pending", "sending", "retry", "sent", "dead", "uncertain", "dropped")),
    "waiting": _list(("pending", "sending", "retry")),
    "tried": _list(("sending", "retry", "dead", "uncertain")),
    "settled": _list(("sent", "dropped")),
    "ended": _list(("dead", "uncertain", "dropped")),
}
