"""Messages that never arrived, or may not have: the coordinators hear of each of them once, several at a time.

Rules of this file: a notice names case numbers, counts, and why a room couldn't be written to; nobody's words, names or
addresses, so not why a person couldn't. That a notice itself didn't arrive is never a notice again. Whatever nobody can
be told of is returned, for the operator's log.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import coordinators
from bot.boxes import Letter
from bot.message import Many, Message, Words, say
from bot.ports import Store
from bot.settings import Core

EVENT = "dead letters"
"""What caused a notice, as its row in the outbox says."""
NAMED = 8
"""The most cases that a notice names."""
CAUSES = 3
"""The most causes that it tells, each once."""


def due(letters: Sequence[Letter], now: datetime) -> bool:
    """Whether it is time for a notice: the lease of one's last try has run out, so a minute's worth is told at once."""
    return any(letter.due <= now for letter in letters)


def tell(store: Store, config: Core, now: datetime) -> list[Letter]:
    """Tell the coordinators what is due. Returns the letters that nobody could be told of."""
    letters = store.letters.untold()
    if not due(letters, now):
        return []
    store.letters.told([letter.row for letter in letters])
    lost = [letter for letter in letters if letter.event != EVENT]
    told = coordinators.tell(store, config, notice(lost)) if lost else []
    if not told:
        return letters
    store.outbox.add(told, EVENT, now)
    return [letter for letter in letters if letter.event == EVENT]


def notice(lost: Sequence[Letter]) -> Message:
    """How many, about which cases, and what to do."""
    unsure = sum(letter.state == "uncertain" for letter in lost)
    cases = list(dict.fromkeys(f"#{letter.case}" for letter in lost if letter.case is not None))
    parts = []
    if unsure:
        parts.append(say("letters-unsure", count=unsure))
    if cases:
        parts.append(say("letters-cases", cases=Many(tuple(cases[:NAMED])), number=cases[0].removeprefix("#")))
    if len(cases) > NAMED:
        parts.append(say("letters-more", count=len(cases) - NAMED))
    causes = list(dict.fromkeys(letter.cause for letter in lost if letter.cause and _names_nobody(letter)))
    parts += [say("letters-why", cause=Words(cause)) for cause in causes[:CAUSES]]
    told = "letters-files" if all(letter.file for letter in lost) else "letters"
    return say(told, count=len(lost), parts=[*parts, say("letters-how")])


def _names_nobody(letter: Letter) -> bool:
    """Whether its cause may be told: of what is for one person, only why no file of anybody's is taken."""
    return not letter.direct or (letter.file and letter.to not in letter.cause)
