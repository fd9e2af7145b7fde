"""The harness of the conversation tests: the demo's programme on a database of its own, and everybody's shell.

Rules of this file: the engine, the courier, the database and the catalogue are the real ones; only the clock and the
wire are the shell's. After every step the rules of ``tests/invariants.py`` are checked. A story's header says what
else it needs, in comments: ``-- programme: sponsors two-rooms`` (see ``VARIANTS``), ``-- before: mentored`` (see
``BEFORE``: lines that are played first and not checked). A line ``-- restart`` closes everything and opens the same
database again, as a new process would.
"""

import itertools
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from adapters.shell import START, Shell, Spoken, StoryClock, play, rewrite
from adapters.shell.line import Action
from bot.address import Identity, Room
from bot.cli import schema
from bot.cli.config import Config
from bot.cli.demo import demo_config, introduce
from bot.cli.wiring import App, opened
from bot.settings import MentorSeed, Sponsoring
from storage.settings import Storage
from tests.invariants import Invariants

STORIES = Path(__file__).parent / "stories"

_APPLIES = (
    "account={0}; email={0}@example.org; region=EMEA; languages=English, German; why=I like maps; "
    "so_far=I drew two of them; would_do=Map parties in every town; links=https://example.org/{0}; mentors={1}"
)


def applies(who: str, mentors: str = "none") -> str:
    """The lines with which somebody applies."""
    return f"{who}: !apply\n{who} fills apply: {_APPLIES.format(who, mentors)}\n"


_APPLIED = applies("kim")
_MENTORED = f"{_APPLIED}ana: !claim 1\n"
_THUMBS_UP = f"{_MENTORED}ana: !thumbsup 1\n"
_SPONSORED = f"{_THUMBS_UP}ana: !sponsor 1\n"

BEFORE: dict[str, str] = {
    "draft": "kim: !apply\nkim: kim\n",
    "applied": _APPLIED,
    "asked": applies("kim", "ana, bo"),
    "mentored": _MENTORED,
    "thumbs-up": _THUMBS_UP,
    "sponsored": _SPONSORED,
    "withdrawn": f"{_APPLIED}kim: !withdraw yes\n",
    "not-yet": f"{_MENTORED}ana: !notyet 1 Please run one meetup first until 2026-06-01\n",
    "questions": f"{_MENTORED}ana: !ask 1 Which towns first?\nana: !ask 1 With whom?\n",
    "sam-sponsors": "cora: !role grant sponsor @sam\nsam: !status\n",
    "kim-mentors": "cora: !mentor add @kim EMEA\n",
    "lee-applied": applies("lee"),
    "lee-asked": applies("lee", "ana"),
}
"""What may have happened before a story begins."""


def _sponsors(config: Config) -> dict[str, Any]:
    return {"sponsoring": Sponsoring(policy="sponsor")}


def _two_rooms(config: Config) -> dict[str, Any]:
    rooms = (*config.programme.mentors_channels, Room("shell:guides"))
    return {"programme": config.programme.model_copy(update={"mentors_channels": rooms})}


def _twins(config: Config) -> dict[str, Any]:
    twin = MentorSeed(person=(Identity("matrix:@ana:example.org"),), regions=("APAC",))
    return {"mentor": (*config.mentor, twin)}


def _no_rooms(config: Config) -> dict[str, Any]:
    return {
        "region": tuple(region.model_copy(update={"channels": ()}) for region in config.region),
        "programme": config.programme.model_copy(update={"ambassadors_channels": ()}),
    }


def _digests(config: Config) -> dict[str, Any]:
    return {"digest": config.digest.model_copy(update={"send": True})}


def _no_coordinators_room(config: Config) -> dict[str, Any]:
    return {"programme": config.programme.model_copy(update={"coordinators_channels": ()})}


def _holidays(config: Config) -> dict[str, Any]:
    german = {"EMEA": ("DE", "12-31")}
    return {
        "region": tuple(region.model_copy(update={"holidays": german.get(region.name, ())}) for region in config.region)
    }


VARIANTS: dict[str, Callable[[Config], dict[str, Any]]] = {
    "sponsors": _sponsors,
    "two-rooms": _two_rooms,
    "twins": _twins,
    "no-rooms": _no_rooms,
    "no-coordinators-room": _no_coordinators_room,
    "digests": _digests,
    "holidays": _holidays,
}
"""Programmes that differ from the demo's in one thing."""


Where = Path | str
"""Where a programme is kept: a folder, for an SQLite file in it, or the URL of a database."""


