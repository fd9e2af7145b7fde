"""What can't be in a database, one entry each: what is never written, and what one transaction always writes together.

Rules of this folder: a statement returns the numbers of the rows that break it, a case's where it is about one; it runs
on SQLite and on PostgreSQL; it stays fast with a million cases: what it compares with, it collects once. ``$words`` are
lists of ``entry.WORDS``. A new state, act or column that breaks an entry changes the entry.
"""

from storage.impossible.cases import CASES
from storage.impossible.dues import DUES
from storage.impossible.entry import Check
from storage.impossible.events import EVENTS
from storage.impossible.histories import HISTORIES
from storage.impossible.orphans import ORPHANS
from storage.impossible.people import PEOPLE
from storage.impossible.week import WEEK

CHECKS: tuple[Check, ...] = (*CASES, *HISTORIES, *PEOPLE, *DUES, *EVENTS, *WEEK, *ORPHANS)
