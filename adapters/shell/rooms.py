"""The rooms that somebody names in the shell: ``#emea``. The bot is in every room that there is here. Pure."""

import re

from adapters.shell.carrier import PLATFORM
from bot.address import Room
from bot.event import Named

_NAMED = re.compile(rf"(?<![\w#])(?:#|{PLATFORM}:)([^\W\d][\w-]*)")


def named(text: str) -> dict[str, Named]:
    """What stands in a text for a room."""
    return {
        found[0]: Named(room=Room(f"{PLATFORM}:{found[1].casefold()}"), there=True) for found in _NAMED.finditer(text)
    }
