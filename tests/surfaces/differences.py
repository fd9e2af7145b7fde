"""What a platform shows otherwise than the shell, by its nature: everything that a story's words are changed by.

Rules of this file: one table, for people to read and for ``translated`` to follow; a story itself is never written for
a platform. ``UNPLAYED`` names the stories that can't be told somewhere, and why; a test holds it exact.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from adapters.shell.joining import Logical, join
from adapters.shell.line import Action, ClockMove, Expect, Fill, Press, Say, written
from adapters.shell.words import text
from bot.catalogue import Catalogue
from bot.message import say
from tests.chat import BEFORE, STORIES

_CATALOGUE = Catalogue.load()
_CHOSEN = text(_CATALOGUE.render(say("chosen", mentors=""))).partition(":")[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """``shell``: what a story has; ``here``: what stands for it on the platform. ``tell``: how its words change."""

    shell: str
    here: str
    tell: Callable[[str], str] | None = None


def _from(platform: str) -> Difference:
    return Difference(
        "a history says that something came from the shell",
        "it says which platform it came from",
        lambda said: said.replace("(shell)", f"({platform})"),
    )


def _whole_form(said: str) -> str:
    """What stands above the form, in place of what stands above its first question; and above that what was chosen."""
    chosen, _, rest = said.partition("\n")
    if chosen.startswith(_CHOSEN) and rest:
        return f"{chosen}\n{_whole_form(rest)}"
    for intro in (f"form-{form}-{begun}" for form in ("apply", "decline") for begun in ("intro", "kept", "again")):
        asked = text(_CATALOGUE.render(say(intro)))
        if said.startswith(asked) and "Question" in said:
            return text(_CATALOGUE.render(say(f"{intro}-whole")))
    return said


@cache
def _people() -> re.Pattern[str]:
    """Everybody who does something in a story, or is named in one."""
    told = [*BEFORE.values(), *(file.read_text(encoding="utf-8") for file in STORIES.glob("*.txt"))]
    names = {
        name
        for story in told
        for name in re.findall(r"^([a-z]+)(?:@[a-z]+)?(?:: | [a-z]+s )|(?<= )@([a-z]+)", story, re.M)
        for name in name
    }
    return re.compile(rf"\b(?:{'|'.join(sorted(filter(None, names - {'bot'})))})\b")


def capital(said: str) -> str:
    """Names of people with a capital letter."""
    return _people().sub(lambda name: name[0].capitalize(), said)


_NAMES = Difference(
    "somebody's name begins with a small letter until the bot keeps something of them",
    "the bot, or a pill, has it as they spell it from their first word on: all names are told with a capital",
    capital,
)
_HOW, _AGAIN = (text(_CATALOGUE.render(say(key))) for key in ("question-how", "question-again"))


def _not_below(said: str) -> str:
    """A question in an answer to a slash command."""
    answers = said.startswith("Your application") and _HOW in said
    return said.replace(_HOW, _AGAIN).replace("[Withdraw]", "[Answer] [Withdraw]") if answers else said


SLACK = (
    _from("Slack"),
    Difference(
        "a question that `!status` shows is answered below it",
        "a slash command may be typed in a channel, so a button opens the form for the answer",
        _not_below,
    ),
    Difference(
        "`!apply` by somebody who fills the form then is answered with its first question",
        "`/apply` opens the whole form, which says its own introduction",
        _whole_form,
    ),
    Difference(
        "`Apply` and `Not me` are pressed, and answered with a first question",
        "they open the whole form, which says its own introduction",
    ),
    Difference(
        "`!apply`, `!answer` and `!decline 1` by somebody who answers in the direct chat are commands",
        "they are messages there: as slash commands they would open a form",
    ),
    Difference("`!claim 1` is typed anywhere", "it is `/ambassador claim 1`, or `/claim 1` for extra commands"),
    Difference("`kim:` says nothing at all", "it is `/ambassador`: Slack sends no empty message"),
    Difference(
        "words in a room that begin with `!` and mean another bot, or a room that the bot isn't in",
        "they are a message, as the `!` is nobody's there",
    ),
    Difference("`@name` is somebody", "it is picked from Slack's list"),
    _NAMES,
    Difference("nobody's profile names a zone", "everybody's does; here nobody's, so that times are the story's"),
    Difference("somebody reacts again while they do", "they take the first reaction off, as Slack knows each once"),
    Difference(
        "a button of an earlier version is pressed, and nothing else happens",
        "the message is sent again as it is, for the one window that shows it as it was",
    ),
    Difference("a region goes by another name in a form", "it is chosen from a list, by its own"),
    Difference(
        "a form is filled after it was sent, or sent twice",
        "another window of the person's still shows it, as it was",
    ),
)
MATRIX = (
    _from("Matrix"),
    _NAMES,
    Difference(
        "an answer to something said in a room comes without a word there",
        "a neutral line in the room says that it came: it must, and there is exactly one",
    ),
    Difference("a button is pressed", "what it shows is typed where it stands"),
    Difference("`@name` is somebody", "it is a pill"),
    Difference("a whole form is filled", "its questions are answered one by one, and it is sent"),
    Difference("buttons stand in brackets, what is to be typed behind a colon", "both are typed, and stand in a list"),
)
DIFFERENCES: Mapping[str, tuple[Difference, ...]] = {"slack": SLACK, "matrix": MATRIX}

_OPENING = frozenset(["Apply", "Not me"])
"""Buttons that open a form."""
_FILLED = "Slack's client sends no form with required fields left empty, and none with a region that isn't in the list"
_LISTED = "whom one can't suggest isn't in the list of colleagues that Slack's client shows"
_NO_FORM = "there are no forms to hand in: neither one with faults, nor one that was sent already"
UNPLAYED: Mapping[str, Mapping[str, str]] = {
    "slack": {"apply-filled": _FILLED, "not-me-refused": _LISTED},
    "matrix": {"apply-filled": _NO_FORM, "apply-refused": _NO_FORM, "not-me-refused": _NO_FORM},
}
"""Stories that can't be told on a platform, and what of it can't be done there."""


def fills_next(action: Action | None, following: Iterable[Action]) -> bool:
    """Whether somebody begins a form that they fill as a whole."""
    begins = isinstance(action, Say) and action.text.lstrip("!/").strip().casefold()
    if not isinstance(action, Say) or not begins or begins.split()[0] not in ("apply", "choose"):
        return False
    own = (each for each in following if not isinstance(each, ClockMove) and each.who == action.who)
    return isinstance(next(own, None), Fill)


def translated(story: str, platform: str, *, slash: bool = True) -> str:
    """A story as it is told on a platform, line for line: what people do stays, what they see may be other words.

    ``slash``: they type slash commands, where there are any.
    """
    lines = list(join(story.split("\n")))
    return "\n".join(line for logical in _told(lines, platform, slash=slash) for line in logical)


def _told(lines: Sequence[Logical], platform: str, *, slash: bool) -> Iterator[Sequence[str]]:
    actions = [line for logical in lines if isinstance(line := logical.read(), Action)]
    done, opens, below = 0, False, False
    for logical in lines:
        line = logical.read()
        if isinstance(line, Action):
            done += 1
            opens = fills_next(line, actions[done:]) or (isinstance(line, Press) and line.label in _OPENING)
            below = isinstance(line, Say) and not slash
        left_out = {*(() if opens else (_whole_form,)), *((_not_below,) if below else ())}
        yield _expected(line, logical.raw, platform, left_out) if isinstance(line, Expect) else logical.raw


def _expected(line: Expect, raw: Sequence[str], platform: str, left_out: Set[Callable[[str], str]]) -> Sequence[str]:
    said = line.text
    for each in DIFFERENCES[platform]:
        if each.tell is not None and each.tell not in left_out:
            said = each.tell(said)
    if said == line.text:
        return raw
    told = written(line.head, said)
    return [*told, *[""] * (len(raw) - len(told))]
