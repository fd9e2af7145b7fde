"""Histories: how a case came where it stands. What changes a case (all but ``$quiet``) is one unbroken chain.

Quiet entries stand where they were written down: of two processes, the later one may have looked at the case earlier.
"""

from storage.impossible.entry import Check

_LAST = (
    "SELECT c.id FROM cases c LEFT JOIN (SELECT case_id, max(id) AS last FROM history WHERE {} GROUP BY case_id) l "
    "ON l.case_id = c.id LEFT JOIN history h ON h.id = l.last WHERE {}"
)
"""Compares a case with the last entry of some kind; of none where there is none."""

HISTORIES = (
    Check(
        "act", "case", "an unknown act is in its history", "SELECT DISTINCT case_id FROM history WHERE act NOT IN $acts"
    ),
    Check(
        "step",
        "case",
        "a step is in its history that nobody can take",
        "SELECT DISTINCT case_id FROM history WHERE act IN $acts AND NOT ($steps)",
    ),
    Check(
        "gap",
        "case",
        "a step is missing in its history",
        "SELECT DISTINCT case_id FROM (SELECT case_id, before, LAG(after, 1, 'draft') OVER (PARTITION BY case_id "
        "ORDER BY id) AS was FROM history WHERE act NOT IN $quiet) h WHERE before <> was",
    ),
    Check(
        "end",
        "case",
        "its history ends in another state",
        _LAST.format("act NOT IN $quiet", "c.state <> COALESCE(h.after, 'draft')"),
    ),
    Check(
        "version",
        "case",
        "changed more often, or less, than its history tells",
        "SELECT c.id FROM cases c LEFT JOIN (SELECT case_id, count(*) AS steps FROM history WHERE act NOT IN $quiet "
        "GROUP BY case_id) h ON h.case_id = c.id WHERE c.version <> COALESCE(h.steps, 0)",
    ),
    Check(
        "mentor",
        "case",
        "its history tells of another mentor",
        _LAST.format(
            "act IN $given OR act IN $takes OR act IN $leaves",
            "COALESCE(c.mentor_id, 0) <> "
            "COALESCE(CASE WHEN h.act IN $given THEN h.whom_id WHEN h.act IN $takes THEN h.actor_id END, 0)",
        ),
    ),
    Check(
        "offer",
        "case",
        "its history tells of another offer",
        _LAST.format(
            "act NOT IN $keeps_offer",
            "COALESCE(c.offered_id, 0) <> COALESCE(CASE WHEN h.act = 'hand over' THEN h.whom_id END, 0)",
        ),
    ),
    Check(
        "offered-twice",
        "case",
        "offered twice from the pool to one mentor",
        "SELECT DISTINCT case_id FROM (SELECT case_id FROM history WHERE act = 'offer' GROUP BY case_id, whom_id "
        "HAVING count(*) > 1) h",
    ),
    Check(
        "own-case",
        "case",
        "its candidate did to it what only others may",
        "SELECT DISTINCT c.id FROM history h JOIN cases c ON c.id = h.case_id AND c.candidate_id = h.actor_id "
        "WHERE h.act NOT IN $by_candidate",
    ),
    Check(
        "others-case",
        "case",
        "somebody else did what only its candidate may",
        "SELECT DISTINCT c.id FROM history h JOIN cases c ON c.id = h.case_id "
        "WHERE h.act IN $by_candidate_alone AND COALESCE(h.actor_id, 0) <> c.candidate_id",
    ),
    Check(
        "half-done",
        "case",
        "changed by an event that isn't done",
        "SELECT DISTINCT case_id FROM history WHERE event IN (SELECT source || '/' || event_id FROM inbox "
        "WHERE state <> 'done')",
    ),
)
