"""The workspace that the bot is in, and how its people and channels are named in the core.

Rules of this file: pure. A workspace's key is its team's id, behind its organisation's where it belongs to one. A
direct chat is named by its person, whatever id its channel has: all that one person does there is one conversation.
"""

from dataclasses import dataclass

from bot.address import Identity, Room, native


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, as ``auth.test`` tells it. ``user`` and ``bot`` are the bot's own ids, as a member and as an app.

    ``handle`` is what people type after an @ to mean the bot.
    """

    team: str
    user: str
    bot: str
    enterprise: str | None = None
    url: str = ""
    handle: str = "ambassador"

    @property
    def key(self) -> str:
        """``T123``, or ``E123.T123``."""
        return f"{self.enterprise}.{self.team}" if self.enterprise else self.team

    @property
    def source(self) -> str:
        """The inbox's name for what comes from here."""
        return f"slack:{self.key}"

    def identity(self, user: str) -> Identity:
        """Somebody, by their id on Slack."""
        return Identity(f"slack:{self.key}/{user}")

    def room(self, channel: str) -> Room:
        """A channel, by its id on Slack."""
        return Room(f"slack:{self.key}/{channel}")

    def direct(self, user: str) -> Room:
        """Somebody's direct chat with the bot."""
        return Room(self.identity(user))


def slack_id(address: str) -> str:
    """Slack's own id in an identity or a room: ``U123`` for ``slack:T123/U123``."""
    return native(address).rpartition("/")[2]
