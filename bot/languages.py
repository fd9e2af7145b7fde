"""Languages as people write them: a code (``de``) or the English or native name ("German", "Deutsch")."""

import re
from functools import cache
from typing import Any

from babel import Locale
from rapidfuzz import fuzz, process

from bot.typed import key

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
_ALIKE = 75


@cache
def _codes() -> dict[str, str]:
    english = {str(code): str(name) for code, name in Locale("en").languages.items() if len(str(code)) <= 3}
    names = {key(name): code for code, name in english.items()}
    native = {}
    for code in ("ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
                 "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "ta", "th", "tr", "uk", "vi", "zh"):  # fmt: skip
        name = Locale(code).languages.get(code)
        if name:
            native[key(name)] = code
    return {**native, **names, **{code: code for code in english}}


def code_of(name: str) -> str | None:
    """The language's code; None for what isn't one."""
    return _codes().get(key(name))


def tag(value: Any) -> str | None:
    """A language and its kind as platforms name them (``de``, ``en-GB``); None for what isn't one."""
    return value if isinstance(value, str) and _TAG.fullmatch(value) else None


def near(name: str) -> str | None:
    """The code of the language that a mistyped name probably meant."""
    known = {each: code for each, code in _codes().items() if each != code}
    best = process.extractOne(key(name)[:40], list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return known[best[0]] if best is not None else None
