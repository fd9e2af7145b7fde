"""Hostile words: real commands bent, and fragments that mean something to somebody on their way.

Rules of this file: everything is drawn from one ``random.Random``, so a seed is a whole run. Nothing here is valid by
intention; some of it is by chance, which is as it should be.
"""

from collections.abc import Callable
from random import Random

from bot import features
from bot.command import Command

REGISTRY = features.load()
COMMANDS = sorted(REGISTRY.commands.values(), key=lambda command: command.name)
NAMES = ("ana", "bo", "cora", "kim", "zoe", "Ana Lopez", "nobody", "bot", "room")
SURROGATES = ("\ud83d", "\udc4d", "\udc00\ud800")
"""Halves of characters: some platforms' JSON can hold them, no database can."""

UNSEEN = (
    "\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;title\x07", "\x7f", "\x85", "\x9b2J", "\xa0",
    "\xad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a",
    "\u202d", "\u202e", "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\u3000", "\ue000", "\ue001", "\ue0001\ue001",
    "\ufe0f", "\ufeff", "\uffff", "\U000e0041", "\U0010ffff", "\r", "\n", "\r\n", "\t",
)  # fmt: skip
MARKUP = (
    "*", "**", "**bold**", "`", "``", "`code`", "> ", "- ", "\n- item", "\n> quote", "~~x~~", "# head", "_",
    "[x](https://evil.example)", "[ana](https://matrix.to/#/@bo:example.org)", "<b>", "</b>",
    "<script>alert(1)</script>",
    "<a href='https://evil.example'>x</a>", '"><img src=x onerror=alert(1)>', "<!--", "]]>", "&lt;", "&amp;", "&#60;",
    "{ $number }", "{ -mentor }", "{ 1 }", "{{7*7}}", "${x}", "%s", "%(name)s", "{0}", "\\", "\\n", "javascript:x",
    "@room", "@here", "<!channel>", "<!here>", "<@U123>", "<#C1|x>", "@ana:example.org", "@bot",
    "matrix:u/bo:example.org",
    "https://matrix.to/#/@bo:example.org", "\r\nBcc: evil@example.org\r\n\r\nx", "=?utf-8?b?eA==?=", "-- \n", "\n.\n",
    "' OR 1=1 --", "'); DROP TABLE cases; --", "bot -> kim: Done.", "card:1", "shell:ana", "shell:", "matrix:@a:b",
)  # fmt: skip
SCRIPTS = (
    "é",
    "ß",
    "İ",
    "ǆ",
    "ﬁ",
    "e\u0301",
    "x" + "\u0301" * 40,
    "नमस्ते",
    "مرحبا",
    "שלום",
    "漢字",
    "👍",
    "👍🏽",
    "👩‍👩‍👧",
    "🇳🇵",
)
NUMBERS = (
    "0", "-1", "+1", "1.0", "1e9", "0x1", "1_000", "1,042", "#", "##1", "#1#", "#１", "１２", "²", "Ⅻ", "٣", "9" * 40,
    "9" * 5000, "9999999999", "10000000000", "00000000000001", "NaN", "∞", "½",
)  # fmt: skip
DATES = (
    "2026-02-30", "2026-13-01", "9999-12-31", "10000-01-01", "0000-00-00", "0001-01-01", "2026-1-1", "２０２６-01-01",
    "tomorrow", "until", "until until", "2027-W01-1", "2027-01-01T00:00", "-2027-01-01", "31.12.2027", "2026—12—31",
)  # fmt: skip
QUOTES = ('"', "“", "„", "'", "«", '""', '"EMEA', 'EMEA"', "—", "‑", "−")
WORDS = (
    "claim", "yes", "anyway", "EMEA", "North America", "Europe", "de", "german", "sponsor", "lead", "coordinator",
    "back", "skip", "cancel", "send", "help", "none", "somebody@example.org", "https://example.org/a", "I draw towns",
    "until 2027-01-01",
)  # fmt: skip
_KINDS = (UNSEEN, MARKUP, SCRIPTS, NUMBERS, DATES, QUOTES, WORDS, NAMES)


