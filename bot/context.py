"""What a handler is given: the event, the asker, the transaction's store, and nothing that can send or commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.clock import local_day
from bot.errors import Writes
from bot.event import AnyEvent, Ticked
from bot.model import Case, Person, Region
from bot.settings import Core

if TYPE_CHECKING:
    from bot.command import Registry
    from bot.ports import Store
    from bot.tree import Changed


@dataclass
class Touched:
    """What an event did to a case: its acts, and the case as the last of them left it, where that is known."""

    acts: list[str] = field(default_factory=list)
    case: Case | None = None


@dataclass
class Ctx:
    """The context of one event. ``actor`` is whom the platform vouches for, with the roles they hold now.

    ``case`` is the number of the case that the event turned out to be about, for logs. ``touched`` is what
    it did, by the numbers of cases, and ``changed`` what it did to regions. ``reads``: nothing can be written.
    """

    event: AnyEvent | Ticked
    store: "Store"
    config: Core
    registry: "Registry"
    actor: Person
    case: int | None = None
    touched: dict[int, Touched] = field(default_factory=dict)
    changed: list["Changed"] = field(default_factory=list)
    reads: bool = False

    @property
    def now(self) -> datetime:
        """The instant the event came in: a second run decides alike."""
        return self.event.at

    @property
    def today(self) -> date:
        """The programme's calendar day."""
        return local_day(self.now, self.config.programme.time_zone)

    @cached_property
    def regions(self) -> Sequence[Region]:
        """Every region."""
        return self.store.regions.all()

    def write(self) -> None:
        """From here on something is written. Raises Writes where nothing can be."""
        if self.reads:
            raise Writes

    def touch(self, number: int, act: str, case: Case | None = None) -> None:
        """An act was done to a case, which now is ``case``."""
        touched = self.touched.setdefault(number, Touched())
        touched.acts.append(act)
        touched.case = case

    def me(self) -> Person:
        """The actor with a row: made on their first write."""
        if not self.actor.id:
            self.actor = self.store.people.keep(self.event.sender, self.now)
        return self.actor
