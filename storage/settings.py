"""``[storage]``: where everything is kept.

Rules of this file: it loads no database library; what it can tell of an address, it tells when the config is read; the
value is never shown, as it may hold a password.
"""

import re
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import AfterValidator, Field
from rapidfuzz import process

from bot.section import Section

SQLITE = "sqlite:///ambassador.db, or sqlite:////var/lib/ambassador/ambassador.db"
POSTGRES = "postgresql://user:password@host:5432/name"
_POSTGRES = re.compile(
    r"postgres(ql)?://((?P<user>[^:@/?#]*)(:(?P<password>[^@/?#]*))?@)?(\[[\da-fA-F:.]+\]|[\w.-]*)(:(?P<port>\d+))?"
    r"/(?P<name>[^/?#@]+)(\?(?P<options>[^@#]*))?"
)
OPTIONS = (
    "application_name",
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "port",
    "require_auth",
    "requirepeer",
    "service",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
)
"""What may stand behind the "?" of a PostgreSQL's URL: libpq's own names."""


def _url(url: str) -> str:
    match url.partition(":")[0]:
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return _postgres(url)
    raise ValueError(f"write {SQLITE}, or for PostgreSQL {POSTGRES}")


def _sqlite(url: str) -> str:
    if not re.fullmatch(r"sqlite:///[^?\n]+", url) or url.endswith((":memory:", "/")):
        raise ValueError(f"write {SQLITE}")
    return url


def _postgres(url: str) -> str:
    parts = _POSTGRES.fullmatch(url)
    if parts is None or re.search(r"\s", url):
        raise ValueError(_unreadable(url))
    if re.search(r"%(?![\da-fA-F]{2})", f"{parts['user']}{parts['password']}"):
        raise ValueError("in a user's name or password write %25 for %")
    if not 0 < int(parts["port"] or 5432) <= 65535:
        raise ValueError("the port is a number from 1 to 65535")
    for name, _ in parse_qsl(parts["options"] or "", keep_blank_values=True):
        if name not in OPTIONS:
            near = process.extractOne(name, OPTIONS, score_cutoff=65)
            raise ValueError("an option behind ? is unknown" + (f"; did you mean {near[0]}?" if near else ""))
    return url


def _unreadable(url: str) -> str:
    """What is most likely wrong: letters of a password that mean something else in an address, or a missing name."""
    if re.search(r"\s", url):
        return "there is a space or a line's end in it; in a password write %20 for a space"
    if "#" in url or "@" in url.partition("@")[2] or re.match(r"\w+://[^@]*[/?][^@]*@", url):
        return "in a user's name or password write %40 for @, %23 for #, %2F for / and %3F for ?"
    if re.match(r"\w+://[^/]*/?(\?.*)?$", url):
        return f"name the database behind the host, as in {POSTGRES}"
    return f"write {POSTGRES}; several hosts as postgresql:///name?host=one:5432&host=two:5432"


class Storage(Section):
    """Where everything is kept: in one SQLite file, or in PostgreSQL."""

    url: Annotated[str, AfterValidator(_url), Field(repr=False)] = "sqlite:///ambassador.db"
    """The SQLite file: `sqlite:///file`, relative to where the bot is started, or `sqlite:////absolute/file`. Or a
    database of PostgreSQL's: `postgresql://user:password@host:5432/name`, with libpq's options behind a `?`, such as
    `?sslmode=require`. With a password in it, better kept out of the file: in `AMBASSADOR_STORAGE__URL`, or a secret
    file."""
