"""Addresses: how a person or a room is named across platforms.

Both are one string, ``platform:native-id``, because that is what stands in the config, in the database and in
logs. Only the adapter of the platform reads the part behind the colon.
"""

import re
from typing import NewType

_MAIL = re.compile(
    r"""
    (?: "(?:[^"\\]|\\.){0,256}"       # a quoted name may hold anything, none of which is shown
    |   ([^\s@:<>"(\[,;…])[^\s@:<>"]*  # of any other the first character is
    ) @ (?=[^\s@]+\.[^\s@] | \[)
    """,
    re.VERBOSE,
)

Identity = NewType("Identity", str)
"""A person on one platform: ``matrix:@ana:example.org``, ``slack:T123/U456``, ``shell:ana``."""

Room = NewType("Room", str)
"""A channel or room on one platform: ``matrix:#mentors:example.org``, ``slack:T123/C456``, ``shell:mentors``."""


def platform_of(address: str) -> str:
    """The platform of an identity or room: ``matrix`` for ``matrix:@ana:example.org``."""
    return address.partition(":")[0]


def native(address: str) -> str:
    """The platform's own id: ``@ana:example.org`` for ``matrix:@ana:example.org``."""
    return address.partition(":")[2]


def masked(text: str) -> str:
    """A text for logs and lists, with the mail addresses in it shortened: ``k…@example.org``."""
    return _MAIL.sub(lambda found: f"{found[1] or ''}…@", text)


def shown(address: str) -> str:
    """The platform's own id, for logs and lists: of a mail address, whatever it looks like, only what may be shown."""
    local, at, domain = native(address).rpartition("@")
    if platform_of(address) != "mail":
        return masked(native(address))
    first = local[:1].replace('"', "")
    return f"{first}…{at}{domain}"


def short(address: str) -> str:
    """What to call somebody or a room until they have a name: ``ana`` for ``matrix:@ana:example.org``."""
    return native(address).lstrip("@#!").split(":")[0].rsplit("/", 1)[-1]


def named(room: str) -> str:
    """A room as people name it: ``#emea:example.org`` on Matrix, ``#emea`` in the shell, ``#C123`` on Slack."""
    known = native(room)
    return known if known[:1] in ("#", "!") else f"#{known.rsplit('/', 1)[-1]}"
