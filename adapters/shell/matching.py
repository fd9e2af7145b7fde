"""What a story expects against what the bot said. Pure.

``…`` in an expected text stands for any words, a lone ``…`` for any messages, and runs of blanks count as one: a
story is about what is said, not about how it is set. All the rest must match, in order and completely.
"""

import re
from collections.abc import Sequence
from difflib import ndiff

from adapters.shell.line import Anything, Check, Expect, Silence, written
from adapters.shell.shell import Spoken

_DOTS = re.compile(r"\s*(?:…|\.\.\.)\s*")


def says(expected: str, said: str) -> bool:
    """Whether a text fits what was expected of it."""
    wanted, there = _even(expected), _even(said)
    first, *further = _DOTS.split(wanted)
    if not further:
        return wanted == there
    *middle, last = further
    if not (there.startswith(first) and there.endswith(last) and len(there) >= len(first) + len(last)):
        return False
    at, end = len(first), len(there) - len(last)
    for piece in middle:
        at = there.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _even(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def fits(expected: Sequence[Check], said: Sequence[Spoken]) -> bool:
    """Whether everything that was said was expected, and everything expected was said."""
    wanted = [each for each in expected if not isinstance(each, Silence)]
    return not any(_misfit(*pair) for pair in _align(wanted, said))


def difference(expected: Sequence[Check], said: Sequence[Spoken]) -> list[str]:
    """Both as lines of a story: ``-`` was expected, ``+`` was said, in blanks what fits."""
    lines: list[str] = []
    wanted: list[str] = []
    there: list[str] = []

    def compare() -> None:
        lines.extend(line.rstrip() for line in ndiff(wanted, there) if not line.startswith("? "))
        wanted.clear()
        there.clear()

    for want, spoken in _align(expected, said):
        if _misfit(want, spoken):
            wanted += _lines(want) if want is not None else []
            there += spoken.lines if spoken is not None else []
        elif spoken is not None:
            compare()
            lines += [f"  {line}".rstrip() for line in spoken.lines]
    compare()
    return lines


_Pair = tuple[Check | None, Spoken | None]
_FITS, _NEAR, _COVERED = 8, 4, 2


def _misfit(want: Check | None, spoken: Spoken | None) -> bool:
    if isinstance(want, Expect) and spoken is not None:
        return not _meant(want, spoken)
    return want is None or (spoken is None and not isinstance(want, Anything))


def _meant(want: Expect, spoken: Spoken) -> bool:
    return want.head == spoken.head and says(want.text, spoken.text)


def _align(expected: Sequence[Check], said: Sequence[Spoken]) -> list[_Pair]:
    """Pair expectations with what was said, as many as fit, in order. ``…`` is paired with what it covers."""
    best: list[list[tuple[int, list[_Pair]]]] = [[(0, [])] * (len(said) + 1) for _ in range(len(expected) + 1)]
    for left in range(len(expected), -1, -1):
        for right in range(len(said), -1, -1):
            if (left, right) != (len(expected), len(said)):
                best[left][right] = max(_choices(expected, said, left, right, best), key=lambda choice: choice[0])
    return best[0][0][1]


def _choices(
    expected: Sequence[Check],
    said: Sequence[Spoken],
    left: int,
    right: int,
    best: list[list[tuple[int, list[_Pair]]]],
) -> list[tuple[int, list[_Pair]]]:
    """The ways to go on at a place, each with its worth.

    A message that fits is worth the most: then what can be paired completely is, and the rest differs least.
    """
    choices: list[tuple[int, list[_Pair]]] = []
    want = expected[left] if left < len(expected) else None
    spoken = said[right] if right < len(said) else None
    if isinstance(want, Expect) and spoken is not None and want.head == spoken.head:
        worth, rest = best[left + 1][right + 1]
        choices.append((worth + (_FITS if _meant(want, spoken) else _NEAR), [(want, spoken), *rest]))
    if isinstance(want, Anything) and spoken is not None:
        worth, rest = best[left][right + 1]
        choices.append((worth + _COVERED, [(want, spoken), *rest]))
    if want is not None:
        worth, rest = best[left + 1][right]
        choices.append((worth, [(want, None), *rest]))
    if spoken is not None:
        worth, rest = best[left][right + 1]
        choices.append((worth, [(None, spoken), *rest]))
    return choices


def _lines(check: Check) -> list[str]:
    match check:
        case Expect(head, text):
            return written(head, text)
        case Silence():
            return ["silence"]
        case Anything():
            return ["…"]
