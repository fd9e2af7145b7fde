"""One transaction's query families. Made anew for each unit that may write; what only reads together shares one.

Rule of this file: it holds nothing but the connection, the regions until it changes one, and what was counted where
nothing can change meanwhile.
"""

from functools import cached_property

from sqlalchemy import Connection

from storage.book import SqlBook
from storage.cases import SqlCases
from storage.census import SqlCensus
from storage.dialogues import SqlDialogues
from storage.dues import SqlDues
from storage.facts import SqlFacts
from storage.inbox import SqlInbox
from storage.leases import SqlLeases
from storage.letters import SqlLetters
from storage.marks import SqlMarks
from storage.mentors import SqlMentors
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.regions import SqlRegions
from storage.rollup import SqlRollup
from storage.schedules import SqlSchedules
from storage.snags import SqlSnags
from storage.told import SqlTold
from storage.whereabouts import SqlWhereabouts


class SqlStore:
    """See ``bot.ports.Store``. ``still``: it reads from one snapshot all the time, so that nothing in it changes."""

    def __init__(self, connection: Connection, *, still: bool = False) -> None:
        self._connection, self._still = connection, still

    @cached_property
    def people(self) -> SqlPeople:
        return SqlPeople(self._connection)

    @cached_property
    def cases(self) -> SqlCases:
        return SqlCases(self._connection, self.regions)

    @cached_property
    def census(self) -> SqlCensus:
        return SqlCensus(self._connection, still=self._still)

    @cached_property
    def mentors(self) -> SqlMentors:
        return SqlMentors(self._connection)

    @cached_property
    def regions(self) -> SqlRegions:
        return SqlRegions(self._connection)

    @cached_property
    def dialogues(self) -> SqlDialogues:
        return SqlDialogues(self._connection)

    @cached_property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self._connection)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._connection)

    @cached_property
    def letters(self) -> SqlLetters:
        return SqlLetters(self._connection)

    @cached_property
    def snags(self) -> SqlSnags:
        return SqlSnags(self._connection)

    @cached_property
    def leases(self) -> SqlLeases:
        return SqlLeases(self._connection)

    @cached_property
    def marks(self) -> SqlMarks:
        return SqlMarks(self._connection)

    @cached_property
    def dues(self) -> SqlDues:
        return SqlDues(self._connection)

    @cached_property
    def schedules(self) -> SqlSchedules:
        return SqlSchedules(self._connection)

    @cached_property
    def week(self) -> SqlBook:
        return SqlBook(self._connection)

    @cached_property
    def rollup(self) -> SqlRollup:
        return SqlRollup(self._connection)

    @cached_property
    def whereabouts(self) -> SqlWhereabouts:
        return SqlWhereabouts(self._connection)

    @cached_property
    def facts(self) -> SqlFacts:
        return SqlFacts(self._connection)

    @cached_property
    def told(self) -> SqlTold:
        return SqlTold(self._connection)
