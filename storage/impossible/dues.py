"""What is due: every open case has one place, on the ladder that it is on, and what is closed waits for nothing."""

from bot.rungs import ASIDE, RUNGS, Aside, Ladder
from storage.impossible.entry import Check, listed

_KIND = (
    "CASE c.state WHEN 'draft' THEN 'draft' WHEN 'applied' THEN 'application' WHEN 'thumbs up' THEN 'thumbs up' "
    "WHEN 'mentoring' THEN CASE WHEN q.case_id IS NULL THEN 'mentoring' ELSE 'question' END END"
)
"""The ladder that a case is on, by its state and by whether a question waits."""
_LADDERS = listed(Ladder)
_STRANGE = " OR ".join(
    f"(kind = '{kind}' AND rung NOT IN {listed((*rungs, ''))})" for kind, rungs in (*RUNGS.items(), *ASIDE.items())
)
_ASIDE = listed(Aside)

DUES = (
    Check(
        "no-ladder",
        "case",
        "open, and nobody would ever be reminded of it",
        "SELECT c.id FROM cases c LEFT JOIN (SELECT DISTINCT case_id FROM dues WHERE kind = 'begin' "  # noqa: S608
        f"OR kind IN {_LADDERS}) d ON d.case_id = c.id WHERE c.state IN $live AND d.case_id IS NULL",
    ),
    Check(
        "two-ladders",
        "case",
        "on two ladders at once",
        f"SELECT case_id FROM dues WHERE kind = 'begin' OR kind IN {_LADDERS} "  # noqa: S608
        "GROUP BY case_id HAVING count(*) > 1",
    ),
    Check(
        "other-ladder",
        "case",
        "on another ladder than its state says",
        "SELECT c.id FROM cases c JOIN dues d ON d.case_id = c.id LEFT JOIN (SELECT DISTINCT case_id FROM dialogues "  # noqa: S608
        f"WHERE form = 'answer') q ON q.case_id = c.id WHERE d.kind IN {_LADDERS} AND c.state IN $live "
        f"AND d.kind <> {_KIND}",
    ),
    Check(
        "due-too-late",
        "case",
        "closed, yet something is due about it",
        "SELECT DISTINCT c.id FROM dues d JOIN cases c ON c.id = d.case_id WHERE c.state NOT IN $live",
    ),
    Check(
        "no-rung",
        "case",
        "on a rung that its ladder hasn't",
        f"SELECT case_id FROM dues WHERE {_STRANGE}",  # noqa: S608
    ),
    Check(
        "due-key",
        "due row",
        "its key names another case or person than it is about",
        "SELECT id FROM dues WHERE (kind IN ('reminder', 'snooze', 'offer') AND (case_id IS NULL OR person_id IS NULL "  # noqa: S608
        "OR key <> CAST(case_id AS VARCHAR) || ':' || CAST(person_id AS VARCHAR))) "
        "OR (kind IN ('back', 'cover', 'silent', 'offered') AND (case_id IS NOT NULL OR person_id IS NULL "
        "OR key <> CAST(person_id AS VARCHAR))) "
        "OR (kind = 'digest' AND (person_id IS NULL OR key <> CAST(person_id AS VARCHAR))) "
        "OR (kind = 'week' AND (case_id IS NOT NULL OR person_id IS NOT NULL OR key = '')) "
        f"OR ((kind = 'begin' OR kind IN {_LADDERS} OR kind IN {_ASIDE}) "
        "AND (case_id IS NULL OR key <> CAST(case_id AS VARCHAR)))",
    ),
    Check(
        "offer-too-late",
        "case",
        "offered from the pool, though it doesn't wait for a mentor",
        "SELECT DISTINCT c.id FROM dues d JOIN cases c ON c.id = d.case_id WHERE d.kind = 'offer' "
        "AND c.state <> 'applied'",
    ),
    Check(
        "offer-to-nobody",
        "case",
        "offered from the pool to its own candidate, or to somebody who is no mentor",
        "SELECT DISTINCT c.id FROM dues d JOIN cases c ON c.id = d.case_id LEFT JOIN mentors m "
        "ON m.person_id = d.person_id WHERE d.kind = 'offer' AND (m.person_id IS NULL OR d.person_id = c.candidate_id)",
    ),
    Check(
        "offer-to-two",
        "case",
        "offered from the pool to two mentors at once",
        "SELECT case_id FROM dues WHERE kind = 'offer' AND rung <> 'stands' GROUP BY case_id HAVING count(*) > 1",
    ),
    Check(
        "offer-untold",
        "case",
        "offered from the pool to somebody of whom its history doesn't tell",
        "SELECT DISTINCT d.case_id FROM dues d LEFT JOIN history h ON h.case_id = d.case_id "
        "AND h.whom_id = d.person_id AND h.act = 'offer' WHERE d.kind = 'offer' AND h.id IS NULL",
    ),
    Check(
        "due-of-another",
        "case",
        "on a ladder for somebody whose turn it isn't",
        "SELECT c.id FROM cases c JOIN dues d ON d.case_id = c.id "  # noqa: S608
        f"WHERE d.kind IN {_LADDERS} AND c.state IN $live AND COALESCE(d.person_id, 0) <> COALESCE(CASE c.state "
        "WHEN 'draft' THEN c.candidate_id WHEN 'applied' THEN c.asked_id ELSE c.mentor_id END, 0)",
    ),
    Check(
        "due-aside",
        "case",
        "something is due of it that is settled",
        "SELECT DISTINCT c.id FROM cases c JOIN dues d ON d.case_id = c.id "  # noqa: S608
        f"WHERE d.kind IN {_ASIDE} AND (c.state NOT IN $claimed OR d.person_id IS NULL OR d.person_id <> "
        "COALESCE(CASE d.kind WHEN 'handover' THEN c.offered_id ELSE c.mentor_id END, 0))",
    ),
    Check(
        "no-handover",
        "case",
        "offered to somebody who would never be reminded",
        "SELECT c.id FROM cases c LEFT JOIN dues d ON d.case_id = c.id AND d.kind = 'handover' "
        "WHERE c.offered_id IS NOT NULL AND c.state IN $claimed AND d.id IS NULL",
    ),
    Check("due-tries", "due row", "failed less than never", "SELECT id FROM dues WHERE tries < 0"),
)
