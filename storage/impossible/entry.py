"""An entry of the table of what can't be, and the words that statements share."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from bot.model import CLAIMED, LIVE, OPEN, Absence, State
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
_WISH = ("rematch", "rematch cancel", "rematch keep")
_OFFERS = ("offer", "decline offer")
_COVERING = ("ask cover", "cover", "uncovered")
_BESIDE = (*_WISH, *_OFFERS, *_COVERING, "gone", "returned")
QUIET = ("ask", "reply", "note", "read", "remind", "snooze", "done", "go on", *_BESIDE, *TOLD)
"""Entries of a history that come without a change of the case."""
ROLES = ("sponsor", "ambassador", "lead", "coordinator")
"""Roles that are kept as such; mentors have a table of their own."""


def listed(words: Iterable[str]) -> str:
    """Words as a statement lists them."""
    return "({})".format(", ".join(f"'{word}'" for word in words))


def _step(act: Act) -> str:
    """The condition that an entry's step is as the table of acts has it."""
    after = f"'{act.target}'" if act.target is not None else "before"
    return f"(act = '{act.name}' AND before IN {listed(act.sources)} AND after = {after})"


WORDS = {
    "states": listed(State),
    "live": listed(LIVE),
    "open": listed(OPEN),
    "claimed": listed(CLAIMED),
    "drafts": listed((State.DRAFT, State.DISCARDED)),
    "approved": listed((State.THUMBS_UP, State.SPONSORED)),
    "mentored": listed((*CLAIMED, State.SPONSORED)),
    "acts": listed((*(act.name for act in ACTS), *TOLD)),
    "told": listed(TOLD),
    "quiet": listed(QUIET),
    "steps": " OR ".join((*map(_step, ACTS), f"(act IN {listed(TOLD)} AND after = before)")),
    "by_candidate": listed(act.name for act in ACTS if Relation.CANDIDATE in act.by),
    "by_candidate_alone": listed(act.name for act in ACTS if act.by == {Relation.CANDIDATE}),
    "given": listed(("assign", "pass to cover")),
    "takes": listed(("claim", "take over")),
    "leaves": listed(("apply", "release", "mentor left", "reopen")),
    "keeps_offer": listed(
        (*QUIET, "apply", "choose", "claim", "decline", "ask next", "skip", "thumbs up", "take back", "undo")
    ),
    "absences": listed(Absence),
    "roles": listed(ROLES),
    "regional": listed(("lead", "ambassador")),
    "inbox": listed(("pending", "done", "failed")),
    "outbox": listed(("pending", "sending", "retry", "sent", "dead", "uncertain", "dropped")),
    "waiting": listed(("pending", "sending", "retry")),
    "tried": listed(("sending", "retry", "dead", "uncertain")),
    "settled": listed(("sent", "dropped")),
    "ended": listed(("dead", "uncertain", "dropped")),
}
