"""Draws docs/clock.md, docs/commands.md, docs/config.md and docs/states.md from the code: ``make docs``.

Rules of this file: a table says nothing that its source doesn't. What a command does is its words in ``help``, what a
key means is the words under it in its settings class, what may happen to a case is ``bot.states``.
"""

import datetime
import json
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from adapters.shell.words import text
from bot import features, settings, states
from bot.catalogue import Catalogue
from bot.cli.config import LISTS, SECTIONS
from bot.command import Command
from bot.digest_time import DayText, TimeText
from bot.features.help import grouped
from bot.message import Text, say
from bot.model import Role
from bot.waits import WaitText
from bot.week import DAYS_OF_A_WEEK, WeekText
from tests.docs import clock

DOCS = Path(__file__).parents[2] / "docs"
HEAD = "<!-- Drawn from the code by `make docs`: change it there. -->\n"


COMMANDS = f"""{HEAD}
# What people type

On Matrix, begin a command with `!` (`!claim 42`) or `/`, or name the bot (`@bot claim 42`). In the direct chat with the
bot the bare words do. While the bot asks you something there, bare words are your answer, and commands need their `!`.

On Slack, everything stands behind one slash command, in any channel and for your eyes only: `/ambassador claim 42`.
Only `/apply` has a command of its own. In a thread, name the bot (`@ambassador claim 42`). The direct chat is as on
Matrix.

In the usage, capitals stand for what you put in, and [brackets] for what you may leave out. `N` is a case's number.
`help` shows you only what you may do.
"""
CONFIG = f"""{HEAD}
# The config

One TOML file; [config.example.toml](../config.example.toml) is one to begin with. `ambassador config check` tells
everything that is wrong with yours, and what to write instead.

Any key may come from the environment instead, or from a secret file of the same name: `AMBASSADOR_`, the section, two
underscores, the key, as in `AMBASSADOR_MATRIX__PASSWORD`. Lists are JSON there, and so are the sections in double
brackets: `AMBASSADOR_PROGRAMME__MENTORS_CHANNELS='["matrix:#mentors:example.org"]'`. A point in a section's name is two
underscores, too: `AMBASSADOR_LADDER__APPLICATION__POOL`. The environment wins over secret files, and these win over the
file. Secret files lie in the folder that `AMBASSADOR_SECRETS_DIR` names, else among systemd's credentials
(`CREDENTIALS_DIRECTORY`), else in `/run/secrets`.

| in the tables | is written |
| --- | --- |
| person | `matrix:@ana:example.org` or `slack:T123/U456`; a list of both is one person |
| channel | `matrix:#alias:example.org`, `matrix:!id` or `slack:T123/C456` |
| time zone | `Europe/Berlin`, `UTC` |
| language | `en`, `pt-BR` |
| country | `DE` |
| time span | `90 minutes`, `24 hours`, `7 days` |
| wait | `1 working day`, `6 working hours`, `30 days`, `12 hours`, `2 weeks` |
| day and time | `Tue 10:00`, `friday 4pm` |
| day of the week | `Tue`, `friday` |
| time of day | `10:00`, `9:30`, `4pm` |
| week | `Mon-Fri 9-17`, `Sun-Thu 8:30-16`, `Tue, Thu 18-22` |
| holiday | `DE`, `DE-BY`, `2026-12-28`, `12-24`, `club.ics` |
"""
STATES = """
Whatever isn't in this table can't happen: not by a command, a button, a reaction or a stale message. Nobody is anything
but the candidate to their own case.
"""
WHO = """
`guide` is the case's own mentor, `asked` the mentor whose turn it is, `offered` the one it is to be handed to, `mentor`
any mentor, `invited` one to whom the bot offers it from the pool, `lead` who leads the case's region or one above it.
`sponsor` is the guide or whoever holds the role sponsor, as `[sponsoring] policy` says. `clock` is time.
"""


def commands() -> str:
    """Every command, by whom it is for, as ``help`` groups them."""
    catalogue = Catalogue.load()
    parts = [COMMANDS]
    for title, inside in grouped(list(features.load().commands.values())):
        rows = [_command(catalogue, each) for each in inside]
        parts.append(f"## {text(catalogue.render(say(title)))}\n")
        parts.append(_table(("command", "usage", "who", "what it does", "example"), rows))
    return "\n".join(parts)


