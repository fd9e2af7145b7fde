"""What people do, drawn as plain values: which command with which words, on what, where.

Rules of this file: the commands, forms and parameters are the registry's, so a new one is drawn from the day it is
declared. A draw is numbers and words; what they come to (which case, which day) is decided when it is played, by
``Vocabulary``, so that a shrunk example stays one that can be played.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from bot import features
from bot.dialogue import CONTROLS

REGISTRY = features.load()
PEOPLE = ("kim", "pat", "zoe", "mal", "ana", "bo", "chandra", "dee", "sam", "lena", "max", "cora", "omar")
"""Members (``mal`` calls themselves Ana), mentors, a sponsor, two leads, two coordinators."""
NAMES = {"mal": "Ana"}
ROOMS = ("mentors", "coordinators", "emea", "elsewhere")
"""Shared rooms; ``elsewhere`` is none of the programme's."""
REGIONS = ("EMEA", "APAC", "World", "Europe", "np")
FREE = {"TEXT", "REASON", "QUESTION"}
"""Parameters that take somebody's own words."""

_SILLY: dict[str, Sequence[str]] = {
    "N": ("0", "-1", "#", "99", "9" * 30, "1.5", "²", "one", '"1"', "#0001"),
    "NUMBER": ("-1", "101", "many", "9" * 12, "0x2"),
    "PAGE": ("0", "99", "last", "-2"),
    "@PERSON": ("@ghost", "Ana", "ana", "shell:bo", "shell:", "@bot", "everybody", '"', "matrix:@ana:example.org"),
    "until DATE": ("until", "until soon", "until 2026-02-30", "until 9999-12-31", "until 0001-01-01", "2025-01-01"),
    "tomorrow|next week|until DATE": ("later", "31 February", "until 2026-02-31", "until 9999-12-31", "2025-01-01"),
    "@PERSON|pool": ("@ghost", "pools", '"'),
    "ROLE": ("mentor", "ambassador", "member", "king"),
    "REGION": ("Atlantis", '"', "EME", "World World"),
    "REGION …": ("Atlantis", "EMEA EMEA", '"EMEA', "APAC,"),
    "cover @PERSON": ("cover", "cover @ghost", "cover cover", "covers @bo"),
    "anyway": ("anyway anyway", "Anyway!", "please"),
    "yes": ("no", "yes yes", "YES"),
    "DAYS HOURS": ("always", "Mon-Fri 17-9", "Mon-Sun", "9-17", "Mon-Fri 25-26"),
    "CITY": ("Atlantis", "UTC+25", '"'),
    "COUNTRY": ("Atlantis", "XX", "DE-"),
    "DATE": ("2026-02-31", "whenever", "9999-12-31"),
    "to DATE": ("to", "to 2026-02-31", "to 9999-12-31"),
    "@PERSON for WHAT": ("", "@ghost", "for nothing", "to @ana", "@bot for being"),
    "event|talk|help": ("party", "talks", ""),
    "#TAG …": ("#", "#1", "#a #b #c #d #e #f", "x" * 40),
}
_SILLY_WORDS = (
    "",
    "until",
    '""',
    "!claim 1",
    "<b>x</b> **y** `z`",
    "@room @ana",
    "\u202eabc\u202c",
    "a\x00b",
    "x" * 4100,
)


@dataclass(frozen=True)
class Typed:
    """A command to type: a number chooses each of its words, a bit of ``silly`` makes one nonsense."""

    command: str
    picks: tuple[int, ...]
    silly: int = 0


def typed(*, silly: bool = True) -> st.SearchStrategy[Typed]:
    """Any command."""
    nonsense = st.one_of(st.just(0), st.just(0), st.integers(0, 15)) if silly else st.just(0)
    picks = st.tuples(*[st.integers(0, 99)] * 4)
    return st.builds(Typed, st.sampled_from(sorted(REGISTRY.commands)), picks, nonsense)


people = st.sampled_from(PEOPLE)
places = st.one_of(st.none(), st.sampled_from(ROOMS))
waits = st.booleans()
bare = st.sampled_from(
    [*sorted(CONTROLS), "send", "yes", "ok", "plausible", "plausible", "plausible", "words", "silly"]
)
emojis = st.sampled_from(["👍", "👍🏽", "+1", "👍\ufe0f", "👎", "🎉"])
leaps = st.sampled_from(
    [timedelta(minutes=5), timedelta(hours=7), timedelta(days=1), timedelta(days=20), -timedelta(hours=2)]
)


