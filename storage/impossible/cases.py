"""Cases: what stands in which state. The order of wishes and everybody's place in it are theirs, too."""

from storage.impossible.entry import Check

CASES = (
    Check("state", "case", "in a state that doesn't exist", "SELECT id FROM cases WHERE state NOT IN $states"),
    Check(
        "draft-with-more",
        "case",
        "never handed in, yet with answers, a mentor or something else of a case",
        "SELECT id FROM cases WHERE state IN $drafts AND (account <> '' OR email <> '' OR region_id IS NOT NULL "
        "OR mentor_id IS NOT NULL OR asked_id IS NOT NULL OR offered_id IS NOT NULL OR thumbs_by IS NOT NULL "
        "OR retry_on IS NOT NULL)",
    ),
    Check(
        "without-answers",
        "case",
        "handed in without a region or an answer",
        "SELECT id FROM cases WHERE state NOT IN $drafts AND (region_id IS NULL OR account = '' OR email = '' "
        "OR why = '' OR so_far = '' OR would_do = '')",
    ),
    Check(
        "waiting-with-more",
        "case",
        "waits for a mentor, yet has one, or a 👍, or a day to try again",
        "SELECT id FROM cases WHERE state = 'applied' AND (mentor_id IS NOT NULL OR thumbs_by IS NOT NULL "
        "OR retry_on IS NOT NULL)",
    ),
    Check(
        "without-mentor",
        "case",
        "mentored, approved or sponsored by nobody",
        "SELECT id FROM cases WHERE state IN $mentored AND mentor_id IS NULL",
    ),
    Check(
        "early-thumbs-up",
        "case",
        "still being mentored, yet a 👍 stands",
        "SELECT id FROM cases WHERE state = 'mentoring' AND thumbs_by IS NOT NULL",
    ),
    Check(
        "no-thumbs-up",
        "case",
        "approved or sponsored without a 👍",
        "SELECT id FROM cases WHERE state IN $approved AND thumbs_by IS NULL",
    ),
    Check(
        "asked-too-late",
        "case",
        "a mentor is asked to claim it, though it doesn't wait for one",
        "SELECT id FROM cases WHERE state <> 'applied' AND asked_id IS NOT NULL",
    ),
    Check(
        "offered-too-late",
        "case",
        "offered to a colleague, though nobody mentors it",
        "SELECT id FROM cases WHERE state NOT IN $claimed AND offered_id IS NOT NULL",
    ),
    Check(
        "retry",
        "case",
        "a day to try again without a “not yet”, or the other way round",
        "SELECT id FROM cases WHERE (state = 'not yet') <> (retry_on IS NOT NULL)",
    ),
    Check(
        "own-mentor",
        "case",
        "its candidate mentors it, or is asked to",
        "SELECT id FROM cases WHERE candidate_id IN (mentor_id, asked_id, offered_id)",
    ),
    Check(
        "offered-to-itself",
        "case",
        "offered to the mentor who has it",
        "SELECT id FROM cases WHERE offered_id = mentor_id",
    ),
    Check(
        "no-such-mentor",
        "case",
        "open, and its mentor, or who is asked to be, isn't one",
        "SELECT c.id FROM cases c LEFT JOIN mentors m ON m.person_id = c.mentor_id LEFT JOIN mentors a "
        "ON a.person_id = c.asked_id LEFT JOIN mentors o ON o.person_id = c.offered_id WHERE c.state IN $open "
        "AND ((c.mentor_id IS NOT NULL AND m.person_id IS NULL) OR (c.asked_id IS NOT NULL AND a.person_id IS NULL) "
        "OR (c.offered_id IS NOT NULL AND o.person_id IS NULL))",
    ),
    Check(
        "two-open",
        "case",
        "one of several open cases of one person",
        "SELECT id FROM cases WHERE state IN $live AND candidate_id IN (SELECT candidate_id FROM cases "
        "WHERE state IN $live GROUP BY candidate_id HAVING count(*) > 1)",
    ),
    Check(
        "no-title",
        "case",
        "sponsored, yet its candidate is no ambassador",
        "SELECT c.id FROM cases c LEFT JOIN (SELECT DISTINCT person_id FROM roles WHERE role = 'ambassador') r "
        "ON r.person_id = c.candidate_id WHERE c.state = 'sponsored' AND r.person_id IS NULL",
    ),
    Check(
        "asked-unchosen",
        "case",
        "a mentor is asked whom the candidate hasn't chosen, or who said no",
        "SELECT c.id FROM cases c LEFT JOIN choices w ON w.case_id = c.id AND w.mentor_id = c.asked_id "
        "WHERE c.asked_id IS NOT NULL AND (w.case_id IS NULL OR w.declined)",
    ),
    Check(
        "chosen-too-early",
        "case",
        "never handed in, yet with wishes",
        "SELECT DISTINCT c.id FROM choices w JOIN cases c ON c.id = w.case_id WHERE c.state IN $drafts",
    ),
    Check(
        "chosen-twice",
        "case",
        "one mentor is chosen twice",
        "SELECT DISTINCT case_id FROM (SELECT case_id FROM choices GROUP BY case_id, mentor_id HAVING count(*) > 1) w",
    ),
    Check(
        "chosen-oneself",
        "case",
        "its candidate is among their own wishes",
        "SELECT c.id FROM choices w JOIN cases c ON c.id = w.case_id WHERE w.mentor_id = c.candidate_id",
    ),
    Check(
        "ranks",
        "case",
        "its wishes aren't ranked one after the other",
        "SELECT case_id FROM choices GROUP BY case_id HAVING min(rank) <> 1 OR max(rank) <> count(*)",
    ),
)