def _command(catalogue: Catalogue, each: Command) -> tuple[str, ...]:
    summary = text(catalogue.render(say("help-line", usage="", summary=Text(each.summary)))).partition("— ")[2]
    who = "everybody" if Role.MEMBER in each.who else " or ".join(role.value for role in each.who)
    examples = ", ".join(f"`{example}`" for example in each.examples)
    return f"`{each.name}`", f"`{each.usage}`", who, summary, examples


def config() -> str:
    """Every key of every section."""
    parts = [CONFIG]
    for name, section in SECTIONS.items():
        hints = get_type_hints(section, include_extras=True)
        rows = [
            (f"`{key}`", _kind(hints[key], field), _default(field), " ".join((field.description or "").split()))
            for key, field in section.model_fields.items()
        ]
        heading = f"[[{name}]]" if name in LISTS else f"[{name}]"
        parts.append(f"## `{heading}`\n\n{(section.__doc__ or '').strip()}\n")
        parts.append(_table(("key", "type", "default", "meaning"), rows))
    return "\n".join(parts)


_KINDS: dict[Any, tuple[str, str]] = {
    settings.TimeZone: ("time zone", "time zones"),
    settings.Language: ("language", "languages"),
    settings.Country: ("country", "countries"),
    settings.Holiday: ("holiday", "holidays"),
    WaitText: ("wait", "waits"),
    WeekText: ("week", "weeks"),
    settings.DigestTime: ("day and time", "days and times"),
    settings.Span: ("time span", "time spans"),
    settings.OnePerson: ("person", "persons"),
    settings.ChannelAddress: ("channel", "channels"),
    DayText: ("day of the week", "days of the week"),
    TimeText: ("time of day", "times of day"),
    SecretStr: ("secret", "secrets"),
    Path: ("path", "paths"),
    str: ("text", "texts"),
    bool: ("`true` or `false`", ""),
    int: ("number", "numbers"),
}
"""What a key's type is called: one of it, several of it."""


def _kind(hint: Any, field: FieldInfo | None = None, number: int = 0) -> str:
    """A type in words: ``list of channels``."""
    if hint in _KINDS:
        return _KINDS[hint][number] + (_bounds(field) if field and hint is int else "")
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(f"`{each}`" for each in inner)
    if origin is tuple:
        return f"list of {_kind(inner[0], number=1)}"
    if origin in (Union, types.UnionType, Annotated):
        wanted = inner[:1] if origin is Annotated else [each for each in inner if each is not type(None)]
        return _kind(wanted[0], field, number)
    raise TypeError(f"no words for {hint}: add them to _KINDS")


def _bounds(field: FieldInfo) -> str:
    limits = [getattr(each, name) for name in ("ge", "le") for each in field.metadata if hasattr(each, name)]
    return f", {limits[0]} to {limits[1]}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    if field.default is None:
        return "none"
    if isinstance(field.default, tuple | bool):
        return f"`{json.dumps(field.default)}`"
    if DayText.__metadata__[0] in field.metadata:  # type: ignore[attr-defined]
        return f'`"{DAYS_OF_A_WEEK[field.default][:3].title()}"`'
    if isinstance(field.default, datetime.time):
        return f'`"{field.default:%H:%M}"`'
    return f"`{field.default}`" if isinstance(field.default, int) else f'`"{field.default}"`'


def cases() -> str:
    """How a case moves, as a diagram and as a table."""
    rows = [
        (
            act.name,
            ", ".join(state.value for state in act.sources),
            act.target.value if act.target else "stays",
            ", ".join(sorted(relation.value for relation in act.by)),
        )
        for act in states.ACTS
    ]
    drawn = f"{HEAD}\n# How a case moves\n\n```mermaid\n{states.diagram()}```\n"
    return "\n".join((drawn.rstrip("\n"), STATES, _table(("act", "from", "to", "by"), rows).rstrip("\n"), WHO))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def time() -> str:
    """How time is counted, and the ladders."""
    return clock.page(HEAD, _table)


PAGES: dict[str, Callable[[], str]] = {
    "clock.md": time,
    "commands.md": commands,
    "config.md": config,
    "states.md": cases,
}
"""Each page by its file in docs/."""


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
