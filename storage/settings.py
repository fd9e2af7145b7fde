"""``[storage]``: where everything is kept.

Rule of this file: it loads no database library; what it can tell of an address, it tells when the config is read.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from bot.settings import Section


def _sqlite(url: str) -> str:
    if not re.fullmatch(r"sqlite:///[^?\n]+", url) or url.endswith((":memory:", "/")):
        raise ValueError("write sqlite:///ambassador.db, or sqlite:////var/lib/ambassador/ambassador.db")
    return url


class Storage(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_sqlite)] = "sqlite:///ambassador.db"
    """The SQLite file: `sqlite:///file`, relative to where the bot is started, or `sqlite:////absolute/file`."""
