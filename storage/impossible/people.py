"""People, their roles, the regions, and what people are being asked."""

from storage.impossible.entry import Check

PEOPLE = (
    Check(
        "no-address",
        "person",
        "with no address at all",
        "SELECT id FROM people EXCEPT SELECT person_id FROM identities",
    ),
    Check(
        "not-their-address",
        "person",
        "written to at an address that isn't theirs",
        "SELECT p.id FROM people p LEFT JOIN identities i ON i.address = p.identity "
        "WHERE i.address IS NULL OR i.person_id <> p.id",
    ),
    Check("role", "person", "with a role that doesn't exist", "SELECT person_id FROM roles WHERE role NOT IN $roles"),
    Check(
        "role-where",
        "person",
        "with a role for a region that needs none, or for none that needs one",
        "SELECT person_id FROM roles WHERE role IN $roles AND (role IN $regional) <> (region_id IS NOT NULL)",
    ),
    Check(
        "role-twice",
        "person",
        "with one role twice",
        "SELECT person_id FROM roles GROUP BY person_id, role, COALESCE(region_id, 0) HAVING count(*) > 1",
    ),
    Check(
        "title-of-nothing",
        "person",
        "an ambassador whom nobody sponsored",
        "SELECT person_id FROM roles WHERE role = 'ambassador' EXCEPT SELECT candidate_id FROM cases "
        "WHERE state = 'sponsored'",
    ),
    Check(
        "no-coordinator",
        "entry of the config",
        "named a coordinator, and now there is none",
        "SELECT name FROM marks WHERE name LIKE 'coordinator:%' AND NOT EXISTS (SELECT 1 FROM roles "
        "WHERE role = 'coordinator')",
    ),
    Check(
        "capacity", "person", "a mentor with less than no places", "SELECT person_id FROM mentors WHERE capacity < 0"
    ),
    Check(
        "turn",
        "person",
        "a mentor whose turn isn't what their free places, weight and offers come to",
        "SELECT DISTINCT r.person_id FROM mentor_regions r JOIN mentors m ON m.person_id = r.person_id LEFT JOIN "
        "(SELECT mentor_id, count(*) AS had FROM cases WHERE state IN $claimed GROUP BY mentor_id) c "
        "ON c.mentor_id = r.person_id WHERE (r.turn IS NULL) <> (m.capacity <= COALESCE(c.had, 0)) "
        "OR ABS(r.turn * (m.capacity - COALESCE(c.had, 0)) * (CASE m.weight WHEN 'low' THEN 1 WHEN 'high' THEN 4 "
        "ELSE 2 END) - m.offers - 1) > 0.001 OR r.speaks <> CAST(m.languages AS VARCHAR)",
    ),
    Check(
        "offers",
        "person",
        "a mentor with more recent offers than were ever made to them",
        "SELECT m.person_id FROM mentors m LEFT JOIN (SELECT whom_id, count(*) AS made FROM history "
        "WHERE act = 'offer' GROUP BY whom_id) h ON h.whom_id = m.person_id WHERE m.offers > COALESCE(h.made, 0)",
    ),
    Check(
        "absence",
        "person",
        "a mentor who isn't there for no reason that exists, or until a day without being away",
        "SELECT person_id FROM mentors WHERE absence NOT IN $absences OR (COALESCE(absence, '') = 'away') "
        "<> (away_until IS NOT NULL)",
    ),
    Check(
        "no-return",
        "person",
        "a mentor who is away until a day, and nothing brings them back",
        "SELECT person_id FROM mentors WHERE absence = 'away' EXCEPT SELECT person_id FROM dues WHERE kind = 'back'",
    ),
    Check(
        "covered-in-vain",
        "person",
        "a mentor who is there, yet somebody looks after their cases, or was asked to; or who does isn't there",
        "SELECT m.person_id FROM mentors m LEFT JOIN mentors c ON c.person_id = m.cover_id "
        "LEFT JOIN mentors a ON a.person_id = m.cover_asked_id "
        "WHERE (m.absence IS NULL AND (m.cover_id IS NOT NULL OR m.cover_asked_id IS NOT NULL)) "
        "OR (m.cover_id IS NOT NULL AND (c.person_id IS NULL OR c.absence IS NOT NULL)) "
        "OR (m.cover_asked_id IS NOT NULL AND (a.person_id IS NULL OR a.absence IS NOT NULL))",
    ),
    Check(
        "asked-in-vain",
        "person",
        "a mentor is waited for to look after another's cases, and nothing would end that",
        "SELECT person_id FROM mentors WHERE cover_asked_id IS NOT NULL EXCEPT SELECT person_id FROM dues "
        "WHERE kind = 'cover'",
    ),
    Check(
        "mentor-nowhere",
        "person",
        "a mentor for no region",
        "SELECT person_id FROM mentors EXCEPT SELECT person_id FROM mentor_regions",
    ),
    Check(
        "region-circle",
        "region",
        "lies in itself",
        "WITH RECURSIVE above (region, parent) AS (SELECT id, parent_id FROM regions WHERE parent_id IS NOT NULL "
        "UNION SELECT a.region, r.parent_id FROM above a JOIN regions r ON r.id = a.parent "
        "WHERE r.parent_id IS NOT NULL) SELECT region FROM above WHERE region = parent",
    ),
    Check(
        "asks-too-late",
        "case",
        "closed, yet somebody is still asked about it",
        "SELECT DISTINCT c.id FROM dialogues d JOIN cases c ON c.id = d.case_id WHERE c.state NOT IN $live",
    ),
    Check(
        "asks-another",
        "case",
        "somebody else is asked what only its candidate can say, or its candidate what only others can",
        "SELECT DISTINCT c.id FROM dialogues d JOIN cases c ON c.id = d.case_id "
        "WHERE (d.form = 'decline') = (d.person_id = c.candidate_id)",
    ),
    Check(
        "asks-in-vain",
        "case",
        "a question waits, and no mentor for the answer",
        "SELECT DISTINCT c.id FROM dialogues d JOIN cases c ON c.id = d.case_id "
        "WHERE d.form = 'answer' AND c.state IN $live AND c.state NOT IN $claimed",
    ),
    Check(
        "no-form",
        "case",
        "a draft that nobody is writing, or written on after it was handed in",
        "SELECT c.id FROM cases c LEFT JOIN (SELECT DISTINCT case_id FROM dialogues WHERE form = 'apply') d "
        "ON d.case_id = c.id WHERE c.state IN $live AND (c.state = 'draft') <> (d.case_id IS NOT NULL)",
    ),
    Check(
        "about-nothing",
        "dialogue",
        "asks about no case",
        "SELECT id FROM dialogues WHERE form IN ('apply', 'answer', 'decline') AND case_id IS NULL",
    ),
    Check(
        "two-questions",
        "person",
        "asked two things at a time",
        "SELECT person_id FROM dialogues WHERE step IS NOT NULL GROUP BY person_id HAVING count(*) > 1",
    ),
)
