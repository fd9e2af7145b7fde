"""The proof on Slack: a workspace whose Web API misbehaves, over HTTP, and what must stand there in the end."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.proofs.kill.judge import Judge
from tests.proofs.kill.people import Person
from tests.proofs.kill.slack_books import SlackBooks, Whispers
from tests.proofs.kill.slack_people import SlackPerson, SlackTown
from tests.proofs.kill.stage import MENTORS, Stage
from tests.slack.fake import SECRET, FakeSlack, Mode
from tests.synapse.server import free_port

LOST, LIMITED = 0.05, 0.05
"""The shares of what the bot writes that is carried out and never answered, and that is refused for a second."""
PAUSES = (0.0, 1.5, 5.0)
"""Seconds between the four times that Slack brings what isn't answered: its own are 0, 60 and 300."""
AGAIN, LATER = (1, 3), 2.0
"""How often an event comes once more though it was answered, and within how many seconds."""
UNREACHED = ("connection_failed", "timeout")
"""Errors of what may not have reached the bot at all."""
WRITES = ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "conversations.open", "response_url")


class SlackStage(Stage):
    """The programme, before the bot comes."""

    town: SlackTown

    def __init__(self, slack: FakeSlack, seed: int) -> None:
        self.slack = slack
        self._port = free_port()
        slack.http.target_url = f"http://127.0.0.1:{self._port}/slack/events"
        self.cora = slack.person("Cora")
        mentors = [slack.person(name.capitalize()) for name in MENTORS]
        self.mentors_room = slack.channel("mentors", self.cora, *mentors, private=True)
        self.emea = slack.channel("emea", self.cora)
        books = SlackBooks()
        town = SlackTown(self.mentors_room.id, self.emea.id, books, slack=slack)
        drawn = random.Random(seed)
        people = [SlackPerson(each.id, each.user.name, town, each, drawn) for each in mentors]
        super().__init__(town, people, seed)
        self._carried_out: list[Callable[[str], None]] = []
        self._repeating: set[asyncio.TimerHandle] = set()
        slack.town.ephemerals = Whispers(books.whisper)
        slack.api.listeners.append(books.hear)
        slack.api.carried_out.append(self._follow)
        slack.api.faults.chance(random.Random(seed), lose=LOST, limited=LIMITED)
        town.wire.pauses = PAUSES
        town.wire.watchers += [town.watch, self._repeat]

    def newcomer(self, name: str) -> Person:
        someone = self.slack.person(name)
        self.emea.members.add(someone.id)
        return SlackPerson(someone.id, name, self.town, someone, self.random)

    def _follow(self, method: str) -> None:
        if method in WRITES:
            for follow in self._carried_out:
                follow(method)

    def _repeat(self, what: Mapping[str, Any]) -> None:
        """An event comes once more, whatever becomes of it now."""
        if "event_id" in what:
            for _ in range(self.random.randint(*AGAIN)):
                self._later(self.random.uniform(0, LATER), what["event_id"])

    def _later(self, seconds: float, event_id: str) -> None:
        def now() -> None:
            self._repeating.discard(timer)
            self.town.wire.besides(self._again(event_id))

        timer = asyncio.get_running_loop().call_later(seconds, now)
        self._repeating.add(timer)

    async def _again(self, event_id: str) -> None:
        """What nobody was there for comes later, until Slack gives it up."""
        reply = await self.town.wire.again(event_id)
        given_up = any(each["event_id"] == event_id for each in self.town.wire.lost)
        if reply.error in UNREACHED and not given_up:
            self._later(LATER / 2, event_id)

    @property
    def carried_out(self) -> list[Callable[[str], None]]:
        return self._carried_out

    @property
    def unrest(self) -> str:
        under_way = " something under way" if self.town.wire.busy else ""
        return f"{len(self._repeating)} to come again{under_way}" if self._repeating or under_way else ""

    def judge(self, url: str) -> Judge:
        return SlackJudge(url, self.town)

    @property
    def port(self) -> int:
        return self._port

    def platform(self, folder: Path) -> str:
        return f"""
            [slack]
            mode = "{self.slack.mode}"
            app_token = {json.dumps(self.slack.api.app_token)}
            bot_token = {json.dumps(self.slack.api.bot_token)}
            signing_secret = {json.dumps(SECRET)}
            api_url = "{self.slack.api.url}" """

    def identity(self, user: str) -> str:
        return f"slack:{self.slack.town.team}/{user}"

    @property
    def coordinator(self) -> str:
        return self.identity(self.cora.id)

    @property
    def rooms(self) -> tuple[str, str]:
        return self.identity(self.mentors_room.id), self.identity(self.emea.id)


