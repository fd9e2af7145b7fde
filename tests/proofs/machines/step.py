"""One step: what came in, what was answered, and the rows on both sides of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.effect import Answer
from bot.event import AnyEvent
from bot.message import MESSAGE, Message
from bot.settings import Core
from tests.proofs.machines import rights
from tests.proofs.machines.snapshot import Change, Row, Snapshot, changes


@dataclass(frozen=True)
class Step:
    """What came in, what was answered, and the database on both sides of it (before anything was delivered)."""

    events: Sequence[AnyEvent]
    answers: Sequence[Answer | None]
    before: Snapshot
    after: Snapshot
    config: Core

    @property
    def policy(self) -> str:
        """Who sponsors."""
        return self.config.sponsoring.policy

    @cached_property
    def parcels(self) -> list[Row]:
        """What was queued."""
        return self.after.parcels_since(self.before)

    @cached_property
    def entries(self) -> tuple[Row, ...]:
        """What was written into the history."""
        return self.after.since(self.before)

    @cached_property
    def changes(self) -> list[Change]:
        """Every row of the programme's that differs."""
        return list(changes(self.before, self.after))

    @cached_property
    def by_key(self) -> Mapping[str, AnyEvent]:
        """The events by the key that the history knows them by."""
        return {f"{event.source}/{event.id}": event for event in self.events}

    @cached_property
    def actors(self) -> set[int]:
        """Who did something."""
        return {self.after.person(event.sender.identity) for event in self.events} - {0}

    def of(self, case: int) -> list[Row]:
        """The entries of a case."""
        return [entry for entry in self.entries if entry["case_id"] == case]

    def standing(self, case: int, person: int) -> set[str]:
        """What somebody was or became to a case."""
        found: set[str] = set()
        for there in (self.before, self.after):
            if (case,) in there.tables["cases"]:
                found |= rights.standing(there, there.case(case), person, self.policy)
        if self.after.case(case)["candidate_id"] == person:
            return {"candidate"}
        guides = any(entry["act"] in {"claim", "take over"} and entry["actor_id"] == person for entry in self.of(case))
        return found | ({"guide"} if guides else set())

    def reads(self, case: int, person: int) -> bool:
        """Whether somebody may know the address and the history of a case."""
        return bool(self.standing(case, person) & rights.RIGHTS["read"].who)

    def said(self) -> Iterator[tuple[int | None, Message]]:
        """Everything that was said: to whom (None: in a shared room; 0: to somebody without a row), and what."""
        for event, answer in zip(self.events, self.answers, strict=True):
            if answer is not None:
                private = answer.private or event.direct
                yield (self.after.person(event.sender.identity) if private else None), answer.message
        for parcel in self.parcels:
            yield self._reader(parcel), MESSAGE.validate_json(parcel["message"])

    def _reader(self, parcel: Row) -> int | None:
        """Who reads a parcel. A mail is for the candidate of its case, at the address they gave."""
        if not parcel["direct"]:
            return None
        if parcel["platform"] != "mail":
            return self.after.person(parcel["lane"])
        case = self.after.case(parcel["case_id"])
        assert parcel["lane"] == f"mail:{case['email']}", f"a mail to somebody else: {parcel['lane']}"
        candidate: int = case["candidate_id"]
        return candidate
