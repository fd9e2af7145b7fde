"""What people type, made comparable: pure functions from a raw text to words.

Phones and editors change what is typed (curly quotes, long dashes, no-break spaces) and pasted text carries
invisible characters. Words that name things (numbers, regions, commands) are compared without any of that; a
person's own sentences keep everything but control characters and direction overrides.
"""

import re
import unicodedata

LONGEST = 4000
"""Characters of one message that the bot takes in; more is refused with the count."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("‘’‚‛′‹›", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\u200b\u2060]")
_MARKS = re.compile("[\u200c-\u200f\u061c\u00ad\ufe0e\ufe0f]")
_POLITE = {"again", "bot", "kindly", "now", "please", "pls", "plz", "thank", "thanks", "then", "thx", "you"}
_THUMBS = ("👍", "+1", "thumbsup")


def clean(text: str) -> str:
    """A person's words without control characters (but line breaks) and direction overrides, trimmed."""
    if _simple(text):
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _OVERRIDES.sub("", text)
    return "".join(
        char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co"}
    ).strip()


def _simple(text: str) -> bool:
    """Whether there is nothing in a text to clean: so are nearly all commands, and they come often."""
    return text.isascii() and text.isprintable()


def plain(text: str) -> str:
    """A text for comparing: cleaned, straight quotes and dashes, single spaces, no invisible marks."""
    if not _simple(text):
        text = _MARKS.sub("", clean(text)).translate(_QUOTES).translate(_DASHES)
    return " ".join(text.split())


def key(text: str) -> str:
    """A name for comparing, whatever its case, accents kept."""
    return plain(text).casefold()


_SIGNS = {0x27: None, 0x2E: None, 0x2019: None}
"""What people leave out of names: ``St. John's``."""


def bare(name: str) -> str:
    """A name for comparing: without case, accents, signs, and the word that CLDR writes as one."""
    whole = unicodedata.normalize("NFKD", key(name).translate(_SIGNS))
    letters = "".join(letter for letter in whole if not unicodedata.combining(letter))
    words = re.sub(r"[\W_]+", " ", letters).split()
    return " ".join(words if len(words) < 3 else (word for word in words if word != "and"))


def brief(text: str) -> str:
    """A text without the words at its end that only make it kinder: ``status`` for ``status now, please?``."""
    words = text.split()
    while words and key(words[-1]).strip(".,!?") in {"", *_POLITE}:
        words.pop()
    return " ".join(words)


def is_thumbs_up(emoji: str) -> bool:
    """A 👍 in any skin tone, with or without variation selector, or the name a platform gives it."""
    bare = "".join(char for char in emoji if char not in "\ufe0e\ufe0f" and not "\U0001f3fb" <= char <= "\U0001f3ff")
    return bare.strip(":").split("::")[0] in _THUMBS


def number(digits: str, most: int) -> int | None:
    """A whole number from 0 to ``most`` in ASCII digits; None for anything else, however long."""
    if not (digits.isascii() and digits.isdecimal()):
        return None
    bare = digits.lstrip("0") or "0"
    return int(bare) if len(bare) <= len(str(most)) and int(bare) <= most else None


class Reader:
    """Takes words off the front of a text. Quoted words stay together: ``"North America" german``."""

    _WORD = re.compile(r'\s*(?:"([^"]*)"|(\S+))')

    def __init__(self, text: str) -> None:
        self._left = text.strip()

    @property
    def left(self) -> str:
        """What hasn't been taken yet."""
        return self._left

    def word(self) -> str | None:
        """The next word, comparable; None at the end."""
        found = self._WORD.match(self._left.translate(_QUOTES))
        if not found:
            return None
        self._left = self._left[found.end() :].lstrip()
        return plain(found[1] if found[1] is not None else found[2])

    def drop(self, length: int) -> None:
        """Take so many characters off the front."""
        self._left = self._left[length:].lstrip()

    def rest(self, before: str | None = None) -> str:
        """Everything left, as written; or what stands before the last separate word ``before``, kept for later."""
        text, self._left = self._left, ""
        if before is not None:
            *_, last = [None, *re.finditer(rf"(?:^|\s){re.escape(before)}(?=\s|$)", text, re.IGNORECASE)]
            if last is not None:
                text, self._left = text[: last.start()], text[last.start() :].lstrip()
        return _unquoted(clean(text))


def _unquoted(text: str) -> str:
    straight = text.translate(_QUOTES)
    if len(straight) > 1 and straight[0] == straight[-1] == '"' and straight.count('"') == 2:
        return text[1:-1].strip()
    return text