class SlackJudge(Judge):
    """What stands in the workspace, beside what must."""

    town: SlackTown

    def __init__(self, url: str, town: SlackTown) -> None:
        super().__init__(url, town, f"slack:{town.slack.town.team}")

    def identity(self, user: str) -> str:
        return f"{self.source}/{user}"

    def decide(self, events: int) -> None:
        self.town.slack.assert_clean()
        super().decide(events)

    def known_as(self, event: str) -> str:
        """What was asked several times is one thing, and so is a 👍 that the bot found for itself."""
        own = event.removeprefix(f"{self.source}/")
        return f"{self.source}/{self._first(own)}"

    def _first(self, event: str) -> str:
        kind, found, reaction = event.partition("reaction:")
        if found:
            thumb = f"{reaction.partition('@')[0]} {'taken off' if kind == 'un' else 'added'}"
            return next(known for known, what in self.town.repeats.items() if what == thumb)
        first = self.town.repeats.get(event, event)
        return event if " " in first else first

    def _every_event_came_again(self) -> None:
        """Nearly all reached the bot more than once; Slack gave up on others, because it was dead."""
        came = Counter(each.event_id for each in self.town.wire.log if each.reply.error not in UNREACHED)
        events = self.town.envelopes.values()
        again = [event for event in events if came[event] > 1]
        assert len(again) > 0.8 * len(events), f"{len(again)} of {len(events)}"

    def _every_event_is_kept_once(self, found: Counter[str]) -> None:
        """What only looked something up leaves no trace; an edit or a mention that Slack gave up on was done again."""
        strangers = [event for event in found if self._first(event) not in self.town.sent]
        assert not strangers, strangers
        kept = {self._first(event) for event in found}
        lost = [event for event in self.town.envelopes if self._counts(event) and self._first(event) not in kept]
        assert not lost, lost

    def _counts(self, event: str) -> bool:
        mention = event.startswith("C")
        edit = ":edited:" in event and self.town.gave_up(event)
        return not mention and not edit

    def _every_message_is_one_row(self) -> None:
        """What carries a parcel's token in the workspace is that parcel, and there is one of each."""
        posted = self.town.books.posted
        assert all(token for _, _, token in posted), "a message that is no parcel"
        tokens = Counter(token for _, _, token in posted)
        assert tokens.total() == len(tokens), f"posted twice: {[each for each in tokens if tokens[each] > 1]}"
        found = self.rows("SELECT token, state, coalesce(message_id, ''), key FROM outbox")
        assert {state for _, state, _, _ in found} <= {"sent", "dropped"}
        assert set(tokens) <= {token for token, *_ in found}
        stands = {token: ts for _, ts, token in posted}
        kept = [(token, message) for token, state, message, key in found if state == "sent" and not key]
        wrong = [token for token, message in kept if stands.get(token) != message]
        assert not wrong, f"kept under another id, or not there: {wrong}"
        cards = Counter(each.text.partition(" ")[0] for each in self._cards())
        assert cards == Counter(f"#{case.number}" for case in self.town.cases)

    def _cards(self) -> list[Any]:
        messages = self.town.slack.town.channels[self.town.mentors_room].messages
        return [each for each in messages if each.bot_id and " · " in each.text.partition("\n")[0]]

    def _rooms_are_in_order(self) -> None:
        parcels = self.parcels()
        rooms = {channel for channel, _, _ in self.town.books.posted}
        for room in rooms:
            rows = [parcels[token][0] for channel, _, token in self.town.books.posted if channel == room]
            late = [pair for pair in pairwise(rows) if pair[0] > pair[1]]
            assert not late, f"rows out of order in {room}: {[self.parcel(row) for pair in late for row in pair]}"


@asynccontextmanager
async def staged(seed: int, mode: Mode = "http") -> AsyncIterator[Stage]:
    """A stage in a workspace that answers."""
    async with FakeSlack(mode, clock=time.time, eager=True) as slack:
        yield SlackStage(slack, seed)


staged_by_socket = partial(staged, mode="socket")
