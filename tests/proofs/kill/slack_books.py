"""What the bot says on Slack, and to whom: in channels, in direct chats, and to somebody alone.

Rules of this file: what only one person sees may come twice, because nobody can know whether they saw it; what is
posted may not, but for an answer that somebody may not have seen either.
"""

import time
from collections.abc import Callable
from html import unescape

from tests.adapters.matrix.world import words
from tests.proofs.kill.owed import Books, Owed, bare
from tests.slack.town import Channel, Ephemeral, Message

LATE = 10.0
"""Seconds within which both answers come to somebody who asked twice."""
EXCUSES = ("slack-late", "slack-unknown", "not-saved", "not-read")
"""What isn't an answer yet."""


class SlackBooks(Books):
    """``posted`` has every message of the bot's in order: its channel, its timestamp and its parcel's token.

    ``words`` are all that anybody was told.
    """

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, str, str]] = []
        self.forgiven: list[Owed] = []
        self.words: dict[str, list[str]] = {}
        self._whispered: dict[str, list[str]] = {}
        self._asking: dict[str, float] = {}

    def hear(self, what: str, channel: Channel, message: Message) -> None:
        """The bot says something in a channel."""
        body = self.shown[message.ts] = bare(unescape(message.text))
        if what != "posted":
            return
        self.posted.append((channel.id, message.ts, (message.metadata or {}).get("event_payload", {}).get("token", "")))
        place = channel.im or channel.id
        again = body in self._whispered.get(place, [])  # nobody knows whether they saw that
        if not self.pay(place, body, message.ts) and not again and not self._forgiven(place, body):
            self.surplus.append((place, body))
        self.words.setdefault(place, []).append(body)

    def whisper(self, said: Ephemeral) -> None:
        """The bot says something that only somebody sees."""
        body = bare(unescape(said.text))
        excuse = any(words(each) in body for each in EXCUSES)
        paid = self.pay(said.user, body, said.ts)
        again = body in self.words.get(said.user, []) or self._forgiven(said.user, body)
        if not (paid or excuse or again or time.monotonic() < self._asking.get(said.user, 0.0)):
            self.surplus.append((said.user, body))
        if not excuse:
            self.words.setdefault(said.user, []).append(body)
            self._whispered.setdefault(said.user, []).append(body)

    def _forgiven(self, place: str, body: str) -> bool:
        """Whether it is one of several answers to what they asked several times."""
        return any(each.place == place and each.is_it(body) for each in self.forgiven)

    def forgive(self, owed: Owed) -> None:
        super().forgive(owed)
        self.doubt(owed)

    def asks_again(self, user: str) -> None:
        """Whatever somebody is answered now, to them alone, may be the answer."""
        self._asking[user] = time.monotonic() + LATE

    def doubt(self, owed: Owed) -> None:
        """It may come twice: somebody asked again, and nobody knows what became of what they asked first."""
        self.forgiven.append(owed)


class Whispers(list[Ephemeral]):
    """What only one person sees, with somebody who listens."""

    def __init__(self, told: Callable[[Ephemeral], None]) -> None:
        super().__init__()
        self._told = told

    def append(self, said: Ephemeral) -> None:
        super().append(said)
        self._told(said)
