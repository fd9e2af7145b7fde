"""The tags of feedback: ``#docs`` in somebody's words is a theme, for counting what people speak of.

Rules of this file: pure. A tag is kept in small letters and without its ``#``; one that is but a number (``#42``) is a
case's. Those behind the last word are taken off it; those within it are part of the sentence.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.typed import key

MOST, LONGEST = 5, 30
"""Tags of one piece of feedback, and characters of a tag."""
_SIGNS = r"""\s#.,;:!?()\[\]{}<>"'“”„‘’/\\|*`~@&=+"""
"""What no tag holds. Anything else may stand in one: vowels of many scripts are no letters by themselves."""
_TAG = rf"#(?=[^{_SIGNS}]*[^\W\d_])[^{_SIGNS}]+"
_TAGS, _WHOLE = re.compile(rf"(?<![\w#&/]){_TAG}"), re.compile(_TAG)
_OTHER, _LETTER = re.compile(rf"[{_SIGNS}]"), re.compile(r"[^\W\d_]")
_NEAR, _SHORT = 75, 3
"""How alike (of 100) two tags are that may be meant for one, and characters below which all are alike."""


def tag(written: str) -> str:
    """A tag as it is kept; empty for what is none."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key(written)).casefold())
    found = _OTHER.sub("", folded).strip("-_")
    return found if _LETTER.search(found) else ""


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """Somebody's words without the tags behind them, and all tags, each once, in the order in which they come."""
    found = [tag(each) for each in _TAGS.findall(text)]
    words = text.strip()
    while words:
        *before, last = words.rsplit(None, 1)
        if not _WHOLE.fullmatch(last.strip(",;.")):
            break
        words = before[0].rstrip(" ,;") if before else ""
    return words, tuple(dict.fromkeys(each for each in found if each))


def read(text: str) -> tuple[str, ...]:
    """Tags that are written one behind the other, with or without their ``#``."""
    return split(" ".join(f"#{each.lstrip('#')}" for each in re.split(r"[\s,;]+", text) if each.strip("#")))[1]


def near(tags: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """Tags that nobody used yet, each with the one that was probably meant."""
    found: dict[str, str] = {}
    for each in tags:
        if each not in known and len(each) >= _SHORT:
            best = process.extractOne(each, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
            if best is not None:
                found[each] = best[0]
    return found
