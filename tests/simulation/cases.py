"""Cases as the judge follows them, and what it asks of the database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.simulation.programme import Human
from tests.simulation.times import Calendar
from tests.simulation.waiting import Waiting

CASE = """
SELECT c.state, k.identity, m.identity, a.identity, o.identity, r.name, EXISTS (
    SELECT 1 FROM dialogues d WHERE d.case_id = c.id AND d.form = 'answer' AND d.person_id = c.candidate_id
) FROM cases c JOIN people k ON k.id = c.candidate_id LEFT JOIN people m ON m.id = c.mentor_id
    LEFT JOIN people o ON o.id = c.offered_id
    LEFT JOIN people a ON a.id = c.asked_id LEFT JOIN regions r ON r.id = c.region_id WHERE c.id = ?
"""
OPEN = """
SELECT c.id, c.state, w.person_id IS NOT NULL, d.due_at, d.rung FROM cases c
    LEFT JOIN mentors w ON w.person_id = CASE c.state WHEN 'applied' THEN c.asked_id ELSE c.mentor_id END
    LEFT JOIN dues d ON d.case_id = c.id AND d.kind IN ('application', 'mentoring', 'question', 'thumbs up', 'draft')
    WHERE c.state IN ('draft', 'applied', 'mentoring', 'thumbs up')
"""
DONE = """
SELECT h.id, h.case_id, h.act, p.identity FROM history h LEFT JOIN people p ON p.id = h.actor_id
    WHERE h.id > ? ORDER BY h.id
"""
NEW = """
SELECT c.id, p.identity FROM cases c JOIN people p ON p.id = c.candidate_id WHERE c.id > ? ORDER BY c.id
"""
STEPS = """
SELECT act FROM history h JOIN people p ON p.id = h.actor_id WHERE h.case_id = ? AND h.at > ? AND p.identity = ?
    AND act NOT IN ('read', 'remind', 'snooze', 'note', 'ask cover', 'cover')
"""
CLAIMED = {"mentoring", "thumbs up"}
QUIET = timedelta(days=43)
"""A case lapses after 44 days."""
STUCK = (
    "SELECT 'due work failed: ' || kind || ' ' || key || ' ' || rung FROM dues WHERE tries > 0",
    "SELECT 'an event failed: ' || coalesce(cause, state) FROM inbox WHERE state <> 'done'",
    "SELECT 'not delivered: ' || coalesce(cause, state) FROM outbox WHERE state NOT IN ('sent', 'dropped')",
)


@dataclass
class Known:
    """A case as the judge follows it."""

    number: int
    candidate: Human
    state: str = "draft"
    mentor: Human | None = None
    asked: Human | None = None
    offered: Human | None = None
    region: Calendar | None = None
    place: str = ""
    waiting: Waiting | None = None
    escalated: bool = False
    handing: list[tuple[str, datetime]] = field(default_factory=list)
    """What comes of a handover that nobody answers: the rungs, and when."""

    @property
    def whom(self) -> str | None:
        """For whom it waits: the name of its candidate, of who is asked, or of its mentor."""
        human = {"draft": self.candidate, "applied": self.asked}.get(self.state, self.mentor)
        return human.name if human is not None else None

    def __str__(self) -> str:
        return f"#{self.number}"
