"""What may stand in a log: no secret of the app's, no address to answer somebody at, and nobody's words.

Rules of this file: it keeps every line of the bot's log and of the libraries', as the bot configures them, and at the
end holds against them whatever anybody typed, and every secret there was.
"""

import json
import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import structlog

from tests.slack.fake import SECRET, FakeSlack

Line = MutableMapping[str, Any]
_TELLING = 6
"""Characters from which on a text is somebody's words and not a chance."""


class _Libraries(logging.Handler):
    """What libraries log, at the level at which the bot lets them."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


@contextmanager
def watched(slack: FakeSlack) -> Iterator[list[Line]]:
    """Gives what the bot logs. Raises AssertionError at the end where any of it tells what it mustn't."""
    lines: list[str] = []
    handler = _Libraries(lines)
    logging.getLogger().addHandler(handler)
    try:
        with structlog.testing.capture_logs() as logs:
            yield logs
    finally:
        logging.getLogger().removeHandler(handler)
    said = [*lines, *(repr(each) for each in logs)]
    for secret in (*_secrets(slack), *_words(slack)):
        telling = [each for each in said if secret in each]
        assert not telling, f"a log tells {secret!r}: {telling[0]}"


def _secrets(slack: FakeSlack) -> list[str]:
    return [SECRET, slack.api.bot_token, slack.api.app_token, "/response/", "?ticket="]


def _words(slack: FakeSlack) -> set[str]:
    """What people typed into messages, commands and forms."""
    town = slack.town
    found = {each.text for channel in town.channels.values() for each in channel.messages if each.user in town.users}
    for posted in slack.http.posted:
        body = parse_qs(posted.body.decode(errors="replace"))
        found |= {*body.get("text", [])}
        for payload in body.get("payload", []):
            view = json.loads(payload).get("view")
            found |= set(_typed(view.get("state") if isinstance(view, dict) else None))
    for view in town.views.values():
        found |= set(_typed(view.state))
    bots = {each.text for channel in town.channels.values() for each in channel.messages if each.bot_id}
    return {each for each in found - bots if len(each) >= _TELLING and " " in each} | {
        each for each in found - bots if "@" in each and "." in each
    }


def _typed(state: Any) -> Iterator[str]:
    if isinstance(state, dict):
        for name, value in state.items():
            if name == "value" and isinstance(value, str):
                yield value
            else:
                yield from _typed(value)
