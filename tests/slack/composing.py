"""What Slack makes of a text that somebody typed, before an app gets it.

Rules of this file: pure. A typed ``<@U…>``, ``<#C…>`` or ``<!here>`` is what a client puts in when somebody picks a
name from its list; one that names nobody is text like any other. Addresses become links without being asked to.
"""

import re

from tests.slack.town import Town

_PICKED = re.compile(r"<@(?P<user>\w+)>|<#(?P<channel>\w+)>|<!(?:here|channel|everyone)>")
_LINK = re.compile(
    r"(?P<url>https?://[^\s<>|]+)|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<host>\b(?:[a-z0-9-]+\.)+(?:com|de|dev|io|net|org)\b(?:/[^\s<>|]*)?)"
)


def message(town: Town, text: str) -> str:
    """A message's text."""
    return _composed(town, text, named=False)


def command(town: Town, text: str) -> str:
    """What stands behind a slash command: with names in its mentions, or as it was typed where nothing is escaped."""
    return _composed(town, text, named=True) if town.should_escape else _PICKED.sub(lambda f: _spelt(town, f), text)


def _composed(town: Town, text: str, *, named: bool) -> str:
    done, at = "", 0
    for found in _PICKED.finditer(text):
        if _known(town, found):
            done += _linked(text[at : found.start()])
            done += f"{found[0][:-1]}|{_spelt(town, found)[1:]}>" if named and not _to_all(found) else found[0]
            at = found.end()
    return done + _linked(text[at:])


def _to_all(found: re.Match[str]) -> bool:
    return found["user"] is None and found["channel"] is None


def _known(town: Town, found: re.Match[str]) -> bool:
    return _to_all(found) or found["user"] in town.users or found["channel"] in town.channels


def _spelt(town: Town, found: re.Match[str]) -> str:
    """A mention as it reads: ``@ana``, ``#emea``."""
    if found["user"] in town.users:
        return f"@{town.users[found['user']].name}"
    if found["channel"] in town.channels:
        return f"#{town.channels[found['channel']].name}"
    return found[0]


def _linked(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINK.sub(_link, escaped)


def _link(found: re.Match[str]) -> str:
    if found["url"]:
        return f"<{found['url']}>"
    scheme = "mailto:" if found["mail"] else "http://"
    return f"<{scheme}{found[0]}|{found[0]}>"
