"""What came in and what goes out: events, messages, and who reads and sends them."""

from storage.impossible.entry import Check

EVENTS = (
    Check("event", "event", "in a state that doesn't exist", "SELECT id FROM inbox WHERE state NOT IN $inbox"),
    Check(
        "event-kept",
        "event",
        "done, yet it still holds its words, a cause or a time",
        "SELECT id FROM inbox WHERE state = 'done' AND (payload IS NOT NULL OR cause IS NOT NULL "
        "OR retry_at IS NOT NULL)",
    ),
    Check(
        "event-lost",
        "event",
        "to be handled, yet its words are gone",
        "SELECT id FROM inbox WHERE state <> 'done' AND payload IS NULL AND (state = 'pending' "
        "OR retry_at IS NOT NULL)",
    ),
    Check(
        "event-answered",
        "event",
        "not done, yet answered",
        "SELECT id FROM inbox WHERE state <> 'done' AND answer IS NOT NULL",
    ),
    Check("parcel", "message", "in a state that doesn't exist", "SELECT id FROM outbox WHERE state NOT IN $outbox"),
    Check(
        "parcel-kept",
        "message",
        "arrived or dropped, yet it still holds its words",
        "SELECT id FROM outbox WHERE state IN $settled AND (message <> '' OR body IS NOT NULL)",
    ),
    Check(
        "parcel-lost",
        "message",
        "not arrived, yet its words are gone",
        "SELECT id FROM outbox WHERE state IN $outbox AND state NOT IN $settled AND message = ''",
    ),
    Check(
        "parcel-when",
        "message",
        "sent at no time, or not sent at some time",
        "SELECT id FROM outbox WHERE (state = 'sent') <> (sent_at IS NOT NULL)",
    ),
    Check(
        "parcel-begun",
        "message",
        "waits for its first attempt, yet was tried",
        "SELECT id FROM outbox WHERE state = 'pending' AND (attempts <> 0 OR tried_at IS NOT NULL OR body IS NOT NULL)",
    ),
    Check(
        "parcel-untried",
        "message",
        "being sent or given up, yet never tried",
        "SELECT id FROM outbox WHERE state IN $tried AND (attempts < 1 OR (state = 'sending' AND tried_at IS NULL))",
    ),
    Check(
        "parcel-causeless",
        "message",
        "given up without a cause",
        "SELECT id FROM outbox WHERE state IN $ended AND cause IS NULL",
    ),
    Check(
        "parcel-told",
        "message",
        "told to the coordinators as lost, yet on its way",
        "SELECT id FROM outbox WHERE told AND state IN $waiting",
    ),
    Check(
        "parcel-platform",
        "message",
        "on another platform than its address",
        "SELECT id FROM outbox WHERE lane NOT LIKE platform || ':%'",
    ),
    Check(
        "parcel-twice",
        "message",
        "one of several newest states of one message",
        "SELECT max(id) FROM outbox WHERE state = 'pending' AND key IS NOT NULL GROUP BY lane, key HAVING count(*) > 1",
    ),
    Check(
        "parcel-forgotten",
        "message",
        "arrived as one to be updated, and nobody knows where it stands",
        "SELECT o.id FROM outbox o LEFT JOIN messages m ON m.room = o.lane AND m.key = o.key "
        "WHERE o.state = 'sent' AND o.key IS NOT NULL AND o.message_id IS NOT NULL AND m.room IS NULL",
    ),
    Check(
        "card-of-nothing",
        "card",
        "of a case that isn't there",
        "SELECT key FROM messages WHERE key LIKE 'card:%' EXCEPT SELECT 'card:' || id FROM cases",
    ),
    Check(
        "thread-of-nothing",
        "thread",
        "of a case that isn't there",
        "SELECT key FROM messages WHERE key LIKE 'thread:%' EXCEPT SELECT 'thread:' || id FROM cases",
    ),
    Check("fence", "lease", "that nobody ever took", "SELECT name FROM leases WHERE fence < 1"),
    Check(
        "cursor",
        "cursor",
        "moved without a lease",
        "SELECT name FROM cursors WHERE name <> 'regions' AND name NOT IN (SELECT name FROM leases)",
    ),
)
