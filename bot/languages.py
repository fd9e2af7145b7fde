"""Languages as people write them: a code (``de``) or the English or native name ("German", "Deutsch")."""

from functools import cache

from babel import Locale

from bot.typed import key


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