@dataclass
class Vocabulary:
    """Finds words: ``today`` and ``cases`` (the highest number) are those of the moment."""

    today: date = date(2026, 3, 2)
    cases: int = 0
    _tokens: "itertools.count[int]" = field(default_factory=itertools.count)

    def words(self) -> str:
        """Somebody's own words, unlike any before."""
        return f"words z{next(self._tokens)}q"

    def line(self, drawn: Typed) -> str:
        """A command as it is typed."""
        parts = [drawn.command]
        for index, parameter in enumerate(REGISTRY.commands[drawn.command].parameters):
            pick = drawn.picks[index % len(drawn.picks)]
            parts.append(self._spelled(parameter.kind.shown, pick, silly=bool(drawn.silly >> index & 1)))
        return " ".join(part for part in parts if part)

    def _spelled(self, kind: str, pick: int, *, silly: bool) -> str:
        if silly:
            nonsense = _SILLY.get(kind, _SILLY_WORDS)
            return nonsense[pick % len(nonsense)]
        if kind in _PLAUSIBLE:
            return _PLAUSIBLE[kind](self, pick)
        return self.words()

    def until(self, pick: int) -> str:
        """A day to come."""
        return f"until {self.today + timedelta(days=1 + pick)}"

    def application(self, who: str, pick: int) -> dict[str, str]:
        """A whole form that can be handed in."""
        email, why, so_far, would_do, link = (self.words().split()[1] for _ in range(5))
        return {
            "account": who,
            "email": f"{who}.{email}@example.org",
            "region": REGIONS[pick % 3],
            "languages": "English, German",
            "why": f"words {why}",
            "so_far": f"words {so_far}",
            "would_do": f"words {would_do}",
            "links": f"https://example.org/{link}" if pick % 2 else "",
            "mentors": ("none", "ana, bo", "dee", "chandra, ana, dee")[pick % 4],
        }

    def field(self, name: str, who: str, pick: int) -> str:
        """An answer to one question of a form."""
        day = self.until(pick).removeprefix("until ")
        not_me = {"away_until": ("none", day)[pick % 2], "colleague": ("none", *PEOPLE)[pick % (1 + len(PEOPLE))]}
        return (self.application(who, pick) | not_me).get(name) or self.words()


_PLAUSIBLE: dict[str, Callable[[Vocabulary, int], str]] = {
    "N": lambda words, pick: f"{'#' if pick % 3 == 0 else ''}{1 + pick % max(words.cases, 1)}",
    "NUMBER": lambda words, pick: str(pick % 4),
    "PAGE": lambda words, pick: str(1 + pick % 2) if pick % 2 else "",
    "@PERSON": lambda words, pick: f"@{PEOPLE[pick % len(PEOPLE)]}",
    "@PERSON|pool": lambda words, pick: f"@{PEOPLE[pick % len(PEOPLE)]}" if pick % 3 else "pool",
    "CODE": lambda words, pick: "",
    "until DATE": Vocabulary.until,
    "cover @PERSON": lambda words, pick: f"cover @{PEOPLE[pick % len(PEOPLE)]}" if pick % 2 else "",
    "tomorrow|next week|until DATE": lambda words, pick: ("tomorrow", "next week", words.until(pick % 60))[pick % 3],
    "ROLE": lambda words, pick: ("sponsor", "lead", "coordinator")[pick % 3],
    "REGION": lambda words, pick: (*REGIONS, "", "", "")[pick % 8],
    "REGION …": lambda words, pick: " ".join(REGIONS[pick % 3 :][: 1 + pick % 2]),
    "REGION LANGUAGE TOPIC": lambda words, pick: ("", "EMEA", "EMEA german", "meetups")[pick % 4],
    "COMMAND": lambda words, pick: ("", *sorted(REGISTRY.commands))[pick % (1 + len(REGISTRY.commands))],
    "anyway": lambda words, pick: "anyway" if pick % 2 else "",
    "yes": lambda words, pick: "yes" if pick % 2 else "",
    "DAYS HOURS": lambda words, pick: ("", "Mon-Fri 9-17", "Tue, Thu 18:30-22", "Sat 8-12")[pick % 4],
    "CITY": lambda words, pick: ("", "Berlin", "Nepal", "America/Toronto")[pick % 4],
    "COUNTRY": lambda words, pick: ("DE", "none", "region")[pick % 3],
    "DATE": lambda words, pick: words.until(pick).removeprefix("until "),
    "to DATE": lambda words, pick: "",
    "@PERSON for WHAT": lambda words, pick: f"@{PEOPLE[pick % len(PEOPLE)]} for {words.words()}",
    "event|talk|help": lambda words, pick: ("event", "talk", "help")[pick % 3],
    "#TAG …": lambda words, pick: ("#docs", "docs #maps", "#events")[pick % 3],
    "REGION event|talk|help since DATE": lambda words, pick: ("", "EMEA", "talk", "since last week")[pick % 4],
    "#TAG REGION since DATE": lambda words, pick: ("", "#docs", "APAC", "since 2026-01-01")[pick % 4],
    "REGION since DATE": lambda words, pick: ("", "EMEA", "since last month")[pick % 3],
}