def fragment(drawn: Random) -> str:
    """Something short that somebody might choke on."""
    return drawn.choice(drawn.choice(_KINDS))


def text(drawn: Random, most: int = 6) -> str:
    """A few fragments, now and then very many."""
    found = "".join(fragment(drawn) for _ in range(drawn.randint(0, most)))
    if drawn.random() < 0.002:
        found *= drawn.choice((50, 400, 4000))
    return found[:70_000]


_FITTING: dict[str, Callable[[Random], str]] = {
    "N": lambda drawn: drawn.choice(("1", "#1", "2", "99")),
    "NUMBER": lambda drawn: str(drawn.randint(0, 101)),
    "PAGE": lambda drawn: str(drawn.randint(0, 3)),
    "@PERSON": lambda drawn: drawn.choice(("@ana", "ana", "shell:bo", "@kim", "Chandra", "zoe")),
    "until DATE": lambda drawn: f"until {drawn.choice((1, 1969, 2026, 2027, 2027, 9999)):04}-0{drawn.randint(1, 9)}-01",
    "tomorrow|next week|until DATE": lambda drawn: drawn.choice(
        ("tomorrow", "next week", "until 2026-03-20", "31 February")
    ),
    "ROLE": lambda drawn: drawn.choice(("sponsor", "lead", "coordinator", "mentor")),
    "REGION": lambda drawn: drawn.choice(("EMEA", "APAC", "", "")),
    "REGION …": lambda drawn: drawn.choice(("EMEA", "APAC EMEA", "World")),
    "@PERSON for WHAT": lambda drawn: drawn.choice(("@ana for the map", "to @kim", "bo", "a lot")),
    "event|talk|help": lambda drawn: drawn.choice(("event", "talk", "help")),
    "#TAG …": lambda drawn: drawn.choice(("#docs", "docs maps")),
    "REGION event|talk|help since DATE": lambda drawn: drawn.choice(("", "EMEA", "talk since last month page 2")),
    "#TAG REGION since DATE": lambda drawn: drawn.choice(("", "#docs EMEA", "since 2026-02-30")),
}


def _any(drawn: Random) -> str:
    return drawn.choice(WORDS)


def command(drawn: Random, only: Command | None = None) -> str:
    """A command as it should be typed, more or less."""
    chosen = only or drawn.choice(COMMANDS)
    spelled = [_FITTING.get(each.kind.shown, _any)(drawn) for each in chosen.parameters]
    return " ".join([chosen.name, *spelled])


def bent(line: str, drawn: Random) -> str:
    """The line with something wrong in it, or a few things."""
    for _ in range(drawn.choice((0, 1, 1, 1, 2, 3))):
        at = drawn.randint(0, len(line))
        line = drawn.choice(_BENDS)(line, at, drawn)
    return line


_BENDS: tuple[Callable[[str, int, Random], str], ...] = (
    lambda line, at, drawn: line[:at] + fragment(drawn) + line[at:],
    lambda line, at, drawn: line[:at] + " " + fragment(drawn) + " " + line[at:],
    lambda line, at, drawn: line[:at] + line[at + 1 :],
    lambda line, at, drawn: line[:at] + line[at : at + 1] * drawn.choice((2, 3, 200)) + line[at + 1 :],
    lambda line, at, drawn: line.swapcase(),
    lambda line, at, drawn: " ".join(reversed(line.split())),
    lambda line, at, drawn: line[:at],
    lambda line, at, drawn: line + " " + command(drawn),
    lambda line, at, drawn: line + "\n" + text(drawn),
)


def line(drawn: Random) -> str:
    """What somebody types: mostly a command, bent."""
    if drawn.random() < 0.1:
        return text(drawn)
    prefix = drawn.choice(("!", "!", "!", "/", "//", "! ", "！", "", ""))
    return prefix + bent(command(drawn), drawn)


def broken(words: str, drawn: Random) -> str:
    """The words with half a character in them, where chance wants it."""
    if drawn.random() < 0.1:
        at = drawn.randint(0, len(words))
        return words[:at] + drawn.choice(SURROGATES) + words[at:]
    return words
