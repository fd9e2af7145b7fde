"""What happens to people, channels and the app itself, and is no event of the core's.

Rules of this file: what Slack tells of somebody is believed at once. Where the bot can write again, what died there is
sent once more. Of a token that is taken back the operator hears; nobody can act from then on.
"""

from collections.abc import Awaitable, Callable

from adapters.slack import wire
from adapters.slack.departures import Departures
from adapters.slack.directory import Directory
from adapters.slack.wire import Payload
from adapters.slack.workspace import Workspace
from bot.address import Room

_OPENED = frozenset(["channel_unarchive", "group_unarchive"])
_REVOKED = frozenset(["tokens_revoked", "app_uninstalled"])


class Happenings:
    """Listens to one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        directory: Directory,
        departures: Departures,
        welcomed: Callable[[Room], Awaitable[object]],
        lost: Callable[[], None],
    ) -> None:
        """``welcomed``: the bot can write in a room again. ``lost``: its token was taken back."""
        self._workspace, self._directory, self._welcomed, self._lost = workspace, directory, welcomed, lost
        self._departures = departures

    async def note(self, payload: Payload) -> None:
        """Take in what an event says. Raises Unavailable."""
        event = wire.mapping(payload, "event")
        kind = wire.words(event, "type")
        channel = wire.own_id(event, "channel")
        if kind == "user_change":
            self._directory.learned(wire.mapping(event, "user"))
            await self._departures.told(wire.mapping(event, "user"))
        elif channel and (kind in _OPENED or self._joined(event)):
            await self._welcomed(self._workspace.room(channel))
        elif kind in _REVOKED and self._bot_revoked(event):
            self._lost()

    def _joined(self, event: Payload) -> bool:
        """Whether the bot was taken into a channel."""
        return event.get("type") == "member_joined_channel" and wire.own_id(event, "user") == self._workspace.user

    def _bot_revoked(self, event: Payload) -> bool:
        """Whether the bot's own token is gone, not that of somebody who had signed in with the app."""
        if event.get("type") == "app_uninstalled":
            return True
        bots = wire.mapping(event, "tokens").get("bot")
        return isinstance(bots, list) and self._workspace.user in bots