LINES: dict[str, str] = {
    "claim": "claim {n} {anyway}",
    "take over": "claim {n} {anyway}",
    "decline": "decline {n} {words}",
    "turn down": "decline {n} {words}",
    "assign": "assign {n} {mentor} {anyway}",
    "release": "release {n} {words}",
    "hand over": "handover {n} {mentor} {words}",
    "ask": "ask {n} {words}",
    "reply": "answer {words}",
    "note": "note {n} {words}",
    "read": "read {n}",
    "thumbs up": "thumbsup {n}",
    "take back": "takeback {n} {words}",
    "sponsor": "sponsor {n}",
    "undo": "undo {n} {words}",
    "not yet": "notyet {n} {words} {until}",
    "withdraw": "withdraw yes",
    "discard": "withdraw yes",
    "reopen": "reopen {n} {words}",
    "snooze": "snooze {n} tomorrow",
    "decline offer": "decline {n} {words}",
    "choose": "choose {mentor}",
    "done": "done {n} {words}",
    "skip": "rematch {words}",
    "rematch": "rematch {words}",
    "rematch cancel": "rematch cancel",
    "rematch keep": "rematch keep {n} {words}",
}
"""How an act is typed by somebody who knows what they are doing. What isn't here follows from something else."""

DUTIES: tuple[tuple[str, str], ...] = (
    ("mentor", "away {until}"),
    ("mentor", "away {until}"),
    ("mentor", "away {until} cover {mentor}"),
    ("mentor", "unavailable yes"),
    ("mentor", "cover by {mentor}"),
    ("mentor", "cover for {mentor}"),
    ("mentor", "cover for {mentor}"),
    ("mentor", "cover decline {mentor}"),
    ("mentor", "back"),
    ("mentor", "capacity {few}"),
    ("mentor", "weight {weight}"),
    ("mentor", "queue why {n}"),
    ("mentor", "case {n}"),
    ("mentor", "mentees"),
    ("mentor", "queue"),
    ("lead", "case {n}"),
    ("coordinator", "role grant coordinator @{who}"),
    ("coordinator", "role revoke coordinator @{who}"),
    ("coordinator", "role revoke coordinator @omar"),
    ("coordinator", "role revoke lead @lena EMEA"),
    ("coordinator", "mentor add @{who} EMEA"),
    ("coordinator", "mentor remove {mentor}"),
    ("coordinator", "mentor remove {mentor}"),
    ("mentor", "mentor leave yes"),
    ("mentor", "handover all {mentor} {words}"),
    ("mentor", "claim all {mentor} {anyway}"),
    ("coordinator", "reassign {mentor} pool"),
    ("coordinator", "reassign {mentor} @bo"),
    ("ambassador", "report talk {words}"),
    ("ambassador", "report edit 1 {words}"),
    ("member", "feedback {words} #docs"),
    ("member", "thanks @{who} for {words}"),
    ("coordinator", "feedback list"),
    ("lead", "feedback list"),
    ("lead", "reports"),
    ("coordinator", "feedback delete 1 yes {words}"),
)
"""What holders of a role do besides: what follows from it for cases is what is of interest."""
