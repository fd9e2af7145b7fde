"""What of an answer can be worked with, whatever the homeserver sent.

Rules of this file: it asks for nothing. What breaks the protocol is left out, for one such event would stop the bot for
good.
"""

from collections.abc import Mapping
from typing import Any


def sync(answer: dict[str, Any]) -> dict[str, Any]:
    """A sync without events that break the protocol: nio raises on some."""
    for room in answer.get("rooms", {}).get("join", {}).values():
        for part in ("state", "timeline"):
            held = room.get(part, {})
            held["events"] = [event for event in dicts(held.get("events")) if _is_sound(event)]
    return answer


def _is_sound(event: Mapping[str, Any]) -> bool:
    texts = all(isinstance(event.get(key), str) for key in ("event_id", "sender", "type"))
    objects = all(isinstance(event.get(key, {}), dict) for key in ("content", "unsigned"))
    return texts and objects and type(event.get("origin_server_ts")) is int


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; of anything else, none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


async def beginning(response: Any, most: int) -> bytes:
    """What an HTTP answer begins with: all of it, or the first ``most`` bytes, which aren't JSON any more."""
    text = b""
    try:
        async for chunk in response.content.iter_any():
            text += chunk
            if len(text) > most:
                break
    finally:
        response.release()  # what isn't read yet goes with its connection
    return text[:most]
