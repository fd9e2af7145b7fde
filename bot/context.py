"""What a handler is given: the event, the asker, the transaction's store, and nothing that can send or commit."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.clock import local_day
from bot.event import AnyEvent, Ticked
from bot.model import Person, Region
from bot.settings import Core

if TYPE_CHECKING:
    from bot.command import Registry
    from bot.ports import Store


@dataclass
class Ctx:
    """The context of one event. ``actor`` is whom the platform vouches for, with the roles they hold now.

    ``case`` is the number of the case that the event turned out to be about, for logs. ``touched`` are the acts that it
    did, by the numbers of their cases.
    """

    event: AnyEvent | Ticked
    store: "Store"
    config: Core
    registry: "Registry"
    actor: Person
    case: int | None = None
    touched: dict[int, list[str]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The instant the event came in: a second run decides alike."""
        return self.event.at

    @property
    def today(self) -> date:
        """The programme's calendar day."""
        return local_day(self.now, self.config.programme.time_zone)

    @cached_property
    def regions(self) -> list[Region]:
        """Every region."""
        return self.store.regions.all()

    def me(self) -> Person:
        """The actor with a row: made on their first write."""
        if not self.actor.id:
            self.actor = self.store.people.keep(self.event.sender, self.now)
        return self.actor
