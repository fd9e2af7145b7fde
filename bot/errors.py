"""Two kinds of no.

``Refused`` is the person's turn: it says what they can do, to them alone, and changes nothing. Everything else
that is raised is our failure: logged once, retried where that is safe, shown to the operator.
"""

import traceback
from collections.abc import Mapping, Sequence

from bot.message import Action, Message, Value, say

_NOTHING: Mapping[str, Value] = {}


class Refused(Exception):
    """What was asked can't be done, and the asker is told why and what to do instead. Never a bug."""

    def __init__(
        self,
        key: str,
        said: Mapping[str, Value] = _NOTHING,
        *,
        actions: Sequence[Action] = (),
        parts: Sequence[Message] = (),
        **args: Value,
    ) -> None:
        super().__init__(key)
        self.message = say(key, said, parts=parts, actions=actions, **args)


class Stale(Exception):
    """Somebody else changed the row first (optimistic version). The whole event is run again."""


class Writes(Exception):
    """What was only to be read has something to write. It is handled again, where that can be."""


class LeaseLost(Exception):
    """Another process holds the lease that this one needs. Stop what the lease protects, at once."""


class Unavailable(Exception):
    """The database can't be used right now. Whether the last commit went through is not known: look before repeating.

    ``cause`` is plain words for operators, ``said`` the database's own, for the log; neither holds anybody's words.
    ``lasts``: it won't end by itself. Whoever raises it has logged it.
    """

    def __init__(self, cause: str, *, said: str = "", lasts: bool = False) -> None:
        super().__init__(cause)
        self.cause, self.said, self.lasts = cause, said, lasts


class Misconfigured(Exception):
    """The operator's turn: a sentence (or several lines) that names the key and says what to do. Holds no secret."""


def where(failure: BaseException) -> str:
    """A failure for logs: its type and the calls that led to it, without its words, which may be somebody's own."""
    frames = traceback.extract_tb(failure.__traceback__)
    path = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:])
    return f"{type(failure).__name__} at {path}"
