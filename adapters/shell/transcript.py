"""What has been said in this run of the shell, by whom and where, so that lines can point at it.

People point at messages as they see them: a button by its label and case, a card by its case, a message of
their own by its text. The shell knows no membership: everybody sees every room, and their own direct chat.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.shell.carrier import is_direct
from bot.address import Identity, Room, native
from bot.errors import Refused
from bot.message import Many, Words
from bot.text import Button, Rendered
from bot.typed import key


@dataclass(slots=True)
class Seen:
    """A message of the bot's. ``to``: only they see it. ``past``: its earlier versions, oldest first."""

    room: Room
    id: str
    to: Identity | None
    rendered: Rendered
    case: int | None = None
    key: str | None = None
    past: list[Rendered] = field(default_factory=list)

    def about(self, case: int) -> bool:
        """Whether it belongs to a case."""
        return self.case == case or self.key == f"card:{case}"

    def buttons(self, *, old: bool) -> list[Button]:
        """What can be pressed on it; ``old``: what could be once, and can't any more."""
        now = [button for button in self.rendered.buttons if not button.hint]
        if not old:
            return now
        once = [button for version in reversed(self.past) for button in version.buttons if not button.hint]
        return [button for button in dict.fromkeys(once) if button not in now]


@dataclass(slots=True)
class Own:
    """A message of a person's; ``text`` is None once it is deleted."""

    who: str
    room: Room
    id: str
    text: str | None


class Transcript:
    """Everything said in this run, oldest first."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._own: list[Own] = []
        self._reactions: dict[tuple[str, str, str], str] = {}

    def hear(self, seen: Seen) -> None:
        """Keep a message of the bot's, or the new version of one."""
        known = next((each for each in self._seen if (each.room, each.id) == (seen.room, seen.id)), None)
        if known is None:
            self._seen.append(seen)
            return
        known.past.append(known.rendered)
        known.rendered = seen.rendered

    def keep(self, own: Own) -> None:
        """Keep a message of a person's."""
        self._own.append(own)

    def button(self, who: Identity, label: str, case: int | None, room: Room | None, old: bool) -> tuple[Seen, Button]:
        """The newest message with a button, and the button. Raises Refused, naming the buttons there are."""
        there = list(self._offered(who, case, room, old))
        for seen, button in there:
            if key(button.label) == key(label):
                return seen, button
        labels = dict.fromkeys(Words(button.label) for _, button in there)
        raise Refused("shell-no-button", label=Words(label), labels=Many(tuple(labels)), count=len(labels))

    def _offered(self, who: Identity, case: int | None, room: Room | None, old: bool) -> Iterator[tuple[Seen, Button]]:
        for seen in reversed(self._visible(who, room)):
            for button in seen.buttons(old=old):
                # A list offers buttons of many cases: each names its own, if any.
                numbers = [int(number) for number in re.findall(r"(?<!\S)#?(\d{1,10})(?!\S)", button.command)]
                if case is None or case in numbers or (not numbers and seen.about(case)):
                    yield seen, button

    def card(self, who: Identity, case: int, room: Room | None) -> Seen:
        """A case's card: the first that was posted, else the newest message about it. Raises Refused."""
        about = [seen for seen in self._visible(who, room) if seen.about(case)]
        cards = [seen for seen in about if seen.key is not None]
        if not about:
            raise Refused("shell-no-card", number=str(case), who=native(who))
        return cards[0] if cards else about[-1]

    def own(self, who: str, text: str) -> Own:
        """Somebody's newest message of that text, else the newest that holds it. Raises Refused."""
        mine = [own for own in reversed(self._own) if own.who == who and own.text is not None]
        for own in [
            *(own for own in mine if own.text == text),
            *(own for own in mine if text in (own.text or "")),
        ]:
            return own
        raise Refused("shell-no-message", who=who, text=Words(text[:60]))

    def reacted(self, who: str, message: str, emoji: str, reaction: str) -> None:
        """Keep a reaction, for when it is taken back."""
        self._reactions[who, message, emoji] = reaction

    def unreacted(self, who: str, message: str, emoji: str) -> str:
        """Forget a reaction; returns its id. Raises Refused where there was none."""
        reaction = self._reactions.pop((who, message, emoji), None)
        if reaction is None:
            raise Refused("shell-no-reaction", who=who, emoji=emoji)
        return reaction

    def _visible(self, who: Identity, room: Room | None) -> list[Seen]:
        mine = f"@{native(who)}"
        return [
            seen
            for seen in self._seen
            if (seen.to == who if seen.to else not is_direct(seen.room) or native(seen.room) == mine)
            and room in (None, seen.room)
        ]