def configured(where: Where, variants: Sequence[str] = ()) -> Config:
    """The demo's config, on the database that is meant; weeks are told where a variant says so."""
    config = demo_config(where if isinstance(where, Path) else Path())
    config = config.model_copy(update={"digest": config.digest.model_copy(update={"send": False})})
    if isinstance(where, str):
        config = config.model_copy(update={"storage": Storage(url=where)})
    for variant in variants:
        config = config.model_copy(update=VARIANTS[variant](config))
    _prepare(config.storage.url)
    return config


def _prepare(url: str) -> None:
    """Put a migrated file where there will be a new one, as PostgreSQL has a template: migrating takes longer."""
    kind, _, name = url.partition(":///")
    if kind == "sqlite" and not (file := Path(name)).exists():
        file.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        schema.bring_up(f"sqlite:///{file}")
        return file.read_bytes()


class WatchedShell(Shell):
    """A shell that checks after every step what must always hold."""

    def __init__(self, app: App, clock: StoryClock, before: "WatchedShell | None" = None) -> None:
        """``before``: the shell before a restart. What people see on their screens outlives it."""
        super().__init__(app.engine, app.catalogue, clock, app.ticker)
        self._invariants = Invariants(app.database.url)
        if before is not None:
            self._transcript = before._transcript

    async def perform(self, action: Action) -> list[Spoken]:
        """Do what a line means, then look at everything that was said and kept."""
        said = await super().perform(action)
        self._invariants.check(said)
        return said

    def end(self, kind: type[BaseException] | None, *_: object) -> None:
        """Look over everything once more, unless it has failed already."""
        self._invariants.close(look=kind is None)


class Chat:
    """An open programme. ``app`` and ``shell`` are others after a restart."""

    app: App

    def __init__(self, config: Config) -> None:
        self.config, self.clock = config, StoryClock(START)
        self._stack = AsyncExitStack()
        self._shell: WatchedShell | None = None

    async def open(self) -> None:
        """Open the database, with the engine and a shell on it."""
        self.app = await self._stack.enter_async_context(opened(self.config, self.clock))
        await introduce(self.app)
        self._shell = WatchedShell(self.app, self.clock, self._shell)
        self._stack.push(self._shell.end)

    @property
    def shell(self) -> WatchedShell:
        """The shell that is open now."""
        assert self._shell is not None
        return self._shell

    async def close(self, failure: BaseException | None = None) -> None:
        """Let everything go; ``failure``: what a test has found already."""
        await self._stack.__aexit__(type(failure) if failure else None, failure, None)

    async def restart(self) -> None:
        """Close everything and open the same database again."""
        await self.close()
        await self.open()

    async def play(self, story: str, name: str = "story") -> None:
        """Play lines, and check what they expect. Raises StoryFailed."""
        for skipped, part in await self._begun(story, name):
            if skipped:
                await self.restart()
            await play(self.shell, "\n" * skipped + part, name)

    async def rewrite(self, story: str, name: str = "story") -> str:
        """A story as the bot tells it: one that expects nothing gets everything."""
        told = []
        for skipped, part in await self._begun(story, name):
            if skipped:
                await self.restart()
            told.append(await rewrite(self.shell, part, name))
        return "".join(told)

    async def _begun(self, story: str, name: str) -> list[tuple[int, str]]:
        """Play what came before a story; returns its parts between restarts, each with the lines before it."""
        for before in header(story, "before"):
            await play(self.shell, BEFORE[before], f"{name}, before: {before}")
        return parts(story)


def parts(story: str) -> list[tuple[int, str]]:
    """What is played between restarts, each part with the number of lines before it."""
    starts = [0, *(found.start() for found in re.finditer(r"^-- restart$", story, re.M)), len(story)]
    return [(story.count("\n", 0, start), story[start:end]) for start, end in itertools.pairwise(starts)]


def header(story: str, what: str) -> list[str]:
    """The words behind ``-- what:`` in the comments that a story begins with."""
    found = re.search(rf"\A(?:--.*\n)*-- {what}: (.*)", story)
    return found[1].split() if found else []


@asynccontextmanager
async def chat(where: Where, variants: Sequence[str] = ()) -> AsyncIterator[Chat]:
    """A programme on a database, closed at the end."""
    opened_chat = Chat(configured(where, variants))
    try:
        await opened_chat.open()
        yield opened_chat
    except BaseException as failure:
        await opened_chat.close(failure)
        raise
    await opened_chat.close()
